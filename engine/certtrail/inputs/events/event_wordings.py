"""Whole messages of events about certificates, as Exchange and Windows write them in English: a
text in; which events it has word for word, out.

Who asks for help copies the sentence of the event and not its head. A page that explains an event
has a part of it, or shows `%1` where a record has a name; only the whole of it, filled in, counts.
The wordings stand with the events in `rules/catalogue/` (`says`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inputs.events.open_channels import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is filled in stands between < and >, [ and ] are any brackets, and ' is any quotation mark.
_QUOTE: Final = "['\"`\u00b4\u2018-\u201f\u00ab\u00bb\u2039\u203a]"
_FILLED: Final = {
    "<any>": r"[^\0]{1,900}?",
    "<name>": r"[^\0]{1,120}?",
    "<word>": r"\S{1,400}?",
    "<hex>": r"[0-9A-Fa-f]{40}",
    "<number>": r"\d{1,5}",
    "<date>": (
        r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}[^\0]{0,12}?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: [AP]M)?"
    ),
    # Up to the end of its sentence.
    "<rest>": r"[^\0]{1,400}?(?=\.(?:\s|$)|\n\s{0,9}\n|$)",
    # Another event has the same text, and goes on.
    "<end>": r"(?!\.?\s{0,9}Meanwhile)",
    " ": r"\s{1,20}",
    ": ": r":\s{0,20}",
    ". ": r"[.\s]{1,20}",
    "'": _QUOTE,
    "[": r"[\[(]",
    "]": r"[\])]",
    "(": "(?:",
    ".": r"\.",
}
_TOKEN: Final = re.compile(r"<\w+>|[:.] |[ '.\[\]]|\((?=[\w '.]+\|)")
_PLACEHOLDER: Final = re.compile(r"%\d")
_FIXED: Final = re.compile(r"<\w+>|\([^()]*\)")
_WORD: Final = re.compile(r"[a-z]{5,}")


class Wording(NamedTuple):
    """A whole message of an event, and where in the text it stands.

    Attributes:
        source: the first of those that write the event, as the catalogue spells it.
        event_id: its number.
        start: where the message starts.
        end: where what the wording has of it ends.
        filled: something is filled in, so that it is no page about the event.
    """

    source: str
    event_id: int
    start: int
    end: int
    filled: bool


class _Pattern(NamedTuple):
    """What finds a wording; `words` are in each text that has it."""

    source: str
    event_id: int
    words: frozenset[str]
    wording: re.Pattern[str]
    filled: bool


def wordings_in(text: str) -> Iterator[Wording]:
    """Find the whole messages of events, by event, with their values filled in."""
    words = frozenset(_WORD.findall(text.lower()))
    for source, number, needed, pattern, filled in _patterns():
        if not needed <= words:
            continue
        for found in pattern.finditer(text):
            if not _PLACEHOLDER.search(found[0]):
                yield Wording(source, number, found.start(), found.end(), filled)


def _compiled(words: str) -> re.Pattern[str]:
    """Take any blanks for those between words, as texts are wrapped anywhere."""
    pattern = _TOKEN.sub(lambda token: _FILLED[token[0]], words)
    # A name at the end reaches to the end of its word.
    return re.compile(re.sub(r"(?<=\})\?$", "", pattern), re.IGNORECASE)


def _needed(words: str) -> frozenset[str]:
    """Give the longer words that are there whatever is filled in.

    The first one is not among them: in a copy that ran together a label may stand before it.
    """
    fixed = _FIXED.sub(" | ", words).lower()
    return frozenset(_WORD.findall(fixed.partition(" ")[2]))


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """Compile them when the first text is looked through: a log by itself needs none."""
    known = catalogue()
    found: dict[int, _Pattern] = {}
    every: list[_Pattern] = []
    for (folded, number), entry in known.entries.items():
        # Which of the processes wrote it the message does not tell.
        if id(entry) in found or not entry.says:
            continue
        for words in entry.says:
            filled = "<" in words.replace("<end>", "")
            source = known.spelling[folded]
            one = _Pattern(source, number, _needed(words), _compiled(words), filled)
            found[id(entry)] = one
            every.append(one)
    return tuple(every)
