"""The steps of a message to the customer: findings in; what to run, each step said once, out."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.bygone import is_of_removed
from certtrail.model.vocabulary import Confidence, Severity, Verdict
from certtrail.reports import outline
from certtrail.reports.prose import PieceKind
from certtrail.reports.reply_lists import (
    StepList,
    added,
    listed,
    names_of,
    refers,
    shown_names,
    without_names,
    without_referring,
)
from certtrail.text.filters import UNNAMED
from certtrail.text.message import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.diagnosis import Finding
    from certtrail.reports.outline import Cause, RemedyStep
    from certtrail.reports.prose import ProsePiece
    from certtrail.reports.speech import Speech

_STEPS: Final = 6  # of each that stops nothing: what does is only over with its last step
_COMMAND: Final = " " * 7


def told_apart(cause: Cause) -> tuple[Cause, ...]:
    """Give a cause, and what it explains where that keeps its steps: it is too weak to take them
    away, or has none itself.

    Of what is explained, one may take the steps of another away.
    """
    explained = {one.id: one for one in cause.explained}
    first = cause.finding
    if outline.leads_steps(first) or first.over or is_of_removed(first):
        return (cause,)
    kept = (
        one
        for one in cause.explained
        if (above := explained.get(one.explained_by or "")) is None
        or not outline.leads_steps(above)
    )
    return (cause, *(outline.Cause(one, ()) for one in kept))


def remedies(
    title: str,
    group: Sequence[Cause],
    further: Sequence[Cause],
    told: dict[tuple[tuple[str, ...], ...], str],
    speech: Speech,
    pointed: frozenset[str],
) -> Iterator[str]:
    """Say the steps of several findings; those that differ in the server's name only, once.

    Args:
        title: of all of them.
        group: the findings whose steps are said.
        further: more of them, whose servers are named with the steps that they share with those,
            or as such whose own steps are left out.
        told: what was said before, and the title under which; it is added to.
        speech: of the reader.
        pointed: the titles of findings to whose steps others refer, so that none is left out.
    """
    everywhere = frozenset(
        part
        for cause in (*group, *further)
        for name in cause.finding.servers
        for part in names_of(name)
    )
    lists: dict[tuple[tuple[str, ...], ...], StepList] = {}
    typed: dict[tuple[str, ...], set[str]] = {}
    left: list[Finding] = []
    for number, cause in enumerate((*group, *further)):
        finding = cause.finding
        steps, rest = _steps(finding, speech, whole=finding.title in pointed)
        commands = {line for step in steps for line in step if line.startswith(_COMMAND)}
        # What two connectors need is the same, in whichever order the steps come.
        known = typed.setdefault(tuple(finding.servers), set())
        if not steps or (commands and commands <= known):
            continue
        alike = tuple(without_names(step, finding.servers, everywhere) for step in steps)
        if number >= len(group) and alike not in told:
            left.append(finding)
            continue
        known |= commands
        before = told.setdefault(alike, title)
        if before == title:
            added(lists, StepList(steps, alike, rest, dict.fromkeys(finding.servers)))
        elif number < len(group):
            named = plain(before, speech)
            yield f"  {speech.say('What to do: the same as for: {title}', title=named)}"
    yield from listed(without_referring([*lists.values()], title), speech)
    if left:
        more = speech.count(
            len(left),
            "... and {n|count} more of these has steps of its own, which are in the full report",
            "... and {n|count} more of these have steps of their own, which are in the full report",
        )
        names = (name for finding in left for name in finding.servers)
        yield f"  {with_servers(more, names, speech)}"


def _steps(
    finding: Finding, speech: Speech, *, whole: bool
) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Say what to run, and how many steps are left out.

    What has little behind it is looked into first, and where nothing is wrong nothing is risked: of
    those there are the steps before the first with a risk.
    """
    steps = outline.steps(speech.written(finding))
    if finding.over:
        return (), ""
    every = len(steps)
    if finding.confidence is Confidence.LOW or finding.severity is Severity.INFO:
        steps = tuple(takewhile(lambda step: not step.risks, steps))
    if not steps:
        return (), ""
    most = len(steps) if whole or finding.verdict is Verdict.BROKEN else _STEPS
    # To leave out the last one alone spares nothing, and often it is what makes the others count.
    most += len(steps) == every == most + 1
    rest = every - min(most, len(steps))
    left = "  " + speech.count(
        rest,
        "... and {n|count} more step; tell us how these went before you go on.",
        "... and {n|count} more steps; tell us how these went before you go on.",
    )
    return tuple(tuple(_step(step, speech)) for step in steps[:most]), left if rest else ""


def _step(step: RemedyStep, speech: Speech) -> Iterator[str]:
    """Give the lines of a step, the first without its number."""
    lead, words = "", ""
    for piece in (*speech.blocks(step.text), None):
        if piece is not None and piece.kind is not PieceKind.COMMAND:
            words += _shown(piece)
            continue
        if words.strip():
            yield f"{lead}{nameless(words.strip(), speech)}"
            lead, words = "     ", ""
        if piece is not None:
            yield f"{_COMMAND}{piece.text}"
    yield from (f"     {speech.say('Risk: {risk}', risk=risk)}" for risk in step.risks)


def plain(text: str, speech: Speech) -> str:
    """Write a text of a report for who gets the message."""
    return nameless(safe(said(text, speech.reader), speech), speech)


def nameless(text: str, speech: Speech) -> str:
    """Write a text for who has never heard what reports call a server without a name."""
    return text.replace(UNNAMED, speech.say("the server whose name we do not know"))


def safe(text: str, speech: Speech) -> str:
    """Write a text without what nobody has checked between its backticks: a customer runs it."""
    return "".join(map(_shown, speech.pieces(text)))


def _shown(piece: ProsePiece) -> str:
    return "…" if piece.kind is PieceKind.UNCHECKED else piece.text


def with_servers(what: str, servers: Iterable[str], speech: Speech) -> str:
    """Write a text with the names of servers behind it, each once."""
    names = shown_names(dict.fromkeys(servers), speech)
    return speech.say("{what} ({servers})", what=what, servers=names) if names else what


def pointed_at(causes: Iterable[Cause]) -> frozenset[str]:
    """Give the titles of the findings to whose steps those of others refer."""
    every = [one for cause in causes for one in (cause.finding, *cause.explained)]
    lines = [str(step) for one in every for step in one.remedy]
    return frozenset(title for title in {str(one.title) for one in every} if refers(lines, title))
