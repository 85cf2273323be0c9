"""What each connector, and the internal role, of a server picks: by both readings, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final, TypeAlias

from certtrail.model.annotations import OneOf, Trait
from certtrail.model.fact import Evidence
from certtrail.model.kinds import (
    Amount,
    ConnectorName,
    DomainName,
    MaybeHost,
    Thumbprint,
    Word,
)
from certtrail.model.plain_values import without_aside
from certtrail.text.filters import clean
from certtrail.text.message import Text, phrase

NONE: Final = "none"
UNKNOWN: Final = "unknown"
OFFERS: Final = ("yes", "expired", "no", UNKNOWN)
OUTCOMES: Final = ("selected", "lost", "dropped", UNKNOWN)
JudgedAs: TypeAlias = Annotated[str, OneOf(OUTCOMES)]
Offered: TypeAlias = Annotated[str, OneOf(OFFERS)]
_PASSED_OVER: Final = phrase("not looked at")
_MOST_CANDIDATES: Final = 12


class Direction(StrEnum):
    """What a certificate is picked for."""

    INBOUND = "inbound-starttls"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one candidate in a reading: one of `OUTCOMES`, and why."""

    thumbprint: Thumbprint
    outcome: JudgedAs
    step: Text


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reading says.

    Attributes:
        picks: every thumbprint that may be picked, "" for none; one alone is sure.
        offered: every one of `yes`, `expired`, `no` that may be.
        judged: every candidate, the winner first.
    """

    picks: frozenset[str]
    offered: frozenset[str]
    judged: tuple[Judged, ...] = ()

    @property
    def sure(self) -> bool:
        """Only one answer is possible."""
        return len(self.picks) == 1

    @property
    def pick(self) -> str | None:
        """The thumbprint picked, "" for none; None where it is not known."""
        return next(iter(self.picks)) if self.sure else None

    @property
    def offer(self) -> str:
        """`yes`, `expired`, `no` or `unknown`."""
        return next(iter(self.offered)) if len(self.offered) == 1 else UNKNOWN


NOTHING: Final = Answer(frozenset({""}), frozenset({"no"}))
NOT_KNOWN: Final = Answer(frozenset({"", "?"}), frozenset({"yes", "no"}))


@dataclass(frozen=True, slots=True)
class JudgedCandidate:
    """What became of one certificate in a selection, in the documented reading and in the model.

    Attributes:
        outcome: in the documented order.
        step: why, in the documented order.
        model_outcome: in the model; empty where it does not look at the certificate.
        model_step: why, in the model.
    """

    thumbprint: Thumbprint
    outcome: JudgedAs
    step: Text
    model_outcome: Annotated[str, OneOf((*OUTCOMES, ""))]
    model_step: Text

    @classmethod
    def of(cls, one: Judged, other: Judged | None) -> JudgedCandidate:
        """Put what two readings say of one certificate together."""
        if other is None:
            return cls(one.thumbprint, one.outcome, one.step, "", "")
        return cls(one.thumbprint, one.outcome, one.step, other.outcome, other.step)


@dataclass(frozen=True)
class Answers:
    """What both readings say; connectors that ask the same share it, with its candidates."""

    documented: Answer
    model: Answer

    @cached_property
    def candidates(self) -> tuple[JudgedCandidate, ...]:
        """What became of each candidate, in the order of the documented reading."""
        model = {one.thumbprint: one for one in self.model.judged}
        found = [
            JudgedCandidate.of(one, model.pop(one.thumbprint, None))
            for one in self.documented.judged
        ]
        found += [
            JudgedCandidate.of(Judged(name, "dropped", _PASSED_OVER), other)
            for name, other in model.items()
        ]
        return tuple(found)

    @property
    def offered(self) -> str:
        """Whether TLS is offered: as documented, unless the model contradicts whether it is."""
        offer, other = self.documented.offer, self.model.offer
        if UNKNOWN not in (offer, other) and (offer == "no") != (other == "no"):
            return UNKNOWN
        return offer

    @property
    def disagree(self) -> bool:
        """Both readings are sure, and of different certificates."""
        sure = self.documented.sure and self.model.sure
        return sure and self.documented.pick != self.model.pick


NO_ANSWERS: Final = Answers(NOT_KNOWN, NOT_KNOWN)
NO_CERTIFICATE: Final = Answers(NOTHING, NOTHING)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a connector, or the internal role, of a server picks, and why.

    Attributes:
        server: as the report shows it, where it is known.
        direction: what a certificate is picked for.
        connector: its name; empty for the internal role.
        asked_for: the TlsCertificateName, host name or thumbprint looked for; empty where unknown.
        documented, model: the thumbprint that the reading picks, or `none`, or `unknown`.
        offered: whether TLS is offered with it; `unknown` also where the readings disagree on
            whether it is offered at all.
        disagree: both readings are sure, and of different certificates.
        notes: what was assumed, and what is not known.
        candidates: the first ones, with why each wins or loses; `more_candidates` is how many were
            too many to keep.
        answers: all that the readings say.
        evidence: where the connector is described.
    """

    server: MaybeHost
    direction: Direction
    connector: ConnectorName
    asked_for: DomainName
    documented: Word
    model: Word
    offered: Offered
    disagree: bool
    notes: tuple[Text, ...]
    candidates: tuple[JudgedCandidate, ...]
    more_candidates: Amount
    answers: Annotated[Answers, Trait.ASIDE] = NO_ANSWERS
    evidence: Annotated[tuple[Evidence, ...], Trait.ASIDE] = ()

    @classmethod
    def of(
        cls,
        server: str,
        direction: Direction,
        connector: str,
        asked_for: str,
        answers: Answers,
        notes: tuple[str, ...],
        evidence: tuple[Evidence, ...],
    ) -> Selection:
        """Say what is picked; arguments as the attributes."""
        return cls(
            server=server,
            direction=direction,
            connector=connector,
            asked_for=asked_for,
            documented=_shown(answers.documented),
            model=_shown(answers.model),
            offered=answers.offered,
            disagree=answers.disagree,
            notes=notes,
            candidates=answers.candidates,
            more_candidates=0,
            answers=answers,
            evidence=evidence,
        )

    def kept(self) -> Selection:
        """Give it as a diagnosis keeps it."""
        return replace(
            without_aside(self),
            asked_for=clean(self.asked_for),
            candidates=self.candidates[:_MOST_CANDIDATES],
            more_candidates=max(0, len(self.candidates) - _MOST_CANDIDATES),
        )


def thumbprint_of(pick: str) -> str | None:
    """Give the thumbprint of `Selection.documented` or `model`; None for none and not known."""
    return None if pick in (NONE, UNKNOWN) else pick


def _shown(answer: Answer) -> str:
    return UNKNOWN if answer.pick is None else answer.pick or NONE
