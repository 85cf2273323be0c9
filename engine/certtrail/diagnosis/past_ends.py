"""Ends that have passed: facts of all servers in, which certificates are over out.

A thumbprint is the same certificate everywhere: what one server's list or events tell of its end
counts for every other, too, whose own list may lack it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

_LISTED: Final = "certificate-in-store"
_WARNED: Final = frozenset(
    {"internal-certificate-in-use", "internal-certificate-trouble", "starttls-certificate-expiring"}
)
_OVER: Final = frozenset({"starttls-certificate-expired"})
_HOUR: Final = 3600


def past_ends(facts: Iterable[Fact]) -> frozenset[str]:
    """Give the thumbprints of those that were over where the evidence ends.

    A list goes before events: 12015 of a clock that was wrong is none of them, but a server's
    clock can be wrong and nobody has seen it.

    Args:
        facts: of all servers.
    """
    known = list(facts)
    latest = max((fact.number("log_end") or 0 for fact in known), default=0)
    listed: dict[str, bool] = {}
    told: set[str] = set()
    for fact in known:
        thumbprint = fact.text("thumbprint")
        if fact.kind == _LISTED and fact.text("dates") in ("after", "within", "before"):
            listed[thumbprint] = listed.get(thumbprint, False) or fact.text("dates") == "after"
        elif _says_so(fact, latest):
            told.add(thumbprint)
    over = {thumbprint for thumbprint, past in listed.items() if past}
    return frozenset((over | {each for each in told if each not in listed}) - {""})


def _says_so(fact: Fact, latest: int) -> bool:
    """Tell whether events say that a certificate has expired, or will have where the logs end."""
    if fact.kind not in _WARNED or fact.text("state") == "expired":
        return fact.kind in _OVER or fact.kind in _WARNED
    expires = fact.number("expires")
    # Whatever zone the countdown is in.
    return expires is not None and expires + _HOUR * (fact.number("expires_error") or 0) < latest
