"""What numbers of a store can be, and what is said of a value that its place does not allow.

They are held to what certtrail can reckon with. A value beyond that, which a log may well hold, is
not kept, and what it stands in is read anew each time; one that is in a store was not written there
by certtrail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.model.annotations import As, Limit
from certtrail.model.record import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterable

Memo: TypeAlias = dict[str, str]
"""Each text that was read, so that it is there once."""
NUMBERS: Final = range(-(1 << 63), 1 << 63)
"""Any whole number."""
SECONDS: Final = range(-11_644_473_600, 253_402_300_800)
"""Numbers that may be seconds since 1970: of the years 1601, from which Windows counts, to 9999."""
INSTANTS: Final = range(EARLIEST, LATEST + 1)
"""Nanoseconds since 1970 that a record can have."""


class NotTypedError(ValueError):
    """A value is not of the type that its place has, or out of its range."""


def wrong(expected: str, value: object) -> NotTypedError:
    """Say what was expected, and found."""
    return NotTypedError(f"expected {expected}, found {type(value).__name__}")


def range_of(metadata: Iterable[object]) -> range:
    """Say what a number can be, by what its annotation tells beside the type."""
    told = tuple(metadata)
    if any(isinstance(one, As) for one in told):
        return INSTANTS
    limits = [one for one in told if isinstance(one, Limit)]
    least = max((one.least for one in limits if one.least is not None), default=SECONDS.start)
    return range(least, NUMBERS.stop) if limits else SECONDS
