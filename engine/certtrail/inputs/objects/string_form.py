"""Objects that were written into a string: what PowerShell makes of chosen properties then.

@{Thumbprint=0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293; Services=IMAP, SMTP; Subject=CN=EX01}
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from certtrail.inputs.objects.text_lines import Found, TextLines
from certtrail.inputs.objects.text_object import TextObject

_START: Final = re.compile(r"@\{(?=[A-Za-z])")
_NAME: Final = re.compile(r"(?:(?<=@\{)|(?<=; ))([A-Za-z][A-Za-z0-9]{0,62})=")
_LONGEST: Final = 65_536


def read_string(lines: TextLines, at: int) -> Found | None:
    """Read the objects that a line has."""
    line = lines.lines[at]
    if "@{" not in line or len(line) > _LONGEST:
        return None
    bounds = [*(match.start() for match in _START.finditer(line)), len(line)]
    objects = []
    for start, stop in pairwise(bounds):
        found = _object(lines, at, start, stop)
        if found is not None:
            objects.append(found)
    return Found(objects, at + 1) if objects else None


def _object(lines: TextLines, at: int, start: int, stop: int) -> TextObject | None:
    """Read what is between the braces; None where hardly any of its labels is known."""
    line = lines.lines[at]
    names = list(_NAME.finditer(line, start, stop))
    known = [lines.labels.name_of(match[1]) for match in names]
    told = [name for name in known if name is not None]
    if len(told) < 2 and not any(lines.labels.types.get(name) == "thumbprint" for name in told):
        return None
    closed = line.rfind("}", start, stop)
    end = stop if closed < 0 else closed
    stops = [match.start() - len("; ") for match in names[1:]] + [end]
    values = {
        name or match[1]: line[match.end() : max(match.end(), until)].strip()
        for name, match, until in zip(known, names, stops, strict=True)
    }
    return TextObject(lines.places[at] + start, lines.places[at] + end, values)
