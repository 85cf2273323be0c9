"""Rows of the tables of a diagnosis: as a real case gives them, and hostile ones."""

from __future__ import annotations

from certtrail.model.diagnosis_tables import Candidate, Choice, Held, LifeEvent

HELD = "3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B"
OTHER = "91C0FFEE4D5A6B7C8D9E0F112233445566778899"
SERVER = "EX01.contoso.example"


def held(**changes: object) -> Held:
    """Return a certificate with everything known of it; changes replace its fields."""
    whole = Held(
        server=SERVER,
        thumbprint=HELD,
        described=True,
        subject="CN=EX01",
        issuer="CN=EX01",
        names=("EX01", SERVER),
        services=("SMTP",),
        status="Valid",
        start="2021-02-14T00:00:00Z",
        ends="2026-02-14T00:00:00Z",
        error_hours=14,
        key="enabled for SMTP, so the transport service likely can read it",
        roles=("internal, configured",),
        life=(
            LifeEvent(
                "2026-02-01T06:00:00Z",
                "2026-02-13T06:00:00Z",
                "warned: it expires soon (12017)",
                40,
            ),
            LifeEvent("", "", "configured as internal certificate", 1),
        ),
        more_life=2,
        notes=("exports disagree on: status",),
    )
    return Held(**{**_fields(whole), **changes})  # type: ignore[arg-type]


def choice(**changes: object) -> Choice:
    """Return what a connector picks, with a reason for each candidate."""
    whole = Choice(
        server=SERVER,
        direction="inbound-starttls",
        connector="Default Frontend EX01",
        asked_for="mail.contoso.example",
        documented=HELD,
        model=OTHER,
        offered="yes",
        disagree=True,
        notes=("its AuthMechanism is not in the export",),
        candidates=(
            Candidate(HELD, "selected", "selected", "lost", "older NotBefore (Valid from)"),
            Candidate(OTHER, "dropped", "no private key", "selected", "selected"),
        ),
        more_candidates=3,
    )
    return Choice(**{**_fields(whole), **changes})  # type: ignore[arg-type]


def _fields(value: Held | Choice) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}


def hostile_held(text: str) -> Held:
    """Return one whose every text is that."""
    return held(
        server=text,
        subject=text,
        issuer=text,
        names=(text,),
        services=(text,),
        status=text,
        key=text,
        roles=(text,),
        life=(LifeEvent("", "", text, 1),),
        notes=(text,),
    )


def hostile_choice(text: str) -> Choice:
    """Return one whose every text is that."""
    return choice(
        server=text,
        connector=text,
        asked_for=text,
        documented=text,
        model=text,
        notes=(text,),
        candidates=(Candidate(HELD, "lost", text, "dropped", text),),
    )
