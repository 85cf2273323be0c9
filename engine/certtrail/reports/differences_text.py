"""What differs between servers on a terminal: in short in the summary, in full by itself."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from certtrail.model.vocabulary import Verdict
from certtrail.reports import outline
from certtrail.reports.differences import BLOCKS, UNSHOWN
from certtrail.reports.differences import shown as arranged
from certtrail.reports.speech import Speech
from certtrail.reports.terminal import (
    STYLES,
    ColouredText,
    console_of,
    labelled,
    prose,
    section,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.differences import Block, DifferentThing, ShownPeers
    from certtrail.text.languages import Reader

_WIDTH: Final = 80
_IN_SHORT: Final = 5
"""Things that the summary shows: those of who stands apart in most."""
_WHATS: Final = 6
_SAME: Final = 12


def differences_text(
    diagnosis: Diagnosis, reader: Reader, *, width: int = _WIDTH, colour: bool = False
) -> ColouredText:
    """Write all that differs between the servers of a diagnosis."""
    out = StringIO()
    console = console_of(out, width, colour=colour)
    speech = Speech(reader)
    told = speech.written(diagnosis)
    for server in outline.worst_first(told):
        label = Text(speech.word(server.verdict).upper(), style=STYLES[server.verdict])
        console.print(labelled(label, shown(server.name, "bold"), 0, 8))
    for peers in arranged(told, speech):
        _whole(console, peers, speech)
    return ColouredText(out.getvalue())


def in_short(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    """Write for the summary who stands apart, and in what first; nothing where nobody differs."""
    for peers in arranged(diagnosis, speech):
        if not peers.blocks:
            continue
        section(console, peers.title or speech.say("What differs between the servers"))
        console.print(labelled("-", shown(peers.lead), 2, 2))
        first = peers.blocks[0]
        for thing in first.things[:_IN_SHORT]:
            console.print(_thing(thing, 4))
        left = sum(len(block.things) for block in peers.blocks) - len(first.things[:_IN_SHORT])
        if left > 0:
            rest = speech.count(
                left,
                "... and {n|count} more thing: {command} shows all",
                "... and {n|count} more things: {command} shows all",
                command="`certtrail diff`",
            )
            console.print(Padding(prose(rest, speech), (0, 0, 0, 4)), style="dim")


def _whole(console: Console, peers: ShownPeers, speech: Speech) -> None:
    section(console, peers.title or speech.say("What differs between the servers"))
    console.print(labelled("", shown(peers.lead), 0, 1))
    for block in peers.blocks[:BLOCKS]:
        _block(console, block)
    if peers.unshown:
        rest = speech.count(peers.unshown, *UNSHOWN)
        console.print(Padding(shown(rest, "dim"), (1, 0, 0, 2)))
    if peers.incomparable:
        section(console, speech.say("Cannot be compared"))
    for one in peers.incomparable:
        told = speech.say("{names}, for lack of: {missing}", names=one.who, missing=one.why)
        console.print(labelled("-", shown(told), 2, 2))
        things = [*one.things[:_WHATS]]
        if len(one.things) > _WHATS:
            things.append(speech.say("{n|count} more", n=len(one.things) - _WHATS))
        console.print(Padding(shown(speech.clauses(things), "dim"), (0, 0, 0, 5)))
    if peers.same:
        title = speech.count(
            len(peers.same),
            "{n|count} thing is the same on all of which it is known",
            "{n|count} things are the same on all of which they are known",
        )
        section(console, title)
    for same in peers.same[:_SAME]:
        console.print(labelled("-", Text.assemble(shown(same.what), ": ", shown(same.says)), 2, 2))
    if len(peers.same) > _SAME:
        rest = speech.say("... and {n|count} more", n=len(peers.same) - _SAME)
        console.print(f"    {rest}", style="dim")
    if peers.left_out:
        console.print(labelled("!", shown(peers.left_out), 2, 2))


def _block(console: Console, block: Block) -> None:
    style = STYLES[Verdict.AT_RISK] if block.servers else "bold"
    console.print()
    console.print(Padding(shown(block.title, style), (0, 0, 0, 2)))
    for thing in block.things:
        console.print(_thing(thing, 4))


def _thing(thing: DifferentThing, indent: int) -> Padding:
    """Put what it is above who has what."""
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(shown(thing.what, "bold"))
    for line in _lines(thing):
        grid.add_row(Padding(line, (0, 0, 0, 2)))
    return Padding(grid, (0, 0, 0, indent))


def _lines(thing: DifferentThing) -> Iterator[Text]:
    for told in thing.apart:
        yield Text.assemble(shown(told.who, "bold"), ": ", shown(told.says), overflow="fold")
    if thing.others is not None:
        others = thing.others
        yield Text.assemble(shown(others.who), ": ", shown(others.says), style="dim")
