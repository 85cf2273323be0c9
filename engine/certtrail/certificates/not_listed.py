"""What is gone: stores and facts in; certificates that events name and whole lists lack, out."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate

_USED: Final = frozenset(
    {
        "internal-certificate-trouble",
        "starttls-certificate-expired",
        "starttls-certificate-expiring",
        "event-told",
    }
)


def not_listed_facts(estate: Estate, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Make a `certificate-not-listed` of each that events of a server name as its own, and that
    its whole list does not have: it was removed, or Exchange cannot use it.

    Args:
        estate: of all servers.
        facts: among them those of these events.
    """
    named = {(one.server, one.text("thumbprint")) for one in facts if one.kind in _USED}
    for server, thumbprint in sorted(named):
        store = estate.stores.get(server)
        if not thumbprint or store is None or not store.whole or store.certificates is None:
            continue
        if thumbprint not in store.certificates:
            told = tuple(islice((line for one in store.all() for line in one.evidence), 1))
            yield Fact("certificate-not-listed", server, 0, {"thumbprint": thumbprint}, told)
