"""Tables that cut messages, beside other inputs in; those that another input has whole, excused.

What somebody copied into a mail loses the ends of its messages. Where another input has each of
these records with its whole message, nothing is lost, and nobody has to send anything again.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from certtrail.inputs.events.open_channels import catalogue
from certtrail.text.hosts import host_of
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.model.records import Records

_OF_EXCHANGE: Final = "MSExchange"
_THUMBPRINT: Final = "thumbprint"
_Key: TypeAlias = "tuple[str, str, int, int]"
"""The host and the source of a record, in small letters, its id, and its time in seconds."""


@cache
def loses_by_cut(provider: str, event_id: int) -> bool:
    """Tell whether an event means little without the end of its message: it names a certificate,
    or has another value that no record lacks. Of others the number tells enough.
    """
    entry = catalogue().find(provider, event_id) if provider.startswith(_OF_EXCHANGE) else None
    return entry is not None and any(
        one.type == _THUMBPRINT or not one.optional for one in entry.parameters
    )


def cut_told(number: int) -> str:
    """Say that a table cuts messages, and what to send in its place."""
    return phrase(
        "{number} messages are cut by the table that shows them; send the list "
        "instead: the same command with | Format-List * behind it.",
        number=number,
    )


def without_copies(reads: Sequence[Read]) -> list[Read]:
    """Excuse the tables whose every record of Exchange stands uncut in another input.

    Args:
        reads: what became of every file, with the servers and the times of their records placed.
    """
    made = list(reads)
    for at, read in enumerate(reads):
        if not read.report.cut or read.records is None:
            continue
        wanted = set(_keys(read.records))
        for other in reads:
            if wanted and other.records is not None and not other.report.cut:
                wanted.difference_update(_keys(other.records, {key[2] for key in wanted}))
        if not wanted:
            made[at] = _excused(read)
    return made


def _keys(records: Records, ids: set[int] | None = None) -> Iterator[_Key]:
    rows = np.arange(len(records))
    if ids is not None:
        rows = np.flatnonzero(np.isin(records.event_id, np.array(sorted(ids), np.uint32)))
    seconds = (records.time[rows] // SECOND).tolist()
    columns = records.computer[rows], records.provider[rows], records.event_id[rows].tolist()
    for computer, provider, number, second in zip(*columns, seconds, strict=True):
        if provider.startswith(_OF_EXCHANGE):
            host = host_of(computer)
            yield host, provider.casefold(), number, second


def _excused(read: Read) -> Read:
    told, report = cut_told(read.report.cut), read.report
    problems = tuple(one for one in report.problems if one != told)
    note = phrase(
        "It is a table that cuts {number} messages; another input has each of these whole.",
        number=report.cut,
    )
    report = replace(
        report,
        problems=problems,
        complete=report.complete or not problems,
        notes=(*report.notes, note),
        cut=0,
    )
    return replace(read, report=report)
