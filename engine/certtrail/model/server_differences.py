"""What differs between servers: side by side, who stands apart, and what cannot be compared.

What is not known of a server is no value: it never counts as the same, nor as different.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

from certtrail.model.annotations import OneOf
from certtrail.model.kinds import Amount, Host
from certtrail.text.message import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

MOST_OF_A_TOPIC: Final = 200
"""Things of one topic that are kept: those that differ go first."""
_TWO: Final = 2


class Topic(StrEnum):
    """What a thing that is compared is about, in the order in which a reader wants it."""

    VERDICT = "verdict"
    FINDING = "finding"
    INTERNAL = "internal-certificate"
    CERTIFICATE = "certificate"
    SELECTION = "selection"
    CONNECTOR = "connector"
    ACT = "act"
    SERVICE = "service"
    EVENT = "event"
    VERSION = "version"
    COVERAGE = "coverage"


class Likeness(StrEnum):
    """How the servers of which a thing is known stand to each other.

    Attributes:
        APART: more than half are alike, and the others stand apart.
        SPLIT: they differ, and no value is that of more than half.
        SAME: all are alike.
        NOT_COMPARED: it is known of fewer than two.
    """

    APART = "apart"
    SPLIT = "split"
    SAME = "same"
    NOT_COMPARED = "not-compared"


@dataclass(frozen=True, slots=True)
class ServerValue:
    """What is so on some servers.

    Attributes:
        servers: sorted.
        says: a short text.
        alike: of one thing, values with the same number count as the same, such as two rates that
            are about as high; 0 is that of the fewest servers.
    """

    servers: tuple[Host, ...]
    says: Text
    alike: Amount


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Servers of which something is not known, and what is lacking."""

    servers: tuple[Host, ...]
    why: Text


@dataclass(frozen=True, slots=True)
class ComparedThing:
    """One thing that is compared.

    Attributes:
        what: what it is, in a few words.
        likeness: how the servers of which it is known stand to each other.
        apart: who stands apart, sorted; nobody unless `likeness` is so.
        values: those of the fewest servers first.
        lacking: of which servers it is not known, and why.
    """

    topic: Topic
    what: Text
    likeness: Likeness
    apart: tuple[Host, ...]
    values: tuple[ServerValue, ...]
    lacking: tuple[NotCompared, ...]

    @classmethod
    def of(
        cls,
        topic: Topic,
        what: str,
        values: Iterable[ServerValue],
        lacking: Iterable[NotCompared],
    ) -> ComparedThing:
        """Say who stands apart; the numbers of `alike` are given anew."""
        told = [one for one in values if one.servers]
        sizes: Counter[int] = Counter()
        first: dict[int, str] = {}
        for one in sorted(told, key=lambda one: one.servers):
            sizes[one.alike] += len(one.servers)
            first.setdefault(one.alike, one.servers[0])
        ordered = sorted(sizes, key=lambda number: (sizes[number], first[number]))
        anew = {number: place for place, number in enumerate(ordered)}
        told = [replace(one, alike=anew[one.alike]) for one in told]
        told.sort(key=lambda one: (one.alike, one.servers))
        likeness, apart = Likeness.SAME, list[str]()
        if sum(sizes.values()) < _TWO:
            likeness = Likeness.NOT_COMPARED
        elif len(ordered) > 1:
            likeness = Likeness.SPLIT
            if sizes[ordered[-1]] * 2 > sum(sizes.values()):
                likeness = Likeness.APART
                last = len(ordered) - 1
                apart = [name for one in told if one.alike != last for name in one.servers]
        missing = tuple(one for one in lacking if one.servers)
        return cls(topic, what, likeness, tuple(sorted(apart)), tuple(told), missing)

    @property
    def groups(self) -> tuple[tuple[ServerValue, ...], ...]:
        """The values that count as the same, together; those of the fewest servers first."""
        found: dict[int, list[ServerValue]] = {}
        for one in self.values:
            found.setdefault(one.alike, []).append(one)
        return tuple(map(tuple, found.values()))

    def among(self, servers: Collection[str]) -> ComparedThing:
        """Compare it between some of the servers only."""
        return ComparedThing.of(
            self.topic,
            self.what,
            (replace(one, servers=_some(one.servers, servers)) for one in self.values),
            (replace(one, servers=_some(one.servers, servers)) for one in self.lacking),
        )


@dataclass(frozen=True, slots=True)
class Outlier:
    """A server that stands apart.

    Attributes:
        things: in how many things, alone or with others that are not like most.
    """

    server: Host
    things: Amount


@dataclass(frozen=True, slots=True)
class PeerServers:
    """Servers that can be compared with each other, and all that was compared.

    Attributes:
        kind: Edge servers are compared with each other only, as by their nature they have other
            services, connectors and certificates.
        servers: sorted; one alone has nobody to be compared with.
        outliers: who stands apart in most goes first.
        things: by topic.
        left_out: how many things were too many to keep, those that are the same first.
    """

    kind: Annotated[str, OneOf(("edge", "other"))]
    servers: tuple[Host, ...]
    outliers: tuple[Outlier, ...]
    things: tuple[ComparedThing, ...]
    left_out: Amount = 0

    @classmethod
    def of(
        cls, kind: str, servers: Iterable[str], things: Iterable[ComparedThing], left_out: int = 0
    ) -> PeerServers:
        """Say who stands apart; things of a topic stay in their order."""
        known = sorted(things, key=lambda one: list(Topic).index(one.topic))
        kept = list(_kept(known))
        counts = Counter(name for one in kept for name in one.apart)
        # A verdict or a finding that the others do not have goes before any number of details.
        grave = {
            name
            for one in kept
            if one.topic in (Topic.VERDICT, Topic.FINDING)
            for name in one.apart
        }
        ordered = sorted(counts, key=lambda name: (name not in grave, -counts[name], name))
        outliers = tuple(Outlier(name, counts[name]) for name in ordered)
        lost = left_out + len(known) - len(kept)
        return cls(kind, tuple(sorted(servers)), outliers, tuple(kept), lost)

    def anew(self) -> PeerServers:
        """Say anew who stands apart: who wrote a saved diagnosis may have said anything."""
        told = {name for thing in self.things for one in thing.values for name in one.servers}
        told |= {name for thing in self.things for one in thing.lacking for name in one.servers}
        servers = sorted(told.union(self.servers))
        things = (one.among(told) for one in self.things)
        return PeerServers.of(self.kind, servers, things, self.left_out)

    @property
    def differ(self) -> bool:
        """Two servers are known not to be alike in something."""
        return bool(self.like(Likeness.APART, Likeness.SPLIT))

    def among(self, servers: Collection[str]) -> PeerServers:
        """Compare some of the servers only; what none of them has any more is left out."""
        narrowed = (one.among(servers) for one in self.things)
        told = (one for one in narrowed if one.values or one.lacking)
        return PeerServers.of(self.kind, _some(self.servers, servers), told, self.left_out)

    def like(self, *likeness: Likeness) -> tuple[ComparedThing, ...]:
        """Give the things of which the servers stand so to each other."""
        return tuple(one for one in self.things if one.likeness in likeness)


def _some(names: Iterable[str], servers: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in servers)


def _kept(things: Iterable[ComparedThing]) -> Iterator[ComparedThing]:
    """Keep as many things of a topic as anybody reads: a log can name a thousand certificates."""
    by_topic: dict[Topic, list[ComparedThing]] = {}
    for one in things:
        by_topic.setdefault(one.topic, []).append(one)
    order = list(Likeness)
    for group in by_topic.values():
        if len(group) <= MOST_OF_A_TOPIC:
            yield from group
            continue
        ranked = sorted(range(len(group)), key=lambda n: (order.index(group[n].likeness), n))
        yield from (group[n] for n in sorted(ranked[:MOST_OF_A_TOPIC]))
