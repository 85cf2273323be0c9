"""Steps that every plan shares: how a certificate for the internal role is made, how one goes.

They say what the standard steps of the rules say, as what a plan does is typed just the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.certificates_known import PlanStep
from certtrail.text.filters import FILTERS, clean
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BACK_END: Final = 'Get-WebBinding -Name "Exchange Back End" -Port 444'
_EDGE_FILE: Final = "([System.IO.File]::ReadAllBytes('C:\\edge.xml'))"
RESTART: Final = PlanStep(
    phrase(
        "Restart the transport services at a quiet hour; mail waits in queues while they restart. "
        "An Edge server has only the first."
    ),
    ("Restart-Service MSExchangeTransport", "Restart-Service MSExchangeFrontEndTransport"),
)


def in_command(name: str, value: str) -> str | None:
    """Give a value as commands take it; None for what does not fit safely.

    Args:
        name: of the filter, such as `thumbprint`.
        value: from an export.
    """
    command = FILTERS[name].command
    return None if command is None else command(value)


def server_option(value: str, *, edge: bool = False) -> str:
    """Give the option that names a server, empty where its name does not fit.

    Args:
        value: the server's name; empty where it is not known.
        edge: it is an Edge server, where the cmdlets take no -Server.
    """
    fits = in_command("server", value) if value and not edge else None
    return f" -Server {fits}" if fits else ""


def new_internal(server: str, *, edge: bool = False) -> str:
    """Write the whole command that makes a certificate for the internal role.

    Without -Services it would take POP and IMAP over, too.
    """
    host = in_command("host", server) if server else None
    return (
        f"New-ExchangeCertificate{server_option(server, edge=edge)} -Services SMTP -DomainName "
        f"{host or 'SERVER'} -IncludeServerFQDN -KeySize 2048 -PrivateKeyExportable $true"
    )


def subscribe(edge: Sequence[str]) -> PlanStep:
    """Make the step that renews the Edge subscriptions of servers."""
    return PlanStep(
        phrase(
            "If there are Edge subscriptions: the internal certificate of {servers} is another "
            "then, "
            "so make the subscriptions anew, on the Edge server first.",
            servers=[clean(name) for name in edge],
        ),
        (
            "New-EdgeSubscription -FileName 'C:\\edge.xml'",
            f"New-EdgeSubscription -FileData {_EDGE_FILE} -Site '<site>'",
            "Start-EdgeSynchronization",
        ),
        phrase("Until then mail between Edge and mailbox servers may wait with 454 4.7.0."),
    )


def removal(
    thumbprint: str, server: str, successor: str = "", *, edge: bool = False
) -> Iterator[PlanStep]:
    """Make the steps that take a certificate away: bindings first, the certificate last.

    Args:
        thumbprint: the certificate that goes.
        server: whose store; empty where that is not known.
        successor: the thumbprint of what comes in its place, where it is known.
        edge: it is an Edge server, which has no websites.
    """
    value, shown = in_command("thumbprint", thumbprint), clean(thumbprint)
    new = in_command("thumbprint", successor) if successor else None
    if not edge:
        yield from _websites(shown, new)
    yield PlanStep(
        phrase("Last, when mail has flowed for some days: remove {thumbprint}.", thumbprint=shown)
        if edge
        else phrase("Last, when neither shows it any more: remove {thumbprint}.", thumbprint=shown),
        (f"Remove-ExchangeCertificate -Thumbprint {value}{server_option(server, edge=edge)}",)
        if value
        else (),
        phrase(
            "Removed too early, it takes mail or websites down; other tools than the cmdlet do not "
            "even refuse the default certificate."
        ),
    )


def _websites(shown: str, new: str | None) -> Iterator[PlanStep]:
    yield PlanStep(
        phrase(
            "When mail has flowed for some days, see on the server itself whether a website still "
            "needs the old one, {thumbprint}. The default certificate also serves the site "
            "Exchange Back End; without it OWA, ECP and the management shell stop. An Edge server "
            "has no websites: there only the last step is left.",
            thumbprint=shown,
        ),
        (
            f"{_BACK_END} | Format-List bindingInformation,certificateHash",
            "netsh http show sslcert",
        ),
    )
    yield PlanStep(
        phrase(
            "If it stands there, bind the new one in its place before you go on, with its "
            "thumbprint in place of NEW; any other website in IIS Manager."
        )
        if new is None
        else phrase(
            "If it stands there, bind the new one in its place before you go on; any other website "
            "in IIS Manager."
        ),
        (f'({_BACK_END}).AddSslCertificate("{new or "NEW"}", "My")', "iisreset"),
        phrase("Users of OWA, ActiveSync and Outlook are cut off for a moment."),
    )
