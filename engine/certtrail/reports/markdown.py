"""A diagnosis to Markdown for tickets: GitHub's flavour, and a plain one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.reports import how_read, outline
from certtrail.reports.differences_markdown import differences_tables
from certtrail.reports.ended import has_ended
from certtrail.reports.markdown_flavours import GITHUB, piece_of
from certtrail.reports.markdown_pen import Pen
from certtrail.reports.markdown_tables import (
    around_table,
    evidence_table,
    inputs_table,
    ledger_table,
    selections_table,
    unjudged_table,
)
from certtrail.reports.markdown_text import Markdown, whole
from certtrail.reports.overview_markdown import overview_parts
from certtrail.reports.overview_texts import overview_tables
from certtrail.reports.prose import PieceKind
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.diagnosis import Diagnosis, Finding
    from certtrail.model.input_reports import InputReport
    from certtrail.reports.markdown_flavours import Flavour
    from certtrail.text.languages import Reader

_PROBLEMS: Final = 3
_RENEWALS: Final = 10
_EMPTY: Final = Markdown("")


def render(diagnosis: Diagnosis, reader: Reader, flavour: Flavour = GITHUB) -> Markdown:
    """Render as Markdown of a flavour."""
    return whole(_MarkdownWriter(diagnosis, Speech(reader), flavour).lines())


class _MarkdownWriter:
    def __init__(self, diagnosis: Diagnosis, speech: Speech, flavour: Flavour) -> None:
        self._pen = Pen(speech, flavour)
        self._unjudged = speech.written(outline.unjudged(diagnosis))
        self._reply = reply(diagnosis, speech)
        self._overview = overview_tables(diagnosis, speech)
        self._completeness = how_read.completeness(diagnosis, speech)
        self._diagnosis = speech.written(diagnosis)

    def lines(self) -> Iterator[Markdown]:
        """Write all parts."""
        diagnosis, pen = self._diagnosis, self._pen
        title = diagnosis.title or pen.speech.say("Certificate diagnosis")
        yield from pen.heading(1, pen.escape(title))
        if diagnosis.case:
            yield from (pen.say("Case {number}", number=diagnosis.case), _EMPTY)
        made = pen.say(
            "certtrail {version}, engine {engine}. Times in {zone}.",
            version=diagnosis.version,
            engine=diagnosis.engine,
            zone=pen.speech.zone,
        )
        yield from (made, _EMPTY)
        if aside := how_read.left_aside(diagnosis, pen.speech):
            yield from (pen.escape(aside), _EMPTY)
        yield from self._losses()
        yield from overview_parts(diagnosis, self._overview, pen)
        yield from self._servers()
        yield from differences_tables(diagnosis, pen)
        yield from self._findings()
        yield from ledger_table(diagnosis.ledger, pen)
        yield from selections_table(outline.telling(diagnosis.selections), pen)
        yield from self._renewals()
        yield from unjudged_table(self._unjudged, pen)
        yield from self._notes()
        yield from self._letter()
        yield from inputs_table(diagnosis.inputs, pen, _PROBLEMS)

    def _losses(self) -> Iterator[Markdown]:
        pen, lost = self._pen, how_read.losses(self._diagnosis)
        if lost:
            told = pen.say("Not everything was read: {how}", how=self._completeness)
            yield from pen.heading(2, told)
        for report in lost:
            yield Markdown(
                "- {} ({}): {}",
                pen.strong(report.name),
                pen.word(report.read),
                self._problems(report),
            )
        if lost:
            yield _EMPTY

    def _notes(self) -> Iterator[Markdown]:
        pen = self._pen
        if self._diagnosis.notes:
            yield from pen.heading(2, pen.say("Notes"))
            yield from (Markdown("- {}", pen.prose(note)) for note in self._diagnosis.notes)
            yield _EMPTY

    def _problems(self, report: InputReport) -> Markdown:
        shown = [self._pen.escape(problem) for problem in report.problems[:_PROBLEMS]]
        more = len(report.problems) - _PROBLEMS
        if more > 0:
            rest = self._pen.count(
                more,
                "And {n|count} more line in the input account.",
                "And {n|count} more lines in the input account.",
            )
            shown.append(rest)
        return Markdown.joined(" ", shown)

    def _servers(self) -> Iterator[Markdown]:
        pen = self._pen
        yield from pen.heading(2, pen.say("Servers"))
        told, named = outline.parted_servers(self._diagnosis)
        rows = [
            (
                pen.escape(server.name),
                pen.strong(pen.speech.word(server.verdict)),
                pen.escape(server.why),
                pen.period(server.first, server.last, unplaced=server.unplaced),
                pen.escape(server.time_zone) or pen.say("not known"),
            )
            for server in told
        ]
        if not rows:
            yield from (pen.escape(pen.speech.say(outline.NO_SERVER)), _EMPTY)
            return
        head = (
            pen.say("Server"),
            pen.say("Verdict"),
            pen.say("Why"),
            pen.say("Logs cover"),
            pen.say("Its own time zone (without summer time)"),
        )
        yield from pen.table(head, rows)
        if named:
            yield from (pen.escape(outline.named_only(named, pen.speech)), _EMPTY)

    def _findings(self) -> Iterator[Markdown]:
        pen = self._pen
        yield from pen.heading(2, pen.say("Findings"))
        causes = outline.causes(self._diagnosis)
        if not causes:
            yield from (pen.say("Nothing found in what could be judged."), _EMPTY)
        for number, cause in enumerate(causes, 1):
            yield from pen.heading(3, Markdown("{}. {}", number, pen.escape(cause.finding.title)))
            yield from self._finding(cause.finding)
            for index, below in enumerate(cause.explained, 1):
                title = Markdown("{}.{} {}", number, index, pen.escape(below.title))
                yield from pen.heading(4, title)
                yield from (pen.say("Explained by {number}.", number=number), _EMPTY)
                under = number if outline.left_to(cause, below) else 0
                yield from self._finding(below, under)

    def _finding(self, finding: Finding, under: int = 0) -> Iterator[Markdown]:
        """Describe a finding; the steps of one that is mended under another are that one's."""
        pen = self._pen
        yield from (Markdown("- {}", fact) for fact in self._facts(finding))
        yield from (_EMPTY, *self._told(pen.say("Cause"), finding.cause))
        if finding.impact:
            yield from self._told(pen.say("Impact"), finding.impact)
        if finding.over:
            yield from (pen.say(outline.OVER), _EMPTY)
        elif under:
            yield from (pen.say(outline.LEFT_TO, number=under), _EMPTY)
        else:
            yield from self._remedy(finding)
        left = () if finding.over or under else (finding.confirm, finding.questions)
        headings = (pen.say("How to verify"), pen.say("Questions for the customer"))
        for title, texts in (
            *zip(headings, left, strict=False),
            (pen.say("What this check does not see"), finding.gaps),
        ):
            yield from self._part(title, [pen.prose(text) for text in texts])
        sources = [pen.reference(text) for text in finding.references]
        yield from self._part(pen.say("References"), sources)
        yield from evidence_table(finding.evidence, self._pen)
        for around in finding.around:
            yield from around_table(around, self._pen)

    def _facts(self, finding: Finding) -> Iterator[Markdown]:
        pen = self._pen
        names = finding.servers or ((finding.server,) if finding.server else ())
        servers = pen.listed([pen.escape(name) for name in names]) or pen.say("not known")
        yield pen.say(
            "Severity {severity}, confidence {confidence}, basis {basis}; rule {rule}",
            severity=pen.strong(pen.speech.word(finding.severity)),
            confidence=pen.strong(pen.speech.word(finding.confidence)),
            basis=pen.strong(pen.speech.word(finding.basis)),
            rule=Markdown.code(finding.rule),
        )
        if finding.over:
            yield pen.strong(pen.speech.say("Over"))
        yield pen.say("Server: {servers}", servers=servers)
        if finding.first is not None and finding.since not in (None, finding.first):
            yield pen.say("Since: {moment}", moment=pen.escape(pen.speech.since(finding)))
        yield pen.say(
            "Seen: {period}, {records}",
            period=pen.escape(pen.speech.seen(finding)),
            records=pen.count(finding.count, "{n|count} record", "{n|count} records"),
        )
        for thumbprint in finding.thumbprints:
            yield pen.say("Thumbprint: {thumbprint}", thumbprint=Markdown.code(thumbprint))

    def _told(self, title: Markdown, text: str) -> tuple[Markdown, Markdown]:
        return Markdown("**{}**: {}", title, self._pen.prose(text)), _EMPTY

    def _part(self, title: Markdown, items: list[Markdown]) -> Iterator[Markdown]:
        if items:
            listed = (Markdown("- {}", item) for item in items)
            yield from (Markdown("**{}**", title), _EMPTY, *listed, _EMPTY)

    def _remedy(self, finding: Finding) -> Iterator[Markdown]:
        if not finding.remedy:
            return
        pen = self._pen
        yield from (pen.strong(pen.speech.say("What to do")), _EMPTY)
        for number, step in enumerate(outline.steps(finding), 1):
            yield self._step(number, step.text)
            for risk in step.risks:
                told = pen.say("Risk: {risk}", risk=pen.prose(risk))
                columns = len(str(number)) + 2
                yield Markdown("\n*{}*", told).indented(columns)
        yield _EMPTY

    def _step(self, number: int, step: str) -> Markdown:
        """Number a step with each command in a block of its own, indented under the number."""
        lines = [_EMPTY]
        for piece in self._pen.speech.blocks(step):
            if piece.kind is PieceKind.COMMAND:
                lines += [_EMPTY, Markdown.block([piece.text]), _EMPTY, _EMPTY]
            else:
                shown = piece_of(piece, self._pen.flavour, inside=bool(lines[-1]))
                lines[-1] = Markdown.line([lines[-1], shown])
        body = Markdown.joined("\n", lines).bare()
        return Markdown("{}. {}", number, body).indented(len(str(number)) + 2)

    def _renewals(self) -> Iterator[Markdown]:
        pen, renewals = self._pen, self._diagnosis.renewals
        if renewals:
            yield from pen.heading(2, pen.say("Renewal plan"))
        for one in renewals[:_RENEWALS]:
            told = {
                "server": pen.strong(one.server or pen.speech.say("server not known")),
                "thumbprint": Markdown.code(one.thumbprint),
                "when": pen.moment(one.expires, hours=one.error_hours),
            }
            if has_ended(one, self._diagnosis):
                line = pen.say("{server}: {thumbprint} ended {when}", **told)
            else:
                line = pen.say("{server}: {thumbprint} ends {when}", **told)
            yield from (line, _EMPTY)
            yield from (self._step(number, step) for number, step in enumerate(one.steps, 1))
            yield _EMPTY
        more = len(renewals) - _RENEWALS
        if more > 0:
            rest = pen.count(
                more,
                "And {n|count} later renewal: {command} lists all.",
                "And {n|count} later renewals: {command} lists all.",
                command=Markdown.code("certtrail renew"),
            )
            yield from (rest, _EMPTY)

    def _letter(self) -> Iterator[Markdown]:
        if self._reply:
            title = self._pen.say("Reply to the customer")
            yield from self._pen.heading(2, title)
            yield from (Markdown.block(self._reply.split("\n")), _EMPTY)
