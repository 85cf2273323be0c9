"""What Exchange's cmdlets would say: an estate and an operation in, warnings and refusals out.

The warning's way of computing is inferred (`model`): it takes no account of TlsCertificateName, and
of exact names going before wildcards neither, so it can be wrong in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.candidates import Lookup
from certtrail.certificates.distinguished import TlsCertificateName
from certtrail.certificates.dns_names import NameMatch, canonical
from certtrail.certificates.operations import Enable, Remove, apply, holders
from certtrail.certificates.picking import answer
from certtrail.certificates.reading_2013 import Reading2013
from certtrail.model.kinds import Host, Word
from certtrail.text import instants
from certtrail.text.message import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.operations import Operation
    from certtrail.certificates.store import Held, Store
    from certtrail.model.selected_certificates import Answer

_MODEL: Final = Reading2013()


@dataclass(frozen=True, slots=True)
class CmdletText:
    """What a cmdlet says on one server.

    Attributes:
        server: where it is run.
        kind: `precedence`, `overwrite-prompt`, or `refusal`.
        text: in Exchange's words where they are known, else in ours.
        likely_right: whether a warning says what really happens; None where nothing tells.
        why: what speaks against it, or what it means.
    """

    server: Host
    kind: Word
    text: Text
    likely_right: bool | None = None
    why: Text = ""


def texts_of(estate: Estate, operation: Operation) -> list[CmdletText]:
    """Tell what the cmdlet behind an operation would say, before it is done."""
    if isinstance(operation, Enable):
        # The cmdlet gives access to the key first, and then looks which certificate is best.
        estate = apply(estate, replace(operation, overwrite=False))
        found = holders(estate, operation.thumbprint, operation.server)
        return [text for store in found for text in _enabling(estate, store, operation)]
    if isinstance(operation, Remove):
        found = holders(estate, operation.thumbprint, operation.server)
        return [text for store in found for text in _removing(estate, store, operation)]
    return []


def _enabling(estate: Estate, store: Store, operation: Enable) -> Iterator[CmdletText]:
    certificates = store.certificates or {}
    held = certificates[operation.thumbprint]
    yield from _precedence(estate, store, held)
    if store.internal and store.internal != operation.thumbprint:
        current = certificates.get(store.internal)
        yield CmdletText(
            store.server,
            "overwrite-prompt",
            "Overwrite the existing default SMTP certificate?\n\n"
            f"Current certificate: '{store.internal}' (expires {_date(current)})\n"
            f"Replace it with certificate: '{operation.thumbprint}' (expires {_date(held)})",
            why="answered with Yes" if operation.overwrite else "answered with No",
        )


def _precedence(estate: Estate, store: Store, enabled: Held) -> Iterator[CmdletText]:
    for host, connectors in sorted(_considered(estate, store).items()):
        lookup = Lookup(host, store.at, None)
        if enabled.thumbprint not in {
            held.thumbprint for held, match in store.named(host) if match
        }:
            continue
        told = _one_pass(store, host, lookup, exact_first=False)
        if not told.pick or told.pick == enabled.thumbprint:
            continue
        winner = (store.certificates or {})[told.pick]
        kind = "self-signed" if winner.self_signed else "CA-signed"
        real = _one_pass(store, host, lookup, exact_first=True)
        yield CmdletText(
            store.server,
            "precedence",
            "This certificate will not be used for external TLS connections with an FQDN of "
            f"'{host}' because the {kind} certificate with thumbprint '{winner.thumbprint}' takes "
            "precedence. The following receive/send connectors match that FQDN: "
            f"{', '.join(connectors)}.",
            likely_right=None if real.pick is None else real.pick == winner.thumbprint,
            why=_against(estate, store, connectors),
        )


def _one_pass(store: Store, host: str, lookup: Lookup, *, exact_first: bool) -> Answer:
    """Answer as the model does, or as the cmdlet: exact names and wildcards in one pass."""
    judged = [
        _MODEL.candidate(held, match, lookup)
        for held, match in store.named(host)
        if match is not None
    ]
    if not exact_first:
        judged = [replace(one, match=NameMatch.EXACT) for one in judged]
    return answer(_MODEL, judged, lookup)


def _considered(estate: Estate, store: Store) -> dict[str, list[str]]:
    """Find the connectors that the cmdlet looks at, by their host names."""
    found: dict[str, list[str]] = {}
    for one in estate.receive.get(store.server, ()):
        tls = one.tls is not False
        if one.fqdn and tls:
            found.setdefault(canonical(one.fqdn), []).append(one.name)
    for one in estate.send:
        if one.fqdn and one.dns_routing and one.domain_secure:
            found.setdefault(canonical(one.fqdn), []).append(one.name)
    return found


def _against(estate: Estate, store: Store, connectors: list[str]) -> str:
    pinned = [
        one.name
        for one in (*estate.receive.get(store.server, ()), *estate.send)
        if one.name in connectors and one.tls_certificate_name
    ]
    if not pinned:
        return ""
    return f"{', '.join(pinned)}: TlsCertificateName decides there, whatever the warning says"


def _removing(estate: Estate, store: Store, operation: Remove) -> Iterator[CmdletText]:
    held = (store.certificates or {})[operation.thumbprint]
    if store.internal == operation.thumbprint:
        yield CmdletText(
            store.server,
            "refusal",
            "The internal transport certificate cannot be removed because that would cause the "
            "Microsoft Exchange Transport service to stop.",
            why="MMC and other tools remove it all the same; then 12023 or 12024 is logged",
        )
    tagged = [
        one.name
        for one in estate.send
        if one.tls_certificate_name
        and (wanted := TlsCertificateName.read(one.tls_certificate_name)) is not None
        and wanted.names(held.subject, held.issuer)
    ]
    if tagged:
        yield CmdletText(
            store.server,
            "refusal",
            f"These certificates are tagged with following Send Connectors : {', '.join(tagged)}.",
            why="issuer and subject are compared, so a renewed one with the same names is refused, "
            "too",
        )


def _date(held: Held | None) -> str:
    if held is None or held.stored.not_after is None:
        return "unknown"
    return instants.short(held.stored.not_after * instants.SECOND)
