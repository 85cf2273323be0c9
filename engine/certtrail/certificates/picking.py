"""Picking: candidates in; who may win under every assumption, and why, out."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, Final

from certtrail.certificates.dns_names import NameMatch
from certtrail.certificates.validity import Validity
from certtrail.model.selected_certificates import Answer, Judged
from certtrail.text.message import clauses, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.certificates.candidates import Candidate, Face, Lookup, Reading

# With more combinations of doubts than that, only the extremes and single changes are tried.
_COMBINATIONS: Final = 512
_NEVER: Final = -(1 << 62)
_TIES: Final = 64
# Why a candidate loses, where others ask for it.
BY_EXACT_NAME: Final = phrase("name does not match: exact pass")
NOT_CHECKED: Final = phrase("its revocation could not be checked, behind one that was")


def answer(reading: Reading, candidates: Sequence[Candidate], lookup: Lookup) -> Answer:
    """Let a reading pick under every assumption that what is not known allows."""
    by_host = lookup.host is not None
    picks: dict[str, None] = {}
    offers: dict[str, None] = {}
    first: list[Candidate] = []
    for number, (order, faces) in enumerate(_scenarios(candidates)):
        chosen = dict(zip((id(one) for one in candidates), faces, strict=True))
        ordered = [(one, chosen[id(one)]) for one in order]
        winners = reading.pick(ordered, by_host=by_host)
        if not number:
            first = winners
        for winner in winners:
            picks[winner.held.thumbprint] = None
            offers["yes" if chosen[id(winner)].valid else "expired"] = None
        if not winners:
            picks[""] = offers["no"] = None
    if max(Counter(_starts(candidates)).values(), default=0) > _TIES:
        picks["?"] = None
    judged = _judged(reading, candidates, first, frozenset(picks), by_host=by_host)
    return Answer(frozenset(picks), frozenset(offers), judged)


def _scenarios(
    candidates: Sequence[Candidate],
) -> Iterator[tuple[list[Candidate], tuple[Face, ...]]]:
    if not candidates:
        yield [], ()
        return
    orders = _orders(candidates)
    combinations = 1
    for one in candidates:
        combinations *= len(one.faces)
        if combinations > _COMBINATIONS:
            break
    if combinations <= _COMBINATIONS:
        faces = list(product(*(one.faces for one in candidates)))
    else:
        faces = list(dict.fromkeys(_extremes(candidates)))
    for chosen in faces:
        for order in orders:
            yield order, chosen


def _extremes(candidates: Sequence[Candidate]) -> Iterator[tuple[Face, ...]]:
    for place in (0, -1):
        base = [one.faces[place] for one in candidates]
        yield tuple(base)
        for number, one in enumerate(candidates):
            for face in one.faces:
                yield (*base[:number], face, *base[number + 1 :])


def _starts(candidates: Sequence[Candidate]) -> list[int | None]:
    return [one.held.stored.not_before for one in candidates]


def _orders(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Order candidates newest first, in every way that matters where starts are equal or unknown.

    Of several with one start only the first usable one matters, so each of them stands first once.
    """
    starts = Counter(_starts(candidates))
    tied = [
        one
        for one in candidates
        if one.held.stored.not_before is None or starts[one.held.stored.not_before] > 1
    ]
    orders = []
    for late in (False, True) if None in starts else (False,):
        for ahead in tied[:_TIES] or candidates[:1]:

            def key(
                one: Candidate, ahead: Candidate = ahead, late: bool = late
            ) -> tuple[int, bool, str]:
                start = one.held.stored.not_before
                unknown = -_NEVER if late else _NEVER
                return (-(unknown if start is None else start), one is not ahead, _name(one))

            orders.append(sorted(candidates, key=key))
    return orders


def _name(one: Candidate) -> str:
    return one.held.thumbprint


def _judged(
    reading: Reading,
    candidates: Sequence[Candidate],
    first: Sequence[Candidate],
    picks: frozenset[str],
    *,
    by_host: bool,
) -> tuple[Judged, ...]:
    winner = first[0] if first else None
    exact_first = by_host and reading.exact_first
    found = []
    for one in candidates:
        thumbprint = one.held.thumbprint
        if thumbprint in picks and len(picks) == 1:
            found.append(Judged(thumbprint, "selected", _why_selected(one)))
        elif thumbprint in picks:
            found.append(Judged(thumbprint, "unknown", _why_unsure(reading, one, by_host)))
        elif not one.faces[0].usable:
            found.append(Judged(thumbprint, "dropped", one.faces[0].why_not))
        else:
            found.append(
                Judged(thumbprint, "lost", _why_lost(one, winner, exact_first=exact_first))
            )
    rank = ("selected", "unknown", "lost", "dropped")
    return tuple(sorted(found, key=lambda item: (rank.index(item.outcome), item.thumbprint)))


def _why_selected(one: Candidate) -> str:
    face = one.faces[0]
    said: str = {
        Validity.VALID: phrase("selected"),
        Validity.EXPIRED: phrase("expired but still preferred"),
        Validity.EARLY: phrase("not yet valid but still preferred"),
        Validity.UNKNOWN: phrase("selected"),
    }[face.validity]
    if face.offline:
        said = phrase("selected although its revocation could not be checked")
    return clauses(said, *one.remarks)


def _why_unsure(reading: Reading, one: Candidate, by_host: bool) -> str:
    if one.doubts:
        return phrase("may be selected: {doubts}", doubts=clauses(*one.doubts))
    if not by_host:
        return phrase(
            "may be selected: of several, {first_of_several}, is taken",
            first_of_several=reading.first_of_several,
        )
    return phrase("may be selected: which of several is taken is not known")


def _why_lost(one: Candidate, winner: Candidate | None, *, exact_first: bool) -> str:
    face = one.faces[0]
    if winner is None:
        return phrase("not taken")
    best = winner.faces[0]
    if exact_first and winner.match is NameMatch.EXACT and one.match is not NameMatch.EXACT:
        return BY_EXACT_NAME
    if not face.valid and best.valid:
        return phrase("{validity}, behind a valid one", validity=face.validity)
    if not face.pki and best.pki:
        return phrase("self-signed behind CA-signed")
    if face.offline and not best.offline:
        return NOT_CHECKED
    if _start(one) < _start(winner):
        return phrase("older NotBefore (Valid from)")
    return phrase("behind one that ends the search")


def _start(one: Candidate) -> int:
    known = one.held.stored.not_before
    return _NEVER if known is None else known
