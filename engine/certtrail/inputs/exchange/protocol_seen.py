"""What rows of an SMTP protocol log tell again and again: rows in, a fact out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from certtrail.model.fact import Evidence, Fact
from certtrail.text.instants import SECOND, iso, parse_iso


@dataclass(slots=True)
class SeenRows:
    """One fact while it is collected; times in ns, those of repeated rows as they are written.

    Attributes:
        fields: what it tells, without its times.
        server: whose log it is.
        first, last: of the rows whose times are read.
        line, end: the first and the last row of the text.
        count: of rows.
        remotes: the other sides, where they are kept.
        earliest, latest: of the repeated rows.
        sample: what the first row said, where the fields do not have it.
    """

    fields: dict[str, str | int | bool]
    server: str
    first: int
    last: int
    line: int
    end: int
    count: int = 0
    remotes: dict[str, None] = field(default_factory=dict)
    earliest: str = ""
    latest: str = ""
    sample: str = ""

    def take(self, time: int, line: int) -> None:
        """Count a row that tells it."""
        self.first, self.last = min(self.first, time), max(self.last, time)
        self.end = line
        self.count += 1

    def again(self, earliest: str, latest: str, line: int, count: int) -> None:
        """Count rows that repeat one: the last line, and instants as Exchange writes them."""
        # Such instants sort as texts do.
        self.earliest = min(self.earliest or earliest, earliest)
        self.latest = max(self.latest, latest)
        self.end = line
        self.count += count

    def settled(self) -> Self:
        """Read the times of the repeated rows, too."""
        for written in filter(None, (self.earliest, self.latest)):
            time = parse_iso(written)
            self.first, self.last = min(self.first, time), max(self.last, time)
        return self


def seen_fact(kind: str, seen: SeenRows, name: str) -> Fact:
    """Make the fact, with its first and last row; `name` is that of the file."""
    times = {"first": seen.first // SECOND, "last": seen.last // SECOND, "count": seen.count}
    places = {seen.line: seen.first, seen.end: seen.last}
    told = ", ".join(f"{name}={value}" for name, value in seen.fields.items())
    told += f": {seen.sample}" if seen.sample else ""
    known = seen.fields | ({"remotes": ", ".join(seen.remotes)} if seen.remotes else {})
    evidence = tuple(
        Evidence(
            time,
            seen.server,
            "smtp-protocol-log",
            line,
            name,
            f"{iso(time)} {name} line {line}: {kind} {told}"[:500],
        )
        for line, time in places.items()
    )
    return Fact(kind, seen.server, seen.first, {**known, **times}, evidence)
