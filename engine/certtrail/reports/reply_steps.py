"""The steps of a message to the customer: findings in; what to run, each step said once, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.bygone import is_of_removed
from certtrail.model.vocabulary import Confidence, Severity, Verdict
from certtrail.reports import outline
from certtrail.reports.prose import PieceKind
from certtrail.text.display import visible
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


@dataclass(frozen=True, slots=True)
class _List:
    """The steps of findings that ask for the same, with where.

    Attributes:
        steps: the lines of each.
        alike: the same with one word for the servers, to compare them.
        rest: what is said in place of the steps that are left out.
        servers: of whom they are said.
        also: whose differ in the server's name only.
    """

    steps: tuple[tuple[str, ...], ...]
    alike: tuple[tuple[str, ...], ...]
    rest: str
    servers: tuple[str, ...]
    also: tuple[str, ...] = ()


def remedies(
    title: str,
    group: Sequence[Cause],
    told: dict[tuple[tuple[str, ...], ...], str],
    speech: Speech,
    pointed: frozenset[str],
) -> Iterator[str]:
    """Say the steps of several findings; those that differ in the server's name only, once.

    Args:
        title: of all of them.
        group: the findings.
        told: what was said before, and the title under which; it is added to.
        speech: of the reader.
        pointed: the titles of findings to whose steps others refer, so that none is left out.
    """
    everywhere = [name for cause in group for name in cause.finding.servers]
    lists: list[_List] = []
    typed: dict[tuple[str, ...], set[str]] = {}
    for cause in group:
        steps, rest = _steps(cause.finding, speech, whole=cause.finding.title in pointed)
        commands = {line for step in steps for line in step if line.startswith(_COMMAND)}
        # What two connectors need is the same, in whichever order the steps come.
        known = typed.setdefault(tuple(cause.finding.servers), set())
        if not steps or (commands and commands <= known):
            continue
        known |= commands
        alike = tuple(_without_names(step, everywhere) for step in steps)
        before = told.setdefault(alike, title)
        if before != title:
            named = plain(before, speech)
            yield f"  {speech.say('What to do: the same as for: {title}', title=named)}"
        else:
            _added(lists, _List(steps, alike, rest, cause.finding.servers))
    lists = _without_referring(lists, title)
    for one in lists:
        head = speech.say("What to do:")
        if len(lists) > 1 and one.servers:
            names = shown_names(one.servers, speech)
            head = speech.say("What to do ({servers}):", servers=names)
        yield f"  {head}"
        for number, (first, *others) in enumerate(one.steps, 1):
            yield f"  {number}. {first}"
            yield from others
        if one.rest:
            yield one.rest
        if one.also:
            names = shown_names(one.also, speech)
            yield "  " + speech.say("The same for {servers}, each by its own name.", servers=names)


def _added(lists: list[_List], new: _List) -> None:
    """Add a list to those of the same title, or its servers to the one that says the same."""
    for at, one in enumerate(lists):
        if one.alike == new.alike:
            if one.steps == new.steps:
                lists[at] = replace(one, servers=_joined(one.servers, new.servers))
            else:
                also = _joined(one.also, new.servers)
                lists[at] = replace(one, also=tuple(n for n in also if n not in one.servers))
            return
    lists.append(new)


def _joined(names: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *more)))


def _without_referring(lists: Sequence[_List], title: str) -> list[_List]:
    """Leave out a list that says what another of this title says, and for the rest refers to it.

    Nobody follows a step that sends its reader to the entry in which it stands.
    """
    kept = list(lists)
    for one in lists:
        own = [step for step in one.alike if not _refers(step, title)]
        if len(own) == len(one.alike) or len(kept) == 1:
            continue
        for at, other in enumerate(kept):
            if other.alike != one.alike and set(own) <= set(other.alike):
                names = _joined((*one.servers, *one.also), other.servers)
                kept[at] = replace(other, servers=names)
                kept = [each for each in kept if each.alike != one.alike]
                break
    return kept


def _refers(lines: Iterable[str], title: str) -> bool:
    return any(f'"{title}"' in line or f'"{title} (' in line for line in lines)


def _without_names(lines: Iterable[str], servers: Iterable[str]) -> tuple[str, ...]:
    """Write lines with one word for the servers, whole or short, to compare them."""
    names = sorted({part for name in servers for part in (name, name.partition(".")[0])}, key=len)
    text = "\n".join(lines)
    for name in reversed(names):
        text = text.replace(name, "\0")
    return tuple(text.split("\n"))


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


def shown_names(servers: Iterable[str], speech: Speech) -> tuple[str, ...]:
    """Give the names of servers as they are shown, with words for one that has none."""
    unknown = speech.say("the server whose name we do not know")
    return tuple(unknown if name == UNNAMED else visible(name) for name in servers)


def pointed_at(causes: Iterable[Cause]) -> frozenset[str]:
    """Give the titles of the findings to whose steps those of others refer."""
    every = [one for cause in causes for one in (cause.finding, *cause.explained)]
    lines = [str(step) for one in every for step in one.remedy]
    return frozenset(title for title in {str(one.title) for one in every} if _refers(lines, title))
