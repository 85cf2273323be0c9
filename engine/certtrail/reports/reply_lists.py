"""Lists of steps of a message: those of several findings in; each said once, with where, out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.text.display import visible
from certtrail.text.filters import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.reports.speech import Speech

_NAME: Final = re.compile(r"\w[\w-]{0,252}(?:\.[\w-]{1,63}){0,30}")  # a server's, whole or short


@dataclass(slots=True)
class StepList:
    """The steps of findings that ask for the same, with where; names are added as they come.

    Attributes:
        steps: the lines of each.
        alike: the same with one word for the servers, to compare them.
        rest: what is said in place of the steps that are left out.
        servers: of whom they are said.
        also: whose differ in the server's name only.
        once: the numbers of the steps that one of all these servers takes for all of them.
    """

    steps: tuple[tuple[str, ...], ...]
    alike: tuple[tuple[str, ...], ...]
    rest: str
    servers: dict[str, None]
    also: dict[str, None] = field(default_factory=dict)
    once: set[int] = field(default_factory=set)


def added(lists: dict[tuple[tuple[str, ...], ...], StepList], new: StepList) -> None:
    """Add a list to those of the same title, or its servers to the one that says the same."""
    one = lists.setdefault(new.alike, new)
    if one is not new:
        names = one.servers if one.steps == new.steps else one.also
        names |= new.servers


def without_referring(lists: Sequence[StepList], title: str) -> list[StepList]:
    """Leave out a list that says what another of this title says, and for the rest refers to it.

    Nobody follows a step that sends its reader to the entry in which it stands.
    """
    kept = list(lists)
    for one in lists:
        own = [at for at, step in enumerate(one.alike) if not refers(step, title)]
        if len(own) == len(one.alike) or len(kept) == 1:
            continue
        said_alike = {one.alike[at] for at in own}
        for other in kept:
            if other.alike != one.alike and said_alike <= set(other.alike):
                _refer(other, one, own)
                kept = [each for each in kept if each.alike != one.alike]
                break
    return kept


def _refer(other: StepList, one: StepList, own: Sequence[int]) -> None:
    """Name the servers of a list that is left out with the one that it refers to.

    Args:
        other: the list that stays; it is added to.
        one: the list that is left out.
        own: the places of its steps that refer to nothing.
    """
    if {one.steps[at] for at in own} <= set(other.steps):
        other.servers = one.servers | one.also | other.servers
        return
    other.also |= one.servers | one.also
    shared = {one.alike[at] for at in own}
    other.once.update(at for at, step in enumerate(other.alike, 1) if step not in shared)


def refers(lines: Iterable[str], title: str) -> bool:
    """Tell whether a step sends its reader to the entry of a title."""
    return any(f'"{title}"' in line or f'"{title} (' in line for line in lines)


def names_of(server: str) -> tuple[str, str]:
    """Give the names of a server, whole and short."""
    return server, server.partition(".")[0]


def without_names(
    lines: Iterable[str], own: Iterable[str], everywhere: frozenset[str]
) -> tuple[str, ...]:
    """Write lines with one word for the servers, whole or short, to compare them.

    Args:
        lines: of a step.
        own: the servers of its finding; their names are parts of others, such as a connector's.
        everywhere: the names of all servers, whole and short, which are looked up by word.
    """
    text = "\n".join(lines)
    names = {part for server in own for part in names_of(server)}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "\0")
    text = _NAME.sub(lambda found: "\0" if found[0] in everywhere else found[0], text)
    return tuple(text.split("\n"))


def listed(lists: Sequence[StepList], speech: Speech) -> Iterator[str]:
    """Give the lines of lists, with the servers that each is for."""
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
        others_too = [name for name in one.also if name not in one.servers]
        if others_too:
            names = shown_names(others_too, speech)
            yield "  " + speech.say("The same for {servers}, each by its own name.", servers=names)
        if others_too and one.once:
            yield "  " + speech.count(
                len(one.once),
                "But step {numbers} only once, for all of them together.",
                "But steps {numbers} only once, for all of them together.",
                numbers=tuple(map(str, sorted(one.once))),
            )


def shown_names(servers: Iterable[str], speech: Speech) -> tuple[str, ...]:
    """Give the names of servers as they are shown, with words for one that has none."""
    unknown = speech.say("the server whose name we do not know")
    return tuple(unknown if name == UNNAMED else visible(name) for name in servers)
