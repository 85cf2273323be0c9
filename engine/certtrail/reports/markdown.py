"""A diagnosis to Markdown for tickets: GitHub's flavour, and a plain one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.reports import outline
from certtrail.reports.markdown_flavours import GITHUB, code, prose, words
from certtrail.reports.markdown_tables import (
    inputs_table,
    ledger_table,
    selections_table,
    unjudged_table,
)
from certtrail.reports.prose import PieceKind, blocks
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.diagnosis import Around, Diagnosis, Finding
    from certtrail.model.fact import Evidence
    from certtrail.model.input_reports import InputReport
    from certtrail.reports.markdown_flavours import Flavour
    from certtrail.text.languages import Reader

_PROBLEMS: Final = 3
_RENEWALS: Final = 10


def render(diagnosis: Diagnosis, reader: Reader, flavour: Flavour = GITHUB) -> str:
    """Render as Markdown of a flavour."""
    return "\n".join(_MarkdownWriter(diagnosis, Speech(reader), flavour).lines()).rstrip() + "\n"


class _MarkdownWriter:
    def __init__(self, diagnosis: Diagnosis, speech: Speech, flavour: Flavour) -> None:
        self._say = speech.say
        self._speech = speech
        self._flavour = flavour
        self._escape = flavour.escape
        self._unjudged = speech.written(outline.unjudged(diagnosis))
        self._reply = reply(diagnosis, speech)
        self._completeness = outline.completeness(diagnosis, speech)
        self._diagnosis = speech.written(diagnosis)

    def lines(self) -> Iterator[str]:
        """Write all parts."""
        diagnosis, say, escape = self._diagnosis, self._say, self._escape
        yield from (f"# {escape(diagnosis.title or say('Certificate diagnosis'))}", "")
        if diagnosis.case:
            yield from (say("Case {number}", number=escape(diagnosis.case)), "")
        made = say(
            "certtrail {version}, engine {engine}. Times in {zone}.",
            version=escape(diagnosis.version),
            engine=escape(diagnosis.engine),
            zone=escape(self._speech.zone),
        )
        yield from (made, "")
        yield from self._losses()
        yield from self._servers()
        yield from self._findings()
        yield from ledger_table(diagnosis.ledger, self._speech, self._flavour)
        yield from selections_table(
            outline.telling(diagnosis.selections), self._speech, self._flavour
        )
        yield from self._renewals()
        yield from unjudged_table(self._unjudged, self._speech, self._flavour)
        yield from self._letter()
        yield from inputs_table(diagnosis.inputs, self._speech, self._flavour, _PROBLEMS)

    def _prose(self, text: str) -> str:
        return prose(text, self._flavour)

    def _losses(self) -> Iterator[str]:
        lost = outline.losses(self._diagnosis)
        if lost:
            yield from (
                f"## {self._say('Not everything was read: {how}', how=self._completeness)}",
                "",
            )
        for report in lost:
            yield (
                f"- **{self._escape(report.name)}** ({self._speech.word(report.read)}): "
                f"{self._problems(report)}"
            )
        if lost:
            yield ""
        if self._diagnosis.notes:
            yield from (f"- {self._prose(note)}" for note in self._diagnosis.notes)
            yield ""

    def _problems(self, report: InputReport) -> str:
        shown = " ".join(self._escape(problem) for problem in report.problems[:_PROBLEMS])
        more = len(report.problems) - _PROBLEMS
        if more > 0:
            rest = self._speech.count(
                more,
                "And {n|count} more line in the input account.",
                "And {n|count} more lines in the input account.",
            )
            shown = f"{shown} {rest}"
        return shown

    def _servers(self) -> Iterator[str]:
        say, speech = self._say, self._speech
        yield from (f"## {say('Servers')}", "")
        rows = [
            (
                self._escape(server.name),
                f"**{speech.word(server.verdict)}**",
                self._escape(server.why),
                self._escape(speech.period(server.first, server.last)),
                self._escape(server.time_zone) or say("not known"),
            )
            for server in outline.worst_first(self._diagnosis)
        ]
        if not rows:
            yield from (say("No server was recognised in the input."), "")
            return
        head = (
            say("Server"),
            say("Verdict"),
            say("Why"),
            say("Logs cover"),
            say("Its own time zone"),
        )
        yield from self._flavour.table(head, rows)

    def _findings(self) -> Iterator[str]:
        yield from (f"## {self._say('Findings')}", "")
        causes = outline.causes(self._diagnosis)
        if not causes:
            yield from (self._say("Nothing found in what could be judged."), "")
        for number, cause in enumerate(causes, 1):
            yield from (f"### {number}. {self._escape(cause.finding.title)}", "")
            yield from self._finding(cause.finding)
            for index, below in enumerate(cause.explained, 1):
                yield from (f"#### {number}.{index} {self._escape(below.title)}", "")
                yield from (self._say("Explained by {number}.", number=number), "")
                yield from self._finding(below)

    def _finding(self, finding: Finding) -> Iterator[str]:
        say, speech = self._say, self._speech
        names = finding.servers or ((finding.server,) if finding.server else ())
        servers = speech.listed([self._escape(name) for name in names]) or say("not known")
        yield "- " + say(
            "Severity {severity}, confidence {confidence}, basis {basis}; rule {rule}",
            severity=f"**{speech.word(finding.severity)}**",
            confidence=f"**{speech.word(finding.confidence)}**",
            basis=f"**{speech.word(finding.basis)}**",
            rule=code(finding.rule),
        )
        if finding.over:
            yield f"- **{say('Over')}**"
        yield "- " + say("Server: {servers}", servers=servers)
        if finding.since is not None and finding.since != finding.first:
            yield "- " + say("Since: {moment}", moment=self._escape(speech.moment(finding.since)))
        yield "- " + say(
            "Seen: {period}, {records}",
            period=self._escape(speech.period(finding.first, finding.last)),
            records=speech.count(finding.count, "{n|count} record", "{n|count} records"),
        )
        yield from (
            "- " + say("Thumbprint: {thumbprint}", thumbprint=code(thumbprint))
            for thumbprint in finding.thumbprints
        )
        yield from ("", f"**{say('Cause')}**: {self._prose(finding.cause)}", "")
        if finding.impact:
            yield from (f"**{say('Impact')}**: {self._prose(finding.impact)}", "")
        if finding.over:
            yield from (say(outline.OVER), "")
        else:
            yield from self._remedy(finding)
        left = () if finding.over else (finding.confirm, finding.questions)
        headings = (say("How to verify"), say("Questions for the customer"))
        for title, texts in (
            *zip(headings, left, strict=False),
            (say("What this check does not see"), finding.gaps),
        ):
            if texts:
                yield from (f"**{title}**", "", *(f"- {self._prose(text)}" for text in texts), "")
        if finding.references:
            sources = (self._flavour.reference(text) for text in finding.references)
            yield from (f"**{say('References')}**", "", *(f"- {text}" for text in sources), "")
        yield from self._evidence(finding.evidence)
        for around in finding.around:
            yield from self._around(around)

    def _remedy(self, finding: Finding) -> Iterator[str]:
        if not finding.remedy:
            return
        yield from (f"**{self._say('What to do')}**", "")
        for number, step in enumerate(outline.steps(finding), 1):
            yield self._step(number, step.text)
            for risk in step.risks:
                indent = " " * (len(str(number)) + 2)
                told = self._say("Risk: {risk}", risk=self._prose(risk))
                yield from ("", f"{indent}*{told}*")
        yield ""

    def _step(self, number: int, step: str) -> str:
        """Number a step with each command in a block of its own, indented under the number."""
        lines = [""]
        for piece in blocks(step):
            if piece.kind is PieceKind.COMMAND:
                lines += ["", "```", piece.text, "```", "", ""]
            elif piece.kind is PieceKind.CODE:
                lines[-1] += code(piece.text)
            else:
                lines[-1] += words(piece.text, self._flavour)
        indent = " " * (len(str(number)) + 2)
        body = "\n".join((indent + line).rstrip() for line in lines).strip()
        return f"{number}. {body}"

    def _around(self, around: Around) -> Iterator[str]:
        say, escape, speech = self._say, self._escape, self._speech
        rows = [
            (
                f"{escape(event.provider)} {event.event_id}",
                speech.word(event.level) if event.level else "",
                escape(event.about),
                str(event.count),
                str(event.total),
            )
            for event in around.events
        ]
        head = (say("Event"), say("Level"), say("About"), say("Then"), say("In the whole log"))
        title = escape(outline.around_title(around, speech))
        yield from (f"**{title}**", "", *self._flavour.table(head, rows))

    def _evidence(self, evidence: tuple[Evidence, ...]) -> Iterator[str]:
        if not evidence:
            return
        say = self._say
        rows = [
            (
                self._escape(self._speech.moment(item.time, seconds=True)),
                self._escape(item.file),
                self._escape(item.channel),
                str(item.record_id),
                self._escape(item.line),
            )
            for item in evidence
        ]
        head = (say("Time"), say("File"), say("Channel"), say("Record"), say("What it says"))
        yield from (f"**{say('Evidence')}**", "", *self._flavour.table(head, rows))

    def _renewals(self) -> Iterator[str]:
        say, renewals = self._say, self._diagnosis.renewals
        if renewals:
            yield from (f"## {say('Renewal plan')}", "")
        for one in renewals[:_RENEWALS]:
            line = say(
                "{server}: {thumbprint} ends {when}",
                server=f"**{self._escape(one.server) or say('server not known')}**",
                thumbprint=code(one.thumbprint),
                when=self._escape(
                    within(self._speech.moment(one.expires), one.error_hours, self._speech)
                ),
            )
            yield from (line, "")
            yield from (self._step(number, step) for number, step in enumerate(one.steps, 1))
            yield ""
        more = len(renewals) - _RENEWALS
        if more > 0:
            rest = self._speech.count(
                more,
                "And {n|count} later renewal: {command} lists all.",
                "And {n|count} later renewals: {command} lists all.",
                command=code("certtrail renew"),
            )
            yield from (rest, "")

    def _letter(self) -> Iterator[str]:
        text = self._reply
        if text:
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
            title = self._say("Reply to the customer")
            yield from (f"## {title}", "", fence, text, fence, "")
