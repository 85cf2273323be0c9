"""Rows of the tables of a diagnosis: as a real case gives them, and hostile ones."""

from __future__ import annotations

from dataclasses import fields

from certtrail.model.certificates_known import LedgerEntry, LifeEvent
from certtrail.model.selected_certificates import Direction, JudgedCandidate, Selection
from tests.instants import at

HELD = "3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B"
OTHER = "91C0FFEE4D5A6B7C8D9E0F112233445566778899"
SERVER = "EX01.contoso.example"


def entry(**changes: object) -> LedgerEntry:
    """Return a certificate with everything known of it; changes replace its fields."""
    whole = LedgerEntry(
        server=SERVER,
        thumbprint=HELD,
        described=True,
        subject="CN=EX01",
        issuer="CN=EX01",
        names=("EX01", SERVER),
        services=("SMTP",),
        status="Valid",
        start=at("2021-02-14T00:00:00Z"),
        ends=at("2026-02-14T00:00:00Z"),
        error_hours=14,
        key="enabled for SMTP, so the transport service likely can read it",
        roles=("internal, configured",),
        life=(
            LifeEvent(
                at("2026-02-01T06:00:00Z"),
                at("2026-02-13T06:00:00Z"),
                "warned: it expires soon (12017)",
                40,
            ),
            LifeEvent(None, None, "configured as internal certificate", 1),
        ),
        more_life=2,
        notes=("exports disagree on: status",),
    )
    return LedgerEntry(**{**_fields(whole), **changes})  # type: ignore[arg-type]


def selection(**changes: object) -> Selection:
    """Return what a connector picks, with a reason for each candidate."""
    whole = Selection(
        server=SERVER,
        direction=Direction.INBOUND,
        connector="Default Frontend EX01",
        asked_for="mail.contoso.example",
        documented=HELD,
        model=OTHER,
        offered="yes",
        disagree=True,
        notes=("its AuthMechanism is not in the export",),
        candidates=(
            JudgedCandidate(HELD, "selected", "selected", "lost", "older NotBefore (Valid from)"),
            JudgedCandidate(OTHER, "dropped", "no private key", "selected", "selected"),
        ),
        more_candidates=3,
    )
    return Selection(**{**_fields(whole), **changes})  # type: ignore[arg-type]


def _fields(value: LedgerEntry | Selection) -> dict[str, object]:
    return {one.name: getattr(value, one.name) for one in fields(value)}


def hostile_entry(text: str) -> LedgerEntry:
    """Return one whose every text is that."""
    return entry(
        server=text,
        subject=text,
        issuer=text,
        names=(text,),
        services=(text,),
        status=text,
        key=text,
        roles=(text,),
        life=(LifeEvent(None, None, text, 1),),
        notes=(text,),
    )


def hostile_selection(text: str) -> Selection:
    """Return one whose every text is that."""
    return selection(
        server=text,
        connector=text,
        asked_for=text,
        documented=text,
        model=text,
        notes=(text,),
        candidates=(JudgedCandidate(HELD, "lost", text, "dropped", text),),
    )
