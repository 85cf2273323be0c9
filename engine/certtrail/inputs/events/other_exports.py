"""Lines that begin an export of another form: a text in; whether the message above ends there, out.

A message of an event goes on up to a mark of something else. What a command or a program wrote into
a file begins in one of few ways, and no message does.
"""

from __future__ import annotations

import csv
import re
from typing import Final

from certtrail.rulebook.labels import labels
from certtrail.rulebook.object_labels import shipped_labels

# PowerShell's XML, a log of Exchange's own, certutil, a certificate as letters, OpenSSL.
_MARK: Final = re.compile(
    r"[ \t]{0,8}(?:#< CLIXML|<Objs?[\s>]|#TYPE [\w.]|#(?:Software|Version|Log-type|Fields): ?\S"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z,[^,\n]{0,300},"
    r"|={3,} [^=\n]{1,60}? ?\d{1,6} ={3,}|-----BEGIN |CONNECTED\()"
)
_OBJECT: Final = re.compile(
    r"[ \t]{0,8}(?:\[\s{0,40})?\{\s{0,40}\"[^\"\n]{1,60}\"[ \t]{0,40}:", re.MULTILINE
)
_RULE: Final = re.compile(r"\n[ \t]{0,40}-{2,200}(?:[ \t]{1,200}-{2,200})+[ \t]{0,40}(?:\n|\Z)")
_DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST: Final = 4_000
_LEAST: Final = 3


def begins_export(text: str, at: int, end: int) -> bool:
    """Tell whether a line, given by its start and end, begins what is no part of a message."""
    if _MARK.match(text, at, end) or _RULE.match(text, end):
        return True
    if _OBJECT.match(text, at):
        return True
    return end - at <= _LONGEST and are_heads(text[at:end])


def are_heads(line: str) -> bool:
    """Tell the names of columns, most of which are known.

    >>> are_heads('"Thumbprint","Subject","NotAfter"'), are_heads("Thumbprint, subject and end")
    (True, False)
    """
    delimiter = max(_DELIMITERS, key=line.count)
    if line.count(delimiter) < _LEAST - 1:
        return False
    try:
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return False
    of_objects, of_events = shipped_labels(), labels()
    known = [of_objects.name_of(cell) or of_events.property_of(cell) for cell in cells if cell]
    told = {name for name in known if name is not None}
    return len(told) >= _LEAST and 2 * len(told) >= len(known)
