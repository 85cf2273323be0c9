"""Objects as shells, tools and web pages print them, each form written from its own rules."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Value = str | bool | int | tuple[str, ...] | datetime | None
    Row = Mapping[str, Value]
    Form = Callable[[Sequence[Row]], str]

_NAMESPACE: Final = "http://schemas.microsoft.com/powershell/2004/04"


@dataclass(frozen=True, slots=True)
class Culture:
    """How a culture writes what it writes in its own way."""

    date: str
    true: str = "True"
    false: str = "False"

    def shown(self, value: Value) -> str:
        """Write a value as a cell or as the text behind a label."""
        if isinstance(value, bool):
            return self.true if value else self.false
        if isinstance(value, datetime):
            half = "AM" if value.hour < 12 else "PM"
            return self.date.format(at=value, hour=value.hour % 12 or 12, half=half)
        if isinstance(value, tuple):
            return "{" + ", ".join(value) + "}"
        return "" if value is None else str(value)


AMERICAN: Final = Culture("{at.month}/{at.day}/{at.year} {hour}:{at:%M:%S} {half}")
BRITISH: Final = Culture("{at:%d/%m/%Y %H:%M:%S}")
GERMAN: Final = Culture("{at:%d.%m.%Y %H:%M:%S}")
SWEDISH: Final = Culture("{at:%Y-%m-%d %H:%M:%S}")
# A German Excel writes the truths of its own language; the shell never does.
EXCEL: Final = Culture("{at:%d.%m.%Y %H:%M}", "WAHR", "FALSCH")


def clixml(rows: Sequence[Row], kind: str) -> str:
    """Write what Export-Clixml makes of chosen properties; `kind` as the cmdlet's type ends."""
    made = []
    for row in rows:
        members = "".join(_member(name, value) for name, value in row.items())
        made.append(f'<Obj RefId="0"><TN RefId="0"><T>{kind}</T></TN><MS>{members}</MS></Obj>')
    return f'<Objs Version="1.1.0.1" xmlns="{_NAMESPACE}">{"".join(made)}</Objs>'


def _member(name: str, value: Value) -> str:
    if value is None:
        return f'<Nil N="{name}" />'
    if isinstance(value, bool):
        return f'<B N="{name}">{str(value).lower()}</B>'
    if isinstance(value, datetime):
        return f'<DT N="{name}">{value:%Y-%m-%dT%H:%M:%S}Z</DT>'
    if isinstance(value, tuple):
        items = "".join(f"<S>{html.escape(each)}</S>" for each in value)
        return f'<Obj N="{name}" RefId="1"><LST>{items}</LST></Obj>'
    return f'<S N="{name}">{html.escape(str(value))}</S>'


def wrapped(text: str, room: int) -> list[str]:
    """Wrap as PowerShell does: at blanks, and a word that is longer than a line wherever it is."""
    lines = [""]
    for word in re.findall(r"\S* ?", text):
        bare = word.rstrip()
        if len(lines[-1]) + len(bare) > room and len(bare) <= room:
            lines.append("")
        for char in word:
            if len(lines[-1]) == room:
                lines.append("")
            lines[-1] += char
    return [line.rstrip() for line in lines]


def as_list(width: int, culture: Culture = AMERICAN, *, hyphen: str = ":") -> Form:
    """Format-List in a window: values go on below where they begin."""

    def form(rows: Sequence[Row]) -> str:
        longest = max(len(name) for row in rows for name in row)
        lines = []
        for row in rows:
            for name, value in row.items():
                room = max(width - 1 - longest - 3, 1)
                text = culture.shown(value)
                parts = wrapped(text, room)
                lines.append(f"{name:<{longest}} {hyphen} {parts[0]}")
                lines += [" " * (longest + 3) + part for part in parts[1:]]
            lines.append("")
        return "\n\n" + "\n".join(lines) + "\n"

    return form


def table(
    culture: Culture = AMERICAN, *, right: frozenset[str] = frozenset(), gap: int = 1
) -> Form:
    """Format-Table -AutoSize with room for every value; `right` names columns set to the right."""

    def form(rows: Sequence[Row]) -> str:
        names = list(rows[0])
        cells = [[culture.shown(row[name]) for name in names] for row in rows]
        widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
        marks = ["-" * len(name) for name in names]

        def line(values: Sequence[str]) -> str:
            return (" " * gap).join(
                value.rjust(width) if name in right else value.ljust(width)
                for name, value, width in zip(names, values, widths, strict=True)
            )

        return "\n".join(["", line(names), line(marks), *map(line, cells), "", ""])

    return form


def wrapped_table(room: int, culture: Culture = AMERICAN) -> Form:
    """Format-Table -Wrap: a value that is longer than its column goes on below."""

    def form(rows: Sequence[Row]) -> str:
        names = list(rows[0])
        widths = [max(room, len(name)) for name in names]
        lines = [_joined(names, widths), _joined(["-" * len(name) for name in names], widths)]
        for row in rows:
            cut = [
                wrapped(culture.shown(row[name]), width)
                for name, width in zip(names, widths, strict=True)
            ]
            depth = max(map(len, cut))
            lines += [
                _joined([parts[n] if n < len(parts) else "" for parts in cut], widths)
                for n in range(depth)
            ]
        return "\n".join(["", *lines, ""])

    return form


def _joined(values: Sequence[str], widths: Sequence[int]) -> str:
    pairs = zip(values, widths, strict=True)
    return " ".join(value.ljust(width) for value, width in pairs).rstrip()


def delimited(
    between: str, culture: Culture = AMERICAN, *, quote: bool = True, typed: bool = False
) -> Form:
    """Export-Csv, or what a spreadsheet saves (`quote=False`); lists are joined as it does."""

    def form(rows: Sequence[Row]) -> str:
        out = io.StringIO()
        quoting: Final = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
        writer = csv.writer(out, delimiter=between, quoting=quoting, lineterminator="\r\n")
        writer.writerow(rows[0])
        for row in rows:
            writer.writerow(
                [
                    ", ".join(value) if isinstance(value, tuple) else culture.shown(value)
                    for value in row.values()
                ]
            )
        return ("#TYPE Selected.Object\r\n" if typed else "") + out.getvalue()

    return form


def as_json(*, old: bool, indent: int | None = 2) -> Form:
    """ConvertTo-Json of PowerShell 7, or of Windows PowerShell; one object is no array."""

    def date(value: datetime) -> str:
        ticks = round(value.timestamp() * 1000)
        return f"/Date({ticks})/" if old else value.isoformat().replace("+00:00", "Z")

    def plain(value: Value) -> object:
        if isinstance(value, datetime):
            return date(value)
        return list(value) if isinstance(value, tuple) else value

    def form(rows: Sequence[Row]) -> str:
        made = [{name: plain(value) for name, value in row.items()} for row in rows]
        return json.dumps(made[0] if len(made) == 1 else made, indent=indent) + "\n"

    return form


def markdown(culture: Culture = AMERICAN) -> Form:
    """A table of a chat or an issue."""

    def form(rows: Sequence[Row]) -> str:
        lines = [list(rows[0]), ["---"] * len(rows[0])]
        lines += [[culture.shown(value) for value in row.values()] for row in rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"

    return form


def web_table(culture: Culture = AMERICAN) -> Form:
    """ConvertTo-Html."""

    def form(rows: Sequence[Row]) -> str:
        lines = ["<tr>" + "".join(f"<th>{name}</th>" for name in rows[0]) + "</tr>"]
        for row in rows:
            cells = (html.escape(culture.shown(value)) for value in row.values())
            lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        return "<html><body><table>\n" + "\n".join(lines) + "\n</table></body></html>\n"

    return form


def on_one_line(culture: Culture = AMERICAN) -> Form:
    """A list of which somebody's chat took the line ends away."""

    def form(rows: Sequence[Row]) -> str:
        return "\n".join(
            " ".join(f"{name} : {culture.shown(value)}".strip() for name, value in row.items())
            for row in [*rows, {}]
        )

    return form


def splatted(culture: Culture = AMERICAN) -> Form:
    """Objects that were written into a string."""

    def form(rows: Sequence[Row]) -> str:
        return (
            "\n".join(
                "@{"
                + "; ".join(f"{name}={culture.shown(value)}" for name, value in row.items())
                + "}"
                for row in rows
            )
            + "\n"
        )

    return form


def utc(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    """Give an instant."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
