"""Ledger, selections and renewals in; the tables of the diagnosis out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.as_data import candidates_data, moment
from certtrail.model.diagnosis_tables import (
    NONE,
    UNKNOWN,
    Candidate,
    Choice,
    Held,
    LifeEvent,
    PlannedRenewal,
)
from certtrail.text.filters import clean
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.certificates.commands import Step
    from certtrail.certificates.ledger import Entry
    from certtrail.certificates.picking import Answer
    from certtrail.certificates.renewal import Renewal
    from certtrail.certificates.selections import Selection

_LOST: Final = frozenset({"removed", "deleted", "not loadable"})
_THERE: Final = frozenset({"warned", "used although expired", "imported", "enabled"})
_MOST_EVENTS: Final = 15
_MOST_CANDIDATES: Final = 12
_MOST_NAMES: Final = 50


def held_of(entries: Iterable[Entry]) -> tuple[Held, ...]:
    """Describe the certificates of the ledger."""
    return tuple(_held(entry) for entry in entries)


def _held(entry: Entry) -> Held:
    stored = None if entry.held is None else entry.held.stored
    expires = entry.expires
    life = [
        LifeEvent(moment(event.at) or "", moment(event.last) or "", event.told, event.count)
        for event in entry.life
    ]
    return Held(
        server=entry.server,
        thumbprint=entry.thumbprint,
        described=stored is not None,
        subject=clean((stored and stored.subject) or ""),
        issuer=clean((stored and stored.issuer) or ""),
        names=tuple(map(clean, ((stored and stored.names) or ())[:_MOST_NAMES])),
        services=tuple(sorted((stored and stored.services) or ())),
        status=clean((stored and stored.status) or ""),
        start=moment(stored.not_before) or "" if stored else "",
        ends=moment(expires[0]) or "" if expires else "",
        error_hours=expires[1] if expires else 0,
        key=entry.key.why,
        roles=tuple(dict.fromkeys(phrase(role.kind) for role in entry.roles)),
        life=tuple(life[:_MOST_EVENTS]),
        more_life=max(0, len(life) - _MOST_EVENTS),
        notes=entry.notes,
    )


def choices_of(found: Iterable[Selection]) -> tuple[Choice, ...]:
    """Describe what is picked."""
    return tuple(_choice(one) for one in found)


def _choice(one: Selection) -> Choice:
    candidates = [
        Candidate(
            each["thumbprint"],
            each["outcome"],
            each["step"],
            each["model_outcome"] or "",
            each["model_step"] or "",
        )
        for each in candidates_data(one)
    ]
    return Choice(
        server=one.server,
        direction=str(one.direction),
        connector=one.connector,
        asked_for=clean(one.asked_for),
        documented=_pick(one.documented),
        model=_pick(one.model),
        offered=one.offered,
        disagree=one.disagree,
        notes=one.notes,
        candidates=tuple(candidates[:_MOST_CANDIDATES]),
        more_candidates=max(0, len(candidates) - _MOST_CANDIDATES),
    )


def _pick(answer: Answer) -> str:
    return UNKNOWN if answer.pick is None else answer.pick or NONE


def planned(renewals: Iterable[Renewal], entries: Iterable[Entry]) -> tuple[PlannedRenewal, ...]:
    """Plan for the certificates that mail uses; what nothing uses is for `certtrail renew`.

    What was removed or cannot be loaded is not renewed: the findings say what to do.
    """
    lost = {(entry.server, entry.thumbprint) for entry in entries if _is_lost(entry)}
    return tuple(
        PlannedRenewal(
            server=one.server,
            thumbprint=one.thumbprint,
            subject=clean(one.subject or ""),
            expires=moment(one.expires) or "",
            error_hours=one.error_hours,
            roles=tuple(phrase(role) for role in one.roles),
            connectors=tuple(dict.fromkeys(name for _, name, _ in one.connectors)),
            steps=tuple(_told(step) for step in one.steps),
            verify=one.verify,
        )
        for one in renewals
        if (one.roles or one.connectors) and (one.server, one.thumbprint) not in lost
    )


def _is_lost(entry: Entry) -> bool:
    told = [event.what for event in entry.life if event.what in _LOST | _THERE]
    return bool(told) and told[-1] in _LOST


def _told(step: Step) -> str:
    """Write a step as the remedies of rules are written."""
    return sentences(step.text, *(f"`{command}`" for command in step.commands), step.risk)
