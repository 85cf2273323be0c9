"""Dates of any culture: babel and arithmetic write them, and one order is found for a list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.inputs.local_dates import WrittenDate, decided, likeliest, orders

# As consoles of these cultures write dates and times.
CULTURES: Final = {
    "en-US": ("{0.month}/{0.day}/{0.year} {hour}:{0:%M:%S} {half}", "mdy"),
    "en-GB": ("{0:%d/%m/%Y %H:%M:%S}", "dmy"),
    "en-AU": ("{0.day}/{0:%m/%Y} {hour}:{0:%M:%S} {half}", "dmy"),
    "de-DE": ("{0:%d.%m.%Y %H:%M:%S}", "dmy"),
    "fr-FR": ("{0:%d/%m/%Y %H:%M:%S}", "dmy"),
    "ja-JP": ("{0:%Y/%m/%d} {0.hour}:{0:%M:%S}", "ymd"),
    "zh-TW": ("{0:%Y/%m/%d} {chinese} {hour}:{0:%M:%S}", "ymd"),
    "ko-KR": ("{0:%Y-%m-%d} {korean} {hour}:{0:%M:%S}", "ymd"),
    "es-MX": ("{0:%d/%m/%Y} {hour:02}:{0:%M:%S} {spanish}", "dmy"),
    "hu-HU": ("{0:%Y. %m. %d.} {0.hour}:{0:%M:%S}", "ymd"),
    "cs-CZ": ("{0.day}. {0.month}. {0.year} {0.hour}:{0:%M:%S}", "dmy"),
    "fi-FI": ("{0.day}.{0.month}.{0.year} {0.hour}.{0:%M.%S}", "dmy"),
    "nl-NL": ("{0:%d-%m-%Y %H:%M:%S}", "dmy"),
    "sv-SE": ("{0:%Y-%m-%d %H:%M:%S}", "ymd"),
    "th-TH": ("{0.day}/{0.month}/{buddhist} {0.hour}:{0:%M:%S}", "dmy"),
    "iso": ("{0:%Y-%m-%dT%H:%M:%S}", "ymd"),
    "sortable, seven digits": ("{0:%Y-%m-%dT%H:%M:%S}.0000000", "ymd"),
    "new pages of codes": ("{0.month}/{0.day}/{0.year}, {hour}:{0:%M:%S}\u202f{half}", "mdy"),
    "marks of direction": (
        "\u200e{0.month}/\u200e{0.day}/\u200e{0.year} {hour}:{0:%M:%S} {half}",
        "mdy",
    ),
}
MOMENTS: Final = st.datetimes(datetime(2006, 1, 1), datetime(2034, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


def written(culture: str, moment: datetime) -> str:
    """Write a moment as a culture does."""
    late = moment.hour >= 12
    return CULTURES[culture][0].format(
        moment,
        hour=moment.hour % 12 or 12,
        half="PM" if late else "AM",
        chinese="下午" if late else "上午",
        korean="오후" if late else "오전",
        spanish="p. m." if late else "a. m.",
        buddhist=moment.year + 543,
    )


@given(st.sampled_from(sorted(CULTURES)), MOMENTS)
def test_every_culture_is_read(culture: str, moment: datetime) -> None:
    """In its culture's order a date is what was written."""
    date = WrittenDate.read(written(culture, moment))
    assert date is not None
    assert CULTURES[culture][1] in date.orders
    assert date.instant(CULTURES[culture][1]) == int(moment.timestamp())
    assert date.offset is None


@given(st.sampled_from(sorted(CULTURES)), st.lists(MOMENTS, min_size=1, max_size=12))
def test_the_order_of_a_list_is_never_a_wrong_one(culture: str, moments: list[datetime]) -> None:
    """The right order is always among the possible ones; a date that is decided is right."""
    dates = [WrittenDate.read(written(culture, moment)) for moment in moments]
    known = [date for date in dates if date is not None]
    rising = [WrittenDate.read(written(culture, moment)) for moment in sorted(moments)]
    for sequence in ([], [date for date in rising if date is not None]):
        possible = orders(known, sequence=sequence)
        assert CULTURES[culture][1] in possible
        assert likeliest(known, possible) in possible
        for date, moment in zip(known, moments, strict=True):
            assert decided(date, possible) in (None, int(moment.timestamp()))


def test_a_rising_list_decides() -> None:
    """Of dates that leave the order open, the one in which they rise is theirs."""
    days = ["03/01/2026 10:00", "04/01/2026 10:00", "05/01/2026 10:00", "02/02/2026 10:00"]
    dates = [date for date in map(WrittenDate.read, days) if date]
    assert orders(dates) == ["dmy", "mdy"]
    assert orders(dates, sequence=dates) == ["dmy"]
    assert orders(dates, sequence=dates[::-1]) == ["dmy"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("29/03/2569 7:50:02", "2026-03-29"),
        ("令和6年3月29日 7:50:02", "2024-03-29"),
        ("平成30/04/01 7:50:02", "2018-04-01"),
        ("R8.3.31 7:50:02", "2026-03-31"),
        ("R8/3/31 7:50:02", "2026-03-31"),
        ("H30-04-01 7:50:02", "2018-04-01"),
        ("29Mar2024 07:50:02", "2024-03-29"),
        ("29.Mär2024 07:50:02", "2024-03-29"),
        ("2024年3月29日 7:50:02", "2024-03-29"),
        ("113/03/29 上午 07:50:02", "2024-03-29"),
        (
            "\u06f1\u06f4\u06f0\u06f3/\u06f0\u06f1/\u06f1\u06f0 07:50:02 \u0642.\u0638",
            "2024-03-29",
        ),
        ("1399/12/30 07:50:02", "2021-03-20"),
        ("1403/12/30 07:50:02", "2025-03-20"),
        ("19/09/1445 07:50:02 ص", "2024-03-29"),
        (
            "\u0661\u0669/\u0660\u0669/\u0664\u0665 \u0660\u0667:\u0665\u0660:\u0660\u0662 \u0635",
            "2024-03-29",
        ),
        ("Freitag, 29. März 2024 07:50:02", "2024-03-29"),
        ("Friday, March 29, 2024 7:50:02 AM", "2024-03-29"),
        ("29 мар. 2024 7:50:02", "2024-03-29"),
        ("29-Mar-24 07:50:02", "2024-03-29"),
        ("2024-03-29T07:50:02", "2024-03-29"),
    ],
)
def test_other_calendars_and_words(text: str, day: str) -> None:
    """A date in another calendar, or with a month's name, is the same day of ours."""
    date = WrittenDate.read(text)
    assert date is not None
    found = decided(date, orders([date]))
    assert found is not None
    assert datetime.fromtimestamp(found, UTC).isoformat() == f"{day}T07:50:02+00:00"


@pytest.mark.parametrize(
    "text",
    ["X8.3.31 10:00:00", "r8.3.31 10:00:00", "l2/03/2026 10:00", "O3/10/2026", "12/O3/10 10:00"],
)
def test_a_letter_that_belongs_to_a_number_is_not_passed_over(text: str) -> None:
    """It is no date that can be read, rather than another one."""
    assert WrittenDate.read(text) is None


@pytest.mark.parametrize(
    "text", ["12/12/1600 07:50", "01/01/2301 12:00:00 AM", "1402/12/30 07:50:02"]
)
def test_no_year_of_any_calendar(text: str) -> None:
    """What can be no date of the product is none in any order."""
    date = WrittenDate.read(text)
    assert date is not None
    assert not any(date.in_time(order) for order in date.orders)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2024-03-29T07:50:02Z", 0),
        ("2024-03-29T07:50:02.1234567Z", 0),
        ("2024-03-29 09:50:02 +02:00", 2),
        ("2024-03-29T02:50:02.5-05:00", -5),
        ("/Date(1711698602000)/", 0),
        ("\\/Date(1711698602000)\\/", 0),
    ],
)
def test_a_time_that_tells_its_zone(text: str, hours: int) -> None:
    """It is an instant, and no local time."""
    date = WrittenDate.read(text)
    assert date is not None
    assert date.offset == timedelta(hours=hours).total_seconds()
    assert date.instant("ymd") == int(datetime(2024, 3, 29, 7, 50, 2, tzinfo=UTC).timestamp())


def test_a_date_without_a_year() -> None:
    """It is a date of the year that something else tells."""
    date = WrittenDate.read("Jan 20 09:00")
    assert date is not None
    assert date.lacks_year
    assert date.instant("mdy") is None
    assert date.instant("mdy", 2026) == int(datetime(2026, 1, 20, 9, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1/1/0001 12:00:00 AM",
        "12024",
        "10:00",
        "MSExchangeTransport",
        "1.2.3.4:25",
        "a" * 500,
        "Mar 1 2 3 4",
    ],
)
def test_no_date(text: str) -> None:
    """What only holds numbers is none."""
    assert WrittenDate.read(text) is None


@given(st.text(max_size=80) | st.text("0123456789/.: -APMTZ年下午", max_size=40))
def test_any_text_is_borne(text: str) -> None:
    """Reading never fails, and what is read can be asked."""
    date = WrittenDate.read(text)
    if date is not None:
        for order in ("dmy", "mdy", "ymd"):
            date.instant(order)
            date.in_time(order)
        orders([date], [(date, date)], [date] * 4)
