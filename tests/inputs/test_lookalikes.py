"""Text of pictures: repaired by what other evidence names, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.inputs.lookalikes import NamesElsewhere, repaired
from tests.inputs.carried import THUMBPRINT

NAMES = NamesElsewhere(frozenset({THUMBPRINT}), frozenset({"LKS-EX1.contoso.local", "LKS-EX1"}))
NOBODY = NamesElsewhere(frozenset(), frozenset())
ALIKE = {"0": "Oo", "1": "lI|", "5": "Ss", "8": "B", "B": "8"}


def mistaken(thumbprint: str, places: list[int]) -> str:
    """Misread digits at places, where they look like something else."""
    letters = list(thumbprint)
    for place in places:
        letters[place] = ALIKE[letters[place]][0]
    return "".join(letters)


PLACES = [place for place, letter in enumerate(THUMBPRINT) if letter in ALIKE]


@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True))
def test_up_to_two_digits_are_repaired(places: list[int]) -> None:
    """To the thumbprint that other evidence names, and it is said."""
    word = mistaken(THUMBPRINT, places)
    found = repaired(f"Thumbprint : {word}\n", NAMES)
    assert found.text == f"Thumbprint : {THUMBPRINT}\n"
    assert word in found.notes[0]
    assert not found.problems


def test_three_are_too_many() -> None:
    """And then the picture alone names it."""
    word = mistaken(THUMBPRINT, PLACES[-3:])
    found = repaired(word, NAMES)
    assert THUMBPRINT not in found.text


@given(st.lists(st.sampled_from(PLACES), max_size=2, unique=True))
def test_nothing_is_guessed(places: list[int]) -> None:
    """Without other evidence the words stay, and it is said that they rest on the picture."""
    word = mistaken(THUMBPRINT, places)
    found = repaired(word, NOBODY)
    assert found.text == word
    if set(word) <= set("0123456789ABCDEF"):
        assert word in found.notes[0]
    else:
        assert word in found.problems[0]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Status : Datelnvalid", "Status : DateInvalid"),
        ("WARNiNG: this", "WARNING: this"),
        ("Services : IIs, SMTP", "Services : IIS, SMTP"),
        ("Source: MsExchangeTransport", "Source: MSExchangeTransport"),
        ("that is not valid for us", "that is not valid for us"),
        ("Computer: LKS-EXl.contoso.local", "Computer: LKS-EX1.contoso.local"),
        ("Default Frontend LKS-EXl", "Default Frontend LKS-EX1"),
        ("LKS-EX2", "LKS-EX2"),
        ("An intemal transport certificate", "An internal transport certificate"),
        ("an Internal matter", "an Internal matter"),
        (f"thumbprint '{THUMBPRINT} takes", f"thumbprint '{THUMBPRINT}' takes"),
        (f'thumbprint {THUMBPRINT}" takes', f"thumbprint '{THUMBPRINT}' takes"),
        (f"Thumbprint : {THUMBPRINT}", f"Thumbprint : {THUMBPRINT}"),
    ],
)
def test_words_that_are_written_in_one_way(read: str, meant: str) -> None:
    """What Exchange always writes alike, servers that are known, quotes that were lost."""
    assert repaired(read, NAMES).text == meant


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    """Nothing is raised, and no line is lost."""
    assert repaired(text, NAMES).text.count("\n") == text.count("\n")
