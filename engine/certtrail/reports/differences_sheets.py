"""What differs between servers as a workbook: side by side, and who stands apart in what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.server_differences import Likeness, Topic
from certtrail.reports.differences import shown
from certtrail.reports.speech import Speech
from certtrail.reports.spreadsheet import (
    MOST_COLUMNS,
    Look,
    Sheet,
    SheetCell,
    SheetRow,
    Spreadsheet,
)
from certtrail.text.languages import noted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.model.server_differences import ComparedThing, PeerServers
    from certtrail.reports.differences import ShownPeers
    from certtrail.text.languages import Reader

_WHAT: Final = 44
_VALUE: Final = 30
_MOST: Final = MOST_COLUMNS - 1
_PARTS: Final = (
    ((Likeness.APART, Likeness.SPLIT), noted("What differs between the servers")),
    ((Likeness.NOT_COMPARED,), noted("Cannot be compared")),
    ((Likeness.SAME,), noted("The same on all of which it is known")),
)


def differences_spreadsheet(diagnosis: Diagnosis, reader: Reader) -> Spreadsheet:
    """Write all that was compared between the servers of a diagnosis."""
    speech = Speech(reader)
    told = speech.written(diagnosis)
    verdicts = {server.name: speech.word(server.verdict) for server in told.servers}
    sheets = [_side_by_side(peers.anew(), verdicts, speech) for peers in told.differences]
    return Spreadsheet([*sheets, _apart(shown(told, speech), speech)])


def _side_by_side(peers: PeerServers, verdicts: Mapping[str, str], speech: Speech) -> Sheet:
    """Give each server a column: who stands apart in most goes first."""
    first = [one.server for one in peers.outliers]
    servers = [*first, *(name for name in peers.servers if name not in first)]
    seen = servers[:_MOST]
    title = speech.say("Edge servers") if peers.kind == "edge" else speech.say("Servers")
    rows = []
    if all(one.topic is not Topic.VERDICT for one in peers.things):
        told = (SheetCell(verdicts.get(name, "")) for name in seen)
        rows.append(_row(speech.say("Verdict"), told))
    for likeness, heading in _PARTS:
        things = peers.like(*likeness)
        if things:
            rows.append(_section(speech.say(heading), len(seen) + 1))
            folded = Likeness.APART not in likeness
            rows += [_row(one.what, _values(one, seen, speech), folded=folded) for one in things]
    if len(servers) > len(seen):
        more = len(servers) - len(seen)
        rows.append(_section(speech.say("{n|count} more", n=more), len(seen) + 1))
    return Sheet(
        title,
        (_WHAT, *[_VALUE] * len(seen)),
        _head(speech.say("What"), *seen),
        tuple(rows),
        fixed=1,
    )


def _values(thing: ComparedThing, servers: Sequence[str], speech: Speech) -> Iterator[SheetCell]:
    told = {name: one.says for one in thing.values for name in one.servers}
    lacking = {name: one.why for one in thing.lacking for name in one.servers}
    for name in servers:
        if name in told:
            yield SheetCell(told[name], Look.APART if name in thing.apart else Look.PLAIN)
        elif name in lacking:
            why = speech.say("cannot be compared, for lack of: {missing}", missing=lacking[name])
            yield SheetCell(why, Look.UNKNOWN)
        else:
            yield SheetCell(speech.say("cannot be compared"), Look.UNKNOWN)


def _apart(all_peers: Sequence[ShownPeers], speech: Speech) -> Sheet:
    """Give a row to each thing in which servers differ, as the other formats arrange them."""
    say = speech.say
    head = _head(say("Server"), say("What"), say("Apart"), say("Most"), say("Not known of"))
    rows = []
    for peers in all_peers:
        title = say("{first} {rest}", first=peers.title, rest=peers.lead).strip()
        rows.append(_section(title, len(head.cells)))
        for block in peers.blocks:
            for thing in block.things:
                apart = speech.clauses([f"{one.who}: {one.says}" for one in thing.apart])
                most = "" if thing.others is None else f"{thing.others.who}: {thing.others.says}"
                texts = (block.title, thing.what, apart, most, thing.lacking)
                rows.append(SheetRow(tuple(map(SheetCell, texts))))
        if peers.left_out:
            rows.append(_section(peers.left_out, len(head.cells)))
    widths = (_VALUE, _WHAT, 2 * _VALUE, 2 * _VALUE, _VALUE)
    return Sheet(say("Who stands apart"), widths, head, tuple(rows))


def _head(*texts: str) -> SheetRow:
    return SheetRow(tuple(SheetCell(text, Look.HEAD) for text in texts))


def _section(text: str, columns: int) -> SheetRow:
    """Make a row that parts the others; all its cells are filled."""
    empty = SheetCell("", Look.SECTION)
    return SheetRow((SheetCell(text, Look.SECTION), *[empty] * (columns - 1)))


def _row(
    what: str, values: Sequence[SheetCell] | Iterator[SheetCell], *, folded: bool = False
) -> SheetRow:
    return SheetRow((SheetCell(what), *values), folded)
