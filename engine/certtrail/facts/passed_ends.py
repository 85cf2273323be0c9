"""Ends that passed after the log: warnings of certificates in, those whose end has come since, out.

A countdown is told by the Application log. Where that ends before the end it counts down to, and
other logs of the server go on beyond, or somebody judges a later time, nothing is about to end any
more: it has expired, or another one took its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.fact import Fact

_WARNED: Final = frozenset({"internal-certificate-trouble", "starttls-certificate-expiring"})
_EXPIRING: Final = "expiring"
_HOUR: Final = 3600


def with_passed_ends(
    facts: Iterable[Fact], lasts: Mapping[str, int], at: int | None
) -> Iterator[Fact]:
    """Give all facts; warnings whose end has surely come get `past` and `passed_by`.

    Args:
        facts: of all servers.
        lasts: by server, until when any of its logs goes on, in seconds since 1970 UTC.
        at: the instant to judge, in the same; None for where the logs end.
    """
    for fact in facts:
        by = max(lasts.get(fact.server, 0), at or 0)
        if _warns(fact) and _surely_over(fact) < by:
            now = {"past": True, "open": False, "passed_by": by}
            yield replace(fact, fields={**fact.fields, **now})
        else:
            yield fact


def _warns(fact: Fact) -> bool:
    told = fact.kind in _WARNED and fact.text("state") in ("", _EXPIRING)
    return told and fact.holds("open") and fact.number("expires") is not None


def _surely_over(fact: Fact) -> int:
    """Give when the end has come whatever zone the countdown is in, an hour of grace included."""
    return (fact.number("expires") or 0) + _HOUR * ((fact.number("expires_error") or 0) + 1)
