"""What a plan says before its steps: what the certificate is, and whether it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.certificates.commands import thumbprint_in_command
from certtrail.certificates.names_told import is_cut, listed_names
from certtrail.certificates.store import Held
from certtrail.model.certificates_known import PlanStep
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.certificates.renewal_around import PlanContext
    from certtrail.model.certificates_known import LedgerEntry


def unused(entry: LedgerEntry) -> PlanStep:
    """Of one that nothing uses for mail."""
    value = thumbprint_in_command(entry.thumbprint)
    return PlanStep(
        phrase(
            "Nothing in the evidence uses it for mail. Find out who does before it is renewed or "
            "removed; a certificate that nothing uses needs no renewal."
        ),
        (f"Get-ExchangeCertificate -Thumbprint {value} | Format-List",) if value else (),
    )


def meant(entry: LedgerEntry, around: PlanContext) -> PlanStep:
    """Of one that is enabled for SMTP, and that no connector is seen to pick."""
    if not around.picks_known:
        return PlanStep(
            phrase(
                "It is enabled for SMTP; whether a connector picks it is not known, as what was "
                "sent does not tell of each what it looks for. Its names are {listed}.",
                listed=listed_names(entry.names or _common(entry), cut=is_cut(entry)),
            )
        )
    return PlanStep(
        phrase(
            "It is enabled for SMTP, and no connector of the evidence picks it as things are. Find "
            "out who needs its names ({listed}); if somebody does, go on, and keep the old one. "
            "Where a finding gives a connector its name (TlsCertificateName), that goes by issuer "
            "and subject: set it anew with each renewal that changes one of them, and restart.",
            listed=listed_names(entry.names or _common(entry), cut=is_cut(entry)),
        )
    )


def _common(entry: LedgerEntry) -> tuple[str, ...]:
    return () if entry.certificate is None else tuple(sorted(Held(entry.certificate).names))


def given_back() -> PlanStep:
    """Of one that a finding gives the internal role."""
    return PlanStep(
        phrase(
            "A finding of this report gives it the internal role. Do that first, and keep it: "
            "this plan is for the time when it ends itself."
        )
    )


def following(old: LedgerEntry) -> PlanStep:
    """Of one that is to follow another."""
    return PlanStep(
        phrase(
            "It is there to follow {thumbprint}, and does its work from then on: this plan is for "
            "the time after that.",
            thumbprint=old.thumbprint,
        )
    )
