"""Messages: an English text that keeps its template and values, so that others can read it, too."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from certtrail.text.instants import (
    SECOND,
    ClockTime,
    TimeOfUtc,
    clock_time,
    iso,
    iso_unplaced,
    parse_iso,
)
from certtrail.text.languages import ENGLISH_READER
from certtrail.text.sorts import Sort
from certtrail.text.templates import fill, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.text.filters import Value
    from certtrail.text.languages import Reader

Text = Annotated[str, Sort.PROSE]
"""The type of a field that people read: a report translates it, and nothing else."""


class Message(str):
    """An English text, written from a template and values.

    Attributes:
        template: with places for the values, as `certtrail.text.templates` reads it; by it
            catalogues know the text.
        many: the template for any number but one, which is the value `n`; empty where no number
            matters.
        values: by name; a text of another message may be one, or a list of texts.
    """

    __slots__ = ("many", "template", "values")
    template: str
    many: str
    values: Mapping[str, Value | None]

    def __new__(cls, template: str, values: Mapping[str, Value | None], many: str = "") -> Message:
        """Write the English text."""
        made = super().__new__(cls, _write(template, many, values, ENGLISH_READER))
        made.template, made.many, made.values = template, many, values
        return made

    def __reduce__(self) -> tuple[type[Message], tuple[object, ...]]:
        """Go to another process whole."""
        return Message, (self.template, self.values, self.many)

    def written(self, reader: Reader) -> str:
        """Write it for a reader."""
        return _write(self.template, self.many, self.values, reader)


def phrase(template: str, /, **values: object) -> Message:
    """Write a message; values are texts, numbers, lists of texts, or errors for what they say.

    A time is a `ClockTime`, so that somebody has thought of whose clock it is.

    >>> phrase("{name} has {count|count} records", name="EX01", count=1200)
    'EX01 has 1,200 records'
    """
    for name in _timed(template):
        if not isinstance(values.get(name), ClockTime | None):
            raise TypeError(f"expected a ClockTime for {{{name}|time}}")
    return Message(template, {name: _value(value) for name, value in values.items()})


@lru_cache(maxsize=4096)
def _timed(template: str) -> frozenset[str]:
    return frozenset(
        place.name for place in parsed(template).placeholders if place.filter == "time"
    )


def counted(number: int, one: str, many: str, /, **values: object) -> Message:
    """Write a message that depends on a number, which is its value `n`.

    >>> counted(1, "{n|count} entry", "{n|count} entries")
    '1 entry'
    >>> counted(1200, "{n|count} entry", "{n|count} entries")
    '1,200 entries'
    """
    found = {name: _value(value) for name, value in values.items()}
    return Message(one, {**found, "n": number}, many)


def sentences(*parts: str) -> str:
    """Put sentences one after the other; those that are empty are left out."""
    first, *rest = [part for part in parts if part] or [""]
    return phrase("{first} {rest}", first=first, rest=sentences(*rest)) if rest else first


def clauses(*parts: str) -> str:
    """Put parts of a sentence one after the other, with semicolons; empty ones are left out."""
    first, *rest = [part for part in parts if part] or [""]
    return phrase("{first}; {rest}", first=first, rest=clauses(*rest)) if rest else first


def unplaced(text: str) -> str:
    """Give a message with its times as of a server's own clock, whose zone nobody knows."""
    if not isinstance(text, Message):
        return text
    timed = _timed(text.template)
    values = {name: _own_clock(value, name in timed) for name, value in text.values.items()}
    return Message(text.template, values, text.many)


def _own_clock(value: Value | None, timed: bool) -> Value | None:
    if isinstance(value, Message):
        return unplaced(value)
    if isinstance(value, TimeOfUtc):
        return value
    if isinstance(value, ClockTime):
        return clock_time(parse_iso(value), unplaced=True)
    return iso_unplaced(value * SECOND) if timed and isinstance(value, int) else value


def of_utc(text: str) -> str:
    """Give a message with what it tells in UTC as that for sure, whatever row it is told in: of
    several servers one can have a clock whose zone nobody knows, and another not.
    """
    if not isinstance(text, Message):
        return text
    timed = _timed(text.template)
    values = {name: _sure(value, name in timed) for name, value in text.values.items()}
    return Message(text.template, values, text.many)


def _sure(value: Value | None, timed: bool) -> Value | None:
    if isinstance(value, Message):
        return of_utc(value)
    if isinstance(value, ClockTime):
        return TimeOfUtc(value) if value.endswith("Z") else value
    return TimeOfUtc(iso(value * SECOND)) if timed and isinstance(value, int) else value


def said(text: str, reader: Reader) -> str:
    """Write a text for a reader: a message by its template, any other by itself.

    For a reader of English in UTC it was written when it was made.
    """
    if reader == ENGLISH_READER:
        return str(text)
    return text.written(reader) if isinstance(text, Message) else reader.language.gettext(text)


def reason(error: BaseException) -> str:
    """Give what an error says, as the message that it was made with, or makes of itself."""
    made = getattr(error, "message", None)
    if isinstance(made, Message):
        return made
    said_first = error.args[0] if len(error.args) == 1 else None
    return said_first if isinstance(said_first, Message) else str(error)


def _value(value: object) -> Value | None:
    if isinstance(value, Message):
        return value
    if isinstance(value, StrEnum):
        return phrase(value.value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple | list):
        return tuple(str(each) if not isinstance(each, str) else each for each in value)
    return reason(value) if isinstance(value, BaseException) else str(value)


def _write(template: str, many: str, values: Mapping[str, Value | None], reader: Reader) -> str:
    number = values.get("n")
    if many and isinstance(number, int):
        found = reader.language.ngettext(template, many, number)
    else:
        found = reader.language.gettext(template)
    written: dict[str, Value | None] = {}

    def read(name: str) -> Value | None:
        """Write a value once, in however many places it stands and however much is in it."""
        if name not in written:
            written[name] = _read(values.get(name), reader)
        return written[name]

    return fill(parsed(found), read, reader)


def _read(value: Value | None, reader: Reader) -> Value | None:
    """Give a value as the reader reads it."""
    if isinstance(value, Message):
        return said(value, reader)
    if isinstance(value, tuple | list):
        return tuple(str(_read(each, reader)) for each in value)
    return value
