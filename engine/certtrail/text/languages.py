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
from certtrail.text.written_dates import MONTHS, NUMBER, written_date, written_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from certtrail.text.catalogue_file import CatalogueTexts

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
        return written_number(number, self.gettext(NUMBER))

    def date(self, moment: datetime, pattern: str) -> str:
        """Write a moment, in its own zone, as `MINUTES`, `SECONDS` or `DAY`."""
        return written_date(moment, self.gettext(pattern), [*map(self.gettext, MONTHS)])


class _Translated(Language):
    """A language with a catalogue."""

    def __init__(self, code: str, catalogue: CatalogueTexts) -> None:
        self.code = code
        self._texts = catalogue.texts
        self._form = catalogue.form

    def gettext(self, text: str) -> str:
        found = self._texts.get(text)
        return found if isinstance(found, str) and found else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        found = self._texts.get(one)
        if isinstance(found, tuple) and all(found):
            return found[min(self._form(number), len(found) - 1)]
        return super().ngettext(one, many, number)


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


def unplaced(nanoseconds: int, reader: Reader, pattern: str = MINUTES) -> str:
    """Write a time of a server's own clock whose zone nobody knows, as it stands.

    >>> unplaced(1_767_225_600_000_000_000, ENGLISH_READER)
    '2026-01-01 00:00 (local time, zone unknown)'

    Raises:
        OverflowError: there is no such day.
    """
    clock = reader.language.date(instants.to_datetime(nanoseconds), pattern)
    label = reader.language.gettext("{moment} (local time, zone unknown)")
    return label.replace("{moment}", clock)


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
    from certtrail.text.catalogue_file import read_catalogue

    text = files("certtrail.text").joinpath(f"{code}.po").read_text(encoding="utf-8")
    return _Translated(code, read_catalogue(text))
