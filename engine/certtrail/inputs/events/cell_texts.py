"""What stands in a cell of a table of events: whole events that are no part of the row's text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.cleaned import clean
from certtrail.inputs.events.byte_masks import holds
from certtrail.inputs.events.event_forms import collect, stretches
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from certtrail.inputs.events.stretch import TextStretch
    from certtrail.inputs.events.text_event import TextEvent
    from certtrail.inputs.events.text_records import TextRecords
    from certtrail.model.record import Record

# A line that names a source of Exchange, as the head of an event does: there may be one.
_SOURCE: Final = re.compile(r"^[^:\n]{1,40}:[ \t]{1,40}MSExchange ?[A-Z]\w+[ \t]*$", re.MULTILINE)
# An event as XML, a prompt, and a certificate as a list shows it: the texts of events have none.
_XML: Final = re.compile(r"<(?:[\w.-]{1,64}:)?Event[\s>]")
_PROMPT: Final = re.compile(r"^[ \t]{0,8}(?:\[PS\]|PS [A-Z]:\\)[^>\n]{0,200}>", re.MULTILINE)
# The same anywhere in a line, in UTF-8.
_RAW_XML: Final = re.compile(rb"<(?:[\w.\x80-\xff-]{1,256}:)?Event[\s>\x80-\xff\x1c-\x1f]")
_RAW_PROMPT: Final = re.compile(rb"PS [A-Z]:\\")
_RAW_SOURCE: Final = re.compile(rb":[ \t]{1,40}MSExchange ?[A-Z]")
_THUMBPRINT: Final = re.compile(
    r"^[ \t]{0,8}Thumbprint[ \t]{0,40}:[ \t]{0,40}[0-9A-Fa-f]{40}[ \t]*$", re.MULTILINE
)
_SERVICES: Final = re.compile(r"^[ \t]{0,8}Services[ \t]{0,40}:", re.MULTILINE)


def may_hold(rows: bytes) -> bool:
    """Tell whether a cell of many rows, as they are written in UTF-8, may hold what is to be read.

    Such words are hardly ever there, so each is looked for by its first bytes.
    """
    if b"<" in rows and _RAW_XML.search(rows):
        return True
    if (b"[" in rows and holds(rows, b"[PS]")) or (
        holds(rows, b"PS ") and _RAW_PROMPT.search(rows)
    ):
        return True
    if holds(rows, b"Thumbprint") and holds(rows, b"Services"):
        return True
    spoken = holds(rows, b" MSExchange") or (b"\t" in rows and holds(rows, b"\tMSExchange"))
    return spoken and _RAW_SOURCE.search(rows) is not None


def read_cells(
    cells: Sequence[str],
    where: Callable[[], str],
    own: tuple[str, int],
    name: str,
    records: TextRecords,
) -> None:
    """Read the events that stand in cells, and tell what stands there and is not read.

    Args:
        cells: of one row.
        where: says where the row stands.
        own: the source and id of the row's event, which a cell may show once more as XML.
        name: of the file.
        records: gets the events, and what is told.
    """
    for cell in cells:
        sure = _is_export(cell)
        if not sure and not _names_source(cell):
            continue
        cleaned = clean(cell)
        held = stretches(cleaned, name)
        found = [one for one in held if not _is_own(one, own)]
        if found:
            collect(found, cleaned, records)
            records.problem(
                phrase(
                    "{where}: events stand within one of its cells, and were read from there; "
                    "export the table again.",
                    where=where(),
                )
            )
        elif sure and not held:
            records.problem(
                phrase(
                    "{where}: one of its cells holds what looks like an export of its own, which "
                    "was not read; send it as a file of its own.",
                    where=where(),
                )
            )


# An expression is tried at each line; to look for its words first takes a tenth of that.
def _names_source(text: str) -> bool:
    spoken = " MSExchange" in text or "\tMSExchange" in text
    return spoken and _SOURCE.search(text) is not None


def _is_export(text: str) -> bool:
    if "<" in text and _XML.search(text):
        return True
    if ("[PS]" in text or "PS " in text) and _PROMPT.search(text):
        return True
    if "Thumbprint" not in text or "Services" not in text:
        return False
    return _THUMBPRINT.search(text) is not None and _SERVICES.search(text) is not None


def _is_own(one: TextStretch, own: tuple[str, int]) -> bool:
    events: tuple[Record | TextEvent, ...] = (*one.records, *one.undated)
    return all((each.provider, each.event_id) == own for each in events) and not one.skipped
