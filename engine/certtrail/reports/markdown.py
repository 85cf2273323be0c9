"""A diagnosis to Markdown for tickets: no value can make a link, image, heading, HTML or table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.reports import outline
from certtrail.reports.prose import Kind, blocks, pieces
from certtrail.reports.reply import reply
from certtrail.reports.wording import counted, moment, period, visible, zone_name
from certtrail.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from certtrail.accounts import InputAccount
    from certtrail.diagnosis import Diagnosis, Finding
    from certtrail.facts import Evidence

_PROBLEMS: Final = 3
_RENEWALS: Final = 10
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>~$#]")
_ENTITY: Final = re.compile(r"&(?=[#\w])")
_OPENING: Final = re.compile(r"^(?=[-+=:])")
_NUMBERED: Final = re.compile(r"^(\d+)([.)])")
# Renderers link bare addresses and name people after an @; a character reference stops both.
_BROKEN: Final = {"://": ":&#47;&#47;", "@": "&#64;", "|": "&#124;"}
_BARE: Final = re.compile(r"://|www\.|@|\|", re.IGNORECASE)


def escape(text: str) -> str:
    r"""Return the text so that Markdown shows it as it is, on one line, in a table too.

    >>> escape("[x](http://a) | <b>")
    '\\[x\\](http:&#47;&#47;a) &#124; \\<b\\>'
    """
    return _escaped(visible(text.strip()))


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text))
    text = _BARE.sub(lambda match: _BROKEN.get(match[0]) or match[0][:3] + "&#46;", text)
    return _NUMBERED.sub(r"\1\\\2", _OPENING.sub(r"\\", text))


def code(text: str) -> str:
    """Return the text as a code span that nothing inside can end; not for tables.

    >>> code("Get-Service `x`")
    '`` Get-Service `x` ``'
    """
    text = visible(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def prose(text: str) -> str:
    """Return a rule's text with what stands between backticks as code."""
    return "".join(
        _escaped(piece.text) if piece.kind is Kind.WORDS else code(piece.text)
        for piece in pieces(text)
    )


def render(diagnosis: Diagnosis, zone: tzinfo) -> str:
    """Render as GitHub-flavoured Markdown that also reads as plain text."""
    lines = [
        f"# {escape(diagnosis.heading)}",
        "",
        *([f"Case {escape(diagnosis.case)}", ""] if diagnosis.case else []),
        (
            f"certtrail {escape(diagnosis.version)}, engine {escape(diagnosis.engine)}. "
            f"Times in {escape(zone_name(zone))}."
        ),
        "",
    ]
    lines += _losses(diagnosis)
    lines += _servers(diagnosis, zone)
    lines += _findings(diagnosis, zone)
    lines += _renewals(diagnosis, zone)
    lines += _unjudged(diagnosis)
    lines += _reply(diagnosis)
    lines += _inputs(diagnosis)
    return "\n".join(lines).rstrip() + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Draw a table; the cells are escaped already."""
    return [
        f"| {' | '.join(head)} |",
        f"|{'|'.join(' --- ' for _ in head)}|",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
    ]


def _losses(diagnosis: Diagnosis) -> list[str]:
    lost = outline.losses(diagnosis)
    lines = ["## Not everything was read", ""] if lost else []
    for account in lost:
        lines += [f"- **{escape(account.name)}**: {_problems(account)}"]
    if lost:
        lines.append("")
    if diagnosis.notes:
        lines += [*(f"- {prose(note)}" for note in diagnosis.notes), ""]
    return lines


def _problems(account: InputAccount) -> str:
    shown = " ".join(escape(problem) for problem in account.problems[:_PROBLEMS])
    more = len(account.problems) - _PROBLEMS
    rest = f" And {counted(more, 'more line')} in the input account." if more > 0 else ""
    return shown + rest or "not read in full"


def _servers(diagnosis: Diagnosis, zone: tzinfo) -> list[str]:
    rows = [
        (
            escape(server.name),
            f"**{server.verdict.replace('-', ' ')}**",
            escape(server.why),
            escape(period(server.first, server.last, zone)),
            escape(server.time_zone or "not known"),
        )
        for server in outline.worst_first(diagnosis)
    ]
    head = ("Server", "Verdict", "Why", "Logs cover", "Its time zone")
    table = _table(head, rows) if rows else ["No server was recognised in the input.", ""]
    return ["## Servers", "", *table]


def _findings(diagnosis: Diagnosis, zone: tzinfo) -> list[str]:
    lines = ["## Findings", ""]
    causes = outline.causes(diagnosis)
    if not causes:
        lines += ["Nothing found in what could be judged.", ""]
    for number, cause in enumerate(causes, 1):
        lines += [
            f"### {number}. {escape(cause.finding.title)}",
            "",
            *_finding(cause.finding, zone),
        ]
        for index, below in enumerate(cause.explained, 1):
            lines += [
                f"#### {number}.{index} {escape(below.title)}",
                "",
                f"Explained by {number}.",
                "",
                *_finding(below, zone),
            ]
    return lines


def _finding(finding: Finding, zone: tzinfo) -> list[str]:
    names = finding.servers or ((finding.server,) if finding.server else ())
    servers = ", ".join(escape(name) for name in names) or "not known"
    lines = [
        (
            f"- Severity **{finding.severity}**, confidence **{finding.confidence}**, "
            f"basis **{finding.basis}**; rule {code(finding.rule)}"
        ),
        f"- Server: {servers}",
        (
            f"- Seen: {escape(period(finding.first, finding.last, zone))}, "
            f"{counted(finding.count, 'record')}"
        ),
    ]
    lines += [f"- Thumbprint: {code(thumbprint)}" for thumbprint in finding.thumbprints]
    lines += [
        "",
        f"**Cause.** {prose(finding.cause)}",
        "",
        f"**Impact.** {prose(finding.impact)}",
        "",
    ]
    if finding.remedy:
        lines += ["**What to do**", ""]
        for number, step in enumerate(finding.remedy, 1):
            lines += _step(number, step)
        lines.append("")
    for title, texts in (
        ("How to verify", finding.confirm),
        ("Ask the customer", finding.questions),
        ("What this check does not see", finding.gaps),
        ("References", finding.references),
    ):
        if texts:
            lines += [f"**{title}**", "", *(f"- {prose(text)}" for text in texts), ""]
    return lines + _evidence(finding.evidence, zone)


def _step(number: int, step: str) -> list[str]:
    """Draw a numbered step with each command in a block of its own, indented under the number."""
    lines = [""]
    for piece in blocks(step):
        if piece.kind is Kind.COMMAND:
            lines += ["", "```", piece.text, "```", "", ""]
        elif piece.kind is Kind.CODE:
            lines[-1] += code(piece.text)
        else:
            lines[-1] += _escaped(piece.text)
    indent = " " * (len(str(number)) + 2)
    body = "\n".join((indent + line).rstrip() for line in lines).strip()
    return [f"{number}. {body}"]


def _evidence(evidence: tuple[Evidence, ...], zone: tzinfo) -> list[str]:
    if not evidence:
        return []
    rows = [
        (
            escape(moment(item.time, zone, seconds=True)),
            escape(item.file),
            escape(item.channel),
            str(item.record_id),
            escape(item.line),
        )
        for item in evidence
    ]
    head = ("Time", "File", "Channel", "Record", "What it says")
    return ["**Evidence**", "", *_table(head, rows)]


def _renewals(diagnosis: Diagnosis, zone: tzinfo) -> list[str]:
    lines = ["## Renewal plan", ""] if diagnosis.renewals else []
    for one in diagnosis.renewals[:_RENEWALS]:
        error = f", give or take {one.error_hours} h" if one.error_hours else ""
        lines += [
            (
                f"**{escape(one.server or 'server not known')}**: {code(one.thumbprint)} ends "
                f"{escape(moment(one.expires, zone))}{error}"
            ),
            "",
        ]
        for number, step in enumerate(one.steps, 1):
            lines += _step(number, step)
        lines.append("")
    more = len(diagnosis.renewals) - _RENEWALS
    if more > 0:
        lines += [f"And {counted(more, 'later renewal')}: {code('certtrail renew')} lists all.", ""]
    return lines


def _unjudged(diagnosis: Diagnosis) -> list[str]:
    rows = [
        (
            ", ".join(escape(name) for name in group.servers),
            "; ".join(escape(title or rule) for rule, title in group.rules),
            ("stopped with an error: " if group.outcome is Outcome.ERROR else "")
            + ("; ".join(escape(missing) for missing in group.missing) or "not named"),
        )
        for group in outline.unjudged(diagnosis)
    ]
    if not rows:
        return []
    head = ("Server", "Could not be judged", "Missing")
    return ["## Could not be judged", "", *_table(head, rows)]


def _reply(diagnosis: Diagnosis) -> list[str]:
    text = reply(diagnosis)
    if not text:
        return []
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return ["## Reply to the customer", "", fence, text, fence, ""]


def _inputs(diagnosis: Diagnosis) -> list[str]:
    rows = [
        (
            escape(account.name),
            escape(account.kind),
            *(
                str(number)
                for number in (
                    account.records.found,
                    account.records.decoded,
                    account.records.recovered,
                    account.records.skipped,
                )
            ),
            "yes" if account.complete else "**no**",
            escape(account.sha256) or "unreadable",
        )
        for account in diagnosis.inputs
    ]
    head = ("File", "Kind", "Found", "Decoded", "Recovered", "Skipped", "Complete", "SHA-256")
    lines = ["## Input account", "", *_table(head, rows)]
    for account in diagnosis.inputs:
        told = 0 if account.complete else _PROBLEMS
        remarks = (*account.problems[told:], *account.notes)
        lines += [f"- {escape(account.name)}: {escape(remark)}" for remark in remarks]
    return lines
