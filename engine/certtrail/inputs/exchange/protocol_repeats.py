"""Rows of an SMTP protocol log that tell of a certificate sent just what an earlier one told.

A busy server sends the same few certificates all day. Such rows are taken many at once: what is
written in them is compared, and nothing of it is read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.inputs.exchange.protocol_seen import SeenRows
    from certtrail.inputs.exchange.protocol_sessions import Session, Sessions
    from certtrail.inputs.exchange.protocol_sieve import Sifted

_INSTANT: Final = "date-time"
_SESSION: Final = "session-id"
# These differ from row to row, and tell nothing of a certificate sent. All others do.
_PASSING: Final = frozenset(
    {_INSTANT, _SESSION, "sequence-number", "local-endpoint", "remote-endpoint", "event"}
)
_MOST: Final = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class _AlikeRows:
    """What rows tell that are written alike.

    Attributes:
        seen: where they are counted.
        session: how such a row leaves its session; nobody changes it.
        way: the direction of the mail.
    """

    seen: SeenRows
    session: Session
    way: str


class RepeatedRows:
    """What the rows of one log may repeat: those of its cells that tell it."""

    def __init__(self, sessions: Sessions, directions: dict[str, int]) -> None:
        """Begin without any; of repeated rows the sessions and the directions are told."""
        self._sessions, self._directions = sessions, directions
        self._known: dict[tuple[str, ...], _AlikeRows] = {}
        self._width = self._instant = self._session = 0
        self._places: list[int] = []

    def know(self, line: str, seen: SeenRows, session: Session, way: str) -> None:
        """Know a row that others may repeat.

        Args:
            line: the row, without quotation marks.
            seen: where it is counted.
            session: how it leaves any session.
            way: the direction of the mail.
        """
        cells = line.split(",")
        if self._width and len(cells) == self._width and len(self._known) < _MOST:
            key = tuple(cells[at] for at in self._places)
            self._known[key] = _AlikeRows(seen, session, way)

    def begin(self, names: Sequence[str]) -> None:
        """Forget them all: from here on rows have these fields, or tell something else by them."""
        self._known.clear()
        self._width = len(names) if {_INSTANT, _SESSION} <= set(names) else 0
        if self._width:
            self._instant, self._session = names.index(_INSTANT), names.index(_SESSION)
            self._places = [at for at, name in enumerate(names) if name not in _PASSING]

    def others(
        self, sifted: Sifted, to_text: Callable[[bytes], str]
    ) -> Iterator[tuple[int, bytes, bool]]:
        """Take the rows that repeat others, and give the rest of the lines one by one.

        Whoever asks for the next one is done with the last: it may be known by then.

        Args:
            sifted: lines that tell something.
            to_text: makes a text of the bytes of a line.

        Yields:
            The number of a line, its bytes, and whether it is a row as it should be.
        """
        lines = zip(sifted.numbers, sifted.lines, sifted.whole, strict=True)
        rows = list(compress(sifted.lines, sifted.whole))
        cells = _cells(rows, to_text)
        width = len(cells) // (len(rows) or 1)
        if not width or width != self._width or len(cells) != width * len(rows):
            yield from lines
            return
        keys = list(zip(*(cells[at::width] for at in self._places), strict=True))
        told = list(map(self._known.get, keys))
        numbers = list(compress(sifted.numbers, sifted.whole))
        instants, sessions = cells[self._instant :: width], cells[self._session :: width]
        begin = end = 0
        for line in lines if not all(told) or len(told) < len(sifted.lines) else ():
            whole = line[2]
            if whole:
                told[end] = told[end] or self._known.get(keys[end])
                if told[end]:
                    end += 1
                    continue
            if begin < end:
                some = slice(begin, end)
                self._take(told[some], numbers[some], instants[some], sessions[some])
            begin = end = end + whole
            yield line
        self._take(told[begin:], numbers[begin:], instants[begin:], sessions[begin:])

    def _take(
        self,
        told: Sequence[_AlikeRows | None],
        numbers: Sequence[int],
        instants: Sequence[str],
        sessions: Sequence[str],
    ) -> None:
        """Take rows that repeat others, in their order."""
        known = [one for one in told if one is not None]
        if not known:
            return
        self._sessions.note(sessions, [one.session for one in known])
        if known.count(known[0]) == len(known):
            self._again(known[0], min(instants), max(instants), numbers[-1], len(known))
            return
        for one, number, at in zip(known, numbers, instants, strict=True):
            self._again(one, at, at, number, 1)

    def _again(self, one: _AlikeRows, earliest: str, latest: str, line: int, count: int) -> None:
        self._directions[one.way] += count
        one.seen.again(earliest, latest, line, count)


def _cells(rows: Sequence[bytes], to_text: Callable[[bytes], str]) -> list[str]:
    """Take rows apart that have no quotation marks; gives their cells, row by row."""
    try:
        text = b",".join(rows).decode()
    except UnicodeDecodeError:  # a code page may be that of a single line
        text = ",".join(map(to_text, rows))
    return text.split(",") if rows else []
