"""The model reading: how Exchange 2013 seems to pick a certificate.

It was inferred, no public page states it; for later versions it is likely at best. Everything that
rests on it is marked `basis: model`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.candidates import Candidate, Face, Faces, Lookup, Possible
from certtrail.certificates.dns_names import NameMatch
from certtrail.certificates.possible_winners import SKIPPED, WalkStep, by_walk
from certtrail.certificates.validity import Chain, Validity, chain, validity
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.certificates.store import Held

_SERVER_AUTHENTICATION: Final = "1.3.6.1.5.5.7.3.1"
_SIGNING: Final = frozenset({"digitalSignature", "nonRepudiation", "contentCommitment"})
_NO_KEY: Final = phrase("no usable key: handshakes fail although it is selected")
_NO_SERVICES: Final = phrase(
    "its Services, which show whether the transport service can read its key, are not in the export"
)
_SHORTEST_KEY: Final = 1024
IGNORED_NAMES: Final = phrase(
    "it has too many names, so those beyond its subject's are ignored (11024)"
)

# The walk of `_walk`, said by what may stand before and behind the one that wins.
_STEPS: Final = {
    "good": WalkStep(frozenset({SKIPPED, "unchecked", "self-signed"})),
    "late": WalkStep(frozenset({SKIPPED, "self-signed"})),
    "late self-signed": WalkStep(frozenset({SKIPPED})),
    "unchecked": WalkStep(
        frozenset({SKIPPED, "self-signed"}),
        frozenset({SKIPPED, "unchecked", "self-signed", "late", "late self-signed"}),
        frozenset({"late", "late self-signed"}),
    ),
    "self-signed": WalkStep(
        frozenset({SKIPPED}),
        frozenset({SKIPPED, "self-signed", "late self-signed"}),
        frozenset({"late self-signed"}),
    ),
}


class Reading2013:
    """Picks as Exchange 2013 seems to: exact names first, then a walk from the newest."""

    name = "model"
    first_of_several: str = phrase("the first in store order, which no export shows")
    exact_first = True

    def candidate(self, held: Held, match: NameMatch | None, lookup: Lookup) -> Candidate:
        """Judge one certificate."""
        faces = Faces()
        faces.issued(held)
        faces.dates(validity(held, lookup.at))
        faces.signer(held.self_signed)
        if lookup.host is None:
            return _by_subject(held, match, faces, lookup)
        _name(faces, held, match, lookup)
        _form(faces, held)
        _key(faces, held)
        _chain(faces, held)
        return Candidate(held, match, faces.all(), tuple(faces.doubts))

    def pick(self, ordered: Sequence[tuple[Candidate, Face]], *, by_host: bool) -> list[Candidate]:
        """Walk the exact names, then the wildcards; by TlsCertificateName any valid one may win."""
        if not by_host:
            return [candidate for candidate, face in ordered if face.usable and face.valid]
        for exact in (True, False):
            found = _walk([pair for pair in ordered if _is_exact(pair[0]) is exact])
            if found is not None:
                return [found]
        return []

    def possible(self, candidates: Sequence[Candidate], *, by_host: bool) -> Possible:
        """Tell who may be picked."""
        if not by_host:
            return _any_valid(candidates)
        exact = by_walk([one for one in candidates if _is_exact(one)], _kind, _STEPS)
        if not exact.nobody:
            return exact
        rest = by_walk([one for one in candidates if not _is_exact(one)], _kind, _STEPS)
        return Possible((*exact.winners, *rest.winners), rest.nobody)


def _any_valid(candidates: Sequence[Candidate]) -> Possible:
    """By TlsCertificateName the first one in store order is taken, which no export shows."""
    found = [(one, face) for one in candidates for face in one.faces if face.usable and face.valid]
    sure = any(all(face.usable and face.valid for face in one.faces) for one in candidates)
    return Possible(tuple(found), not sure)


def _kind(face: Face) -> str:
    if not face.usable:
        return SKIPPED
    if not face.valid:
        return "late" if face.pki else "late self-signed"
    if not face.pki:
        return "self-signed"
    return "unchecked" if face.offline else "good"


def _is_exact(candidate: Candidate) -> bool:
    # A certificate whose names are cut is tried in the first pass, where it can do most.
    return candidate.match in (NameMatch.EXACT, None)


def _walk(ordered: Sequence[tuple[Candidate, Face]]) -> Candidate | None:
    revocation_unknown: Candidate | None = None
    self_signed: Candidate | None = None
    for candidate, face in ordered:
        if not face.usable:
            continue
        if not face.valid:
            if revocation_unknown is not None:
                return revocation_unknown
            return candidate if face.pki else self_signed or candidate
        if face.pki and not face.offline:
            return candidate
        if face.pki:
            revocation_unknown = revocation_unknown or candidate
        else:
            self_signed = self_signed or candidate
    return revocation_unknown or self_signed


def _by_subject(held: Held, match: NameMatch | None, faces: Faces, lookup: Lookup) -> Candidate:
    """Judge by TlsCertificateName: the chain must be valid now, the key is not looked at."""
    faces.chain(held, Chain.BAD)
    if chain(held) is Chain.OFFLINE:
        faces.perhaps(
            phrase("its chain is not valid"),
            phrase("what Status {status} does here is not known", status=held.stored.status),
        )
    dates = validity(held, lookup.at)
    if dates in (Validity.EXPIRED, Validity.EARLY):
        faces.never(
            phrase(
                "{dates}: only a certificate whose chain is valid now is found (12014)", dates=dates
            )
        )
    if held.stored.has_private_key is False:
        remarks: tuple[str, ...] = (phrase("no private key: {no_key}", no_key=_NO_KEY),)
    elif held.stored.smtp is False:
        remarks = (
            phrase("it has not SMTP among its services, so likely {no_key}", no_key=_NO_KEY),
        )
    else:
        remarks = ()
    return Candidate(held, match, faces.all(), tuple(faces.doubts), remarks)


def _name(faces: Faces, held: Held, match: NameMatch | None, lookup: Lookup) -> None:
    faces.name(match, one_level=lookup.one_level)
    deep = match is NameMatch.DEEP_WILDCARD and lookup.one_level
    if match is not None and not deep and held.past_limit(lookup.host or ""):
        faces.never(IGNORED_NAMES)


def _form(faces: Faces, held: Held) -> None:
    stored = held.stored
    faces.version(held)
    if stored.key_usage and not stored.key_usage & _SIGNING:
        faces.never(phrase("its key usage allows no signature"))
    if stored.extended_key_usage and _SERVER_AUTHENTICATION not in stored.extended_key_usage:
        faces.never(phrase("its extended key usage has not server authentication"))
    if stored.key_algorithm == "EC":
        faces.perhaps(
            phrase("an ECDSA key, which Exchange 2013 leaves out"),
            phrase("whether this build takes an ECDSA key is not established"),
        )


def key_trouble(held: Held) -> tuple[str, str]:
    """Tell why the transport service cannot use its key, and why this is not sure; or nothing."""
    stored = held.stored
    if stored.has_private_key is False:
        return phrase("no private key"), ""
    if (stored.key_size or _SHORTEST_KEY) < _SHORTEST_KEY and stored.key_algorithm != "EC":
        return phrase("a key of {key_size} bits is not usable", key_size=stored.key_size), ""
    if stored.services is None:
        return phrase("its key may not be readable for the transport service"), _NO_SERVICES
    if not stored.smtp:
        return phrase("its key is not readable for the transport service: SMTP is not enabled"), ""
    return "", ""


def _key(faces: Faces, held: Held) -> None:
    why_not, doubt = key_trouble(held)
    if doubt:
        faces.perhaps(why_not, doubt)
    elif why_not:
        faces.never(why_not)


def _chain(faces: Faces, held: Held) -> None:
    judged, status = chain(held), (held.stored.status or "").lower()
    if held.self_signed:
        # Trusted or not, unless something else is wrong with it.
        if judged is Chain.BAD and status != "untrusted":
            faces.chain(held, Chain.BAD)
        return
    faces.chain(held, Chain.BAD)
    if judged is Chain.OFFLINE:
        faces.offline(True)
    elif judged is Chain.UNKNOWN:
        faces.offline(False, True)
