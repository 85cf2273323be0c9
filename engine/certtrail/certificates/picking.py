"""Picking: candidates in; who may win under every assumption, and why, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.dns_names import NameMatch
from certtrail.certificates.validity import Validity
from certtrail.model.selected_certificates import NOTHING, Answer, Judged
from certtrail.text.message import clauses, phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.certificates.candidates import Candidate, Lookup, Reading

_NEVER: Final = -(1 << 62)
# Why a candidate loses, where others ask for it.
BY_EXACT_NAME: Final = phrase("name does not match: exact pass")
NOT_CHECKED: Final = phrase("its revocation could not be checked, behind one that was")


def answer(reading: Reading, candidates: Sequence[Candidate], lookup: Lookup) -> Answer:
    """Let a reading pick under every assumption that what is not known allows."""
    if not candidates:
        return NOTHING
    by_host = lookup.host is not None
    possible = reading.possible(candidates, by_host=by_host)
    picks = dict.fromkeys(one.held.thumbprint for one, _ in possible.winners)
    offers = dict.fromkeys("yes" if face.valid else "expired" for _, face in possible.winners)
    if possible.nobody:
        picks[""] = offers["no"] = None
    ordered = sorted(candidates, key=lambda one: (-_start(one), _name(one)))
    first = reading.pick([(one, one.faces[0]) for one in ordered], by_host=by_host)
    judged = _judged(reading, candidates, first, frozenset(picks), by_host=by_host)
    return Answer(frozenset(picks), frozenset(offers), judged)


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
