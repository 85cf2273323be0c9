"""The safe order: operations in, the steps that do not stop mail out, with commands to paste.

A value stands in a command only when it matches its type; else the command is left out, and the
step says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.operations import (
    Add,
    At,
    Enable,
    Remove,
    SetTlsName,
    apply,
    taken_apart,
)
from certtrail.certificates.standard_steps import (
    imported,
    in_command,
    new_internal,
    removal,
    restart,
    server_option,
    subscribe,
)
from certtrail.model.certificates_known import PlanStep
from certtrail.model.server_sorts import ANY_SORT
from certtrail.text.filters import clean
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.operations import Operation
    from certtrail.model.server_sorts import ServerSort

_ORDER: Final = (Add, Enable, SetTlsName, Remove)
_CHECK: Final = (
    "Get-WinEvent -FilterHashtable @{LogName='Application'; Id=12014,12016,12017,12018,12024} "
    "-MaxEvents 20 | Format-List TimeCreated,ProviderName,Id,Message"
)


def steps_of(
    estate: Estate, operations: Sequence[Operation], edge: Sequence[str]
) -> tuple[PlanStep, ...]:
    """Put operations into the order that does not stop mail."""
    todo = [one for one in taken_apart(estate, operations) if not isinstance(one, At)]
    if not todo:
        return ()
    ordered = sorted(todo, key=lambda one: _ORDER.index(type(one)))
    keep = [one for one in ordered if not isinstance(one, Remove)]
    steps = [step for one in keep for step in _steps(estate, one)]
    steps += _successors(estate, keep, [one for one in ordered if isinstance(one, Remove)])
    if steps:
        steps.append(restart(_sort_of(estate, todo)))
    if edge:
        steps.append(subscribe(edge, estate.sort(edge[0])))
    steps += [step for one in ordered if isinstance(one, Remove) for step in _steps(estate, one)]
    steps.append(
        PlanStep(
            phrase(
                "Check that 12017, 12014 and 12016 are not logged any more for these certificates."
            ),
            (_CHECK,),
        )
    )
    return tuple(steps)


def _sort_of(estate: Estate, operations: Sequence[Operation]) -> ServerSort:
    """Give the one sort of all servers that operations are about; where they differ, none."""
    servers = {one.server for one in operations if isinstance(one, Add | Enable | Remove)}
    sorts = {estate.sort(name) for name in servers or estate.stores}
    return sorts.pop() if len(sorts) == 1 else ANY_SORT


def _successors(
    estate: Estate, keep: Sequence[Operation], removed: Sequence[Remove]
) -> list[PlanStep]:
    """Give the internal role to another certificate where the one to be removed still has it."""
    for operation in keep:
        estate = apply(estate, operation)
    return [
        PlanStep(
            phrase(
                "{shown} is the configured internal transport certificate of {server}: make "
                "another one first, and answer Yes to the prompt to overwrite the default SMTP "
                "certificate.",
                shown=clean(one.thumbprint),
                server=clean(name),
            ),
            (new_internal(name, estate.sort(name)),),
            phrase("Edge subscriptions must be made anew after that."),
        )
        for one in removed
        for name, store in estate.stores.items()
        if store.internal == one.thumbprint and one.server in ("", name)
    ]


def _steps(estate: Estate, operation: Operation) -> list[PlanStep]:
    match operation:
        case Add():
            return [_import(estate, operation)]
        case Enable():
            return [_enable(estate, operation)]
        case SetTlsName():
            return [_set_tls_name(estate, operation)]
        case Remove():
            sort = estate.sort(operation.server)
            return list(removal(operation.thumbprint, operation.server, sort=sort))
    return []


def thumbprint_in_command(value: str) -> str | None:
    """Give a thumbprint as commands take it; None for what is none."""
    return in_command("thumbprint", value)


def connector_in_command(value: str) -> str | None:
    """Give a connector's name as commands take it; None where it does not fit safely."""
    return in_command("connector", value)


def identity_of(connector: str, server: str) -> str:
    r"""Give a receive connector as every shell finds it: `SERVER\name`.

    Args:
        connector: its name, or that already.
        server: whose; empty where that is not known.
    """
    short = server.partition(".")[0]
    return connector if "\\" in connector or not short else f"{short}\\{connector}"


def _import(estate: Estate, operation: Add) -> PlanStep:
    return PlanStep(
        phrase(
            "Import {thumbprint} with its private key (a .pfx file); it is not used by any "
            "service yet.",
            thumbprint=operation.certificate.thumbprint,
        ),
        (imported(operation.server, estate.sort(operation.server)),),
        phrase("A .cer file alone has no private key and is not enough."),
    )


def _enable(estate: Estate, operation: Enable) -> PlanStep:
    value, shown = thumbprint_in_command(operation.thumbprint), clean(operation.thumbprint)
    place = server_option(operation.server, estate.sort(operation.server))
    if operation.overwrite:
        text = phrase(
            "Enable {shown} for SMTP and answer Yes to the prompt, as it shall be the internal "
            "transport certificate.",
            shown=shown,
        )
        risk = phrase("Edge subscriptions must be made anew after that.")
    else:
        text = phrase(
            "Enable {shown} for SMTP and answer No to the prompt to overwrite the default "
            "certificate, so that the internal transport certificate stays.",
            shown=shown,
        )
        risk = phrase(
            "With Yes, or with -Force, it also becomes the internal transport certificate."
        )
    command = f"Enable-ExchangeCertificate -Thumbprint {value} -Services SMTP{place}"
    return PlanStep(text, (command,) if value else (), risk)


def _holder(estate: Estate, thumbprint: str) -> str:
    """Name a server whose store has a certificate; empty where none is known to have it."""
    stores = estate.stores.values()
    return next((one.server for one in stores if thumbprint in (one.certificates or {})), "")


def _owner(estate: Estate, connector: str) -> str:
    """Name the only server that has a receive connector of a name; empty where several have."""
    found = {
        server
        for server, listed in estate.receive.items()
        if any(one.name.casefold() == connector for one in listed)
    }
    return found.pop() if len(found) == 1 else ""


def _set_tls_name(estate: Estate, operation: SetTlsName) -> PlanStep:
    bare = operation.connector.rpartition("\\")[2].casefold()
    send = any(one.name.casefold() == bare for one in estate.send)
    name = connector_in_command(
        operation.connector if send else identity_of(operation.connector, _owner(estate, bare))
    )
    cmdlet = "Set-SendConnector" if send else "Set-ReceiveConnector"
    shown = clean(operation.connector)
    if not _sort_of(estate, [operation]).names_certificates:
        return PlanStep(
            phrase(
                "This version has no TlsCertificateName: {name} finds its certificate by its Fqdn. "
                "Let that be a name that the new one carries.",
                name=shown,
            )
        )
    if not operation.value:
        command = f"{cmdlet} {name} -TlsCertificateName $null"
        return PlanStep(
            phrase(
                "Set TlsCertificateName of {connector} to nothing, so that its Fqdn decides.",
                connector=shown,
            ),
            (command,) if name else (),
        )
    value = thumbprint_in_command(operation.value)
    commands: tuple[str, ...] = ()
    if value and name:
        holder = _holder(estate, operation.value)
        commands = (
            f"$c = Get-ExchangeCertificate -Thumbprint {value}"
            + server_option(holder, estate.sort(holder)),
            f'{cmdlet} {name} -TlsCertificateName "<I>$($c.Issuer)<S>$($c.Subject)"',
        )
    return PlanStep(
        phrase(
            "Set TlsCertificateName of {connector} to {value}.",
            connector=shown,
            value=clean(operation.value),
        ),
        commands,
        ""
        if commands
        else phrase("Give a thumbprint to get a command: names do not fit safely into one."),
    )
