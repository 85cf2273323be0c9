"""Lists that were made while events went on, or before: what can be used for a name in; the same,
with that its list is of the time between the events that miss it, or of before them, out.

In between nothing was missing at that time, whatever came of it before or after. What a list showed
before the events says nothing against them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.text.instants import ANY_ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Fact

_FITS: Final = "certificate-for-name"
_MISSING: Final = "starttls-certificate-missing"


def with_meanwhile(made: Iterable[Fact], facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all that was made; a `certificate-for-name` gets `meanwhile` where its list surely was
    made after the first and before the last 12014 of its server that misses the name, `earlier`
    where it surely was made before the first.

    Args:
        made: what fits what is missed, among others.
        facts: those of the events.
        estate: of all servers.
    """
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    for fact in facts:
        if fact.kind == _MISSING and fact.text("name"):
            times = (fact.number("first"), fact.number("last"))
            known = [time for time in times if time is not None]
            known += spans.get((fact.server, fact.text("name")), ())
            if known:
                spans[fact.server, fact.text("name")] = (min(known), max(known))
    for fact in made:
        span = spans.get((fact.server, fact.text("name")))
        when = "" if fact.kind != _FITS or span is None else _when(fact, span, estate)
        yield replace(fact, fields={**fact.fields, when: True}) if when else fact


def _when(fact: Fact, span: tuple[int, int], estate: Estate) -> str:
    """Give what is known of when its list was made, beside the first and the last of the events."""
    store = estate.stores.get(fact.server)
    held = None if store is None else (store.certificates or {}).get(fact.text("thumbprint"))
    if held is None or held.stored.listed_until is None:
        return ""
    begin, end = held.stored.listed_from, held.stored.listed_until
    if end < span[0] - ANY_ZONE:
        return "earlier"
    inside = begin is not None and span[0] + ANY_ZONE < begin <= end < span[1] - ANY_ZONE
    return "meanwhile" if inside else ""
