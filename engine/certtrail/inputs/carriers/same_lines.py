"""Two forms of one text: whether one of them stands in the other so that it can be read as well.

Evidence is read by its lines, its columns and the marks between its words. So the same letters are
not enough: a page may have them in one line, or each apart, and only its plain form can be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from urllib.parse import unquote

from certtrail.inputs.unshown import is_evidence

# Mail programs write links and pictures out where they make a plain text of a page: addresses
# alone, in which no JSON can stand.
_WRITTEN_OUT: Final = re.compile(
    r"<?\b(?:(?:https?://|mailto:|file:[/\\]|cid:)[^\s<>\"{}|^`]{1,4000}"
    r"|tel:[\w+*#().,;=/-]{1,60})>?",
    re.IGNORECASE,
)
# The number that a page gives an item of a list by itself, and the marks of quotes.
_ITEM: Final = re.compile(r"(?:[ \t>]*\d{1,3}[.)][ \t]|[ \t]*>[ \t>]*)")
# How a plain text shows what is bold or underlined.
_SHOWN: Final = re.compile(r"(?<![^\W_])[*_]+(?=\S)|(?<=\S)[*_]+(?![^\W_])")
# Bullets, rules, and what is left of brackets around a picture.
_LINE_ART: Final = re.compile(r"[-\u2010-\u2015*_|+\u2022\u00b7>]+|={2,}|[\[\]<>()]{1,2}")
# A label, a date or another number, a thumbprint, a prompt: what lines begin with that are read.
_BEGINS: Final = re.compile(r"[^\s:]{1,40}(?: [^\s:]{1,40}){0,4}\s*:|\W*\d|[0-9A-Fa-f]{8}|\[PS\]")
_ENDS_SENTENCE: Final = (".", "!", "?", ":", ",", ";")
_LINE_END: Final = re.compile(r"\r\n?|\n")
# Programs break lines at about these columns.
_NARROWEST, _WIDEST = 64, 80
_COLUMNS: Final = 8


class _Gap(IntEnum):
    """What stands before a word."""

    BLANK = 0
    WIDE = 1
    CELL = 2
    LINE = 3
    INDENTED = 4


@dataclass(frozen=True, slots=True)
class BodyForm:
    """A form of a text.

    Attributes:
        words: of it, without case, with a zero before and behind each.
        gaps: before each word.
        joined: which words begin a line that may be the rest of the one before it, broken where it
            was too long.
        parts: which words begin a line that may be a cell of its own.
    """

    words: str
    gaps: list[_Gap]
    joined: frozenset[int]
    parts: frozenset[int]

    def stands_in(self, other: BodyForm) -> bool:
        """Tell whether all of it stands in another form, word for word, and can be read there."""
        at = other.words.find(self.words)
        if at < 0:
            return False
        start = other.words.count("\0", 0, at)
        return all(
            self._read_as(number, gap, other.gaps[start + number])
            for number, gap in enumerate(self.gaps)
            if number
        )

    def _read_as(self, number: int, gap: _Gap, other: _Gap) -> bool:
        """Tell whether the gap before a word serves as well in the other form."""
        if gap >= _Gap.LINE:
            if other >= _Gap.LINE:
                return other >= gap
            return number in (self.parts if other is _Gap.CELL else self.joined)
        return gap <= other < _Gap.LINE


def form_of(text: str) -> BodyForm:
    """Take a text apart into its words and what stands between them."""
    words: list[str] = []
    gaps: list[_Gap] = []
    joined: set[int] = set()
    parts: set[int] = set()
    length = 0
    for line in _LINE_END.split(text.replace("\0", " ")):
        item = _ITEM.match(line)
        bare = _WRITTEN_OUT.sub(_unless_telling, line[item.end() :] if item else line).replace(
            "\xa0", " "
        )
        first = len(words)
        _take(bare, words, gaps)
        if len(words) == first:
            length = 0
            continue
        indent = 0 if item else len(bare) - len(bare.lstrip(" "))
        gaps[first] = _Gap.INDENTED if indent >= _COLUMNS else _Gap.LINE
        if not _BEGINS.match(bare.lstrip()):
            parts.add(first)
            if length <= _WIDEST and length + len(words[first]) >= _NARROWEST:
                joined.add(first)
        length = len(line.rstrip())
    return BodyForm("\0".join(("", *words, "")), gaps, frozenset(joined), frozenset(parts))


def _unless_telling(link: re.Match[str]) -> str:
    """Leave out a link, but for one that has marks of evidence in it."""
    return link[0] if is_evidence(unquote(link[0])) else " "


def _take(line: str, words: list[str], gaps: list[_Gap]) -> None:
    """Take the words of a line."""
    end = 0
    before = ""
    for found in re.finditer(r"\S+", _SHOWN.sub("", line)):
        word = found[0]
        if _LINE_ART.fullmatch(word):
            continue
        between = found.string[end : found.start()]
        gap = _Gap.BLANK
        if "\t" in between:
            gap = _Gap.CELL
        elif len(between) > 1 and not before.endswith(_ENDS_SENTENCE):
            gap = _Gap.WIDE
        words.append(word.casefold())
        gaps.append(gap)
        end, before = found.end(), word
