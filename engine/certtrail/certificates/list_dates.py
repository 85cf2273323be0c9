"""Local dates of lists in; the same in UTC, where the zone of the server is known, out.

A console writes the dates of certificates in the server's local time. System 6013 tells its zone,
and so may its texts. Where nothing does, the dates stay local, and what shows them says so.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.certificates.places import ServerPlaces
    from certtrail.model.fact import Fact
    from certtrail.model.inventory import Inventory

_LOCAL: Final = "local_dates"
_DATES: Final = ("not_before", "not_after")


def in_utc(inventory: Inventory, places: ServerPlaces, offsets: Mapping[str, int]) -> Inventory:
    """Move the local dates of certificates to UTC.

    Args:
        inventory: all exports.
        places: which server each is of.
        offsets: the seconds that each server's clock is ahead of UTC, where that is known.
    """
    moved = []
    for one in inventory.certificates:
        name = places.holding(one.server, one.thumbprint, one.evidence.file)
        offset = offsets.get(name) if one.local_dates else None
        moved.append(one if offset is None else one.placed(partial(_behind, offset)))
    return replace(inventory, certificates=tuple(moved))


def _behind(offset: int, local: int) -> int:
    return local - offset


def facts_in_utc(facts: Iterable[Fact], offsets: Mapping[str, int]) -> Iterator[Fact]:
    """Give all facts; of those that describe a certificate the dates are moved, too.

    Args:
        facts: of servers, as placed.
        offsets: as of `in_utc`.
    """
    for fact in facts:
        offset = offsets.get(fact.server)
        if fact.kind != "certificate" or not fact.holds(_LOCAL) or offset is None:
            yield fact
            continue
        fields = {name: value for name, value in fact.fields.items() if name != _LOCAL}
        for name in _DATES:
            if (date := fact.number(name)) is not None:
                fields[name] = date - offset
        yield replace(fact, fields=fields)
