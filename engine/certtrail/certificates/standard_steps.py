"""Steps that every plan shares: how a certificate for the internal role is made, how one goes.

They say what the standard steps of the rules say, as what a plan does is typed just the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.certificates_known import PlanStep
from certtrail.model.server_sorts import ANY_SORT, E2007
from certtrail.text.filters import FILTERS, clean
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.model.server_sorts import ServerSort

_BACK_END: Final = 'Get-WebBinding -Name "Exchange Back End" -Port 444'
_ANSWER: Final = "([System.IO.File]::ReadAllBytes('C:\\path\\new.p7b'))"
_PFX: Final = "([System.IO.File]::ReadAllBytes('C:\\path\\new.pfx'))"
_EDGE_FILE: Final = "([System.IO.File]::ReadAllBytes('C:\\edge.xml'))"
_SIGNS: Final = phrase(
    "It signs OAuth tokens (AuthConfig) and is not one of transport. Renew it by "
    "Microsoft's procedure for the Exchange Server Auth certificate."
)
_SIGNS_AND_HOLDS: Final = phrase(
    "It signs OAuth tokens (AuthConfig), and has the internal role of transport, too, which is "
    "not its work: give that role another certificate first, as the finding on it says. Then renew "
    "it by Microsoft's procedure for the Exchange Server Auth certificate."
)
_RESTART: Final = PlanStep(
    phrase(
        "Restart the transport services at a quiet hour; mail waits in queues while they restart. "
        "An Edge server, and Exchange 2007 and 2010, have only the first."
    ),
    ("Restart-Service MSExchangeTransport", "Restart-Service MSExchangeFrontEndTransport"),
)
_RESTART_BOTH: Final = PlanStep(
    phrase("Restart the transport services at a quiet hour; mail waits in queues meanwhile."),
    _RESTART.commands,
)
_RESTART_LATER: Final = PlanStep(
    phrase(
        "Restart the transport services at a quiet hour; mail waits in queues while they restart. "
        "An Edge server has only the first."
    ),
    _RESTART.commands,
)
_RESTART_ONE: Final = PlanStep(
    phrase(
        "Restart the transport service at a quiet hour; mail waits in queues while it restarts. "
        "This server has no Frontend Transport service."
    ),
    ("Restart-Service MSExchangeTransport",),
)


def restart(sort: ServerSort = ANY_SORT) -> PlanStep:
    """Make the step that restarts the transport services of a server."""
    if sort.is_mailbox:
        return _RESTART_BOTH
    if sort.later and sort.has_front_end:
        return _RESTART_LATER
    return _RESTART if sort.has_front_end else _RESTART_ONE


def in_command(name: str, value: str) -> str | None:
    """Give a value as commands take it; None for what does not fit safely.

    Args:
        name: of the filter, such as `thumbprint`.
        value: from an export.
    """
    command = FILTERS[name].command
    return None if command is None else command(value)


def server_option(value: str, sort: ServerSort = ANY_SORT) -> str:
    """Give the option that names a server, empty where its name does not fit.

    Args:
        value: the server's name; empty where it is not known.
        sort: its sort, as not all of them take a -Server.
    """
    fits = in_command("server", value) if value and sort.takes_server else None
    return f" -Server {fits}" if fits else ""


def new_internal(server: str, sort: ServerSort = ANY_SORT) -> str:
    """Write the whole command that makes a certificate for the internal role.

    Without -Services it would take POP and IMAP over, too. 2007 has no -IncludeServerFQDN: there
    both names of the server come of leaving -DomainName out.
    """
    if sort.version == E2007:
        return "New-ExchangeCertificate -Services SMTP -PrivateKeyExportable $true"
    host = in_command("host", server) if server else None
    return (
        f"New-ExchangeCertificate{server_option(server, sort)} -Services SMTP -DomainName "
        f"{host or 'SERVER'} -IncludeServerFQDN -KeySize 2048 -PrivateKeyExportable $true"
    )


def new_for_names(server: str, names: Sequence[str], sort: ServerSort = ANY_SORT) -> str:
    """Write the whole command that makes a certificate for names that are not the server's own."""
    fitting = [known for name in names if (known := in_command("fqdn", name)) is not None]
    return (
        f"New-ExchangeCertificate{server_option(server, sort)} -Services SMTP -DomainName "
        f"{','.join(fitting) or 'NAME'} -PrivateKeyExportable $true"
    )


def see_default(server: str, sort: ServerSort = ANY_SORT) -> str:
    """Write the command that shows which certificate is configured for the internal role."""
    cmdlet = "Get-TransportServer" if sort.version else "Get-TransportService"
    fits = in_command("server", server) if server and not sort.edge else None
    name = f" {fits}" if fits else ""
    return f"{cmdlet}{name} | Format-List Name,InternalTransportCertificateThumbprint"


def imported(server: str, sort: ServerSort = ANY_SORT) -> str:
    """Write the command that imports a certificate with its key."""
    file = "-Path 'C:\\path\\new.pfx'" if sort.version == E2007 else f"-FileData {_PFX}"
    return (
        f"Import-ExchangeCertificate {file} -Password (Get-Credential).Password"
        f"{server_option(server, sort)}"
    )


def answered(server: str, sort: ServerSort = ANY_SORT) -> str:
    """Write the command that completes a pending request with the file of the authority."""
    file = "-Path 'C:\\path\\new.p7b'" if sort.version == E2007 else f"-FileData {_ANSWER}"
    return f"Import-ExchangeCertificate {file}{server_option(server, sort)}"


def subscribe(
    edge: Sequence[str], sort: ServerSort = ANY_SORT, *, certain: bool = True
) -> PlanStep:
    """Make the step that renews the Edge subscriptions of servers.

    Args:
        edge: whose internal certificate is another one then.
        sort: of the server where the file is taken to.
        certain: it is; otherwise only where a look before showed so.
    """
    servers = [clean(name) for name in edge]
    file = "-FileName 'C:\\edge.xml'" if sort.version == E2007 else f"-FileData {_EDGE_FILE}"
    return PlanStep(
        phrase(
            "If there are Edge subscriptions: the internal certificate of {servers} is another "
            "then, "
            "so make the subscriptions anew, on the Edge server first.",
            servers=servers,
        )
        if certain
        else phrase(
            "Only if the answer was Yes and there are Edge subscriptions: the internal certificate "
            "of {servers} is another then, so make the subscriptions anew, on the Edge server "
            "first.",
            servers=servers,
        ),
        (
            "New-EdgeSubscription -FileName 'C:\\edge.xml'",
            f"New-EdgeSubscription {file} -Site '<site>'",
            "Start-EdgeSynchronization",
        ),
        phrase("Until then mail between Edge and mailbox servers may wait with 454 4.7.0."),
    )


def removal(
    thumbprint: str,
    server: str,
    successor: str = "",
    sort: ServerSort = ANY_SORT,
    *,
    public: bool = False,
) -> Iterator[PlanStep]:
    """Make the steps that take a certificate away: bindings first, the certificate last.

    Args:
        thumbprint: the certificate that goes.
        server: whose store; empty where that is not known.
        successor: the thumbprint of what comes in its place, where it is known.
        sort: the server's sort, as not all have the same websites.
        public: it is no certificate of the server's own, and has no business on its back end.
    """
    value, shown = in_command("thumbprint", thumbprint), clean(thumbprint)
    new = in_command("thumbprint", successor) if successor else None
    if sort.has_back_end:
        known = sort.is_mailbox
        yield from _sites_of_clients(shown, known) if public else _websites(shown, new, known)
    elif not sort.edge:
        yield PlanStep(
            phrase(
                "When mail has flowed for some days, see on the server itself whether a website "
                "still needs the old one, {thumbprint}, and bind the new one there first, in IIS "
                "Manager.",
                thumbprint=shown,
            ),
            ("netsh http show sslcert",),
        )
    yield PlanStep(
        phrase("Last, when mail has flowed for some days: remove {thumbprint}.", thumbprint=shown)
        if not sort.has_back_end
        else phrase("Last, when nothing shows it any more: remove {thumbprint}.", thumbprint=shown),
        (f"Remove-ExchangeCertificate -Thumbprint {value}{server_option(server, sort)}",)
        if value
        else (),
        phrase(
            "Removed too early, it takes mail or websites down; other tools than the cmdlet do not "
            "even refuse the default certificate."
        ),
    )


def _sites_of_clients(shown: str, known: bool) -> Iterator[PlanStep]:
    yield PlanStep(
        phrase(
            "When mail has flowed for some days, see on the server itself whether a website still "
            "needs the old one, {thumbprint}. Give each that does the new one in IIS Manager; the "
            "site Exchange Back End (port 444) keeps the server's own.",
            thumbprint=shown,
        )
        if known
        else phrase(
            "When mail has flowed for some days, see on the server itself whether a website still "
            "needs the old one, {thumbprint}. Give each that does the new one in IIS Manager; the "
            "site Exchange Back End (port 444) keeps the server's own. An Edge server has no "
            "websites: there only the last step is left.",
            thumbprint=shown,
        ),
        ("netsh http show sslcert",),
        phrase("Users of OWA, ActiveSync and Outlook are cut off for a moment."),
    )


def _websites(shown: str, new: str | None, known: bool) -> Iterator[PlanStep]:
    yield PlanStep(
        phrase(
            "When mail has flowed for some days, see on the server itself whether a website still "
            "needs the old one, {thumbprint}. The default certificate also serves the site "
            "Exchange Back End; without it OWA, ECP and the management shell stop.",
            thumbprint=shown,
        )
        if known
        else phrase(
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


def auth(*, holds: bool) -> PlanStep:
    """Make the step of a certificate that signs OAuth tokens.

    Args:
        holds: it has the internal role, too.
    """
    return PlanStep(
        _SIGNS_AND_HOLDS if holds else _SIGNS,
        ("Get-AuthConfig | Format-List CurrentCertificateThumbprint,NextCertificateThumbprint",),
        phrase(
            "New-ExchangeCertificate asks to overwrite the default SMTP certificate then, too: "
            "answer No."
        ),
    )
