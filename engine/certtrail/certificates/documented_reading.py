"""The documented reading: what Microsoft's pages say of how Exchange picks a certificate.

Sources: Microsoft Learn, "Selection of inbound STARTTLS certificates" and "Selection of inbound
anonymous TLS certificates"; Exchange Team blog, "TLS Certificates in Exchange Hybrid".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.candidates import Candidate, Face, Faces, Possible, Question
from certtrail.certificates.dns_names import Match
from certtrail.certificates.possible_winners import by_rank
from certtrail.certificates.validity import Chain, chain, is_request, validity
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.certificates.store import Held

_SMTP: Final = phrase("it has not SMTP among its services, so TLS may fail although it is selected")


class Documented:
    """Picks as the pages say: the newest valid CA-signed one, else the newest self-signed one."""

    name = "documented"
    first_of_several: str = phrase("newest Valid from")
    exact_first = False

    def candidate(self, held: Held, match: Match | None, question: Question) -> Candidate:
        """Judge one certificate."""
        faces = Faces()
        stored = held.stored
        if is_request(held):
            faces.never(phrase("a pending request, not a certificate"))
        _name(faces, held, match, question)
        if stored.has_private_key is False:
            faces.never(phrase("no private key"))
        if stored.version is not None and stored.version < 3:
            faces.never(phrase("X.509 version {version}, not 3", version=stored.version))
        faces.dates(validity(held, question.at))
        faces.signer(held.self_signed)
        if not held.self_signed:
            _chain(faces, held)
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


def _name(faces: Faces, held: Held, match: Match | None, question: Question) -> None:
    if question.host is None:
        return
    if match is None:
        faces.perhaps(
            phrase("its name does not match"),
            phrase("not all of its names are in the export"),
            likely=False,
        )
    elif match is Match.DEEP_WILDCARD:
        if question.one_level:
            faces.never(phrase("its name does not match: a wildcard covers one level only here"))
        else:
            faces.perhaps(
                phrase("its name does not match: a wildcard covers one level"),
                phrase("the documents do not say whether a wildcard covers several levels"),
            )


def _chain(faces: Faces, held: Held) -> None:
    judged = chain(held)
    if judged in (Chain.BAD, Chain.OFFLINE):
        faces.never(phrase("its chain is not valid (Status {status})", status=held.stored.status))
    elif judged is Chain.UNKNOWN:
        faces.perhaps(phrase("its chain is not valid"), phrase("its Status is not in the export"))
