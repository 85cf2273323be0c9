"""What went wrong or looked odd while a log was read, as lines for its report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from certtrail.model.input_reports import RecordCount
from certtrail.text.message import phrase

# Enough to see what kind of damage it is; a hostile file could make one line for each byte.
LINES: Final = 50
AGAIN: Final = phrase("copy or export the log again to have what was there")


@dataclass(slots=True)
class Losses:
    """Counts records and collects lines; lines about damage come out in the order of the file."""

    decoded: int = 0
    recovered: int = 0
    skipped: int = 0
    complete: bool = True
    _problems: list[tuple[int, str]] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _more: int = 0

    def problem(self, offset: int, line: str, *, lost: bool = True) -> None:
        """Tell of damage at that byte; `lost` is False where all records came out all the same."""
        self.complete = self.complete and not lost
        self._problems.append((offset, line))
        if len(self._problems) > 2 * LINES:
            self._cut()

    def note(self, line: str) -> None:
        """Tell of an oddity that lost nothing."""
        self._notes.append(line)

    def absorb(self, other: Losses) -> None:
        """Take over what another one collected."""
        self.decoded += other.decoded
        self.recovered += other.recovered
        self.skipped += other.skipped
        self.complete = self.complete and other.complete
        self._problems += other._problems
        self._notes += other._notes
        self._more += other._more
        self._cut()

    def _cut(self) -> None:
        self._problems.sort(key=lambda told: told[0])
        self._more += len(self._problems[LINES:])
        del self._problems[LINES:]

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
        self._cut()
        more = (phrase("and {more} more such lines", more=self._more),) if self._more else ()
        return (*(line for _, line in self._problems), *more)

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines about oddities."""
        return tuple(self._notes)
