"""Characters: what terminals, editors and wrong code pages put into a text, undone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certtrail.inputs.cleaning.draft import Draft

# Commands to a terminal; in a paste the escape character is shown as a picture, or lost.
_ANSI: Final = re.compile(
    r"[\x1b\u241b\x9b]\[?[0-9;:?]{0,40}m"
    r"|\x1b\[[0-?]{0,40}[ -/]{0,4}[@-~]"
    r"|\x1b\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\)"
    r"|\x1b[ -/]{0,4}[0-Z\\^-~]"
)
_LOST_ESCAPE: Final = re.compile(r"\[\d{1,3}(?:;\d{1,3}){0,8}m")
_SPLITS: Final = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Those of ASCII, which are found faster among bytes.
_ODD_BYTES: Final = bytes((*range(9), *range(0x0B, 0x20), 0x7F))

_BLANKS: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
# Letters, digits and signs of a date as wide as a Chinese character; marks that stand between words
# there stay, as labels are known by them.
_WIDE: Final = re.compile("[\uff0a\uff0d-\uff19\uff1d\uff20-\uff3a\uff3f\uff41-\uff5a]")
_SINGLE: Final = re.compile("[\u2018\u2019\u201a\u201b\u2032\u00b4`]")
_DOUBLE: Final = re.compile("[\u201c\u201d\u201e\u201f\u2033]")
# A word processor lengthens the dash of `-Services`, of `Enable-ExchangeCertificate` and of rules
# of dashes; one that stands between blanks was set by somebody.
_DASH: Final = re.compile(
    "[\u2010-\u2015\u2212](?=[\\w\u2010-\u2015\u2212-])|(?<=[\u2010-\u2015\u2212-])[\u2010-\u2015\u2212]"
)
# UTF-8 that was read as a western code page: a lead byte with what can follow it.
_MOJIBAKE: Final = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_LONGEST_REPAIRED: Final = 20_000


def without_controls(draft: Draft) -> Draft:
    """Take out commands to a terminal and control characters; split lines where a page ends."""
    text = draft.text
    coded = text.encode("utf-8", "replace")
    if text.isascii() and len(coded.translate(None, _ODD_BYTES)) == len(coded):
        return draft.same_lines(_LOST_ESCAPE.sub("", text))
    text = _CONTROLS.sub("", _LOST_ESCAPE.sub("", _ANSI.sub("", text)))
    if not _SPLITS.search(text):
        return draft.same_lines(text)
    lines: list[str] = []
    sources: list[int] = []
    for number, line in enumerate(text.split("\n")):
        parts = _SPLITS.split(line)
        lines += parts
        sources += [number] * len(parts)
    return draft.other_lines("\n".join(lines), sources)


def repaired_encoding(draft: Draft) -> Draft:
    """Undo a wrong code page where it is certain, line by line."""
    text = draft.text
    if text.isascii() or not _MOJIBAKE.search(text):
        return draft
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if len(line) <= _LONGEST_REPAIRED and _MOJIBAKE.search(line):
            lines[number] = _repaired(line)
    return draft.same_lines("\n".join(lines))


def _repaired(line: str) -> str:
    from ftfy import TextFixerConfig, fix_encoding

    config = TextFixerConfig(
        replace_lossy_sequences=False, decode_inconsistent_utf8=False, fix_c1_controls=False
    )
    fixed = fix_encoding(line, config)
    return line if "\n" in fixed or "\r" in fixed else fixed


def has_invisible(text: str) -> bool:
    """Tell whether marks that nobody sees are in a text, beside one at its start."""
    return _INVISIBLE.search(text, 1) is not None


def without_marks(text: str) -> str:
    """Take out the marks that nobody sees and control characters, wherever a text is cut."""
    text = _SPLITS.sub(" ", _CONTROLS.sub("", text))
    return text if text.isascii() else _INVISIBLE.sub("", text)


def plain_characters(draft: Draft) -> Draft:
    """Put plain blanks, quotes and dashes for those of typography; take out invisible marks."""
    text = draft.text
    if text.isascii():
        return draft if "`" not in text else draft.same_lines(_SINGLE.sub("'", text))
    for pattern, plain in (
        (_BLANKS, " "),
        (_INVISIBLE, ""),
        (_SINGLE, "'"),
        (_DOUBLE, '"'),
        (_DASH, "-"),
    ):
        text = pattern.sub(plain, text)
    text = _WIDE.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text)
    return draft.same_lines(text)
