"""Candidates: what a certificate may be to a reading of Exchange's rules, also when in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Protocol

from certtrail.certificates.dns_names import NameMatch
from certtrail.certificates.validity import Chain, Validity, chain, is_request
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.certificates.store import Held


@dataclass(frozen=True, slots=True)
class Face:
    """What a certificate is under one assumption about what is not known.

    Attributes:
        why_not: why it can never be picked; empty where it can.
        validity: within its dates, expired, or not yet valid.
        pki: signed by another certificate, rather than by itself.
        offline: its revocation could not be checked.
    """

    why_not: str = ""
    validity: Validity = Validity.VALID
    pki: bool = True
    offline: bool = False

    @property
    def usable(self) -> bool:
        """It can be picked."""
        return not self.why_not

    @property
    def valid(self) -> bool:
        """It is within its dates."""
        return self.validity is Validity.VALID


@dataclass(frozen=True, slots=True)
class Candidate:
    """A certificate that a reading has to judge.

    Attributes:
        held: the certificate.
        match: how its name covers the host; None where it is not found by a host's name.
        faces: what it may be, most likely first.
        doubts: what is not known of it and may matter, in words.
        remarks: what its being picked would mean beside, in words.
    """

    held: Held
    match: NameMatch | None
    faces: tuple[Face, ...]
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Possible:
    """What may be the outcome.

    Attributes:
        winners: who may win, each with each face with which it may.
        nobody: it may be that nobody wins.
    """

    winners: tuple[tuple[Candidate, Face], ...]
    nobody: bool


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is asked of a store.

    Attributes:
        host: the name to look for; None with TlsCertificateName.
        at: whole seconds since 1970 UTC; None for the time of the export.
        one_level: whether a wildcard covers one level only; None where no file tells.
    """

    host: str | None
    at: int | None
    one_level: bool | None


class Reading(Protocol):
    """One reading of how Exchange picks."""

    name: str
    # Which certificate is taken where several of one TlsCertificateName can be.
    first_of_several: str
    # Exact names are searched before wildcards.
    exact_first: bool

    def candidate(self, held: Held, match: NameMatch | None, lookup: Lookup) -> Candidate:
        """Judge one certificate."""

    def pick(self, ordered: Sequence[tuple[Candidate, Face]], *, by_host: bool) -> list[Candidate]:
        """Pick from candidates that stand newest first; several where the order is unknown."""

    def possible(self, candidates: Sequence[Candidate], *, by_host: bool) -> Possible:
        """Tell who may be picked, whatever each candidate's faces and unknown starts are."""


class Faces:
    """Collects what may be of a certificate: each doubt multiplies the faces."""

    def __init__(self) -> None:
        self._why_not: list[tuple[str, ...]] = []
        self._validity: tuple[Validity, ...] = (Validity.VALID,)
        self._pki: tuple[bool, ...] = (True,)
        self._offline: tuple[bool, ...] = (False,)
        self.doubts: list[str] = []

    def never(self, why: str) -> None:
        """It cannot be picked."""
        self._why_not.append((why,))

    def perhaps(self, why_not: str, doubt: str, *, likely: bool = True) -> None:
        """It may be that it cannot be picked; `likely` tells whether it can."""
        self._why_not.append(("", why_not) if likely else (why_not, ""))
        self.doubts.append(doubt)

    def dates(self, validity: Validity) -> None:
        """Take the dates."""
        if validity is Validity.UNKNOWN:
            self._validity = (Validity.VALID, Validity.EXPIRED)
            self.doubts.append(phrase("whether it is within its dates is not known"))
        else:
            self._validity = (validity,)

    def issued(self, held: Held) -> None:
        """Take whether it is a certificate at all, not a request for one."""
        if is_request(held):
            self.never(phrase("a pending request, not a certificate"))

    def version(self, held: Held) -> None:
        """Take its X.509 version; where that is not known, it is the usual one."""
        version = held.stored.version
        if version is not None and version < 3:
            self.never(phrase("X.509 version {version}, not 3", version=version))

    def name(self, match: NameMatch | None, *, one_level: bool | None) -> None:
        """Take how its names cover the host; `match` is None where not all of them are known."""
        if match is None:
            self.perhaps(
                phrase("its name does not match"),
                phrase("not all of its names are in the export"),
                likely=False,
            )
        elif match is NameMatch.DEEP_WILDCARD and one_level:
            self.never(phrase("its name does not match: a wildcard covers one level only here"))

    def chain(self, held: Held, *bad: Chain) -> None:
        """Take its chain, which must not be one of `bad`; one of which nothing tells may be."""
        judged = chain(held)
        if judged in bad:
            self.never(
                phrase("its chain is not valid (Status {status})", status=held.stored.status)
            )
        elif judged is Chain.UNKNOWN:
            self.perhaps(
                phrase("its chain is not valid"), phrase("its Status is not in the export")
            )

    def signer(self, self_signed: bool | None) -> None:
        """Take whether it is self-signed."""
        if self_signed is None:
            self._pki = (True, False)
            self.doubts.append(phrase("whether it is self-signed is not known"))
        else:
            self._pki = (not self_signed,)

    def offline(self, *possible: bool) -> None:
        """Take whether its revocation could not be checked."""
        self._offline = possible

    def all(self) -> tuple[Face, ...]:
        """Give every combination, the most likely first, each once."""
        combined = product(product(*self._why_not), self._validity, self._pki, self._offline)
        return tuple(
            dict.fromkeys(
                Face(_first(reasons), validity, pki, offline)
                for reasons, validity, pki, offline in combined
            )
        )


def _first(reasons: Iterable[str]) -> str:
    return next((reason for reason in reasons if reason), "")
