"""What a terminal shows: lines, numbered steps, sections and labelled blocks, folded to fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Self, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from certtrail.model.vocabulary import Severity, Verdict
from certtrail.reports.prose import PieceKind
from certtrail.text.display import printable, visible
from certtrail.text.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType

    from certtrail.reports.speech import Speech

_COLOURS: Final = re.compile(r"(\x1b\[[0-9;]*m)")
STYLES: Final[dict[str, str]] = {
    Verdict.BROKEN: "bold red",
    Verdict.AT_RISK: "bold yellow",
    Verdict.HEALTHY: "bold green",
    Verdict.UNKNOWN: "bold magenta",
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}


class VisibleConsole(Console):
    """A console on which no text that is printed can hide, move or colour anything."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Lay something out, with what cannot be seen spelled out in every piece."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else Segment(printable(piece.text), piece.style)


class ColouredText(Outgoing):
    """What a console printed: plain text, with no other control codes than those of colours."""

    __slots__ = ()

    def __new__(cls, printed: str) -> Self:
        """Spell out what else cannot be seen; blanks at the ends of lines go."""
        lines = (line.rstrip() for line in printed.split("\n"))
        shown = ("".join(map(_coloured, _COLOURS.split(line))) for line in lines)
        return str.__new__(cls, "\n".join(shown).rstrip("\n") + "\n")


def _coloured(text: str) -> str:
    return text if _COLOURS.fullmatch(text) else printable(text)


def console_of(out: TextIO, width: int, *, colour: bool) -> Console:
    """Make what lays a page out; control codes only where colour is wanted."""
    return VisibleConsole(
        file=out,
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def shown(value: str, style: str = "") -> Text:
    """Show a value on one line, which may fold anywhere."""
    return Text(visible(value), style=style, overflow="fold")


def prose(value: str, speech: Speech) -> Text:
    """Show a text with its commands in bold."""
    found = Text(overflow="fold")
    for piece in speech.pieces(value):
        found.append(piece.text, "" if piece.kind is PieceKind.WORDS else "bold")
    return found


def step(number: int, text: str, speech: Speech) -> Table:
    """Number a step; a command starts a line of its own, so that it is found and copied whole."""
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=len(f"{number}."), no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    lines = [Text(overflow="fold")]
    for piece in speech.blocks(text):
        style = "" if piece.kind is PieceKind.WORDS else "bold"
        if piece.kind is PieceKind.COMMAND:
            lines += [Text(piece.text, style, overflow="fold"), Text(overflow="fold")]
        else:
            lines[-1].append(piece.text, style)
    grid.add_row(f"{number}.", Text("\n").join(line for line in lines if line.plain.strip()))
    return grid


def section(console: Console, title: str) -> None:
    """Begin a section."""
    console.print()
    console.print(Text(title.upper(), style="bold"))


def labelled(label: Text | str, body: Text | Table, indent: int, gap: int) -> Padding:
    """Put a body beside a label, all of it indented."""
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=gap, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(label, body)
    return Padding(grid, (0, 0, 0, indent))
