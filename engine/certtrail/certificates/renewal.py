"""The renewal plan: ledger and selections in; what expires next, and how to renew it, out.

The steps are in the order that does not stop mail: the old certificate stays until the end. A value
of the export stands in a command only when it matches its type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from certtrail.certificates.as_data import moment
from certtrail.certificates.commands import (
    PFX,
    RESTART,
    Step,
    connector_in_command,
    server_option,
    subscribe,
    thumbprint_in_command,
)
from certtrail.certificates.distinguished import TlsCertificateName
from certtrail.certificates.selections import Direction
from certtrail.messages.filters import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from certtrail.certificates.ledger import Entry
    from certtrail.certificates.selections import Selection

_INTERNAL: Final = ("internal, configured", "internal, in use")
# Not ours to renew: another's certificate, and one that lives in memory only.
_NOT_OURS: Final = ("remote", "ephemeral")
_AUTH_NAME: Final = "microsoft exchange server auth certificate"
_AUTH: Final = Step(
    "It signs OAuth tokens (AuthConfig) and has nothing to do with transport. Renew it by "
    "Microsoft's procedure for the Exchange Server Auth certificate.",
    ("Get-AuthConfig | Format-List CurrentCertificateThumbprint,NextCertificateThumbprint",),
    "New-ExchangeCertificate asks to overwrite the default SMTP certificate then, too: answer No.",
)


@dataclass(frozen=True, slots=True)
class Renewal:
    """A certificate that will expire, and the plan for it.

    Attributes:
        server: as the report shows it; empty where not known.
        thumbprint: 40 upper-case hex digits.
        subject: None where no export describes it.
        expires: seconds since 1970 UTC.
        error_hours: how far off `expires` may be, either way.
        roles: what it is used for, as the ledger says.
        connectors: those that pick it, by (direction, name, whether by TlsCertificateName).
        steps: the plan, in order.
        verify: the events that must no longer be logged for it.
    """

    server: str
    thumbprint: str
    subject: str | None
    expires: int
    error_hours: int
    roles: tuple[str, ...]
    connectors: tuple[tuple[str, str, bool], ...]
    steps: tuple[Step, ...]
    verify: tuple[int, ...]


def renewals(
    entries: Iterable[Entry],
    found: Iterable[Selection],
    replaced: Collection[tuple[str, str]] = (),
    until: int | None = None,
) -> tuple[Renewal, ...]:
    """Plan every renewal, the first to expire first.

    Args:
        entries: the ledger.
        found: every selection.
        replaced: (server, thumbprint) of those whose warnings have stopped: they were renewed.
        until: leave out what expires later, in seconds since 1970 UTC.
    """
    chosen = list(found)
    planned = [
        _renewal(entry, expires, chosen)
        for entry in entries
        if (expires := entry.expires) is not None
        and (until is None or expires[0] - 3600 * expires[1] <= until)
        and _is_ours(entry)
    ]
    planned = [
        one for one in planned if one.connectors or (one.server, one.thumbprint) not in replaced
    ]
    return tuple(sorted(planned, key=lambda one: (one.expires, one.server, one.thumbprint)))


def _is_ours(entry: Entry) -> bool:
    """Tell whether a certificate is this server's, is still there, and has to do with mail."""
    kinds = {role.kind for role in entry.roles}
    if kinds and kinds <= set(_NOT_OURS):
        return False
    if _is_gone(entry) and entry.held is None and not kinds:
        return False
    smtp = None if entry.held is None else entry.held.stored.smtp
    return bool(kinds - set(_NOT_OURS)) or smtp is not False


def _is_gone(entry: Entry) -> bool:
    return any(event.what in ("removed", "deleted") for event in entry.life)


def _renewal(entry: Entry, expires: tuple[int, int], found: Sequence[Selection]) -> Renewal:
    picks = [
        one
        for one in found
        if one.server == entry.server
        and one.connector
        and entry.thumbprint in (one.documented.pick, one.model.pick)
    ]
    connectors = tuple(
        (str(one.direction), one.connector, TlsCertificateName.read(one.asked_for) is not None)
        for one in picks
    )
    internal = any(role.kind in _INTERNAL for role in entry.roles)
    starttls = bool(connectors) or any(role.kind == "STARTTLS" for role in entry.roles)
    verify = ((12015, 12017) if internal else ()) + ((12014, 12016, 12018) if starttls else ())
    return Renewal(
        entry.server,
        entry.thumbprint,
        None if entry.held is None else entry.held.stored.subject,
        *expires,
        tuple(dict.fromkeys(role.kind for role in entry.roles)),
        connectors,
        tuple(_plan(entry, connectors, internal=internal, verify=verify)),
        verify or (12014, 12016, 12017, 12018),
    )


def _plan(
    entry: Entry,
    connectors: Sequence[tuple[str, str, bool]],
    *,
    internal: bool,
    verify: Sequence[int],
) -> Iterable[Step]:
    own = None if entry.held is None else entry.held.self_signed
    if own is None and internal and not connectors:
        # Microsoft advises a self-signed one for the internal role, whoever signed the old one.
        own = True
    place = server_option(entry.server)
    if _is_auth(entry):
        yield _AUTH
        return
    if not connectors and not entry.roles:
        yield _unused(entry)
        return
    yield _new_one(entry, own=own, place=place, internal=internal)
    if own is not True:
        yield _enable(place, internal=internal)
    yield from (_pointed(direction, name) for direction, name, named in connectors if named)
    yield RESTART
    if internal:
        yield subscribe((entry.server or "this server",))
    value = thumbprint_in_command(entry.thumbprint)
    if not _is_gone(entry):
        yield Step(
            f"Last, when mail has flowed for some days: remove the old one, {entry.thumbprint}.",
            (f"Remove-ExchangeCertificate -Thumbprint {value}{place}",) if value else (),
            "Removed too early, it takes mail down: connectors or the internal role may pick it.",
        )
    events = ",".join(map(str, verify or (12014, 12016, 12017, 12018)))
    yield Step(
        f"Check that these events no longer name the old certificate: {events.replace(',', ', ')}.",
        (
            (
                "Get-WinEvent -FilterHashtable @{LogName='Application'; "
                f"ProviderName='MSExchangeTransport'; Id={events}}} -MaxEvents 20 | "
                "Format-List TimeCreated,Id,Message"
            ),
        ),
        "They are written per session and at most every 15 minutes, so wait for two working days.",
    )


def _is_auth(entry: Entry) -> bool:
    held = entry.held
    named = held is not None and held.subject_name == _AUTH_NAME
    return named or any(role.kind == "Auth" for role in entry.roles)


def _unused(entry: Entry) -> Step:
    value = thumbprint_in_command(entry.thumbprint)
    return Step(
        "Nothing in the evidence uses it for mail. Find out who does before it is renewed or "
        "removed; a certificate that nothing uses needs no renewal.",
        (f"Get-ExchangeCertificate -Thumbprint {value} | Format-List",) if value else (),
    )


def _new_one(entry: Entry, *, own: bool | None, place: str, internal: bool) -> Step:
    if own:
        answer = "Yes, so that it takes over the internal role" if internal else "No"
        return Step(
            "Make the new self-signed certificate. To the prompt to overwrite the default SMTP "
            f"certificate answer {answer}.",
            (f"$new = New-ExchangeCertificate{place}",),
            "It is in use at once for connectors that look for its names.",
        )
    signer = "the CA" if own is False else "the CA that signed the old one, if one did"
    names = () if entry.held is None else sorted(entry.held.names)
    listed = _listed(names)
    return Step(
        f"Get the new certificate from {signer}, with the same names ({listed or 'see the old'}), "
        "and import it with its private key only when all is ready to enable it.",
        (
            (
                f"$new = Import-ExchangeCertificate -FileData {PFX} "
                f"-Password (Get-Credential).Password{place}"
            ),
        ),
        "A connector that goes by TlsCertificateName may pick it from now on, enabled or not.",
    )


def _listed(names: Sequence[str]) -> str:
    shown = [clean(name) for name in names[:8]]
    return ", ".join(shown) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _enable(place: str, *, internal: bool) -> Step:
    command = f"Enable-ExchangeCertificate -Thumbprint $new.Thumbprint -Services SMTP{place}"
    if internal:
        return Step(
            "Enable it for SMTP. The old one is the internal transport certificate, too: answer "
            "Yes to the prompt to let the new one take over, or, better, answer No and make a "
            "self-signed one for the internal role, which no CA's renewal touches.",
            (command, f"New-ExchangeCertificate{place}"),
            "Answering Yes for a CA-signed one means new Edge subscriptions with every renewal.",
        )
    return Step(
        "Enable it for SMTP, and answer No to the prompt to overwrite the default certificate, so "
        "that the internal transport certificate stays.",
        (command,),
        "With Yes, or with -Force, it also becomes the internal transport certificate.",
    )


def _pointed(direction: str, name: str) -> Step:
    value = connector_in_command(name)
    send = direction == Direction.OUTBOUND
    cmdlet = "Set-SendConnector" if send else "Set-ReceiveConnector"
    return Step(
        f"Set TlsCertificateName of {clean(name)}, which goes by issuer and subject; needed "
        "whenever one of the two has changed.",
        (f'{cmdlet} {value} -TlsCertificateName "<I>$($new.Issuer)<S>$($new.Subject)"',)
        if value
        else (),
        "" if value else "Its name does not fit safely into a command.",
    )


def renewal_data(one: Renewal) -> dict[str, Any]:
    """Describe a renewal as plain data; times are ISO 8601 UTC."""
    return {
        "server": one.server,
        "thumbprint": one.thumbprint,
        "subject": one.subject,
        "expires": moment(one.expires),
        "error_hours": one.error_hours,
        "roles": list(one.roles),
        "connectors": [
            {"direction": direction, "connector": name, "by_tls_certificate_name": named}
            for direction, name, named in one.connectors
        ],
        "steps": [
            {"text": step.text, "commands": list(step.commands), "risk": step.risk}
            for step in one.steps
        ],
        "verify": list(one.verify),
    }
