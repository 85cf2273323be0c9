"""The findings of a terminal summary: what each says, and its first steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.text import Text

from certtrail.reports import outline
from certtrail.reports.terminal import STYLES, labelled, prose, section, shown, step

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.outline import Cause
    from certtrail.reports.speech import Speech

NAMES: Final = 3
"""So many servers are named before the rest is counted."""
_STEPS: Final = 3
_CAUSES: Final = 6
_LISTED: Final = 20


def findings(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    """Print the gravest causes with what to do first, the next by their titles."""
    causes = outline.causes(diagnosis)
    explained = sum(len(cause.explained) for cause in causes)
    if not causes:
        section(console, speech.say("Findings"))
        console.print("  " + speech.say("Nothing found in what could be judged."))
        return
    title = speech.count(len(causes), "{n|count} finding", "{n|count} findings")
    if explained:
        title = speech.say("{what}, explaining {n|count} more", what=title, n=explained)
    section(console, title)
    for number, cause in enumerate(causes[:_CAUSES], 1):
        _cause(console, number, cause, speech)
    if len(causes) > _CAUSES:
        console.print()
        for cause in causes[_CAUSES:_LISTED]:
            found = cause.finding
            line = Text.assemble(
                shown(found.title), " (", _where(cause, speech), ")", overflow="fold"
            )
            label = Text(speech.word(found.severity).upper(), style=STYLES[found.severity])
            console.print(labelled(label, line, 2, 8))
    if len(causes) > _LISTED:
        rest = speech.count(
            len(causes) - _LISTED,
            "... and {n|count} more finding in the report",
            "... and {n|count} more findings in the report",
        )
        console.print(f"  {rest}", style="dim")


def _where(cause: Cause, speech: Speech) -> Text:
    finding = cause.finding
    names = finding.servers or ((finding.server,) if finding.server else ())
    if not names:
        return Text(speech.say("server unknown"))
    if len(names) <= NAMES:
        return shown(speech.listed(names))
    more = len(names) - NAMES
    return shown(speech.say("{names} and {count} more", names=names[:NAMES], count=more))


def _cause(console: Console, number: int, cause: Cause, speech: Speech) -> None:
    finding = cause.finding
    console.print()
    grave = (speech.word(finding.severity).upper(), STYLES[finding.severity])
    title = Text.assemble(
        (speech.say("over").upper(), "dim") if finding.over else grave,
        " ",
        shown(finding.title, "bold"),
        overflow="fold",
    )
    console.print(labelled(f"{number}.", title, 2, 2))
    told = speech.say(
        "{where}; {seen}; {records}; {confidence} confidence, basis {basis}",
        where=_where(cause, speech).plain,
        seen=speech.seen(finding, onset=True),
        records=speech.count(finding.count, "{n|count} record", "{n|count} records"),
        confidence=speech.word(finding.confidence),
        basis=speech.word(finding.basis),
    )
    console.print(Padding(shown(told, "dim"), (0, 0, 0, 5)))
    _row(console, speech.say("cause"), prose(finding.cause, speech))
    remedy = () if finding.over else finding.remedy
    for index, text in enumerate(remedy[:_STEPS], 1):
        _row(console, speech.say("do") if index == 1 else "", step(index, text, speech))
    if len(remedy) > _STEPS:
        rest = speech.count(
            len(remedy) - _STEPS,
            "... and {n|count} more step in the report",
            "... and {n|count} more steps in the report",
        )
        _row(console, "", Text(rest, style="dim"))
    if cause.explained:
        # One title may be told of several servers.
        titles = speech.clauses(list(dict.fromkeys(below.title for below in cause.explained)))
        _row(console, speech.say("explains"), shown(titles))


def _row(console: Console, label: str, body: Text | Table) -> None:
    console.print(labelled(Text(label, style="dim"), body, 5, 8))
