"""Dates of lists that cannot be read: the others of the list are, and each such is told."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.certificates.factories import seconds
from tests.inputs.pasted import told

PROMPT: Final = "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl"
FORMS: Final = ("{m}/{d}/{y} 8:00:00 AM", "{d:02}/{m:02}/{y} 08:00:00", "{d}.{m}.{y} 08:00:00")
UNREADABLE: Final = (
    "31/31/2030 8:00:00 AM",
    "13/32/2030 8:00:00 AM",
    "3/19/20XX 8:00:00 AM",
    "3/19/20** 8:00:00 AM",
    "3/19/20__ 8:00:00 AM",
    "3/19/20.. 8:00:00 AM",
    "3/19/20\u2026 8:00:00 AM",
    "3/19/20nn 8:00:00 AM",
    "19/03/20-- 08:00:00",
    "19.03.20ZZ 08:00:00",
    "3/19/202_ 8:00:00 AM",
    "<redacted>",
    "soon",
    "19 or 20/3/2022 8:00:00 AM",
)


def listed(*lives: tuple[str, str]) -> str:
    """Write a list; certificate n has the thumbprint of forty digits n."""
    entries = [
        f"NotAfter   : {end}\nNotBefore  : {start}\nSubject    : CN=host{number}.contoso.com\n"
        f"Thumbprint : {number:040X}\n"
        for number, (start, end) in enumerate(lives, 1)
    ]
    return f"{PROMPT}\n\n" + "\n".join(entries)


def life(form: str, year: int) -> tuple[str, str]:
    """Write begin and end of a year's certificate."""
    return form.format(d=19, m=3, y=year), form.format(d=19, m=3, y=year + 1)


@given(st.sampled_from(FORMS), st.sampled_from(UNREADABLE), st.integers(0, 3), st.booleans())
def test_one_does_not_void_the_others(form: str, bad: str, at: int, first: bool) -> None:
    """Every other date of the list is read as it was; the unreadable one is told with its line."""
    lives = [life(form, 2020 + number) for number in range(4)]
    start, end = lives[at]
    lives[at] = (bad, end) if first else (start, bad)
    read = told(listed(*lives))
    known = sorted(read.inventory.certificates, key=lambda one: one.thumbprint)
    for number, one in enumerate(known):
        begins = None if number == at and first else seconds(f"{2020 + number}-03-19T08:00:00Z")
        ends = None if number == at and not first else seconds(f"{2021 + number}-03-19T08:00:00Z")
        assert (one.not_before, one.not_after) == (begins, ends)
    (problem,) = read.problems
    assert f"Line {3 + 5 * at}: {'NotBefore' if first else 'NotAfter'} of {at + 1:040X}" in problem


@given(st.sampled_from(FORMS), st.integers(1, 4))
def test_lists_that_can_be_read_are_not_told_of(form: str, count: int) -> None:
    """A list whose dates are all read has no problem."""
    assert not told(listed(*(life(form, 2020 + number) for number in range(count)))).problems


@pytest.mark.parametrize(
    "other", ["25/12/2030 08:00:00", "25/12/2573 8:00:00", "16/08/1451 08:00:00"]
)
def test_one_of_another_culture(other: str) -> None:
    """Where most dates agree on an order, what does not fit it is told and the rest is read."""
    (start, end), (begin, _) = life(FORMS[0], 2021), life(FORMS[0], 2021)
    read = told(listed((start, end), (begin, other)))
    ends = {one.thumbprint: one.not_after for one in read.inventory.certificates}
    assert ends == {f"{1:040X}": seconds("2022-03-19T08:00:00Z"), f"{2:040X}": None}
    assert len(read.problems) == 1


def test_as_many_of_either_culture() -> None:
    """Where no order fits more dates than another, none is read and each is told."""
    read = told(listed(life(FORMS[0], 2021), life(FORMS[1], 2021)))
    assert {one.not_after for one in read.inventory.certificates} == {None}
    assert len(read.problems) == 4


@pytest.mark.parametrize("form", FORMS)
def test_an_end_before_the_begin(form: str) -> None:
    """Of a life that ends before it begins neither date is taken, and both are told."""
    start, end = life(form, 2021)
    read = told(listed((start, end), (end, start)))
    ends = {one.thumbprint: one.not_after for one in read.inventory.certificates}
    assert ends == {f"{1:040X}": seconds("2022-03-19T08:00:00Z"), f"{2:040X}": None}
    assert len(read.problems) == 2


def test_open_orders_stay_open() -> None:
    """An unreadable date does not decide what the others leave open: that is a note, as ever."""
    read = told(listed(("2/3/2021 8:00 AM", "31/31/2030 8:00 AM"), ("2/3/2021 8:00 AM", "")))
    assert {one.not_before for one in read.inventory.certificates} == {None}
    assert len(read.problems) == 1
    assert sum("may go first" in note for note in read.notes) == 2
