"""Successors: a ledger in; which certificate was already made to follow which, out."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.certificates.store import Held
from certtrail.certificates.validity import Chain, chain, is_request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.certificates.distinguished import Distinguished
    from certtrail.model.certificates_known import LedgerEntry

_OF_PRIVATE_ROOT: Final = frozenset({"None", "Enterprise"})


def is_gone(entry: LedgerEntry) -> bool:
    """Tell whether a certificate was removed, as far as the evidence says."""
    return any(event.what in ("removed", "deleted") for event in entry.life)


@dataclass(frozen=True, slots=True)
class _Sort:
    """What certificates have to have alike for one to follow another."""

    self_signed: bool | None
    names: frozenset[str]
    issuer: Distinguished | None
    private_root: bool | None

    def follows(self, before: _Sort) -> bool:
        """Tell whether one of this sort has all names of the other, and the same sort of signer."""
        if self.self_signed != before.self_signed or not before.names <= self.names:
            return False
        if self.self_signed or self.issuer == before.issuer:
            return True
        return self.private_root == before.private_root is not None


_Place = tuple[str, _Sort]
_Dated = tuple[int, str, int]


class Successors:
    """The certificates of a ledger by what they can follow.

    One follows another as it is when it has all its names, lives longer, has a usable key, and was
    signed by one of the same sort: itself, or an authority of the same sort. Certificates that are
    alike in all that are looked at together, so that thousands of one name take no square.
    """

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        """Take the whole ledger."""
        self._entries = tuple(entries)
        self._sorts: dict[int, _Sort] = {}
        every: dict[_Place, list[_Dated]] = defaultdict(list)
        able: dict[_Place, list[_Dated]] = defaultdict(list)
        for number, entry in enumerate(self._entries):
            if entry.certificate is None:
                continue
            held = Held(entry.certificate)
            sort = self._sorts[id(entry)] = _sort(held)
            if entry.ends is None or not sort.names:
                continue
            dated = (entry.ends, entry.thumbprint, number)
            every[entry.server, sort].append(dated)
            if _can_follow(held, entry):
                able[entry.server, sort].append(dated)
        self._last = {place: max(dated) for place, dated in able.items()}
        self._earlier = {place: sorted(dated) for place, dated in every.items()}
        # Whichever server asks, what ends last elsewhere is one of the last two.
        self._last_two: dict[_Sort, list[tuple[_Dated, str]]] = defaultdict(list)
        self._by_name: dict[str, dict[_Sort, None]] = defaultdict(dict)
        for (server, sort), dated in self._last.items():
            two = self._last_two[sort]
            if server:
                two[:] = sorted((*two, (dated, server)), reverse=True)[:2]
            for name in sort.names:
                self._by_name[name][sort] = None
        # For what one can have followed, each sort stands under its rarest name only.
        often = Counter(name for _, sort in every for name in sort.names)
        self._by_rarest: dict[tuple[str, str], list[_Sort]] = defaultdict(list)
        for server, sort in every:
            rarest = min(sort.names, key=lambda name: (often[name], name))
            self._by_rarest[server, rarest].append(sort)
        self._found: dict[_Place, tuple[_Dated | None, _Dated | None]] = {}

    def of(self, entry: LedgerEntry) -> LedgerEntry | None:
        """Find what lives longest of the certificates of its server that can follow one."""
        return self._after(entry, self._best(entry)[0])

    def elsewhere(self, entry: LedgerEntry) -> LedgerEntry | None:
        """Find a CA's certificate of another server's list that can follow one.

        A self-signed one is its own server's, so it serves nobody else.
        """
        sort = self._sorts.get(id(entry))
        if sort is None or sort.self_signed is not False:
            return None
        return self._after(entry, self._best(entry)[1])

    def before(self, entry: LedgerEntry) -> LedgerEntry | None:
        """Find what a certificate of the same list was made to follow, the one that ends last."""
        sort = self._sorts.get(id(entry))
        if sort is None or entry.ends is None or entry.certificate is None:
            return None
        if not _can_follow(Held(entry.certificate), entry):
            return None
        found: list[_Dated] = []
        for name in sort.names:
            for old in self._by_rarest.get((entry.server, name), ()):
                earlier = self._earlier[entry.server, old]
                place = bisect_left(earlier, (entry.ends,))
                if place and sort.follows(old):
                    found.append(earlier[place - 1])
        return self._entries[max(found)[2]] if found else None

    def _after(self, entry: LedgerEntry, best: _Dated | None) -> LedgerEntry | None:
        if best is None or entry.ends is None or best[0] <= entry.ends:
            return None
        return self._entries[best[2]]

    def _best(self, entry: LedgerEntry) -> tuple[_Dated | None, _Dated | None]:
        """Give what ends last of all that have what one has: of its own server, and of others."""
        sort = self._sorts.get(id(entry))
        if sort is None or not sort.names:
            return None, None
        place = (entry.server, sort)
        if place not in self._found:
            by_name = min((self._by_name.get(name, {}) for name in sort.names), key=len)
            own: list[_Dated] = []
            others: list[_Dated] = []
            for new in by_name:
                if new.follows(sort):
                    mine = self._last.get((entry.server, new))
                    own += [] if mine is None else [mine]
                    two = self._last_two[new]
                    others += [last for last, server in two if server != entry.server]
            self._found[place] = max(own, default=None), max(others, default=None)
        return self._found[place]


def _sort(held: Held) -> _Sort:
    root = held.stored.root_ca_type
    return _Sort(
        held.self_signed,
        held.names,
        held.issuer,
        None if root is None else root in _OF_PRIVATE_ROOT,
    )


def _can_follow(held: Held, entry: LedgerEntry) -> bool:
    return (
        not is_gone(entry)
        and held.stored.has_private_key is True
        and entry.key_usable is not False
        and (chain(held) is not Chain.BAD or held.self_signed is True)
        and not is_request(held)
        and not held.for_tokens
    )
