"""Tables with broken rows: what stands behind one is read, and what is lost is counted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.inputs.events.csv_rows import csv_rows

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "a,b,c"


def sound(lines: list[str]) -> list[list[str]]:
    """Give the cells of the sound rows."""
    return [row.cells for row in csv_rows(lines, ",") if not row.why]


@pytest.mark.parametrize(
    "broken",
    [
        ['1,"x"y,2'],
        ['1,"never closed,2'],
        ['1,"never closed', "goes on", 'ends"x'],
        ['1,2,"' + "x" * 70_000],
        ['"x"y', "z", '"x"y'],
    ],
)
def test_rows_behind_a_broken_one_are_read(broken: list[str]) -> None:
    """It costs itself, with its lines, and no other row."""
    rows = [f"{number},r,s" for number in range(30)]
    lines = [HEAD, *rows[:10], *broken, *rows[10:]]
    assert sound(lines) == [line.split(",") for line in (HEAD, *rows)]
    (lost,) = [row for row in csv_rows(lines, ",") if row.why]
    assert lost.lines == len(broken)


@given(st.lists(st.text(st.sampled_from('a,"\n\r \0;x'), max_size=12), max_size=30))
def test_every_line_is_in_a_row_or_counted(lines: list[str]) -> None:
    """Whatever the lines are; a sound row of one line takes one."""
    flat = "\n".join(lines).split("\n")
    rows = list(csv_rows(flat, ","))
    taken = sum(row.lines + "".join(row.cells).count("\n") for row in rows)
    assert taken == len(flat) if flat != [""] else taken <= 1


@pytest.mark.parametrize(
    "text",
    [
        lambda n: '"\n' * n,
        lambda n: '"x"y\n' * n,
        lambda n: ('"' + "x" * 9_000 + "\n") * (n // 9_000),
        lambda n: ('a,"' + "\n" * 40) * (n // 43),
    ],
)
def test_time_is_in_proportion_to_size(text: Callable[[int], str]) -> None:
    """Marks that are never closed make no one read the rest again and again."""
    begin = time.process_time()
    for _ in csv_rows(text(1_000_000).split("\n"), ","):
        pass
    assert time.process_time() - begin < 15
