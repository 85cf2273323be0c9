"""Catalogues, dates and numbers: read and written as Babel does, which is there for tests only."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from babel.dates import format_datetime, get_month_names
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from certtrail.text.catalogue_file import read_catalogue
from certtrail.text.languages import DAY, MINUTES, SECONDS, codes, language
from certtrail.text.written_dates import written_date, written_number

LOCALES = ("zh", "de", "fr", "en_IN", "pl", "ja", "pt_BR", "sv", "ru", "tr")


def by_babel(content: bytes, code: str = "zh") -> dict[str, str | tuple[str, ...]]:
    """Read a catalogue as Babel does, without what is not translated."""
    return {
        str(message.id if isinstance(message.id, str) else message.id[0]): (
            message.string if isinstance(message.string, str) else tuple(message.string)
        )
        for message in read_po(io.BytesIO(content), locale=code)
        if message.id and message.string and any(message.string) and not message.fuzzy
    }


@pytest.mark.parametrize("code", codes()[1:])
def test_a_shipped_catalogue(code: str) -> None:
    """Every text of it, and its plurals."""
    content = files("certtrail.text").joinpath(f"{code}.po").read_bytes()
    found = read_catalogue(content.decode())
    assert found.texts == by_babel(content, code)
    assert len(found.texts) > 1000
    plural = read_po(io.BytesIO(content), locale=code).plural_expr
    assert plural == "0"
    assert {found.form(number) for number in range(20)} == {0}


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1)


@given(st.dictionaries(TEXT, TEXT), st.dictionaries(TEXT, st.tuples(TEXT, TEXT)), st.booleans())
def test_any_texts(texts: dict[str, str], plurals: dict[str, tuple[str, str]], fuzzy: bool) -> None:
    """Line ends, quotes, backslashes, long texts that take several lines, and guesses."""
    made = Catalog(locale="de", fuzzy=False)
    for text, said in texts.items():
        made.add(text, said, flags=["fuzzy"] * fuzzy, auto_comments=["msgid"])
    for text, forms in plurals.items():
        if text not in texts:
            made.add((text, f"{text}s"), forms)
    out = io.BytesIO()
    write_po(out, made, width=60)
    found = read_catalogue(out.getvalue().decode())
    assert found.texts == by_babel(out.getvalue(), "de")
    assert [found.form(number) for number in (0, 1, 2)] == [1, 0, 1]


@pytest.mark.parametrize("text", ["msgid", 'msgid "a', '"alone"', "word", 'msgid "a" b'])
def test_what_is_no_catalogue(text: str) -> None:
    """The line is named."""
    with pytest.raises(ValueError, match="line 2: expected"):
        read_catalogue(f"# comment\n{text}\n")


@pytest.mark.parametrize("code", LOCALES)
@given(st.datetimes())
def test_dates(code: str, moment: datetime) -> None:
    """In every pattern that a catalogue may have, with the months of the language."""
    months = [*get_month_names("abbreviated", locale=code).values()]
    patterns = ("dd MMM", "y年M月d日 HH:mm", "d. MMM yyyy H:mm:ss", "dd 'de' MMM", "''yyyy-MM-dd")
    for pattern in patterns:
        expected = format_datetime(moment.replace(tzinfo=UTC), pattern, locale=code)
        assert written_date(moment, pattern, months) == expected


@pytest.mark.parametrize("pattern", ["EEEE d", "MMMM", "hh:mm a", "yy"])
def test_a_pattern_that_asks_for_more(pattern: str) -> None:
    """It is refused, rather than printed as it stands."""
    with pytest.raises(ValueError, match="expected fields"):
        written_date(datetime(2026, 3, 1, tzinfo=UTC), pattern)


@pytest.mark.parametrize("code", LOCALES)
@given(st.integers(-(10**12), 10**12))
def test_numbers(code: str, number: int) -> None:
    """However the language parts digits, also by twos as in India."""
    sample = format_decimal(1_234_567, locale=code)
    expected = format_decimal(number, locale=code).replace("\u2212", "-")
    assert written_number(number, sample) == expected


@pytest.mark.parametrize("code", codes())
def test_the_languages_there_are(code: str) -> None:
    """Their patterns ask for nothing that is not written."""
    moment = datetime(2026, 3, 1, 8, 5, 9, tzinfo=UTC)
    for pattern in (MINUTES, SECONDS, DAY):
        said = language(code)
        assert said.date(moment, pattern) == format_datetime(
            moment, said.gettext(pattern), locale=code
        )
    assert language(code).number(1_234_567) == format_decimal(1_234_567, locale=code)
