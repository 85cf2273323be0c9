"""Languages: a code in; the texts, numbers and dates of that language out.

English is what the source says. Every other language is one file here, `<code>.po`; there is
nothing else to add for one (`docs/languages.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from babel.messages.catalog import Catalog

ENGLISH_CODE: Final = "en"
# As CLDR writes patterns of dates; each language has its own in its catalogue.
MINUTES: Final = "yyyy-MM-dd HH:mm"
SECONDS: Final = "yyyy-MM-dd HH:mm:ss"
DAY: Final = "dd MMM"


class Language:
    """English: what is asked for comes back as it is."""

    code: str = ENGLISH_CODE

    def gettext(self, text: str) -> str:
        """Say a text in the language; unchanged where its catalogue has none."""
        return text

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Say a text that depends on a number."""
        return one if number == 1 else many

    def joined(self, texts: Iterable[str]) -> str:
        """Write texts as a list in a line."""
        return self._between("{first}, {rest}").join(texts)

    def sentences(self, texts: Iterable[str]) -> str:
        """Write one sentence after the other."""
        return self._between("{first} {rest}").join(texts)

    def clauses(self, texts: Iterable[str]) -> str:
        """Write parts of a sentence, one after the other."""
        return self._between("{first}; {rest}").join(texts)

    def _between(self, text: str) -> str:
        return self.gettext(text).removeprefix("{first}").removesuffix("{rest}")

    def number(self, number: int) -> str:
        """Write a whole number with its thousands set apart."""
        return f"{number:,}"

    def date(self, moment: datetime, pattern: str) -> str:
        """Write a moment, in its own zone, as `MINUTES`, `SECONDS` or `DAY`."""
        # strftime does not pad the year alike on all systems.
        day = f"{moment.year:04}{moment:-%m-%d}"
        if pattern == DAY:
            return f"{moment:%d %b}"
        return f"{day} {moment:%H:%M:%S}" if pattern == SECONDS else f"{day} {moment:%H:%M}"


class _Translated(Language):
    """A language with a catalogue."""

    def __init__(self, code: str, catalogue: Catalog) -> None:
        from gettext import c2py

        self.code = code
        self._texts: Mapping[str, str | tuple[str, ...]] = {
            _id(message.id): _string(message.string)
            for message in catalogue
            if message.id and message.string and not message.fuzzy
        }
        self._form = c2py(catalogue.plural_expr)

    def gettext(self, text: str) -> str:
        found = self._texts.get(text)
        return found if isinstance(found, str) and found else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        found = self._texts.get(one)
        if isinstance(found, tuple) and all(found):
            return found[min(self._form(number), len(found) - 1)]
        return super().ngettext(one, many, number)

    def number(self, number: int) -> str:
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.code)

    def date(self, moment: datetime, pattern: str) -> str:
        from babel.dates import format_datetime

        return format_datetime(moment, self.gettext(pattern), locale=self.code)


def _string(found: str | Sequence[str]) -> str | tuple[str, ...]:
    return found if isinstance(found, str) else tuple(found)


def _id(name: str | Sequence[str]) -> str:
    return name if isinstance(name, str) else name[0]


ENGLISH: Final = Language()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language, and in which time zone."""

    language: Language = ENGLISH
    zone: tzinfo = UTC


ENGLISH_READER: Final = Reader()


def noted(text: str) -> str:
    """Mark a text that is said elsewhere, so that catalogues have it."""
    return text


def moment(nanoseconds: int, reader: Reader, pattern: str = MINUTES) -> str:
    """Write an instant for reading, with its offset (`UTC` for none).

    >>> moment(1_767_225_600_000_000_000, ENGLISH_READER)
    '2026-01-01 00:00 UTC'

    Raises:
        OverflowError: there is no such day.
    """
    local = instants.to_datetime(nanoseconds).astimezone(reader.zone)
    return f"{reader.language.date(local, pattern)} {instants.offset(local)}"


def codes() -> tuple[str, ...]:
    """List the languages that there are, English first."""
    found = (path.name for path in files("certtrail.text").iterdir())
    return (
        ENGLISH_CODE,
        *sorted(name.removesuffix(".po") for name in found if name.endswith(".po")),
    )


@cache
def language(code: str) -> Language:
    """Give a language.

    Args:
        code: one of `codes()`.

    Raises:
        ValueError: there is no such language.
    """
    if code == ENGLISH_CODE:
        return ENGLISH
    if code not in codes():
        raise ValueError(f"expected a language of {', '.join(codes())}, found {code!r}")
    from babel.messages.pofile import read_po

    with files("certtrail.text").joinpath(f"{code}.po").open("rb") as file:
        return _Translated(code, read_po(file, locale=code))
