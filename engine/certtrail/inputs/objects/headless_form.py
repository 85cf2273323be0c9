r"""Rows of certificates without heads, as a line of PowerShell prints them.

[PS] C:\>Get-ExchangeCertificate | % { "$($_.Thumbprint);$($_.Subject);$($_.NotAfter)" }
0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293;CN=EX01;4/22/2024 10:00:00 AM

The command above names the cells where it is there and has as many; else what they look like does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate, orders
from certtrail.inputs.objects.delimited_form import split
from certtrail.inputs.objects.text_lines import Found, TextLines
from certtrail.inputs.objects.text_object import TextObject, unquoted
from certtrail.inputs.objects.typed_cells import cells_of, is_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.objects.text_object import Value
    from certtrail.rulebook.object_labels import ObjectLabels, PropertyType

# What such an object remarks of itself, as nobody wrote down what its dates are.
BY_LOOKS: Final = "cells without names"
_HASH: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{40}(?![0-9A-Za-z])")
_PRINT: Final = re.compile(r"(?:(?P<place>[^\s\\]{1,255})\\)?(?P<thumbprint>[0-9A-Fa-f]{40})")
_DN: Final = re.compile(r"(?:CN|OU|O|DC|E|C|L|S|ST|T|G|SN|STREET) ?=.*", re.IGNORECASE | re.DOTALL)
_ASKED: Final = re.compile(r"\$(?:_|[A-Za-z]\w{0,30})\.(?P<name>[A-Za-z]\w{0,40})")
_STATUS: Final = frozenset(
    {"valid", "dateinvalid", "untrusted", "invalid", "revoked", "revocationcheckfailure"}
)
# Properties of the server that such a line was asked of.
_OF_SERVER: Final = frozenset({"Name", "Fqdn"})
_DELIMITERS: Final = ("\t", ";", "|", ",")
# Where nothing but blanks parts the cells.
_BLANK: Final[tuple[tuple[PropertyType, ...], ...]] = (
    ("thumbprint", "date"),
    ("thumbprint", "services"),
    ("thumbprint", "date", "services"),
    ("thumbprint", "services", "date"),
    ("thumbprint", "date", "dn"),
    ("thumbprint", "date", "services", "dn"),
    ("thumbprint", "services", "date", "dn"),
    ("thumbprint", "dn", "date"),
    ("thumbprint", "dn", "services"),
    ("thumbprint", "dn", "date", "services"),
    ("thumbprint", "dn", "services", "date"),
    ("date", "thumbprint"),
    ("services", "thumbprint"),
    ("dn", "thumbprint"),
    ("dn", "date", "thumbprint"),
    ("date", "dn", "thumbprint"),
    ("date", "services", "thumbprint"),
    ("services", "date", "thumbprint"),
)
# A line of a log with its time and level: what it names was done or met, and is listed by nobody.
_LOGGED: Final = re.compile(
    r"\s*\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\s\]]{0,12}\]?(?: ?[+-]\d\d:?\d\d)?[ \t]+"
    r"\[?(?:VRB|DBG|INF|WRN|ERR|FTL|TRACE|DEBUG|VERBOSE|INFO|WARN|WARNING|ERROR|FATAL)\b",
    re.IGNORECASE,
)
# So is what a cell calls a cmdlet, in a table of what somebody ran, or a source of events.
_RAN: Final = re.compile(
    r"(?:Add|Enable|Export|Import|New|Remove|Set)-[A-Z][A-Za-z]{4,40}|MSExchange ?[A-Za-z]{3,40}",
    re.IGNORECASE,
)
_LONGEST: Final = 4_000
_ABOVE: Final = 4


def read_headless(lines: TextLines, at: int) -> Found | None:
    """Read the rows that begin on a line, which all have the same cells."""
    cells = _cells(lines.lines[at])
    if cells is None:
        return None
    names = _asked(lines, at, len(cells))
    objects: list[TextObject] = []
    until = at
    while not lines.is_blank(until) and (row := _cells(lines.lines[until])) is not None:
        values: dict[str, Value]
        remarks: tuple[str, ...] = ()
        if names and len(row) == len(names):
            values = dict(zip(names, row, strict=True))
        else:
            values = _by_looks(row, lines.labels)
            remarks = (BY_LOOKS,) if values.keys() & {"NotBefore", "NotAfter"} else ()
        place = lines.places[until]
        objects.append(TextObject(place, place + len(lines.lines[until]), values, remarks))
        until += 1
    return Found(objects, until)


def _cells(line: str) -> list[str] | None:
    """Take a row apart; None for a line that is no row with a thumbprint and something else."""
    if len(line) > _LONGEST or _HASH.search(line) is None or _LOGGED.match(line):
        return None
    for delimiter in _DELIMITERS:
        if delimiter in line and _is_row(cells := _joined(split(line.strip(), delimiter))):
            return cells
    parted = re.split(r" {2,}", line.strip())
    if _is_row(parted):
        return parted
    # Blanks part words, too: in what a tool logged, one cell would be a sentence.
    found = (cells_of(line, kinds) for kinds in _BLANK)
    rows = (cells for cells in found if cells is not None and all(map(_kind, cells)))
    return next((cells for cells in rows if _is_row(cells)), None)


def _joined(cells: Sequence[str]) -> list[str]:
    """Put together what the delimiter only seems to part: names of a subject, services."""
    made: list[str] = []
    for cell in (unquoted(one.strip()) for one in cells):
        for kind in ("dn", "services"):
            if made and _kind(cell) == kind == _kind(made[-1]) and not cell.startswith("CN="):
                made[-1] = f"{made[-1]}, {cell}"
                break
        else:
            made.append(cell)
    return made


def _is_row(cells: Sequence[str]) -> bool:
    kinds = [_kind(cell) for cell in cells]
    if any(map(_RAN.fullmatch, cells)):
        return False
    return kinds.count("thumbprint") == 1 and bool({"date", "services", "dn"} & set(kinds))


def _kind(cell: str) -> str:
    """Tell what a cell looks like; empty for what could be anything."""
    if _PRINT.fullmatch(cell):
        return "thumbprint"
    if is_cell(cell, "date"):
        return "date"
    if is_cell(cell, "services"):
        return "services"
    if _DN.fullmatch(cell):
        return "dn"
    return "status" if cell.casefold() in _STATUS else ""


def _asked(lines: TextLines, at: int, count: int) -> list[str]:
    """Find what the command above asks of each certificate, if that is as much as a row has."""
    above = " ".join(lines.lines[max(0, at - _ABOVE) : at])[-_LONGEST:]
    command = above.casefold().rfind("get-exchangecertificate")
    names = [found["name"] for found in _ASKED.finditer(above, max(0, command))]
    if len(names) != count:
        return []
    known = [lines.labels.name_of(name) or name for name in names]
    if "Thumbprint" not in known or len(set(known)) < count:
        return []
    return ["Server" if name in _OF_SERVER else name for name in known]


def _by_looks(cells: Sequence[str], labels: ObjectLabels) -> dict[str, Value]:
    values: dict[str, Value] = {}
    dates: list[str] = []
    for cell in cells:
        kind = _kind(cell)
        if kind == "thumbprint" and (found := _PRINT.fullmatch(cell)) is not None:
            values["Thumbprint"] = found["thumbprint"]
            if found["place"]:
                values["Server"] = found["place"]
        elif kind == "date":
            dates.append(cell)
        elif kind == "dn":
            values["Issuer" if "Subject" in values else "Subject"] = cell
        elif kind:
            values[labels.name_of(kind) or kind] = cell
    return values | dict(zip(("NotAfter", "NotBefore"), _latest_first(dates), strict=False))


def _latest_first(dates: Sequence[str]) -> list[str]:
    """Put the end of a certificate before its begin, whichever way they are written."""
    read = [WrittenDate.read(text) for text in dates[:2]]
    written = [one for one in read if one is not None]
    if len(written) < 2:
        return list(dates[:1])
    one, other = written
    earlier = {(one.instant(by) or 0) < (other.instant(by) or 0) for by in orders(written)}
    return [dates[1], dates[0]] if earlier == {True} else [dates[0], dates[1]]
