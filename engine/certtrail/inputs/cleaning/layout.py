"""Layout: line numbers, Markdown, and blank lines behind each line, taken off."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.cleaning.draft import Draft

_NUMBERED: Final = re.compile(
    r"[ \t]{0,8}(\d{1,6})"
    r"(?:[ \t]*[:|.)\u2502](?:[ \t]|(?!\d))|(?:\t|[ \t]{1,4})(?!\d{1,9}(?![0-9A-Za-z])))"
)
_NUMBERED_SIGN: Final = re.compile(r"^[ \t]{0,8}\d{1,6}[ \t:|.)\u2502]", re.MULTILINE)
_LEAST_NUMBERED: Final = 5

_FENCE: Final = re.compile(r"^[ \t]{0,6}(?:```+|'''+|~~~+)[\w-]{0,20}[ \t]*$", re.MULTILINE)
# Chats glue fences to the first and the last line of what they enclose; JIRA has words for them.
_GLUED: Final = re.compile(
    r"^[ \t]{0,6}(?:```|'''|\{(?:code|noformat|quote)(?::[^}\n]{0,80})?\})"
    r"|(?P<behind>(?:```|'''|\{(?:code|noformat|quote)\})[ \t]*$)",
    re.MULTILINE,
)
_MARKS: Final = ("```", "'''", "{code", "{noformat", "{quote")
# Within a word, and in longer runs, asterisks stand for what somebody struck out.
_BOLD: Final = re.compile(
    r"(?<![\w*.-])\*\*(?=[^*\s])([^*\n]{0,300}[^*\s])\*\*(?![\w*-])|__(?=\w)([^_\n]{1,60})__"
)
_BOLD_LABEL: Final = re.compile(
    r"^([ \t]{0,8})\*([A-Za-z][\w .-]{0,40}?:?)\*(?=[\s:])", re.MULTILINE
)
_BULLET: Final = re.compile(
    r"^([ \t]{0,12})"
    r"(?:[*\u2022\u00b7\u25aa\u25ab\u25e6\u2023\u25cf\u25cb\u25a0\u25a1\u2043]"
    r"|-(?![ \t]*-[ \t]*(?:-|$)))"
    r"[ \t](?=[ \t]{0,200}\S)",
    re.MULTILINE,
)
_ROW: Final = re.compile(r"^[ \t]{0,8}\|(.*)\|[ \t]*$", re.MULTILINE)
_RULE: Final = re.compile(r"[ \t:|-]{3,}")

# A label, not the start of a sentence: of few words, and no clock in it.
_LABELLED: Final = re.compile(
    r"\s{0,40}(?=[^:\uff1a\n]{1,61}[:\uff1a])[^\s:\uff1a]+(?:[ \t]+[^\s:\uff1a]+){0,5}[ \t]*"
    r"(?:(?<!\d)[:\uff1a]|[:\uff1a](?!\d))"
)
_RULER: Final = re.compile(r"[ \t]{0,8}-{2,}(?:[ \t]+-{2,}){0,200}[ \t]*")
_LEAST_DOUBLED: Final = 5
_LEAST_ROWS: Final = 3


def without_line_numbers(draft: Draft) -> Draft:
    """Take off the numbers that an editor or a web page shows before each line."""
    if not _NUMBERED_SIGN.search(draft.text):
        return draft
    lines = draft.text.split("\n")
    for start, stop in _counted(lines):
        for number in range(start, stop):
            found = _NUMBERED.match(lines[number])
            if found is not None:
                lines[number] = lines[number][found.end() :]
            elif lines[number].strip().isdecimal():
                lines[number] = ""
    return draft.same_lines("\n".join(lines))


def _counted(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the stretches in which every line has the number behind that of the line before."""
    start = 0
    before: int | None = None
    for number, line in enumerate([*lines, ""]):
        found = _NUMBERED.match(line)
        bare = line.strip()
        shown = int(found[1]) if found else int(bare) if _is_number(bare) else None
        if shown is not None and before is not None and shown == before + 1:
            before = shown
            continue
        if before is not None and number - start >= _LEAST_NUMBERED and _is_margin(lines[start]):
            yield start, number
        start, before = number, shown


def _is_margin(first: str) -> bool:
    """Tell numbers that are set off from the text, or start with 1, from a table's first column."""
    found = _NUMBERED.match(first)
    return found is None or int(found[1]) == 1 or bool(found[0].strip(" \t0123456789"))


def _is_number(bare: str) -> bool:
    return bare.isascii() and bare.isdecimal() and len(bare) <= 6


def without_fences(draft: Draft) -> Draft:
    """Take off what encloses a block in chats and tickets; what it is glued to ends with it."""
    text = draft.text
    if not any(mark in text for mark in _MARKS):
        return draft
    lines: list[str] = []
    sources: list[int] = []
    for number, line in enumerate(_FENCE.sub("", text).split("\n")):
        bare = _GLUED.sub("", line)
        ends = bare.strip() and any(found["behind"] for found in _GLUED.finditer(line))
        lines += [bare, ""] if ends else [bare]
        sources += [number, number] if ends else [number]
    return draft.other_lines("\n".join(lines), sources)


def without_markdown(draft: Draft) -> Draft:
    """Take off bold marks, bullets, and the bars of tables, whose cells tabs part then."""
    text = draft.text
    if "~~~" in text:
        text = _FENCE.sub("", text)
    if "*" in text or "__" in text:
        text = _BOLD.sub(lambda found: found[1] or found[2] or "", text)
        text = _BOLD_LABEL.sub(r"\1\2", text)
    text = _BULLET.sub(r"\1", text)
    if "|" in text:
        text = _ROW.sub(_cells, text)
    return draft if text == draft.text else draft.same_lines(text)


def _cells(row: re.Match[str]) -> str:
    inner = row[1]
    if _RULE.fullmatch(inner):
        return ""
    return "\t".join(cell.strip() for cell in inner.split("|"))


def without_doubled_lines(draft: Draft) -> Draft:
    """Take out the blank line that a mail program puts behind each line."""
    text = draft.text
    if "\n\n" not in text and "\n " not in text:
        return draft
    lines = text.split("\n")
    keep = bytearray(b"\x01") * len(lines)
    for stretch in _loose(lines):
        single = sum(blanks == 1 for _, blanks in stretch[:-1])
        if not _is_list([lines[number] for number, _ in stretch]):
            continue
        if single * 5 < (len(stretch) - 1) * 3:
            continue
        for number, blanks in stretch[:-1]:
            for gone in range(number + 1, number + 1 + blanks - blanks // 2):
                keep[gone] = 0
    if all(keep):
        return draft
    sources = [number for number, kept in enumerate(keep) if kept]
    return draft.other_lines("\n".join(lines[number] for number in sources), sources)


def _is_list(lines: Sequence[str]) -> bool:
    """Tell a list or a table from prose."""
    if len(lines) >= _LEAST_ROWS and any(map(_RULER.fullmatch, lines[1:3])):
        return True
    if len(lines) >= _LEAST_ROWS and "\t" in lines[0]:
        return len({line.count("\t") for line in lines}) == 1
    labelled = sum(_LABELLED.match(line) is not None for line in lines)
    return len(lines) >= _LEAST_DOUBLED and labelled * 2 >= len(lines)


def _loose(lines: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """Give the stretches in which no two lines follow each other without a blank one between.

    Each line as its number and how many blank lines are behind it.
    """
    stretch: list[tuple[int, int]] = []
    at = 0
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        size = sum(1 for _ in group)
        if blank:
            if stretch:
                stretch[-1] = (stretch[-1][0], size)
        elif size == 1:
            stretch.append((at, 0))
        else:
            # The first of several may end a stretch, and the last of them may begin one.
            stretch.append((at, 0))
            yield stretch
            stretch = [(at + size - 1, 0)]
        at += size
    if stretch:
        yield stretch
