"""The clocks that records were timed by: which of their times cannot be theirs, as inputs tell."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from certtrail.model.input_reports import InputReport, Stray
    from certtrail.model.records import Records

    _Astray: TypeAlias = Mapping[tuple[str, str], Sequence[Stray]]


@dataclass(frozen=True, slots=True)
class RecordClocks:
    """What is known of the clocks of all records.

    Attributes:
        unplaced: the inputs whose times are of a clock whose zone nobody knows.
        astray: by input and (computer, channel), the stretches whose times cannot be theirs.
        moved: there is such a record, so that all have to be put in order by their right times.
    """

    unplaced: frozenset[str] = frozenset()
    astray: Mapping[str, _Astray] = field(default_factory=dict)
    moved: bool = False

    def near(self, file: str, computer: str, channel: str, record_id: int) -> int | None:
        """Give the time of the records around one whose own cannot be right; None for another."""
        stretches = self.astray.get(file, {}).get((computer, channel), ())
        at = bisect_right(stretches, record_id, key=lambda each: each.first_id) - 1
        if at < 0 or record_id > stretches[at].last_id:
            return None
        return stretches[at].time


def clocks_of(records: Records, reports: Iterable[InputReport]) -> RecordClocks:
    """Tell what the reports of inputs say of the clocks of their records."""
    unplaced: set[str] = set()
    astray: dict[str, dict[tuple[str, str], Sequence[Stray]]] = {}
    for report in reports:
        if report.unplaced:
            unplaced.add(report.name)
        for span in report.spans:
            if span.astray:
                astray.setdefault(report.name, {})[span.computer, span.channel] = span.astray
    known = RecordClocks(frozenset(unplaced), astray)
    if not astray:
        return known
    places = zip(
        records.file, records.computer, records.channel, records.record_id.tolist(), strict=True
    )
    moved = any(known.near(*place) is not None for place in places)
    return RecordClocks(known.unplaced, astray, moved)
