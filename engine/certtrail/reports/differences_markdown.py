"""What differs between servers as Markdown: a table for those who stand apart together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.reports import outline
from certtrail.reports.differences import BLOCKS, UNSHOWN, shown
from certtrail.reports.markdown_flavours import GITHUB
from certtrail.reports.markdown_pen import Pen
from certtrail.reports.markdown_text import Markdown, whole
from certtrail.reports.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.differences import Block, ShownPeers, Told
    from certtrail.reports.markdown_flavours import Flavour
    from certtrail.text.languages import Reader

_EMPTY: Final = Markdown("")


def differences_markdown(
    diagnosis: Diagnosis, reader: Reader, flavour: Flavour = GITHUB
) -> Markdown:
    """Write all that differs between the servers of a diagnosis."""
    speech = Speech(reader)
    pen = Pen(speech, flavour)
    told = speech.written(diagnosis)
    return whole([*_servers(told, pen), *differences_tables(told, pen)])


def _servers(diagnosis: Diagnosis, pen: Pen) -> Iterator[Markdown]:
    title = pen.escape(diagnosis.title) or pen.say("What differs between the servers")
    yield from pen.heading(1, title)
    rows = [
        (pen.escape(server.name), pen.word(server.verdict))
        for server in outline.worst_first(diagnosis)
    ]
    yield from pen.table((pen.say("Server"), pen.say("Verdict")), rows)


def differences_tables(diagnosis: Diagnosis, pen: Pen) -> Iterator[Markdown]:
    """Write the part of a report; nothing of one server."""
    for peers in shown(diagnosis, pen.speech):
        title = pen.escape(peers.title) or pen.say("What differs between the servers")
        yield from pen.heading(2, title)
        yield from (pen.escape(peers.lead), _EMPTY)
        for block in peers.blocks[:BLOCKS]:
            yield from _block(block, pen)
        if peers.unshown:
            yield from (pen.count(peers.unshown, *UNSHOWN), _EMPTY)
        yield from _incomparable(peers, pen)
        yield from _same(peers, pen)
        if peers.left_out:
            yield from (pen.escape(peers.left_out), _EMPTY)


def _block(block: Block, pen: Pen) -> Iterator[Markdown]:
    yield from pen.heading(3, pen.escape(block.title))
    most = any(thing.others for thing in block.things)
    head = [pen.say("What"), pen.say("Who has what")]
    if most:
        head = [pen.say("What"), pen.say("Apart"), pen.say("Most")]
    rows = []
    for thing in block.things:
        row = [pen.escape(thing.what), pen.clauses([_told(one, pen) for one in thing.apart])]
        if most:
            row.append(_EMPTY if thing.others is None else _told(thing.others, pen))
        rows.append(row)
    yield from pen.table(head, rows)


def _told(told: Told, pen: Pen) -> Markdown:
    return Markdown("{}: {}", pen.strong(told.who), pen.escape(told.says))


def _incomparable(peers: ShownPeers, pen: Pen) -> Iterator[Markdown]:
    rows = [
        (pen.escape(one.who), pen.escape(one.why), pen.escape(pen.speech.clauses(list(one.things))))
        for one in peers.incomparable
    ]
    if rows:
        yield from pen.heading(3, pen.say("Cannot be compared"))
        yield from pen.table((pen.say("Server"), pen.say("Missing"), pen.say("What")), rows)


def _same(peers: ShownPeers, pen: Pen) -> Iterator[Markdown]:
    rows = [
        (pen.escape(one.what), pen.escape(one.says), pen.escape(one.lacking)) for one in peers.same
    ]
    if rows:
        yield from pen.heading(3, pen.say("The same on all of which it is known"))
        yield from pen.table((pen.say("What"), pen.say("Value"), pen.say("Not known of")), rows)
