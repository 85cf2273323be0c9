"""What was read of files in; which servers they name, and which of them name none, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.opened import Read


def is_nameless(read: Read) -> bool:
    """Tell whether some of its events name no server."""
    parts = [read.records, read.local.records if read.local else None]
    spans = [*read.report.spans, *(read.local.spans if read.local else ())]
    return any(not span.computer for span in spans) or any(
        part is not None and bool((part.computer == "").any()) for part in parts
    )


def servers_named(reads: Sequence[Read]) -> list[str]:
    """List the servers that the inputs name, each host once; two domains are two servers."""
    named = [span.computer for read in reads for span in read.report.spans]
    for read in reads:
        for part in (read.records, read.local.records if read.local else None):
            named += [] if part is None else sorted(set(part.computer))
        named += read.inventory.servers()
        named += [fact.server for fact in read.facts]
    hosts: dict[str, dict[str, str]] = {}
    for name in sorted(filter(None, named), key=_by_spelling):
        host, _, domain = name.partition(".")
        hosts.setdefault(host.casefold(), {})[domain.casefold()] = name
    return sorted(
        name
        for found in hosts.values()
        for domain, name in found.items()
        if domain or len(found) == 1
    )


def _by_spelling(name: str) -> tuple[str, str]:
    """Order the spellings of a host so that a whole name, and capitals, come last."""
    return name.casefold(), name.swapcase()
