"""The steps of a message to the customer: findings in; what to run, each step said once, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Confidence, Verdict
from certtrail.reports import outline
from certtrail.reports.prose import PieceKind
from certtrail.text.display import visible
from certtrail.text.filters import UNNAMED
from certtrail.text.message import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.diagnosis import Finding
    from certtrail.reports.outline import Cause
    from certtrail.reports.prose import ProsePiece
    from certtrail.reports.speech import Speech

_STEPS: Final = 6  # of each that stops nothing: what does is only over with its last step
_COMMAND: Final = " " * 7


def told_apart(cause: Cause) -> Iterator[Cause]:
    """Give a cause, and what it explains where that keeps its steps: it is too weak to take them
    away, or has none itself.
    """
    yield cause
    if cause.finding.confidence is Confidence.LOW or not cause.finding.remedy:
        yield from (outline.Cause(one, ()) for one in cause.explained)


def remedies(
    title: str,
    group: Sequence[Cause],
    told: dict[tuple[str, ...], tuple[str, list[str]]],
    speech: Speech,
    pointed: frozenset[str],
) -> Iterator[str]:
    """Say the steps of several findings; those that differ in the server's name only, once.

    Args:
        title: of all of them.
        group: the findings.
        told: what was said before: the title under which, and the lines; it is added to.
        speech: of the reader.
        pointed: the titles of findings to whose steps others refer, so that none is left out.
    """
    everywhere = [name for cause in group for name in cause.finding.servers]
    also: list[str] = []
    typed: dict[tuple[str, ...], set[str]] = {}
    for cause in group:
        lines = [*_steps(cause.finding, speech, whole=cause.finding.title in pointed)]
        commands = {line for line in lines if line.startswith(_COMMAND)}
        # What two connectors need is the same, in whichever order the steps come.
        known = typed.setdefault(tuple(cause.finding.servers), set())
        if not lines or (commands and commands <= known):
            continue
        known |= commands
        before, first = told.setdefault(_without_names(lines, everywhere), (title, lines))
        if first is lines:
            yield from lines
        elif before != title:
            named = plain(before, speech)
            yield f"  {speech.say('What to do: the same as for: {title}', title=named)}"
        elif first != lines:
            also += cause.finding.servers
    if also:
        names = shown_names(dict.fromkeys(also), speech)
        yield "  " + speech.say("The same for {servers}, each by its own name.", servers=names)


def _without_names(lines: Iterable[str], servers: Iterable[str]) -> tuple[str, ...]:
    """Write lines with one word for the servers, whole or short, to compare them."""
    names = sorted({part for name in servers for part in (name, name.partition(".")[0])}, key=len)
    text = "\n".join(lines)
    for name in reversed(names):
        text = text.replace(name, "\0")
    return tuple(text.split("\n"))


def _steps(finding: Finding, speech: Speech, *, whole: bool) -> Iterator[str]:
    """Say what to run; what has little behind it is looked into first."""
    steps = outline.steps(speech.written(finding))
    if finding.over or not steps or finding.confidence is Confidence.LOW:
        return
    most = len(steps) if whole or finding.verdict is Verdict.BROKEN else _STEPS
    yield f"  {speech.say('What to do:')}"
    for number, step in enumerate(steps[:most], 1):
        lead, words = f"  {number}. ", ""
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
    if rest := len(steps) - min(most, len(steps)):
        yield "  " + speech.count(
            rest,
            "... and {n|count} more step; tell us how these went before you go on.",
            "... and {n|count} more steps; tell us how these went before you go on.",
        )


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


def shown_names(servers: Iterable[str], speech: Speech) -> tuple[str, ...]:
    """Give the names of servers as they are shown, with words for one that has none."""
    unknown = speech.say("the server whose name we do not know")
    return tuple(unknown if name == UNNAMED else visible(name) for name in servers)


def pointed_at(causes: Iterable[Cause]) -> frozenset[str]:
    """Give the titles of the findings to whose steps those of others refer."""
    every = [one for cause in causes for one in (cause.finding, *cause.explained)]
    lines = [str(step) for one in every for step in one.remedy]
    return frozenset(
        title
        for title in {str(one.title) for one in every}
        if any(f'"{title}"' in line for line in lines)
    )
