"""What the records of a file say, by the words in it: an event without its date in; whether one of
them is of the same event, out.

It is only where the record says all that is filled in there, and is of the same server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from certtrail.inputs.short_names import short_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inputs.unplaced_words import SoughtEvent
    from certtrail.model.records import Records

_WORD: Final = re.compile(r"[\w.*@-]+")
_TRANSPORT: Final = "transport"


class _SaidRow(NamedTuple):
    """A record: its computer's short name, its source and what it says, in small letters."""

    computer: str
    source: str
    said: str
    words: frozenset[str]


class SaidByRecords:
    """Asked for many events, it looks at few records for each."""

    def __init__(self, rows: Iterable[tuple[int, str, str, object]]) -> None:
        """Take the number of each event, its computer, its source and its values."""
        self._rows: dict[int, list[_SaidRow]] = {}
        self._by_word: dict[tuple[int, str], list[_SaidRow]] = {}
        told = {
            (number, short_name(computer), source.casefold(), _flat(data).casefold()): None
            for number, computer, source, data in rows
        }
        for number, computer, source, said in told:
            row = _SaidRow(computer, source, said, frozenset(_words_of(said)))
            self._rows.setdefault(number, []).append(row)
            for word in row.words:
                self._by_word.setdefault((number, word), []).append(row)

    @classmethod
    def of(cls, records: Records, numbers: Iterable[int]) -> SaidByRecords | None:
        """Take the records of events with these numbers; None where there are none."""
        mine = np.isin(records.event_id, np.array(sorted(numbers), np.uint32))
        if not mine.any():
            return None
        told = records.event_id[mine].tolist(), records.computer[mine], records.provider[mine]
        return cls(zip(*told, records.said(mine), strict=True))

    def has(self, event: SoughtEvent) -> bool:
        """Tell whether one of the records is of such an event."""
        server, source = short_name(event.server), event.source.casefold()
        words = {word for value in event.values for word in _words_of(value)}
        # Where nothing is filled in, only the server tells one from another.
        servers = {"", server} if words else {server}
        return bool(words or server) and any(
            (not server or row.computer in servers)
            and words <= row.words
            and all(value in row.said for value in event.values)
            and (not source or _is_of(source, row.source))
            for number in event.numbers
            for row in self._with(number, words)
        )

    def _with(self, number: int, words: Iterable[str]) -> Sequence[_SaidRow]:
        lists = [self._by_word.get((number, word), ()) for word in words]
        return min(lists, key=len, default=self._rows.get(number, ()))


def _flat(data: object) -> str:
    """Give what a record says as one text."""
    if isinstance(data, Mapping):
        return " ".join(map(_flat, data.values()))
    return " ".join(map(_flat, data)) if isinstance(data, list | tuple) else str(data)


def _words_of(text: str) -> Iterator[str]:
    return (word.rstrip(".-") for word in _WORD.findall(text))


def _is_of(told: str, source: str) -> bool:
    """Tell whether a record can be of a source that was told: transport's are one family."""
    return told == source or (_TRANSPORT in told and _TRANSPORT in source)
