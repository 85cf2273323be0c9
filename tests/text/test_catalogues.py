"""The catalogues: every text that a report can say is there, and says the same."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from tools.languages import texts, updated

from certtrail.text.languages import ENGLISH_CODE, Reader, codes, language
from certtrail.text.links import split_link
from certtrail.text.message import Message
from certtrail.text.templates import parse
from certtrail.text.words import WORDS
from tests.reports import findings_of_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog

CMDLET = re.compile(r"[A-Z][a-z]+-[A-Z][A-Za-z]+")
OTHERS = [code for code in codes() if code != ENGLISH_CODE]


def _catalogue(code: str) -> Catalog:
    with files("certtrail.text").joinpath(f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def test_there_is_chinese() -> None:
    """Simplified Chinese is one of the languages."""
    assert "zh" in OTHERS


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_untranslated(code: str) -> None:
    """Each text of the sources and rules has a translation, and nothing else is in the file."""
    catalogue = _catalogue(code)
    known = {
        message.id if isinstance(message.id, str) else tuple(message.id): message
        for message in catalogue
        if message.id
    }
    wanted = texts()
    assert set(known) == set(wanted)
    missing = [
        text
        for text, message in known.items()
        if message.fuzzy or not all(_strings(message.string))
    ]
    assert missing == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_file_is_as_the_tool_writes_it(code: str) -> None:
    """Nobody needs to guess how it was made: `make languages` changes nothing."""
    content = files("certtrail.text").joinpath(f"{code}.po").read_bytes()
    assert updated(code, content) == content


@pytest.mark.parametrize("code", OTHERS)
def test_values_and_commands_stay(code: str) -> None:
    """A translation has the places for values and the commands of the original."""
    pairs = [
        (_strings(message.id)[-1], text)
        for message in _catalogue(code)
        if message.id
        for text in _strings(message.string)
    ]
    wrong = [pair for pair in pairs if _skeleton(pair[0]) != _skeleton(pair[1])]
    assert wrong == []
    assert not any(parse(text)[1] for _, text in pairs)


@pytest.mark.parametrize("code", OTHERS)
def test_addresses_stay(code: str) -> None:
    """A reference leads to the same page in every language."""
    links = [
        (split_link(str(message.id))[1], split_link(_strings(message.string)[0])[1])
        for message in _catalogue(code)
        if message.id
    ]
    assert any(address for address, _ in links)
    assert [pair for pair in links if pair[0] != pair[1]] == []


def _strings(found: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (found or "",) if isinstance(found, str | None) else tuple(found)


def _skeleton(text: str) -> tuple[Counter[str], list[object], list[object]]:
    template, _ = parse(text)
    places = Counter(f"{place.name}|{place.filter}" for place in template.placeholders)
    needs = sorted(sorted(place.name for place in each.placeholders) for each in template.clauses)
    return places, [*template.commands], [*needs]


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_english(code: str) -> None:
    """What is the same in both languages is a name, a code, or nothing but places for values."""
    same = [
        message.id
        for message in _catalogue(code)
        if message.id and _strings(message.string)[0] == _strings(message.id)[0]
    ]
    words = [text for text in same if re.search(r"[a-z]{3,} [a-z]{3,}", _bare(str(text)))]
    assert words == []


def _bare(text: str) -> str:
    return re.sub(r"\{[^{}]*\}|`[^`]*`", "", text)


def test_words_in_findings_are_known_words() -> None:
    """What `{...|word}` writes for the rules' own cases is in the catalogues."""
    known = {text for text in texts() if isinstance(text, str)} | set(WORDS)
    found = {word for text in findings_of_cases.texts() for word in _words(text)}
    assert found
    assert found <= known


def _words(text: str) -> Iterator[str]:
    if not isinstance(text, Message):
        return
    for place in parse(text.template)[0].placeholders:
        value = text.values.get(place.name)
        if isinstance(value, Message):
            yield from _words(value)
        elif place.filter == "word" and isinstance(value, str) and not CMDLET.fullmatch(value):
            yield value


@pytest.mark.parametrize("code", OTHERS)
def test_numbers_and_dates_are_the_languages_own(code: str) -> None:
    """Spans, numbers and instants are written as the language does."""
    reader = Reader(language(code))
    told = Message("{a|span} {b|time} {c|count}", {"a": 5400, "b": 0, "c": 1200}).written(reader)
    assert told != "1.5 h 1970-01-01 00:00 UTC 1,200"
    assert "1970" in told
    assert "1.5" in told


def test_an_unknown_language_is_refused() -> None:
    """It says which there are."""
    with pytest.raises(ValueError, match="expected a language of en, zh, found 'xx'"):
        language("xx")
