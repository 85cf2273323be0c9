"""Who the other side is: a peer's name in a fact, as a server whose logs may be at hand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact
    from certtrail.model.servers import Servers

_NAMED_BY: Final = {
    "remote-certificate-expired": "subject",
    "direct-trust-failed": "subject",
    "edge-sync-problem": "edge",
    "edge-sync-state": "edge",
}
_CN: Final = re.compile(
    r"\s*CN\s*=\s*([A-Za-z0-9][A-Za-z0-9.-]{0,252})\s*(?:,|$)", re.ASCII | re.IGNORECASE
)
_HOST: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}", re.ASCII)


def with_peers(facts: Iterable[Fact], servers: Servers) -> Iterator[Fact]:
    """Give all facts; those about a peer that a host name tells get it as `peer`."""
    for fact in facts:
        name = _NAMED_BY.get(fact.kind)
        host = _host(fact.text(name) or fact.text("host")) if name else None
        if host is None:
            yield fact
        else:
            yield replace(fact, fields={**fact.fields, "peer": servers.name(host)})


def _host(text: str) -> str | None:
    """Read the host name of a subject, or a host name itself."""
    named = _CN.match(text)
    if named:
        return named[1]
    return text if _HOST.fullmatch(text) else None
