"""The steps that make a successor, self-signed or of an authority, and enable it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.commands import thumbprint_in_command
from certtrail.certificates.dns_names import is_own
from certtrail.certificates.names_told import all_names, is_cut, listed_names, signer_of
from certtrail.certificates.public_life import public_life
from certtrail.certificates.role_holders import Role
from certtrail.certificates.standard_steps import (
    answered,
    imported,
    new_for_names,
    new_internal,
    server_option,
)
from certtrail.certificates.store import Held
from certtrail.certificates.takeover_steps import ANSWER_NO, CLIENT_SERVICES, WITH_YES
from certtrail.model.certificates_known import PlanStep
from certtrail.text.filters import ENABLED_FOR, clean
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.certificates.renewal_around import PlanContext
    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.server_sorts import ServerSort

_MOST_NAMED: Final = 12


def new_self_signed(entry: LedgerEntry, role: Role, sort: ServerSort) -> PlanStep:
    """Make the step that makes a self-signed one; its role says what the prompt is answered."""
    texts = {
        Role.HOLDS: phrase(
            "Make the new self-signed certificate. To the prompt to overwrite the default "
            "SMTP certificate answer Yes, so that it takes over the internal role."
        ),
        Role.OPEN: phrase(
            "Make the new self-signed certificate. To the prompt to overwrite the default SMTP "
            "certificate answer Yes if the old one has the internal role, so that the new one "
            "takes it over; otherwise No."
        ),
    }
    otherwise = phrase(
        "Make the new self-signed certificate. To the prompt to overwrite the default "
        "SMTP certificate answer No."
    )
    names = () if entry.certificate is None else sorted(Held(entry.certificate).names)
    strange = bool(names) and all(is_own(name, entry.server) is False for name in names)
    command = (
        new_for_names(entry.server, names, sort)
        if strange and role not in texts
        else new_internal(entry.server, sort)
    )
    return PlanStep(
        texts.get(role, otherwise),
        (f"$new = {command}",),
        phrase("It is in use at once for connectors that look for its names."),
    )


def completed(entry: LedgerEntry, successor: str, sort: ServerSort) -> PlanStep:
    """Make the step that completes a renewal that was begun.

    Args:
        entry: the old one.
        successor: what is to follow it and lacks its key; empty where it was only asked for.
        sort: of the server.
    """
    option = server_option(entry.server, sort)
    thumbprint = thumbprint_in_command(successor) if successor else None
    if thumbprint is None:
        return PlanStep(
            phrase(
                "A request for its successor is pending: make no second one, and do not delete it, "
                "as the key was made with it. Complete it with the file of the CA when all is "
                "ready to enable it."
            ),
            (f"$new = {answered(entry.server, sort)}",),
        )
    return PlanStep(
        phrase(
            "Complete the renewal that was begun: {successor} is in the store without its key. Try "
            "to link the key first, and ask for no other one before; if a request is pending, do "
            "not delete it.",
            successor=clean(successor),
        ),
        (
            f"certutil -repairstore my {thumbprint}",
            f"$new = Get-ExchangeCertificate -Thumbprint {thumbprint}{option}",
        ),
    )


def from_authority(
    entry: LedgerEntry, own: bool | None, around: PlanContext, sort: ServerSort
) -> PlanStep:
    """Make the step that gets one of an authority, once for all servers that have the old one.

    Args:
        entry: the old one.
        own: False where it is known to be of an authority.
        around: what else a plan has to know.
        sort: of the server.
    """
    signer = signer_of(own)
    names = () if entry.certificate is None else sorted(Held(entry.certificate).names)
    left = _left_to_it(names, around)
    if around.public is not None and not left:
        return _public_one(around.public, entry, sort)
    if around.public is not None:
        names = left
    text: str = (
        phrase(
            "Get the new certificate from {signer}, without the names that the public one has, "
            "{public}: only {listed}. As the newer one it would be picked before that again. "
            "Import it with its private key only when all is ready to enable it.",
            signer=signer,
            public=clean(around.public.thumbprint),
            listed=listed_names(names, cut=is_cut(entry)),
        )
        if around.public is not None
        else phrase(
            "Get the new certificate from {signer}, with the same names ({listed}), and import it "
            "with its private key only when all is ready to enable it.",
            signer=signer,
            listed=listed_names(names, cut=is_cut(entry)) or phrase("see the old"),
        )
    )
    if around.sharing:
        text = sentences(
            text,
            phrase(
                "{servers} have the same one: make one request for all, or take the successor that "
                "a load balancer or another server has already, and import the same .pfx file on "
                "each.",
                servers=_first_of((entry.server, *around.sharing)),
            ),
        )
    whole = all_names(entry) if is_cut(entry) else ()
    return PlanStep(
        text,
        (*whole, f"$new = {imported(entry.server, sort)}"),
        sentences(
            phrase(
                "A connector that goes by TlsCertificateName may pick it from now on, enabled or "
                "not."
            ),
            public_life(entry, names),
        ),
    )


def _first_of(servers: Sequence[str]) -> str | list[str]:
    """Name the first servers of a plan, and count the rest.

    Each server of a fleet has such a plan: if each named all, plans would grow by the square.
    """
    most = len(servers) if len(servers) <= _MOST_NAMED + 1 else _MOST_NAMED
    names = [clean(name) for name in servers[:most]]
    if most == len(servers):
        return names
    return phrase("{names} and {count} more", names=names, count=len(servers) - most)


def _left_to_it(names: Sequence[str], around: PlanContext) -> list[str]:
    """Give the names that the public one, before which it is picked, does not have."""
    if around.public is None or around.public.certificate is None:
        return list(names)
    public = Held(around.public.certificate).names
    return [
        name for name in names if name not in public and f"*.{name.partition('.')[2]}" not in public
    ]


def _public_one(public: LedgerEntry, entry: LedgerEntry, sort: ServerSort) -> PlanStep:
    value = thumbprint_in_command(public.thumbprint)
    get = f"$new = Get-ExchangeCertificate -Thumbprint {value}{server_option(entry.server, sort)}"
    return PlanStep(
        phrase(
            "Ask the private authority for no successor: the public one, {public}, has all its "
            "names, and a newer private one would be picked before it again. Let the public one do "
            "its work.",
            public=clean(public.thumbprint),
        ),
        (get,) if value else (),
    )


def for_clients(entry: LedgerEntry, around: PlanContext, sort: ServerSort) -> Iterable[PlanStep]:
    """Make the steps for what mail between servers does not use: no service of it is restarted."""
    yield PlanStep(
        phrase(
            "Websites and mail clients use it; mail between servers does not, so no connector and "
            "no transport service is touched."
        )
        if not around.enabled_at
        else phrase(
            "Websites and mail clients use it on {server}. A finding of this report has it enabled "
            "for SMTP on {servers}: mail there uses it from then on. So bring the new one "
            "there, too, with its key, enable it for SMTP, set TlsCertificateName anew where a "
            "connector has one, and restart the transport services there.",
            server=clean(entry.server) or phrase("this server"),
            servers=list(map(clean, around.enabled_at)),
        )
    )
    if around.begun is not None:
        yield completed(entry, around.begun, sort)
    else:
        yield from_authority(entry, own=False, around=around, sort=sort)
    yield _enabled_for_clients(entry, sort)


def _enabled_for_clients(entry: LedgerEntry, sort: ServerSort) -> PlanStep:
    """Make the step that enables the new one for what the old one serves, without SMTP."""
    known = None if entry.certificate is None else entry.certificate.services
    services = ",".join(sorted(CLIENT_SERVICES.intersection(known or ())))
    place = server_option(entry.server, sort)
    return PlanStep(
        phrase(
            "Enable it for the services of the old one alone. If it asks to overwrite the default "
            "SMTP certificate, answer No."
        ),
        (f"Enable-ExchangeCertificate -Thumbprint $new.Thumbprint -Services {services}{place}",),
    )


def enable(entry: LedgerEntry, *, internal: bool, at_hand: str, sort: ServerSort) -> PlanStep:
    """Make the step that enables the new one for the services of the old one.

    Args:
        entry: the old one.
        internal: it has the internal role, too.
        at_hand: the thumbprint of one of the list that can take that as it is; empty for none.
        sort: of the server.
    """
    place = server_option(entry.server, sort)
    services = ",".join(_services(entry))
    command = f"Enable-ExchangeCertificate -Thumbprint $new.Thumbprint -Services {services}{place}"
    listed = thumbprint_in_command(at_hand) if at_hand else None
    if internal and listed:
        return PlanStep(
            phrase(
                "Enable it for the services of the old one, and answer No to the prompt to "
                "overwrite the default certificate. The internal role goes to {thumbprint}, which "
                "is in the list: with that answer Yes. No CA's renewal touches it there.",
                thumbprint=clean(at_hand),
            ),
            (command, f"Enable-ExchangeCertificate -Thumbprint {listed} -Services SMTP{place}"),
            phrase(
                "Answering Yes for a CA-signed one means new Edge subscriptions with every renewal."
            ),
        )
    if internal:
        return PlanStep(
            phrase(
                "Enable it for SMTP. The old one is the internal transport certificate, too: "
                "answer Yes to the prompt to let the new one take over, or, better, answer No and "
                "make a self-signed one for the internal role, which no CA's renewal touches."
            ),
            (command, new_internal(entry.server, sort)),
            phrase(
                "Answering Yes for a CA-signed one means new Edge subscriptions with every renewal."
            ),
        )
    if services != "SMTP":
        return PlanStep(
            phrase(
                "Enable it for the services of the old one, and answer No to the prompt to "
                "overwrite the default certificate, so that the internal transport certificate "
                "stays."
            ),
            (command,),
            WITH_YES,
        )
    return PlanStep(ANSWER_NO, (command,), WITH_YES)


def _services(entry: LedgerEntry) -> tuple[str, ...]:
    """Give those of the old one that a cmdlet takes; SMTP is always among them."""
    return tuple(one for one in ENABLED_FOR if one == "SMTP" or one in entry.services)
