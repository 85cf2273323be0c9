"""How the headers of records differ from what the records say, as exporting leaves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.evtx.format import values

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SECOND: Final = 10_000_000


@dataclass(slots=True)
class Survey:
    """Counts of records.

    Attributes:
        compared: those whose header was looked at.
        other_id: the header's id is not System/EventRecordID.
        other_time: the header's time is more than a second off System/TimeCreated.
        no_time: the header has no time at all (1601-01-01).
    """

    compared: int = 0
    other_id: int = 0
    other_time: int = 0
    no_time: int = 0

    def look(
        self,
        header_ids: NDArray[np.uint64],
        header_ticks: NDArray[np.uint64],
        record_ids: NDArray[np.uint64],
        times: NDArray[np.int64],
    ) -> None:
        """Compare headers with records; header times are FILETIMEs, the others ns since 1970."""
        ticks = times // 100 + values.EPOCH
        off = np.abs(header_ticks.astype(np.int64) - ticks) > _SECOND
        self.compared += len(times)
        self.other_id += int((header_ids != record_ids).sum())
        self.other_time += int((off & (header_ticks != 0)).sum())
        self.no_time += int((header_ticks == 0).sum())

    def absorb(self, other: Survey) -> None:
        """Add what another one counted."""
        self.compared += other.compared
        self.other_id += other.other_id
        self.other_time += other.other_time
        self.no_time += other.no_time
