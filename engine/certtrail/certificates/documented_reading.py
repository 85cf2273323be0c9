"""The documented reading: what Microsoft's pages say of how Exchange picks a certificate.

Sources: Microsoft Learn, "Selection of inbound STARTTLS certificates" and "Selection of inbound
anonymous TLS certificates"; Exchange Team blog, "TLS Certificates in Exchange Hybrid".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.candidates import Candidate, Face, Faces, Lookup, Possible
from certtrail.certificates.dns_names import NameMatch
from certtrail.certificates.possible_winners import by_rank
from certtrail.certificates.validity import Chain, validity
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.certificates.store import Held

_SMTP: Final = phrase("it has not SMTP among its services, so TLS may fail although it is selected")


class DocumentedReading:
    """Picks as the pages say: the newest valid CA-signed one, else the newest self-signed one."""

    name = "documented"
    first_of_several: str = phrase("newest Valid from")
    exact_first = False

    def candidate(self, held: Held, match: NameMatch | None, lookup: Lookup) -> Candidate:
        """Judge one certificate."""
        faces = Faces()
        stored = held.stored
        faces.issued(held)
        if lookup.host is not None:
            faces.name(match, one_level=lookup.one_level)
            _wildcard(faces, match, lookup)
        if stored.has_private_key is False:
            faces.never(phrase("no private key"))
        faces.version(held)
        faces.dates(validity(held, lookup.at))
        faces.signer(held.self_signed)
        if not held.self_signed:
            faces.chain(held, Chain.BAD, Chain.OFFLINE)
        without = stored.smtp is False
        remarks = (_SMTP,) if without else ()
        return Candidate(held, match, faces.all(), tuple(faces.doubts), remarks)

    def pick(self, ordered: Sequence[tuple[Candidate, Face]], *, by_host: bool) -> list[Candidate]:
        """Pick the first that is valid and CA-signed, then valid, then expired in that order.

        With TlsCertificateName only the validity counts.
        """
        usable = [(candidate, face) for candidate, face in ordered if face.usable]
        ranked = sorted(usable, key=lambda pair: _rank(pair[1], by_host))
        return [candidate for candidate, _ in ranked[:1]]

    def possible(self, candidates: Sequence[Candidate], *, by_host: bool) -> Possible:
        """Tell who may be picked."""
        return by_rank(candidates, lambda face: _rank(face, by_host) if face.usable else None)


def _rank(face: Face, by_host: bool) -> int:
    return 2 * (not face.valid) + (by_host and not face.pki)


def _wildcard(faces: Faces, match: NameMatch | None, lookup: Lookup) -> None:
    if match is NameMatch.DEEP_WILDCARD and not lookup.one_level:
        faces.perhaps(
            phrase("its name does not match: a wildcard covers one level"),
            phrase("the documents do not say whether a wildcard covers several levels"),
        )
