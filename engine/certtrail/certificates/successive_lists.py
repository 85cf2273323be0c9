"""Lists of one store, made one after the other: an inventory and facts in; the same with the last
list as the present state, and a `certificate-left-list` fact of each certificate that only an
earlier one shows, out.

Who renews a certificate shows what was there before, and what is there after. The lists are of one
server where it is named, or where they share a certificate that a server does not share with
others. Their order is that of the mails they are quoted in, of their times, or of one text. Where
only their places tell it, it is not known if what came is older than what went, if a certificate
lost SMTP, which no cmdlet takes away, or if the dates of both may be of two days.
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
    from collections.abc import Iterable, Iterator, Sequence, Set

    from certtrail.certificates.places import ServerPlaces
    from certtrail.model.inventory import Inventory, StoredCertificate

_List: TypeAlias = "list[StoredCertificate]"
# What every server of an organisation has, as far as a narrow table shows of the name.
_SHARED: Final = ("federation", "microsoft exchange")
_SERVICES: Final = ("IIS", "SMTP", "IMAP", "POP")
_LEAST: Final = 2
_DAY: Final = 86_400
_OLDER, _LOST, _DATES = "older", "lost", "dates"
_ACTS: Final = frozenset({"certificate-action", "console-command"})
# What can leave a certificate without SMTP that had it.
_UNDO: Final = frozenset({"removed", "imported", "installed", "created", "key-rights-taken"})
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
    brought = _taken_or_brought(facts)
    for server, lists in _stores(inventory.certificates, places):
        for before, after in pairwise(_ordered(lists)):
            if not _is_next(before, after, named=bool(before[0].server)):
                continue
            open_for = _open_for(before, after, brought)
            if not open_for:
                told += _left(server, before, after)
                changed |= _superseded(before, after)
            notes += _note(server, before, after, open_for)
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


def _open_for(before: _List, after: _List, brought: Set[str]) -> str:
    """Tell why it is not known which of two lists is the later; empty where it is.

    Args:
        before: the one that seems to be the earlier.
        after: the other.
        brought: the certificates that may have lost their services by what was done.
    """
    one, other = before[0], after[0]
    if one.quoted != other.quoted or _is_timed(one, other):
        return ""
    if _may_be_either(one) and _may_be_either(other):
        return _DATES
    there = {each.thumbprint: each for each in after}
    kept = [(each, there[each.thumbprint]) for each in before if each.thumbprint in there]
    gone, come = (
        max((_life(each) for each in listed if each.thumbprint not in shared), default=None)
        for shared in [{each.thumbprint for each, _ in kept}]
        for listed in (before, after)
    )
    if gone is not None and come is not None and _UNKNOWN not in gone + come and come < gone:
        return _OLDER
    lost = any(_lost_smtp(was, is_now) for was, is_now in kept if was.thumbprint not in brought)
    return _LOST if lost else ""


def _lost_smtp(was: StoredCertificate, is_now: StoredCertificate) -> bool:
    """Tell whether a certificate with its key has SMTP in one list, and lacks it in another."""
    if was.services is None or is_now.services is None or is_now.has_private_key is False:
        return False
    return "SMTP" in was.services and "SMTP" not in is_now.services


def _taken_or_brought(facts: Iterable[Fact]) -> set[str]:
    """Give the certificates that were removed or imported, or whose keys had rights taken."""
    return {
        fact.text("thumbprint")
        for fact in facts
        if fact.kind in _ACTS and fact.text("verb") in _UNDO and not fact.holds("refused")
    }


def _may_be_either(one: StoredCertificate) -> bool:
    """Tell whether the date of a list may be of two days."""
    begin, end = one.listed_from, one.listed_until
    return begin is not None and end is not None and end - begin >= _DAY


def _is_timed(one: StoredCertificate, other: StoredCertificate) -> bool:
    until, begun = one.listed_until, other.listed_from
    return until is not None and begun is not None and until < begun


def _life(one: StoredCertificate) -> tuple[int, int]:
    known = (one.not_before, one.not_after)
    return (known[0] or _UNKNOWN, known[1] or _UNKNOWN)


def _note(server: str, before: _List, after: _List, open_for: str) -> Iterator[str]:
    """Say which of the lists of one text counts, where mails tell it or nothing does."""
    one, other = before[0], after[0]
    if one.evidence.file != other.evidence.file:
        return
    file, (first, second) = one.evidence.file, sorted((one.list_line or 0, other.list_line or 0))
    if open_for == _OLDER:
        yield phrase(
            "{file} has two lists of the certificates of {server}, of lines {first} and {second}: "
            "which was made later is not told, as the certificates of the lower one are older; "
            "both count.",
            file=file,
            server=server,
            first=first,
            second=second,
        )
    elif open_for == _LOST:
        yield phrase(
            "{file} has two lists of the certificates of {server}, of lines {first} and {second}: "
            "which was made later is not told, as a certificate lacks SMTP in the lower one alone, "
            "and a service that is enabled once cannot be taken away again; both count.",
            file=file,
            server=server,
            first=first,
            second=second,
        )
    elif open_for == _DATES:
        yield phrase(
            "{file} has two lists of the certificates of {server}, of lines {first} and {second}: "
            "which was made later is not told, as day and month of the dates above them may be "
            "either way round; both count.",
            file=file,
            server=server,
            first=first,
            second=second,
        )
    elif one.quoted != other.quoted:
        yield phrase(
            "{file} has several lists of the certificates of {server}: by the mails around them "
            "that of line {later} was made after that of line {earlier}, and counts.",
            file=file,
            server=server,
            later=other.list_line,
            earlier=one.list_line,
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
