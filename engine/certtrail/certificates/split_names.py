"""The steps after a certificate with too many names: one for mail, another for clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.certificates.names_told import all_names, is_cut, listed_names, signer_of
from certtrail.certificates.standard_steps import imported, server_option
from certtrail.certificates.store import Held
from certtrail.certificates.takeover_steps import CLIENT_SERVICES, WITH_YES
from certtrail.model.certificates_known import PlanStep
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.server_sorts import ServerSort


def split(entry: LedgerEntry, own: bool | None, sort: ServerSort) -> Iterable[PlanStep]:
    """Make the steps that follow it up by two, as one with all its names fails in the same way.

    In the end `$new` is the one for mail, which further steps give to connectors.

    Args:
        entry: the old one.
        own: False where it is known to be of an authority.
        sort: of the server.
    """
    known = entry.certificate
    services = sorted(CLIENT_SERVICES.intersection((known and known.services) or ()))
    place = server_option(entry.server, sort)
    why = phrase(
        "Mail goes only by its subject, as it has more names than Exchange reads (11024): one with "
        "the same names would fail in the same way."
    )
    if known is not None and services:
        told = phrase(
            "Websites and mail clients read every name. So get one for them from {signer}, with "
            "the names that they use ({listed}), and enable it for their services alone; if asked "
            "to overwrite the default certificate, answer No.",
            signer=signer_of(own),
            listed=listed_names(sorted(Held(known).names), cut=is_cut(entry)),
        )
        enabling = "Enable-ExchangeCertificate -Thumbprint $new.Thumbprint -Services "
        yield PlanStep(
            sentences(why, told),
            (
                *(all_names(entry) if is_cut(entry) else ()),
                f"$new = {imported(entry.server, sort)}",
                f"{enabling}{','.join(services)}{place}",
            ),
            WITH_YES,
        )
    told = phrase(
        "Get one for mail alone from {signer}: with few names, those that connectors look for, one "
        "of them as its subject. Where a finding had it made already, take that. Enable it for "
        "SMTP, and answer No to the prompt to overwrite the default certificate.",
        signer=signer_of(own),
    )
    yield PlanStep(
        told if services else sentences(why, told),
        (
            f"$new = {imported(entry.server, sort)}",
            f"Enable-ExchangeCertificate -Thumbprint $new.Thumbprint -Services SMTP{place}",
        ),
        WITH_YES,
    )
