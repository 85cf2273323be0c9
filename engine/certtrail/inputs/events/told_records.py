"""Records that files have told so far: those of a further text in; which of them are new, out.

A text tells less of a record than a log does: the second, perhaps the short name of the computer,
and some of its strings. So two may be one record where nothing that both tell is different. They
are taken for one where one of them tells all that the other does, and that one stays: a row that
tells nothing must not stand for one that does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from certtrail.text.hosts import may_be_one_host
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.model.records import Records

_HASH: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])")
_SPACE: Final = re.compile(r"\s+")
_MESSAGE: Final = "RenderingInfo"
# Of one provider, event and second so many different ones are looked through for one that fits.
_MOST: Final = 50

_Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class _ToldRow:
    """A row of the records of a file."""

    part: Records
    number: int
    in_log: bool


class _Said(NamedTuple):
    """What is compared: strings by place or name, the message apart, and all thumbprints."""

    host: str
    channel: str
    strings: tuple[tuple[Any, str], ...]
    message: str
    thumbprints: frozenset[str]
    in_log: bool


class _Fit(Enum):
    """How a row of a text fits one that is known."""

    OTHER = auto()
    KNOWN = auto()
    MORE = auto()


class ToldRecords:
    """The records of files, by provider, event and second.

    Args:
        texts: all that will be added of texts; where none of them has anything of that second,
            what a log has is not looked at.
    """

    def __init__(self, texts: Sequence[Records]) -> None:
        self._asked = {(key[1], key[2]) for part in texts for key in _keys(part)}
        # Rows are only looked at where a text has one of the same key.
        self._rows: dict[_Key, list[_ToldRow]] = defaultdict(list)
        self._all: dict[_Key, dict[_Said, list[_ToldRow]]] = {}
        self._by_id: dict[tuple[_Key, int], dict[_Said, list[_ToldRow]]] = {}
        self._outdone: dict[int, set[int]] = defaultdict(set)

    def add_log(self, part: Records) -> None:
        """Add the records of an event log, which tell all there is."""
        places = zip(part.event_id.tolist(), (part.time // SECOND).tolist(), strict=True)
        rows = [row for row, place in enumerate(places) if place in self._asked]
        some = part.take(np.array(rows, np.intp)).unpacked()
        for row, key in enumerate(_keys(some)):
            self._rows[key].append(_ToldRow(some, row, in_log=True))

    def add(self, part: Records) -> list[int]:
        """Add the records of a text; gives the rows that no file before it tells as much of."""
        left: dict[_Key, Counter[_Said]] = {}
        fresh: list[int] = []
        for row, key in enumerate(_keys(part)):
            self._look_at(key)
            said = _said(part, row, in_log=False)
            record_id = int(part.record_id[row])
            if record_id:
                rows = self._by_id.get((key, record_id), {})
                fit, one = _fitting(rows, said)
            else:
                # Without an id, as many that fit are known as were seen of them.
                rows = self._all[key]
                count = left.setdefault(key, Counter({each: len(rows[each]) for each in rows}))
                fit, one = _fitting(count, said)
                if one is not None:
                    _lessen(count, one)
            if one is not None and fit is _Fit.MORE:
                self._outdo(key, one, rows[one][-1])
            if fit is not _Fit.KNOWN:
                fresh.append(row)
        for row, key in zip(fresh, _keys(part.take(np.array(fresh, np.intp))), strict=True):
            self._rows[key].append(_ToldRow(part, row, in_log=False))
        return fresh

    def left_of(self, part: Records, rows: Iterable[int]) -> list[int]:
        """Give the rows but those of which a later text told more."""
        return [row for row in rows if row not in self._outdone[id(part)]]

    def _outdo(self, key: _Key, said: _Said, outdone: _ToldRow) -> None:
        """Forget a row of which another one tells more."""
        part, number = outdone.part, outdone.number
        self._outdone[id(part)].add(number)
        for rows in (self._all[key], self._by_id.get((key, int(part.record_id[number])), {})):
            if said in rows:
                rows[said].remove(outdone)
                if not rows[said]:
                    del rows[said]

    def _look_at(self, key: _Key) -> None:
        """Read what the rows of a key say, but for those that were read before."""
        known = self._all.setdefault(key, {})
        for row in self._rows.pop(key, ()):
            said = _said(row.part, row.number, in_log=row.in_log)
            known.setdefault(said, []).append(row)
            if record_id := int(row.part.record_id[row.number]):
                self._by_id.setdefault((key, record_id), {}).setdefault(said, []).append(row)


def _keys(part: Records) -> Iterator[_Key]:
    for provider, event_id, time in zip(
        part.provider.tolist(), part.event_id.tolist(), part.time.tolist(), strict=True
    ):
        yield provider.casefold(), event_id, time // SECOND


def _fitting(known: Mapping[_Said, object], said: _Said) -> tuple[_Fit, _Said | None]:
    """Look for one that is the same record."""
    if said in known:
        return _Fit.KNOWN, said
    for number, each in enumerate(known):
        # What is not compared stays as a record of its own.
        if number > _MOST:
            break
        fit = _fit(each, said)
        if fit is not _Fit.OTHER:
            return fit, each
    return _Fit.OTHER, None


def _lessen(left: Counter[_Said], said: _Said) -> None:
    """Take one off; what is used up is not looked at again."""
    left[said] -= 1
    if not left[said]:
        del left[said]


def _said(part: Records, row: int, *, in_log: bool) -> _Said:
    data = part.said(np.array([row]))[0]
    message: object = None
    if isinstance(data, dict):
        shown = data.get(_MESSAGE)
        message = shown.get("Message") if isinstance(shown, dict) else None
        named: dict[Any, Any] = data
    else:
        named = dict(enumerate(data))
    return _Said(
        host=str(part.computer[row]).casefold(),
        channel=str(part.channel[row]).casefold(),
        strings=tuple(
            (name, _plain(told)) for name, told in named.items() if isinstance(told, str) and told
        ),
        message=_plain(message) if isinstance(message, str) else "",
        thumbprints=frozenset(found.upper() for found in _HASH.findall(repr(data))),
        in_log=in_log,
    )


def _plain(told: str) -> str:
    return _SPACE.sub(" ", told).strip().casefold()


def _fit(known: _Said, said: _Said) -> _Fit:
    if not _agree(known, said):
        return _Fit.OTHER
    if _tells(known, said):
        return _Fit.KNOWN
    if known.in_log:
        # A log writes some values in its own way, such as dates; most of them are in both.
        return _Fit.KNOWN if _mostly(known, said) else _Fit.OTHER
    return _Fit.MORE if _tells(said, known) else _Fit.OTHER


def _tells(one: _Said, other: _Said) -> bool:
    """Tell whether one of two that agree tells all that the other does."""
    if other.message and not (one.in_log or one.message or one.strings):
        return False
    values = {value for _, value in one.strings}
    return other.thumbprints <= one.thumbprints and all(
        value in values for _, value in other.strings
    )


def _mostly(log: _Said, text: _Said) -> bool:
    """Tell whether a log tells most of what a text does, and no thumbprint is the text's alone."""
    if not text.thumbprints <= log.thumbprints:
        return False
    values, again = ({value for _, value in each.strings} for each in (log, text))
    if again:
        return 2 * len(values & again) >= len(again)
    return 2 * sum(value in text.message for value in values) >= len(values)


def _agree(one: _Said, other: _Said) -> bool:
    """Tell whether two records may be one, as nothing that both tell is different."""
    if not may_be_one_host(one.host, other.host):
        return False
    if one.channel and other.channel and one.channel != other.channel:
        return False
    mine, others = one.thumbprints, other.thumbprints
    if mine and others and not (mine <= others or others <= mine):
        return False
    if one.message and other.message and not _is_cut(one.message, other.message):
        return False
    told, again = dict(one.strings), dict(other.strings)
    return all(told[name] == again[name] for name in told.keys() & again.keys())


def _is_cut(one: str, other: str) -> bool:
    """Tell whether one message is the start of the other."""
    short, long = sorted((one.rstrip(".\u2026 "), other), key=len)
    return bool(short) and long.startswith(short.rstrip(".\u2026 "))
