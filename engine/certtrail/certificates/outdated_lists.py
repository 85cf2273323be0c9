"""Lists that are older than what logs tell: an inventory and facts in; the same, where nothing is
in a store that is gone since, and a `list-outdated` fact of each server without a later list, out.

What a list shows is as of its time. A certificate that was removed, and not put back, is in a list
only as that is older; what was imported later can be in the store all the same. One that cannot be
loaded since a list was made may be gone since, or its key: the list does not tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.successive_lists import present_lists
from certtrail.model.fact import Fact
from certtrail.text.instants import ANY_ZONE, SECOND, to_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from certtrail.certificates.places import ServerPlaces
    from certtrail.model.fact import Evidence
    from certtrail.model.inventory import Inventory, StoredCertificate

_BROUGHT: Final = frozenset({"imported", "created", "installed"})
_PUT_BACK: Final = _BROUGHT | {"enabled", "key-associated"}
_MACHINE: Final = frozenset({"", "Machine"})
_UNKNOWN: Final = "unknown"
_LOSS: Final = "internal-certificate-fallback"
# How far off UTC is what was reckoned without summer time.
_SUMMER_TIME: Final = 3600


@dataclass
class _Acts:
    """What was done to the certificates of a server.

    Attributes:
        offset: the seconds that its clock is ahead of UTC, where that is known.
        removed: the last removal of each certificate that nothing brought back.
        brought: what came into the store, by time.
        unnamed: when something came last of which no log tells which it was.
        lost: of each certificate that cannot be loaded, what tells since when.
    """

    offset: int | None
    removed: dict[str, Fact] = field(default_factory=dict)
    brought: list[Fact] = field(default_factory=list)
    unnamed: int = -1
    lost: dict[str, Fact] = field(default_factory=dict)

    def add(self, act: Fact) -> None:
        """Take the next act, or what shows a loss."""
        if act.kind == _LOSS:
            self.lost.setdefault(act.text("configured"), act)
            return
        verb, thumbprint = act.text("verb"), act.text("thumbprint")
        if verb == "removed":
            self.removed[thumbprint] = act
        elif verb in _PUT_BACK:
            self.removed.pop(thumbprint, None)
        if verb in _BROUGHT:
            self.brought.append(act)
            if thumbprint == _UNKNOWN:
                self.unnamed = max(self.unnamed, act.time)

    def removal(self, one: StoredCertificate) -> Fact | None:
        """Give what removed a certificate after it was listed, as far as anybody can tell."""
        found = self.removed.get(one.thumbprint)
        if found is None or self._follows(one.listed_from, found):
            return None
        # What was imported since may be the same one, where the log does not tell which it was.
        again = self.unnamed > found.time
        return None if again and not self.precedes(one.listed_until, found) else found

    def loss(self, one: StoredCertificate) -> Fact | None:
        """Give since when a certificate cannot be loaded, where it was surely listed before."""
        found = self.lost.get(one.thumbprint)
        return found if found is not None and self.precedes(one.listed_until, found) else None

    def precedes(self, listed: int | None, act: Fact) -> bool:
        """Tell whether a moment of the server's clock is surely before an act."""
        return listed is not None and listed + self._doubt(act) < self._clock(act)

    def _follows(self, listed: int | None, act: Fact) -> bool:
        return listed is not None and listed - self._doubt(act) > self._clock(act)

    def is_of_now(self, one: StoredCertificate) -> bool:
        """Tell whether a list was made after all that was done."""
        acts = (*self.removed.values(), *self.brought, *self.lost.values())
        return bool(acts) and all(self._follows(one.listed_from, act) for act in acts)

    def shows_all(self, listed: Sequence[StoredCertificate]) -> bool:
        """Tell whether a list shows by what is in it that it was made after all that was done:
        nothing that was removed, and what came.

        What a log does not name is known by the moment from which it is valid, where Exchange made
        it; what was imported is as old as it likes.
        """
        shown = {one.thumbprint for one in listed}
        return (
            bool(self.brought)
            and all(one.whole_list for one in listed)
            and shown.isdisjoint(self.removed)
            and all(
                act.text("thumbprint") in shown or any(self._is_of(one, act) for one in listed)
                for act in self.brought
                if act.text("thumbprint") not in self.removed
            )
        )

    def _is_of(self, one: StoredCertificate, act: Fact) -> bool:
        """Tell whether a certificate can be what a log does not name, by its beginning."""
        made = act.text("verb") == "created" and act.text("thumbprint") == _UNKNOWN
        at = one.not_before
        return made and at is not None and abs(at - act.time // SECOND) <= self._doubt(act)

    def _clock(self, act: Fact) -> int:
        return act.time // SECOND + (0 if _unplaced(act) else self.offset or 0)

    def _doubt(self, act: Fact) -> int:
        if _unplaced(act):
            return 0
        return ANY_ZONE if self.offset is None else _SUMMER_TIME


def up_to_date(
    inventory: Inventory, places: ServerPlaces, facts: Sequence[Fact], offsets: Mapping[str, int]
) -> tuple[Inventory, list[Fact], list[str]]:
    """Take the last of several lists of a store, and out of it what is gone since it was listed; a
    list that lacks what came since is not whole.

    Args:
        inventory: all exports.
        places: which server each is of.
        facts: of all servers, in order of time; among them what was done to certificates.
        offsets: the seconds that each server's clock is ahead of UTC, where that is known.
    """
    inventory, facts, notes = present_lists(inventory, places, facts)
    servers: dict[str, _Acts] = {}
    for fact in facts:
        if _counts(fact):
            servers.setdefault(fact.server, _Acts(offsets.get(fact.server))).add(fact)
    lists: dict[tuple[str, str, int | None], list[StoredCertificate]] = {}
    for one in inventory.certificates if servers else ():
        file = one.evidence.file
        server = places.holding(one.server, one.thumbprint, file) if one.listed else ""
        if server in servers:
            lists.setdefault((server, file, one.listed_from), []).append(one)
    changed: dict[int, StoredCertificate] = {}
    found: dict[str, list[Fact]] = {}
    fresh = {
        server
        for (server, *_), each in lists.items()
        if servers[server].is_of_now(each[0]) or servers[server].shows_all(each)
    }
    for (server, *_), each in lists.items():
        told = _aged(servers[server], each, changed)
        if told is not None and server not in fresh:
            found.setdefault(server, []).append(told)
    # The one that tells most stands for all of them.
    best = [
        max(each, key=lambda one: (len(one.fields), one.order)) for _, each in sorted(found.items())
    ]
    if not changed:
        return inventory, list(facts), notes
    gone = {(one.evidence, one.thumbprint) for one in changed.values() if not one.listed}
    kept = tuple(changed.get(id(one), one) for one in inventory.certificates)
    still = [_unlisted(one, gone) for one in facts]
    return replace(inventory, certificates=kept), [*still, *best], notes


def _counts(fact: Fact) -> bool:
    if fact.kind == _LOSS:
        return fact.holds("open") and fact.time > 0 and bool(fact.server)
    return (
        fact.kind == "certificate-action"
        and fact.time > 0
        and bool(fact.server)
        and fact.text("result") == "success"
        and fact.text("context") in _MACHINE
    )


def _unplaced(act: Fact) -> bool:
    return any(line.unplaced for line in act.evidence)


def _unlisted(fact: Fact, gone: Set[tuple[Evidence, str]]) -> Fact:
    """Say of what is gone that it is in no store."""
    if fact.kind != "certificate" or (fact.evidence[0], fact.text("thumbprint")) not in gone:
        return fact
    return replace(fact, fields={**fact.fields, "listed": False})


def _described(one: StoredCertificate) -> StoredCertificate:
    """Keep of what is gone what a file of the certificate alone would tell."""
    return replace(one, listed=False, services=None, has_private_key=None, internal=None)


def _aged(
    acts: _Acts, listed: Sequence[StoredCertificate], changed: dict[int, StoredCertificate]
) -> Fact | None:
    """Note what of a list does not hold any more; tell of it, if there is anything."""
    gone = {one.thumbprint: act for one in listed if (act := acts.removal(one)) is not None}
    lost = {one.thumbprint: act for one in listed if (act := acts.loss(one)) is not None}
    shown = {one.thumbprint for one in listed}
    came = [act for act in acts.brought if acts.precedes(listed[0].listed_until, act)]
    if gone:
        # It is older than the removal; how much older, nobody knows.
        before = {id(act) for act in came}
        came += [act for act in acts.brought if id(act) not in before]
    came = [act for act in came if act.text("thumbprint") not in shown]
    if not gone and not came and not lost:
        return None
    for one in listed:
        kept = replace(one, whole_list=False) if came or lost else one
        # What it served does not change where it cannot be loaded; whether it is there does.
        doubted = (
            replace(kept, listed=False, has_private_key=None) if one.thumbprint in lost else kept
        )
        changed[id(one)] = _described(one) if one.thumbprint in gone else doubted
    fields: dict[str, str | int | bool] = {}
    acted = []
    if gone:
        last = max(gone.values(), key=lambda act: act.order)
        acted.append(last)
        fields["thumbprint"] = last.text("thumbprint")
        fields |= {"taken": last.time // SECOND, "taken_with": last.text("cmdlet")}
        fields |= {"taken_by": last.text("user")} if last.text("user") else {}
    if lost:
        last = max(lost.values(), key=lambda act: act.order)
        acted.append(last)
        fields |= {"unloaded": last.text("configured"), "lost": last.time // SECOND}
    if came:
        last = came[-1]
        acted.append(last)
        fields |= {"brought": last.time // SECOND, "verb": last.text("verb")}
        if last.text("thumbprint") != _UNKNOWN:
            fields["successor"] = last.text("thumbprint")
    if (until := listed[0].listed_until) is not None:
        fields["clock"] = f"{to_datetime(until * SECOND):%Y-%m-%d %H:%M}"
    lines = dict.fromkeys(line for act in acted for line in act.evidence)
    return Fact(
        "list-outdated",
        acted[0].server,
        acted[0].time,
        fields | {"file": listed[0].evidence.file},
        (listed[0].evidence, *lines),
    )
