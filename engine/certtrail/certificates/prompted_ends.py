"""When certificates end, as the question to overwrite the default one tells: facts in, ends out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

DOUBT: Final = 14
"""Hours that such an end may be off, as the console tells it in the time of its server."""
_TOLD: Final = (("current", "current_expires"), ("replacement", "replacement_expires"))


def prompted_ends(facts: Iterable[Fact]) -> dict[tuple[str, str], int]:
    """Give by server and thumbprint, in seconds since 1970 UTC; the first that tells it counts."""
    found: dict[tuple[str, str], int] = {}
    for fact in facts:
        if fact.kind != "overwrite-prompt":
            continue
        for name, ends in _TOLD:
            told = fact.number(ends)
            if told is not None and fact.text(name):
                found.setdefault((fact.server, fact.text(name)), told)
    return found
