"""The steps of one renewal, in the order that does not stop mail: the old one stays to the end.

A value of the export stands in a command only when it matches its type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.commands import PFX, connector_in_command, thumbprint_in_command
from certtrail.certificates.standard_steps import (
    RESTART,
    new_internal,
    removal,
    server_option,
    subscribe,
)
from certtrail.certificates.store import Held
from certtrail.certificates.successors import is_gone
from certtrail.model.certificates_known import PlanStep
from certtrail.model.selected_certificates import Direction
from certtrail.text.filters import clean
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.model.certificates_known import LedgerEntry, RenewedFor

# From when on a public certificate lives so many days at most (CA/Browser Forum, SC-081v3), in
# seconds since 1970 UTC: 2029-03-15, 2027-03-15, 2026-03-15.
_LIMITS: Final = ((1_868_227_200, 47), (1_805_068_800, 100), (1_773_532_800, 200))
# Where a root lies that is no public authority's.
_PRIVATE: Final = frozenset({"None", "Enterprise"})
_AUTH: Final = PlanStep(
    phrase(
        "It signs OAuth tokens (AuthConfig) and has nothing to do with transport. Renew it by "
        "Microsoft's procedure for the Exchange Server Auth certificate."
    ),
    ("Get-AuthConfig | Format-List CurrentCertificateThumbprint,NextCertificateThumbprint",),
    phrase(
        "New-ExchangeCertificate asks to overwrite the default SMTP certificate then, too: answer "
        "No."
    ),
)

_ANSWER_NO: Final = phrase(
    "Enable it for SMTP, and answer No to the prompt to overwrite the default certificate, so that "
    "the internal transport certificate stays."
)
_WITH_YES: Final = phrase(
    "With Yes, or with -Force, it also becomes the internal transport certificate."
)


def plan_of(
    entry: LedgerEntry,
    connectors: Sequence[RenewedFor],
    *,
    internal: bool,
    verify: Sequence[int],
    successor: LedgerEntry | None = None,
    edge: bool = False,
) -> Iterable[PlanStep]:
    """Give the steps of a renewal, in order.

    Args:
        entry: the certificate to renew.
        connectors: those that pick it.
        internal: whether it is an internal transport certificate.
        verify: the events that must no longer be logged for it.
        successor: what was already made to follow it.
        edge: its server is an Edge server.
    """
    own = None if entry.certificate is None else entry.certificate.self_signed
    if own is None and internal and not connectors:
        # Microsoft advises a self-signed one for the internal role, whoever signed the old one.
        own = True
    place = server_option(entry.server, edge=edge)
    if _is_auth(entry):
        yield _AUTH
        return
    used = bool(connectors or entry.uses)
    if not used and not serves(entry):
        yield _unused(entry)
        return
    if not used:
        yield _meant(entry)
    if successor is not None:
        yield from _successor(successor, place=place, internal=internal)
    else:
        yield _new_one(entry, own=own, internal=internal, edge=edge)
        if own is not True:
            yield _enable(entry.server, internal=internal, edge=edge)
    yield from (_pointed(one) for one in connectors if one.by_tls_certificate_name)
    if used:
        yield RESTART
    if internal:
        yield subscribe((entry.server or phrase("this server"),))
    if used and not is_gone(entry):
        yield from removal(
            entry.thumbprint,
            entry.server,
            "" if successor is None else successor.thumbprint,
            edge=edge,
        )
    events = ",".join(map(str, verify))
    yield PlanStep(
        phrase(
            "Check that these events no longer name the old certificate: {events}.",
            events=events.split(","),
        ),
        (
            (
                "Get-WinEvent -FilterHashtable @{LogName='Application'; "
                f"ProviderName='MSExchangeTransport'; Id={events}}} -MaxEvents 20 | "
                "Format-List TimeCreated,Id,Message"
            ),
        ),
        phrase(
            "They are written per session and at most every 15 minutes, so wait for two working "
            "days."
        ),
    )


def serves(entry: LedgerEntry) -> bool:
    """Tell whether a certificate of a CA is enabled for SMTP, so that it is meant for mail."""
    known = entry.certificate
    return (
        known is not None
        and known.smtp is True
        and Held(known).self_signed is False
        and not _is_auth(entry)
        and not is_gone(entry)
    )


def _is_auth(entry: LedgerEntry) -> bool:
    known = entry.certificate
    named = known is not None and Held(known).for_tokens
    return named or any(use.role == "Auth" for use in entry.uses)


def _unused(entry: LedgerEntry) -> PlanStep:
    value = thumbprint_in_command(entry.thumbprint)
    return PlanStep(
        phrase(
            "Nothing in the evidence uses it for mail. Find out who does before it is renewed or "
            "removed; a certificate that nothing uses needs no renewal."
        ),
        (f"Get-ExchangeCertificate -Thumbprint {value} | Format-List",) if value else (),
    )


def _meant(entry: LedgerEntry) -> PlanStep:
    return PlanStep(
        phrase(
            "It is enabled for SMTP, and the evidence does not show which connector picks it. Find "
            "out who needs its names ({listed}); if somebody does, go on, and keep the old one.",
            listed=_listed(entry.names),
        )
    )


def _successor(one: LedgerEntry, *, place: str, internal: bool) -> Iterable[PlanStep]:
    """Make the steps that give the work to a certificate that is there already."""
    value = thumbprint_in_command(one.thumbprint)
    get = f"$new = Get-ExchangeCertificate -Thumbprint {value}{place}"
    yield PlanStep(
        phrase(
            "Its successor is in the list already: {thumbprint}. Nothing has to be made.",
            thumbprint=one.thumbprint,
        ),
        (get,) if value else (),
    )
    command = f"Enable-ExchangeCertificate -Thumbprint {value} -Services SMTP{place}"
    commands = (command,) if value else ()
    if internal:
        yield PlanStep(
            phrase(
                "Enable it for SMTP, and answer Yes to the prompt to overwrite the default SMTP "
                "certificate, so that it takes over the internal role."
            ),
            commands,
        )
    elif one.certificate is None or one.certificate.smtp is not True:
        yield PlanStep(_ANSWER_NO, commands, _WITH_YES)


def _new_one(entry: LedgerEntry, *, own: bool | None, internal: bool, edge: bool) -> PlanStep:
    place = server_option(entry.server, edge=edge)
    if own:
        text = (
            phrase(
                "Make the new self-signed certificate. To the prompt to overwrite the default "
                "SMTP certificate answer Yes, so that it takes over the internal role."
            )
            if internal
            else phrase(
                "Make the new self-signed certificate. To the prompt to overwrite the default "
                "SMTP certificate answer No."
            )
        )
        return PlanStep(
            text,
            (f"$new = {new_internal(entry.server, edge=edge)}",),
            phrase("It is in use at once for connectors that look for its names."),
        )
    signer = (
        phrase("the CA") if own is False else phrase("the CA that signed the old one, if one did")
    )
    names = () if entry.certificate is None else sorted(Held(entry.certificate).names)
    listed = _listed(names)
    return PlanStep(
        phrase(
            "Get the new certificate from {signer}, with the same names ({listed}), and import it "
            "with its private key only when all is ready to enable it.",
            signer=signer,
            listed=listed or phrase("see the old"),
        ),
        (
            (
                f"$new = Import-ExchangeCertificate -FileData {PFX} "
                f"-Password (Get-Credential).Password{place}"
            ),
        ),
        sentences(
            phrase(
                "A connector that goes by TlsCertificateName may pick it from now on, enabled or "
                "not."
            ),
            _life(entry),
        ),
    )


def _life(entry: LedgerEntry) -> str:
    """Say how long a public authority's certificate lives that is made when the old one ends."""
    known = entry.certificate
    if known is None or entry.ends is None or known.root_ca_type in _PRIVATE:
        return ""
    day = entry.ends // SECOND
    limit = next((days for since, days in _LIMITS if day >= since), None)
    if limit is None:
        return ""
    return phrase(
        "A public authority issues it for at most {days} days by then: let a tool renew it, and "
        "watch the tool.",
        days=limit,
    )


def _listed(names: Sequence[str]) -> str:
    shown = [clean(name) for name in names[:8]]
    told = phrase("{names}", names=shown) if shown else ""
    if len(names) <= 8:
        return told
    return phrase("{names} and {count} more", names=shown, count=len(names) - 8)


def _enable(server: str, *, internal: bool, edge: bool) -> PlanStep:
    place = server_option(server, edge=edge)
    command = f"Enable-ExchangeCertificate -Thumbprint $new.Thumbprint -Services SMTP{place}"
    if internal:
        return PlanStep(
            phrase(
                "Enable it for SMTP. The old one is the internal transport certificate, too: "
                "answer Yes to the prompt to let the new one take over, or, better, answer No and "
                "make a self-signed one for the internal role, which no CA's renewal touches."
            ),
            (command, new_internal(server, edge=edge)),
            phrase(
                "Answering Yes for a CA-signed one means new Edge subscriptions with every renewal."
            ),
        )
    return PlanStep(_ANSWER_NO, (command,), _WITH_YES)


def _pointed(one: RenewedFor) -> PlanStep:
    value = connector_in_command(one.connector)
    send = one.direction is Direction.OUTBOUND
    cmdlet = "Set-SendConnector" if send else "Set-ReceiveConnector"
    return PlanStep(
        phrase(
            "Set TlsCertificateName of {name}, which goes by issuer and subject; needed whenever "
            "one of the two has changed.",
            name=clean(one.connector),
        ),
        (f'{cmdlet} {value} -TlsCertificateName "<I>$($new.Issuer)<S>$($new.Subject)"',)
        if value
        else (),
        "" if value else phrase("Its name does not fit safely into a command."),
    )
