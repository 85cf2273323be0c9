from __future__ import annotations

import pickle
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.text.instants import clock_time, reckoned
from certtrail.text.languages import ENGLISH_READER, Language, Reader
from certtrail.text.message import clauses, counted, phrase, reason, said, sentences, unplaced
from tests.text.pseudo import Pseudo, outside

PSEUDO = Reader(Pseudo())


def test_a_message_is_its_english_text() -> None:
    """It compares, sorts and prints as the text it is."""
    message = phrase("{name} has {n|count} records", name="EX01", n=1200)
    assert message == "EX01 has 1,200 records"
    assert sorted([message, "A"]) == ["A", "EX01 has 1,200 records"]


def test_a_time_says_whose_clock_it_is_of() -> None:
    """A plain number, or a text that somebody wrote, is no time for a sentence."""
    of_utc = clock_time(1_767_225_600_000_000_000, unplaced=False)
    assert phrase("at {at|time}", at=of_utc) == "at 2026-01-01 00:00 UTC"
    own = unplaced(phrase("at {at|time}", at=of_utc))
    assert own == "at 2026-01-01 00:00 (local time, zone unknown)"
    assert own == phrase("at {at|time}", at=clock_time(1_767_225_600_000_000_000, unplaced=True))
    assert phrase("seen[[ at {at|time}]]", at=None) == "seen"
    for wrong in (1_767_225_600, str(of_utc)):
        with pytest.raises(TypeError, match="ClockTime"):
            phrase("at {at|time}", at=wrong)


def test_another_language_says_the_same_values() -> None:
    """The template is said in the language, the values stay."""

    class German(Language):
        def gettext(self, text: str) -> str:
            return {"{name} ended": "Ende von {name}"}.get(text, text)

    assert phrase("{name} ended", name="a").written(Reader(German())) == "Ende von a"


def test_messages_in_messages_are_said_too() -> None:
    """Values that are messages, alone or in a list, are in the reader's language."""
    inner = phrase("an event log")
    whole = phrase("{what}: {all}", what=inner, all=[inner, "EX01"])
    assert whole == "an event log: an event log, EX01"
    assert outside(whole.written(PSEUDO)) == ""
    assert "⟦an event log⟧" in whole.written(PSEUDO)


def test_numbers_choose_the_form() -> None:
    """One record, two records; each form is a template of its own."""
    assert counted(1, "{n} record", "{n} records") == "1 record"
    assert counted(0, "{n} record", "{n} records") == "0 records"


def test_times_are_in_the_readers_zone() -> None:
    """What was written in UTC is read in any zone."""
    message = phrase("since {first|time}", first=reckoned(0))
    assert message == "since 1970-01-01 00:00 UTC"
    assert message.written(Reader(zone=timezone(timedelta(hours=8)))) == (
        "since 1970-01-01 08:00 UTC+08:00"
    )


def test_sentences_and_clauses_leave_out_what_is_empty() -> None:
    """Parts are put together; none of them is lost, and nothing doubles."""
    assert sentences("A.", "", "B.", "C.") == "A. B. C."
    assert clauses("a", "b", "") == "a; b"
    assert sentences() == ""
    assert outside(sentences(phrase("A."), phrase("B.")).written(PSEUDO)) == ""  # type: ignore[attr-defined]


def test_an_error_says_its_message() -> None:
    """The message that an error was made with is kept; others say their text."""
    message = phrase("expected {what}", what="x")
    assert reason(ValueError(message)) is message
    assert reason(KeyError("a", "b")) == "('a', 'b')"


def test_other_texts_are_said_as_they_are() -> None:
    """A text without a template is looked up by itself."""
    assert said("unheard of", ENGLISH_READER) == "unheard of"
    assert said("unheard of", PSEUDO) == "⟦unheard of⟧"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], ""),
        (["EX01"], "EX01"),
        (["EX01", "EX02", "EX03"], "EX01, EX02 and EX03"),
        (["EX01", "\x01", "EX02"], "EX01 and EX02"),
    ],
)
def test_a_list_names_each(names: list[str], told: str) -> None:
    """With words between, as one says it."""
    assert phrase("{names|list}", names=names) == told


@given(st.integers(60, 1500))
def test_a_list_too_long_to_read_says_how_many_more(number: int) -> None:
    """Each name is whole, and with those that are counted it makes all of them."""
    names = [f"EX{n:04}" for n in range(number)]
    shown, _, rest = phrase("{names|list}", names=names).rpartition(" and ")
    assert shown.split(", ") == names[: len(shown.split(", "))]
    assert rest == f"{number - len(shown.split(', ')):,} others"


VALUES = st.recursive(
    st.text() | st.integers() | st.booleans() | st.none(),
    lambda inner: st.builds(lambda value: phrase("({value})", value=value), inner),
    max_leaves=4,
)


@given(VALUES, st.lists(st.text(), max_size=3))
def test_a_message_goes_to_another_process_whole(value: object, names: list[str]) -> None:
    """Pickled and back it is the same text, by the same template and values."""
    message = phrase("{a} of {names}", a=value, names=names)
    again = pickle.loads(pickle.dumps(message))
    assert (again, again.template, again.values) == (message, message.template, message.values)
    assert again.written(PSEUDO) == message.written(PSEUDO)


@given(st.text())
def test_no_value_is_taken_for_a_template(value: str) -> None:
    """Braces and backticks of a value are only text."""
    assert str(phrase("x{value}x", value=value)).strip() == f"x{value}x".strip()
