"""Lists of one store, made one after the other: an inventory and facts in; the same with the last
list as the present state, and a `certificate-left-list` fact of each certificate that only an
earlier one shows, out.

Who renews a certificate shows what was there before, and what is there after. The lists are of one
server where it is named, or where they share a certificate that a server does not share with
others. Their order is that of the mails they are quoted in, of their times, or of one text; where
only their places tell it, and what came is older than what went, it is not known.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.certificates.distinguished import common_name
from certtrail.inputs.room import first_of
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.places import ServerPlaces
    from certtrail.model.inventory import Inventory, StoredCertificate

_List: TypeAlias = "list[StoredCertificate]"
# What every server of an organisation has, as far as a narrow table shows of the name.
_SHARED: Final = ("federation", "microsoft exchange")
_SERVICES: Final = ("IIS", "SMTP", "IMAP", "POP")
_LEAST: Final = 2
_UNKNOWN: Final = 0
_NOTES: Final = 20
_HIGHEST: Final = "\U0010ffff"


def present_lists(
    inventory: Inventory, places: ServerPlaces, facts: Sequence[Fact]
) -> tuple[Inventory, list[Fact], list[str]]:
    """Take the last of the lists of one store for what is there, with notes of which that is.

    Args:
        inventory: all exports.
        places: which server each is of.
        facts: of all servers.
    """
    changed: dict[int, StoredCertificate] = {}
    told: list[Fact] = []
    notes: list[str] = []
    for server, lists in _stores(inventory.certificates, places):
        for before, after in pairwise(_ordered(lists)):
            if not _is_next(before, after, named=bool(before[0].server)):
                continue
            known = not _is_turned(before, after)
            if known:
                told += _left(server, before, after)
                changed |= _superseded(before, after)
            notes += _note(server, before, after, known=known)
    shown = first_of(notes, _NOTES)
    if not changed:
        return inventory, list(facts), shown
    gone = {(one.evidence, one.thumbprint) for one in changed.values() if not one.listed}
    kept = tuple(changed.get(id(one), one) for one in inventory.certificates)
    still = [
        replace(fact, fields={**fact.fields, "listed": False})
        if fact.kind == "certificate" and (fact.evidence[0], fact.text("thumbprint")) in gone
        else fact
        for fact in facts
    ]
    return replace(inventory, certificates=kept), [*still, *told], shown


def _is_turned(before: _List, after: _List) -> bool:
    """Tell whether only their places tell which of two lists is the later, and what came is older
    than what went.
    """
    one, other = before[0], after[0]
    if one.quoted != other.quoted or _is_timed(one, other):
        return False
    kept = {each.thumbprint for each in before} & {each.thumbprint for each in after}
    gone, come = (
        max((_life(each) for each in listed if each.thumbprint not in kept), default=None)
        for listed in (before, after)
    )
    return gone is not None and come is not None and _UNKNOWN not in gone + come and come < gone


def _is_timed(one: StoredCertificate, other: StoredCertificate) -> bool:
    until, begun = one.listed_until, other.listed_from
    return until is not None and begun is not None and until < begun


def _life(one: StoredCertificate) -> tuple[int, int]:
    known = (one.not_before, one.not_after)
    return (known[0] or _UNKNOWN, known[1] or _UNKNOWN)


def _note(server: str, before: _List, after: _List, *, known: bool) -> Iterator[str]:
    """Say which of the lists of one text counts, where mails tell it or nothing does."""
    one, other = before[0], after[0]
    if one.evidence.file != other.evidence.file or (known and one.quoted == other.quoted):
        return
    first, second = sorted((one.list_line or 0, other.list_line or 0))
    if known:
        yield phrase(
            "{file} has several lists of the certificates of {server}: by the mails around them "
            "that of line {later} was made after that of line {earlier}, and counts.",
            file=one.evidence.file,
            server=server,
            later=other.list_line,
            earlier=one.list_line,
        )
    else:
        yield phrase(
            "{file} has two lists of the certificates of {server}, of lines {first} and {second}: "
            "which was made later is not told, as the certificates of the lower one are older; "
            "both count.",
            file=one.evidence.file,
            server=server,
            first=first,
            second=second,
        )


def _stores(
    certificates: Iterable[StoredCertificate], places: ServerPlaces
) -> Iterator[tuple[str, list[_List]]]:
    """Give each server's whole lists, where it has several."""
    found: dict[str, dict[tuple[str, int], _List]] = {}
    for one in certificates:
        # An export of objects has no lines.
        told = one.list_line is not None or one.listed_from is not None
        if one.listed and one.whole_list and told:
            server = places.holding(one.server, one.thumbprint, one.evidence.file)
            store = found.setdefault(server, {})
            store.setdefault((one.evidence.file, one.list_line or 0), []).append(one)
    for server, lists in found.items():
        if len(lists) > 1:
            yield server, list(lists.values())


def _ordered(lists: Sequence[_List]) -> list[_List]:
    """Sort lists by when they were made; none where that is not told of two of them."""
    timed = sorted(lists, key=lambda each: each[0].listed_from or 0)
    if all(_is_timed(before[0], after[0]) for before, after in pairwise(timed)):
        return timed
    if len({each[0].evidence.file for each in lists}) > 1:
        return []
    return sorted(lists, key=lambda each: (-each[0].quoted, each[0].list_line or 0))


def _is_next(before: _List, after: _List, *, named: bool) -> bool:
    """Tell whether two lists are of one store."""
    both = {one.thumbprint for one in before} & {one.thumbprint for one in after}
    if not both or min(len(before), len(after)) < _LEAST:
        return False
    return named or any(_is_own(one) for one in after if one.thumbprint in both)


def _is_own(one: StoredCertificate) -> bool:
    """Tell whether a certificate is one that a server has for itself."""
    name = _name(one)
    shared = not name or any(each.startswith(name) or name.startswith(each) for each in _SHARED)
    return not shared and one.services is not None and "IIS" not in one.services


def _superseded(before: _List, after: _List) -> dict[int, StoredCertificate]:
    """Give what the earlier list tells no longer: what is gone, and which services there were."""
    there = {one.thumbprint for one in after}
    return {
        id(one): replace(one, services=None)
        if one.thumbprint in there
        else replace(one, listed=False, services=None, has_private_key=None, internal=None)
        for one in before
    }


def _left(server: str, before: _List, after: _List) -> Iterator[Fact]:
    kept = {one.thumbprint for one in before}
    there = {one.thumbprint for one in after}
    fresh = [one for one in after if one.thumbprint not in kept]
    named = _Names(fresh)
    served = frozenset[str]().union(*(one.services or () for one in after))
    for one in before:
        if one.thumbprint in there:
            continue
        heir = named.only_heir(one)
        had = one.services or frozenset()
        has = frozenset() if heir is None else heir.services or frozenset()
        lacks = [name for name in _SERVICES if name in had - has]
        known: dict[str, str | bool | None] = {
            "thumbprint": one.thumbprint,
            "subject": one.subject,
            "services": ", ".join(name for name in _SERVICES if name in had) or None,
            "successor": None if heir is None else heir.thumbprint,
            "lacks": ",".join(lacks) if heir is not None and heir.services is not None else None,
            "unserved": ", ".join(name for name in lacks if name not in served) or None,
        }
        fields = {name: value for name, value in known.items() if value}
        evidence = (one.evidence, *(() if heir is None else (heir.evidence,)))
        yield Fact("certificate-left-list", server, 0, fields, evidence)


class _Names:
    """Certificates by their names, as far as a narrow table shows them."""

    def __init__(self, certificates: Iterable[StoredCertificate]) -> None:
        named = ((_name(one), one) for one in certificates)
        self._named = sorted((pair for pair in named if pair[0]), key=itemgetter(0))
        self._names = [name for name, _ in self._named]

    def only_heir(self, old: StoredCertificate) -> StoredCertificate | None:
        """Give the one whose name begins as another's, or is its beginning; None for several."""
        name = _name(old)
        if not name:
            return None
        spans = [(bisect_left(self._names, name), bisect_left(self._names, name + _HIGHEST))]
        for length in range(1, len(name)):
            begin = name[:length]
            spans.append((bisect_left(self._names, begin), bisect_right(self._names, begin)))
        found = [span for span in spans if span[0] < span[1]]
        if len(found) != 1 or found[0][1] - found[0][0] != 1:
            return None
        return self._named[found[0][0]][1]


def _name(one: StoredCertificate) -> str:
    return common_name(one.subject or "").rstrip(".\u2026")
