"""What went wrong or looked odd while a log was read, as lines for its account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from certtrail.accounts import RecordCount

# Enough to see what kind of damage it is; a hostile file could make one line for each byte.
LINES: Final = 50


@dataclass(slots=True)
class Losses:
    """Counts records and collects lines."""

    decoded: int = 0
    recovered: int = 0
    skipped: int = 0
    complete: bool = True
    _problems: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _more: int = 0

    def problem(self, line: str, *, lost: bool = True) -> None:
        """Tell of damage; `lost` is False where all records came out all the same."""
        self.complete = self.complete and not lost
        if len(self._problems) < LINES:
            self._problems.append(line)
        else:
            self._more += 1

    def note(self, line: str) -> None:
        """Tell of an oddity that lost nothing."""
        self._notes.append(line)

    @property
    def records(self) -> RecordCount:
        """The count of records."""
        return RecordCount(
            found=self.decoded + self.recovered + self.skipped,
            decoded=self.decoded,
            recovered=self.recovered,
            skipped=self.skipped,
        )

    @property
    def problems(self) -> tuple[str, ...]:
        """The lines about damage, the last one saying how many more there are."""
        more = (f"and {self._more} more such lines",) if self._more else ()
        return (*self._problems, *more)

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines about oddities."""
        return tuple(self._notes)
