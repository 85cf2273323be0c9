"""The steps for what POP and IMAP use: they find a certificate by a host name of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.standard_steps import server_option
from certtrail.model.certificates_known import PlanStep
from certtrail.text.filters import clean
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.certificates.renewal_around import PlanContext
    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.server_sorts import ServerSort

# By service, the cmdlets' noun and the Windows service.
_SERVICES: Final = {
    "IMAP": ("ImapSettings", "MSExchangeIMAP4"),
    "POP": ("PopSettings", "MSExchangePOP3"),
}


def for_mail_clients(
    entry: LedgerEntry, around: PlanContext, sort: ServerSort
) -> Iterable[PlanStep]:
    """Make the step for POP and IMAP, where the old certificate serves one of them.

    Args:
        entry: the old one.
        around: what is set for them, where that was sent.
        sort: of the server.
    """
    used = [one for one in _SERVICES if one in entry.services] if not sort.edge else []
    if not used:
        return
    names = {one: around.client_names[one] for one in used if one in around.client_names}
    place = server_option(entry.server, sort)
    commands = [
        f"Get-{_SERVICES[one][0]}{place} | Format-List Server,X509CertificateName"
        for one in used
        if one not in names
    ]
    commands += [f"Restart-Service {_service(one, sort)}" for one in used]
    wanted = phrase(
        "Where somebody uses {services}: each finds its certificate by the host name that is set "
        "for it (X509CertificateName). If the new certificate lacks that name, set one that it has "
        "with Set-ImapSettings or Set-PopSettings; a wildcard is no such name. Restart the service "
        "before the old one is removed.",
        services=used,
    )
    told = phrase(
        "Where somebody uses {services}: each finds its certificate by the host name that is set "
        "for it (X509CertificateName), as was sent: {names}. If the new certificate lacks that "
        "name, set one that it has with Set-ImapSettings or Set-PopSettings; a wildcard is no such "
        "name. Restart the service before the old one is removed.",
        services=used,
        names=[f"{one} {clean(name)}" for one, name in names.items()],
    )
    yield PlanStep(
        told if names else wanted,
        tuple(commands),
        phrase("Their clients are cut off for a moment; mail between servers goes on."),
    )


def _service(service: str, sort: ServerSort) -> str:
    name = _SERVICES[service][1]
    # 2010 and before have no back end.
    return f"{name},{name}BE" if sort.has_back_end else name
