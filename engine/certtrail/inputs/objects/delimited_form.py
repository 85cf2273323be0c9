"""Delimited rows: Export-Csv with any separator, tab-separated text, cells of a page's table.

#TYPE Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate
"Thumbprint","Services","NotAfter"
"0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293","IMAP, SMTP","4/22/2024 10:00:00 AM"
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.text_lines import Found, Nothing, TextLines
from certtrail.inputs.objects.text_object import TextObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DELIMITERS: Final = ("\t", ";", ",", "|")
_TYPE: Final = re.compile(r"#TYPE ([\w.`\[\]+]{1,300})\s*$")
_RULE: Final = re.compile(r"[\s|:;,=-]*")
# A row may take in line ends within quotes, but not a whole text.
_LONGEST: Final = 65_536
_MOST_LINES: Final = 200
_FIRST_CELLS: Final = 4
# Words within a cell may have a comma; so many columns have no words by chance.
_LEAST: Final = 3
_THUMBPRINT: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])")


def read_delimited(lines: TextLines, at: int) -> Found | Nothing | None:
    """Read rows below heads that begin on a line, or on the one behind a #TYPE."""
    type_name = ""
    first = at
    if (typed := _TYPE.match(lines.lines[at])) is not None:
        type_name, first = typed[1], at + 1
        if lines.is_blank(first):
            return None
    found = None if lines.spent else _heads(lines, first, 1 if type_name else 2)
    if found is None:
        return None
    delimiter, names = found
    objects: list[TextObject] = []
    until = same = first + 1
    for number, last, cells in _rows(lines, first + 1, delimiter, len(names)):
        behind_gap = number > until
        if not _fits(cells, names) or (behind_gap and len(cells) != len(names)):
            break
        if same == until and number == last:
            same = last + 1
        until = last + 1
        if not _RULE.fullmatch("".join(cells)) and lines.lines[number] != lines.lines[first]:
            objects.append(_object(lines, number, last, names, cells, type_name))
    if objects:
        return Found(objects, until)
    # Below heads that come again and again there are no rows; one of several lines may hold others.
    lines.spend(lines.places[until] - lines.places[same])
    return Nothing(same) if not type_name else None


def _heads(lines: TextLines, at: int, least: int) -> tuple[str, list[str]] | None:
    """Find the separator by which most of a line's cells are known labels."""
    line = lines.lines[at]
    if len(line) > _LONGEST:
        return None
    for delimiter in _DELIMITERS:
        if line.count(delimiter) + 1 < least or not _may_be_heads(lines, line, delimiter):
            continue
        cells = [cell.strip() for cell in split(line, delimiter)]
        known = [lines.labels.name_of(cell) for cell in cells]
        told = [name for name in known if name is not None]
        if len(told) < least or len(told) * 2 < len([cell for cell in cells if cell]):
            continue
        return delimiter, [name or cell for name, cell in zip(known, cells, strict=True)]
    return None


def _may_be_heads(lines: TextLines, line: str, delimiter: str) -> bool:
    """Tell quickly whether one of the first cells is a known label."""
    first = line.split(delimiter, _FIRST_CELLS)[:_FIRST_CELLS]
    return any(lines.labels.name_of(cell.strip().strip('"')) for cell in first)


def _rows(
    lines: TextLines, at: int, delimiter: str, columns: int
) -> Iterator[tuple[int, int, list[str]]]:
    """Give rows up to two blank lines, each with its first and last line."""
    number = at
    while not lines.is_blank(number) or not lines.is_blank(number + 1):
        if lines.is_blank(number):
            number += 1
        first, text = number, lines.lines[number]
        while _is_open(text) and number - first < _MOST_LINES and len(text) < _LONGEST:
            if number + 1 >= len(lines):
                break
            number += 1
            text = f"{text}\n{lines.lines[number]}"
        if _is_open(text) or _holds_rows(lines.lines[first : number + 1], delimiter, columns):
            # A quotation mark that never ends, or only behind other rows, is a mark of its own.
            number, text = first, lines.lines[first].replace('"', "")
        yield first, number, split(text, delimiter)
        number += 1


def _holds_rows(lines: Sequence[str], delimiter: str, columns: int) -> bool:
    """Tell whether the lines of one row are several rows, which a stray quotation mark joins.

    A cell of several lines in the first column leaves all others on its last line, which looks
    like a row; its first line does not. And where cells have their marks, rows have them as well.
    """
    first, *held = lines
    if not held or not _is_row(first, delimiter, columns):
        return False
    between = f'"{delimiter}"' if f'"{delimiter}"' in first else delimiter
    return any(_is_row(line, delimiter, columns) for line in held if between in line)


def _is_row(line: str, delimiter: str, columns: int) -> bool:
    """Tell whether a line can be nothing but a row of so many columns."""
    if line.count(delimiter) < columns - 1 or (columns < _LEAST and not _THUMBPRINT.search(line)):
        return False
    cells = split(line.replace('"', "") if _is_open(line) else line, delimiter)
    return len(cells) == columns


def _is_open(text: str) -> bool:
    return text.count('"') % 2 == 1


def split(text: str, delimiter: str) -> list[str]:
    """Take a row apart at a delimiter, but not within quotation marks."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return text.replace('"', "").split(delimiter)


def _fits(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether a row is of these heads; Excel leaves out empty cells at its end."""
    extra = [cell for cell in cells[len(names) :] if cell.strip()]
    return not extra and (len(cells) * 2 > len(names) or len(cells) > 2)


def _object(
    lines: TextLines,
    number: int,
    last: int,
    names: Sequence[str],
    cells: Sequence[str],
    type_name: str,
) -> TextObject:
    filled = [*cells, *[""] * (len(names) - len(cells))]
    values = {name: cell.strip() for name, cell in zip(names, filled, strict=False) if name}
    end = lines.places[last] + len(lines.lines[last])
    return TextObject(lines.places[number], end, values, (), type_name)
