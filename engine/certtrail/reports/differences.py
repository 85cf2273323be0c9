"""Arranges what differs between servers for readers: who stands apart first, what is shared last.

Every format shows the same: a sentence, a block for those who stand apart together, what cannot be
compared, and what is the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.model.server_differences import Likeness
from certtrail.text.languages import noted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.model.server_differences import ComparedThing, PeerServers, ServerValue
    from certtrail.reports.speech import Speech

_NAMED: Final = 4
"""Servers of a value that are named; more are counted."""
_TOLD: Final = 3
"""Values that count as the same and are all shown."""
_TWO: Final = 2
BLOCKS: Final = 20
"""Blocks that a text shows; a page folds the others."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is so on some servers, in the reader's words."""

    who: str
    says: str


@dataclass(frozen=True, slots=True)
class DifferentThing:
    """A thing in which servers differ.

    Attributes:
        apart: those that stand apart; where no value is that of most, everybody.
        others: most; None where no value is.
        lacking: who cannot be compared; empty for nobody.
    """

    what: str
    apart: tuple[Told, ...]
    others: Told | None
    lacking: str


@dataclass(frozen=True, slots=True)
class Block:
    """The things in which the same servers stand apart.

    Attributes:
        servers: they, in full; empty where no value is that of most.
        title: the heading.
    """

    servers: tuple[str, ...]
    title: str
    things: tuple[DifferentThing, ...]


@dataclass(frozen=True, slots=True)
class Incomparable:
    """What cannot be compared of some servers, and what is lacking."""

    who: str
    why: str
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SameThing:
    """A thing that is the same on all servers of which it is known."""

    what: str
    says: str
    lacking: str


@dataclass(frozen=True, slots=True)
class ShownPeers:
    """The comparison of servers of one kind, in the order in which it is read.

    Attributes:
        title: which servers these are.
        lead: the answer in a sentence.
        blocks: who stands apart in most goes first.
        incomparable: what cannot be compared.
        same: what is the same.
        left_out: a sentence on what was too much to keep; empty where nothing was.
    """

    title: str
    lead: str
    blocks: tuple[Block, ...]
    incomparable: tuple[Incomparable, ...]
    same: tuple[SameThing, ...]
    left_out: str

    @property
    def unshown(self) -> int:
        """How many blocks a text leaves to the page."""
        return max(0, len(self.blocks) - BLOCKS)


UNSHOWN: Final = (
    noted("{n|count} more group of servers stands apart in something: the page shows all."),
    noted("{n|count} more groups of servers stand apart in something: the page shows all."),
)


def shown(diagnosis: Diagnosis, speech: Speech) -> tuple[ShownPeers, ...]:
    """Arrange a diagnosis whose texts are in the reader's language."""
    several = len(diagnosis.differences) > 1
    return tuple(_Peers(one, speech).shown(several=several) for one in diagnosis.differences)


class _Peers:
    def __init__(self, peers: PeerServers, speech: Speech) -> None:
        self._peers = peers.anew()
        self._speech = speech
        self._short = _short_names(self._peers.servers)

    def shown(self, *, several: bool) -> ShownPeers:
        peers, say = self._peers, self._speech.say
        title = ""
        if several:
            edge = peers.kind == "edge"
            title = say("Edge servers") if edge else say("Servers that are no Edge servers")
        same = [self._same(one) for one in peers.like(Likeness.SAME)]
        left_out = self._speech.count(
            peers.left_out,
            "{n|count} more thing of the same kinds was compared and is not kept.",
            "{n|count} more things of the same kinds were compared and are not kept.",
        )
        return ShownPeers(
            title,
            self._lead(),
            tuple(self._blocks()),
            tuple(self._incomparable()),
            tuple(same),
            left_out if peers.left_out else "",
        )

    def _lead(self) -> str:
        peers, say = self._peers, self._speech.say
        compared = len(peers.things) - len(peers.like(Likeness.NOT_COMPARED))
        if len(peers.servers) < _TWO:
            return say(
                "{names} is compared with nobody: there is no other server of its kind.",
                names=self._speech.listed(list(peers.servers)),
            )
        if not compared:
            return say("Nothing could be compared: what is needed is known of one server at most.")
        if peers.outliers:
            first = peers.outliers[0]
            told = self._speech.count(
                first.things,
                "{server} stands apart: it is not like most in {n|count} of {all|count} things.",
                "{server} stands apart: it is not like most in {n|count} of {all|count} things.",
                server=first.server,
                all=compared,
            )
            others = [
                say("{server} ({n|count})", server=self._short[one.server], n=one.things)
                for one in peers.outliers[1 : 1 + _NAMED]
            ]
            if not others:
                return told
            more = len(peers.outliers) - 1 - len(others)
            if more:
                others.append(say("{n|count} more", n=more))
            rest = say("Then come {others}.", others=self._speech.listed(others))
            return say("{first} {rest}", first=told, rest=rest)
        differ = len(peers.like(Likeness.SPLIT))
        if differ:
            return self._speech.count(
                differ,
                "Nobody is like most or unlike most: they differ in {n|count} of {all|count} "
                "things.",
                "Nobody is like most or unlike most: they differ in {n|count} of {all|count} "
                "things.",
                all=compared,
            )
        return self._speech.count(
            compared,
            "The servers are alike in the {n|count} thing that could be compared.",
            "The servers are alike in all {n|count} things that could be compared.",
        )

    def _blocks(self) -> list[Block]:
        groups: dict[tuple[str, ...], list[ComparedThing]] = {}
        for thing in self._peers.like(Likeness.APART, Likeness.SPLIT):
            groups.setdefault(thing.apart, []).append(thing)
        rank = {one.server: place for place, one in enumerate(self._peers.outliers)}

        def order(servers: tuple[str, ...]) -> tuple[bool, int, int, int, tuple[str, ...]]:
            # Alone before together, so that what is so of one server only is found under its name.
            places = [rank.get(name, 0) for name in servers]
            first = min(places, default=0)
            return not servers, first, len(servers), -len(groups[servers]), servers

        return [
            Block(servers, self._title(servers), tuple(map(self._different, groups[servers])))
            for servers in sorted(groups, key=order)
        ]

    def _title(self, servers: tuple[str, ...]) -> str:
        say = self._speech.say
        if not servers:
            if len(self._peers.servers) == _TWO:
                names = self._speech.listed(list(self._peers.servers))
                return say("{names} differ", names=names)
            return say("No value is that of most")
        if len(servers) == 1:
            return say("{server} alone", server=servers[0])
        return say("{names} are not like most", names=self._names(servers))

    def _different(self, thing: ComparedThing) -> DifferentThing:
        groups = list(thing.groups)
        others = None
        if thing.likeness is Likeness.APART:
            others = self._told(groups.pop(), most=True)
        apart = tuple(self._told(group) for group in groups)
        return DifferentThing(thing.what, apart, others, self._lacking(thing))

    def _same(self, thing: ComparedThing) -> SameThing:
        (group,) = thing.groups
        return SameThing(thing.what, self._says(group), self._lacking(thing))

    def _told(self, group: Sequence[ServerValue], *, most: bool = False) -> Told:
        names = sorted(name for one in group for name in one.servers)
        if most and len(names) > 1:
            who = self._speech.say("the other {n|count}", n=len(names))
        else:
            who = self._names(names)
        return Told(who, self._says(group))

    def _says(self, group: Sequence[ServerValue]) -> str:
        """Write values that count as the same: each that is told, of whom where there are some."""
        if len(group) == 1:
            return group[0].says
        told = [
            self._speech.say("{names}: {what}", names=self._names(one.servers), what=one.says)
            for one in group[:_TOLD]
        ]
        if len(group) > _TOLD:
            rest = len(group) - _TOLD
            told.append(self._speech.say("{n|count} more that are about the same", n=rest))
        return self._speech.clauses(told)

    def _names(self, servers: Sequence[str]) -> str:
        shown = [self._short[name] for name in servers[:_NAMED]]
        if len(servers) > _NAMED:
            more = len(servers) - _NAMED
            return self._speech.say("{names} and {count} more", names=shown, count=more)
        return self._speech.listed(shown)

    def _lacking(self, thing: ComparedThing) -> str:
        names = sorted(name for one in thing.lacking for name in one.servers)
        return self._names(names)

    def _incomparable(self) -> list[Incomparable]:
        found: dict[tuple[tuple[str, ...], str], list[str]] = {}
        for thing in self._peers.things:
            for one in thing.lacking:
                found.setdefault((one.servers, one.why), []).append(thing.what)
        ordered = sorted(found.items(), key=lambda item: -len(item[1]))
        return [
            Incomparable(self._names(servers), why, tuple(things))
            for (servers, why), things in ordered
        ]


def _short_names(servers: Iterable[str]) -> dict[str, str]:
    """Give the first part of each name, where that tells the servers apart."""
    named = {name: name.partition(".")[0] or name for name in servers}
    times = Counter(short.casefold() for short in named.values())
    return {name: short if times[short.casefold()] == 1 else name for name, short in named.items()}
