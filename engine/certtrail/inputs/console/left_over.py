"""An honest account of a text's lists: which rows with a thumbprint nobody took.

A thumbprint in somebody's sentence, or in a command, is no row. One that begins a row, or that is
a value of JSON, stands in a list; below a command that lists certificates so does every cell.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.default_prompts import PROMPT
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.objects.text_object import TextObject

HASH: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{40}(?![0-9A-Za-z])")
_ROW_BEFORE: Final = re.compile(r"[ \t'\"|]{0,80}(?:[^\s\\;,|'\"]{1,255}\\)?")
_ROW_BEHIND: Final = re.compile(
    r"['\"]?[ \t]{0,80}(?:[\t;,|]|[ \t]{2}\S)|[ \t](?:[IPUWSFC.]{4,8}(?!\w)|CN ?=|\d{1,4}[./-]\d)"
)
_JSON_BEFORE: Final = re.compile(r".*\"[A-Za-z]{0,40}Thumbprint\"\s{0,9}:\s{0,9}\"", re.IGNORECASE)
# A value of XML; and a label as lists have it, behind what nobody took off: the name of the file
# that it was found in, or the mark of a comment.
_NAMED_BEFORE: Final = re.compile(
    r".*<(?:\w+:)?(?:\w*Thumbprint|[^<>]{0,80}\bN(?:ame)?=[\"']\w*Thumbprint[\"'][^<>]{0,80})\s*>\s*"
    r"|(?:\S{1,200}[:>][ \t]?|[#;'/*]{1,4}[ \t]?)Thumbprint[ \t]+:[ \t]+",
    re.IGNORECASE,
)
_NAMED_BEHIND: Final = re.compile(r"\s*(?:<|$)")
# Cells below a command, of which a row may begin with any.
_CELL_BEFORE: Final = re.compile(r".*(?:[\t;,|\"'\\]|[ \t]{2}|\d[ \t]|[AaPp]\.?[Mm]\.?[ \t])|")
_CELL_BEHIND: Final = re.compile(r"['\"]?(?:[ \t]{0,80}[\t;,|]|[ \t]{2}|[ \t]?$|['\"])")
# What a script sets a variable to.
_SET_BEFORE: Final = re.compile(r"[ \t]{0,40}\$[\w:]{1,60}[ \t]{0,9}=[ \t]{0,9}['\"]?")
# Sentences, and entries of logs.
_SAID: Final = re.compile(r"(?:(?<!\S)[^\W\d_A-Z]+,? ){3}|\d{4}-\d\d-\d\dT|[ \t]{0,8}[A-Z]{4,}:")
# The rest of a command, at whose thumbprint it was wrapped: that is shown as `#` here.
_WRAPPED: Final = re.compile(
    r"(?:#|\s)[ \t]*(?:-[A-Za-z]{3}|\|[ \t]*[A-Za-z?%])|^[ \t]*['\"]?#['\"]?[ \t]*$"
)
_LISTS: Final = frozenset({"get-exchangecertificate", "cert:", "get-childitem"})
_REACH: Final = 300
_NAMED: Final = 20


def rows_left_over(paste: Paste, taken: Iterable[TextObject]) -> list[str]:
    """Name the rows of lists that hold a thumbprint and were not taken.

    Args:
        paste: the text.
        taken: the objects that something was made of, or that were complained of.
    """
    spans = _spans(taken)
    starts = [start for start, _, _ in spans]
    lines: list[int] = []
    asked = _asked(paste)
    begins = [begin for begin, _ in asked]
    for found in HASH.finditer(paste.text):
        at = bisect_right(begins, found.start()) - 1
        if at >= 0 and found.start() < asked[at][1]:
            continue
        at = bisect_right(starts, found.start()) - 1
        if at >= 0 and found.start() < spans[at][1] and found[0].upper() in spans[at][2]:
            continue
        if _stands_in_list(paste, found):
            lines.append(paste.line_at(found.start()))
    return list(_problems(list(dict.fromkeys(lines))))


def _asked(paste: Paste) -> list[tuple[int, int]]:
    """Give where it is asked whether to overwrite the default certificate: no list, but read."""
    squeezed = paste.squeezed
    found = (prompt.span() for prompt in PROMPT.finditer(squeezed.text))
    return [(squeezed.place(start), squeezed.place(end - 1) + 1) for start, end in found]


def _spans(taken: Iterable[TextObject]) -> list[tuple[int, int, set[str]]]:
    """Give where objects stand, and the thumbprints they hold; those of one JSON text are one."""
    found: dict[tuple[int, int], set[str]] = {}
    for each in taken:
        held = found.setdefault((each.place, each.end), set())
        for value in each.values.values():
            for part in value if isinstance(value, tuple) else (value,):
                held.update(one.upper() for one in HASH.findall(part))
    return sorted((start, end, held) for (start, end), held in found.items())


def _stands_in_list(paste: Paste, found: re.Match[str]) -> bool:
    text, place = paste.text, found.start()
    before = text[max(0, place - _REACH) : place].rpartition("\n")[2]
    behind = text[found.end() : found.end() + _REACH].partition("\n")[0]
    if _JSON_BEFORE.fullmatch(before):
        return True
    if _NAMED_BEFORE.fullmatch(before) and _NAMED_BEHIND.match(behind):
        return True
    if _SAID.search(f"{before}{behind}") or _SET_BEFORE.fullmatch(before):
        return False
    command = paste.commands.before(place)
    if command is not None and place < command.end and _WRAPPED.search(f"{before}#{behind}"):
        return False
    if _ROW_BEFORE.fullmatch(before) and _ROW_BEHIND.match(behind):
        return True
    listed = command is not None and command.name in _LISTS
    return listed and bool(_CELL_BEFORE.fullmatch(before) and _CELL_BEHIND.match(behind))


def _problems(lines: list[int]) -> Iterator[str]:
    for line in lines[:_NAMED]:
        yield phrase(
            "Line {line}: a certificate in a list that certtrail cannot read; paste what "
            "Get-ExchangeCertificate | Format-List prints.",
            line=line,
        )
    if len(lines) > _NAMED:
        yield phrase("And {number} more of that sort.", number=len(lines) - _NAMED)
