"""The steps that give a certificate's work to one that is there already: nothing has to be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.commands import thumbprint_in_command
from certtrail.certificates.standard_steps import imported, see_default, server_option
from certtrail.certificates.store import Held
from certtrail.certificates.validity import Chain, chain
from certtrail.model.certificates_known import PlanStep
from certtrail.text.filters import clean
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.server_sorts import ServerSort

ANSWER_NO: Final = phrase(
    "Enable it for SMTP, and answer No to the prompt to overwrite the default certificate, so that "
    "the internal transport certificate stays."
)
CLIENT_SERVICES: Final = frozenset({"IIS", "IMAP", "POP"})
"""What websites and mail clients use a certificate for."""
WITH_YES: Final = phrase(
    "With Yes, or with -Force, it also becomes the internal transport certificate."
)


def from_list(
    old: LedgerEntry, one: LedgerEntry, place: str, *, internal: bool, certain: bool = True
) -> Iterable[PlanStep]:
    """Make the steps that give the work to a certificate of the same list.

    Args:
        old: what it is to follow.
        one: the certificate.
        place: the option that names the server, or nothing.
        internal: the work is, or may be, the internal role.
        certain: it is.
    """
    value = thumbprint_in_command(one.thumbprint)
    get = f"$new = Get-ExchangeCertificate -Thumbprint {value}{place}"
    yield PlanStep(
        phrase(
            "Its successor is in the list already: {thumbprint}. Nothing has to be made.",
            thumbprint=one.thumbprint,
        ),
        (get,) if value else (),
    )
    if one.certificate is not None and chain(Held(one.certificate)) is Chain.OFFLINE:
        yield _unchecked(one, value, place)
    command = f"Enable-ExchangeCertificate -Thumbprint {value} -Services SMTP{place}"
    commands = (command,) if value else ()
    if internal:
        yield PlanStep(
            phrase(
                "Enable it for SMTP, and answer Yes to the prompt to overwrite the default SMTP "
                "certificate, so that it takes over the internal role."
            )
            if certain
            else phrase(
                "Enable it for SMTP. To the prompt to overwrite the default SMTP certificate "
                "answer Yes if the old one has the internal role, so that this one takes it over; "
                "otherwise No."
            ),
            commands,
        )
        return
    lacks = _left_behind(old, one)
    enabled = one.certificate is not None and one.certificate.smtp is True
    if lacks:
        services = ",".join(sorted({*lacks, *(() if enabled else ("SMTP",))}))
        both = f"Enable-ExchangeCertificate -Thumbprint {value} -Services {services}{place}"
        yield PlanStep(
            phrase(
                "Enable it for the other services of the old one, too, and answer No to the prompt "
                "to overwrite the default certificate, so that the internal transport certificate "
                "stays."
            ),
            (both,) if value else (),
            WITH_YES,
        )
    elif not enabled:
        yield PlanStep(ANSWER_NO, commands, WITH_YES)


def _left_behind(old: LedgerEntry, new: LedgerEntry) -> frozenset[str]:
    """Give the services for clients that one of a CA has and its successor, as listed, has not."""
    known = old.certificate
    if known is None or Held(known).self_signed is not False or new.certificate is None:
        return frozenset()
    if new.certificate.services is None:
        return frozenset()
    return CLIENT_SERVICES & frozenset(old.services) - new.certificate.services


def _unchecked(one: LedgerEntry, value: str | None, place: str) -> PlanStep:
    return PlanStep(
        phrase(
            "Go on only when its status is Valid. It was {status} in the list: until the server "
            "can reach its authority's list of revoked certificates (CRL), connectors keep to the "
            "old one, and without that they may find none.",
            status=clean(one.status),
        ),
        (
            f"certutil -store my {value} C:\\certificate.cer",
            "certutil -verify -urlfetch C:\\certificate.cer",
            "netsh winhttp show proxy",
            f"Get-ExchangeCertificate -Thumbprint {value}{place} | Format-List Status",
        )
        if value
        else (),
        phrase("To remove the old one before that can leave a connector without a certificate."),
    )


def passed(holder: str, server: str, sort: ServerSort, *, given_back: bool = False) -> PlanStep:
    """Make the step for an internal role that another certificate has by now.

    Args:
        holder: its thumbprint.
        server: whose.
        sort: of the server.
        given_back: it has not, but a finding gives it back.
    """
    return PlanStep(
        phrase(
            "A finding of this report gives the internal role to {thumbprint}. Do that first, "
            "and see that it has it; then nothing has to be made.",
            thumbprint=clean(holder),
        )
        if given_back
        else phrase(
            "The evidence says that {thumbprint} has its internal role by now. See that it does; "
            "then nothing has to be made.",
            thumbprint=clean(holder),
        ),
        (see_default(server, sort),),
    )


def role_first(holder: str, server: str, sort: ServerSort) -> PlanStep:
    """Make the step that comes before any for one that has the internal role until it is taken.

    Args:
        holder: the thumbprint of what a finding gives the role to.
        server: whose.
        sort: of the server.
    """
    value = thumbprint_in_command(holder)
    enable = f"Enable-ExchangeCertificate -Thumbprint {value} -Services SMTP"
    return PlanStep(
        phrase(
            "It has the internal role, and a finding of this report gives that to {thumbprint}: "
            "do that first, answer Yes to the prompt, and see that it has it. The steps below are "
            "for the connectors.",
            thumbprint=clean(holder),
        ),
        (*((enable + server_option(server, sort),) if value else ()), see_default(server, sort)),
    )


def look_first(server: str, sort: ServerSort) -> PlanStep:
    """Make the step that tells which certificate has the internal role."""
    return PlanStep(
        phrase(
            "See which certificate has the internal role, as the evidence does not tell for sure: "
            "it decides what is answered below."
        ),
        (see_default(server, sort),),
    )


def brought(one: LedgerEntry, server: str, sort: ServerSort) -> PlanStep:
    """Make the step that brings a successor from another server.

    Args:
        one: as that server's list has it.
        server: where it is needed.
        sort: of that server.
    """
    value = thumbprint_in_command(one.thumbprint)
    export = (
        f"$cert = Export-ExchangeCertificate -Thumbprint {value} -BinaryEncoded -Password "
        f"(Get-Credential).Password{server_option(one.server)}"
    )
    write = "[System.IO.File]::WriteAllBytes('C:\\path\\new.pfx', $cert.FileData)"
    return PlanStep(
        phrase(
            "Its successor is on {server} already: {thumbprint}. Export it there with its key into "
            "a .pfx file, and import that here.",
            server=clean(one.server),
            thumbprint=one.thumbprint,
        ),
        (*((export, write) if value else ()), f"$new = {imported(server, sort)}"),
        phrase(
            "A key that cannot be exported was imported so: then take the .pfx file that it came "
            "from."
        ),
    )
