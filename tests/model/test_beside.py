"""What else was logged is counted by minute, whatever order and parts it comes in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from certtrail.evtx.reader import read_log
from certtrail.model.beside import Beside, Surroundings
from certtrail.model.by_minute import MINUTE, EventKind
from certtrail.rulebook.catalogue import load_catalogue
from tests.places import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACES = (("EX01", "Application"), ("EX02", "System"))
ROWS = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from(("Schannel", "MSExchangeTransport")),
        st.sampled_from((36870, 12024)),
        st.integers(0, 4),
        st.integers(-(10**17), 10**18).map(lambda n: n * 9) | st.integers(0, 5 * MINUTE),
    ),
    max_size=40,
)
Row = tuple[tuple[str, str], str, int, int, int]


def counted(rows: Sequence[Row]) -> Beside:
    """Count rows one by one."""
    found = Beside()
    for place, provider, event_id, level, time in rows:
        found.add(
            place,
            provider,
            np.array([event_id], np.uint64),
            np.array([level], np.uint64),
            np.array([time], np.int64),
        )
    return found


def told(surroundings: Surroundings) -> Counter[tuple[EventKind, int]]:
    """Give the counts by kind and minute."""
    found: Counter[tuple[EventKind, int]] = Counter()
    for key, count in zip(surroundings.keys.tolist(), surroundings.counts.tolist(), strict=True):
        minute = (key & 0xFFFF_FFFF) - (1 << 31)
        found[surroundings.kinds[key >> 32], minute] += count
    return found


def expected(rows: Sequence[Row]) -> Counter[tuple[EventKind, int]]:
    """Count the same by other means."""
    return Counter(
        (EventKind(*place, provider, event_id, level), time // MINUTE)
        for place, provider, event_id, level, time in rows
    )


@given(ROWS, ROWS)
def test_counts_are_those_of_the_rows(one: list[Row], other: list[Row]) -> None:
    """Also when two parts of a log were counted apart; times before 1970 have their minute, too."""
    both = counted(one)
    both.absorb(counted(other))
    assert told(both.counted()) == expected([*one, *other])


@given(ROWS, ROWS)
def test_what_two_exports_hold_counts_once(one: list[Row], other: list[Row]) -> None:
    """Of overlapping exports the one that shows more of a minute counts."""
    parts = [counted(rows).counted() for rows in (one, other)]
    assert told(Surroundings.joined(parts)) == expected(one) | expected(other)


@given(ROWS, st.integers(0, 5), st.integers(0, 5))
def test_a_span_of_time(rows: list[Row], begin: int, end: int) -> None:
    """Both ends count; the rarest in the whole log comes first."""
    logged = counted(rows).counted().by_server(str)
    seen = logged["EX01"].between(begin * MINUTE, end * MINUTE) if "EX01" in logged else []
    minutes = range(begin, end + 1)
    wanted: Counter[EventKind] = Counter()
    total: Counter[EventKind] = Counter()
    for (kind, minute), count in expected(rows).items():
        total[kind] += count
        if kind.computer == "EX01" and minute in minutes:
            wanted[kind] += count
    assert {each.kind: each.count for each in seen} == wanted
    assert [each.total for each in seen] == sorted(total[each.kind] for each in seen)


def test_a_log_is_counted_as_its_records_say() -> None:
    """Errors and warnings of the surroundings, and nothing else, in every sample log."""
    wanted = load_catalogue().record_filter()
    for path in sorted(SAMPLES.glob("*/*.evtx")):
        found = told(read_log(path, path.name, wanted).surroundings)
        records = read_log(path, path.name).records
        levels = np.where(records.level.absent, 0, records.level.values).tolist()
        rows: list[Row] = [
            ((computer, channel), provider, event_id, level, time)
            for computer, channel, provider, event_id, level, time in zip(
                records.computer,
                records.channel,
                records.provider,
                records.event_id.tolist(),
                levels,
                records.time.tolist(),
                strict=True,
            )
            if (every := wanted.counts_beside(provider)) or (every is False and 1 <= level <= 3)
        ]
        assert found == expected(rows), path
