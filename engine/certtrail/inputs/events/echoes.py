"""Records that are written as one before them, but for their time and id: known by that, not read.

Of a log with one wanted record in fifty, reading those by themselves took a quarter of the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from certtrail.inputs.events.record_sorts import Written

# So many are known at once, and none that takes more bytes: memory stays small.
_MOST: Final = 1024
_LONGEST: Final = 1 << 14


class Noted(NamedTuple):
    """What is noted of records.

    Attributes:
        rendered: how many have only their rendered message.
        cut: how many messages are cut.
        told: how much else was said of single ones.
    """

    rendered: int
    cut: int
    told: int


class Echo(NamedTuple):
    """What all records say that are written alike.

    Attributes:
        number: of the first of them, as of `KeptRecords.add`.
        rendered: whether it has only its rendered message.
        cut: whether its message is cut.
    """

    number: int
    rendered: int
    cut: int


class Echoes:
    """The records of a text that others may be written as."""

    def __init__(self) -> None:
        self._known: dict[Written, Echo] = {}

    def of(self, written: Written) -> Echo | None:
        """Give what is known of a way to write a record; None for nothing."""
        return self._known.get(written)

    def keep(self, written: Written, number: int, before: Noted, after: Noted) -> None:
        """Know a record by how it is written, unless anything else was told of it.

        Args:
            written: how that is; empty where it is not known.
            number: of the record, as of `KeptRecords.add`.
            before: what was noted before it was read.
            after: the same afterwards.
        """
        if before.told != after.told or not 0 < sum(map(len, written)) <= _LONGEST:
            return
        if len(self._known) >= _MOST:
            self._known.clear()
        rendered, cut = after.rendered - before.rendered, after.cut - before.cut
        self._known[written] = Echo(number, rendered, cut)
