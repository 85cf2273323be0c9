"""The records of several files in; all of them in one order, and each of them once, out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from certtrail.inputs.events.told_records import ToldRecords
from certtrail.model.records import Records
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


def merge(logs: Sequence[Records], texts: Sequence[Records] = ()) -> Records:
    """Join records in total order; a record that is in several exports is kept once.

    Two rows are one record when computer (without case), channel, record id and content agree;
    the row of the file that sorts first stays.

    Args:
        logs: of event logs.
        texts: of exports that tell less: whole seconds, strings without names, or no record ids.
            A row of theirs is dropped when another file has the record with the same computer,
            provider, event id and second, and the same record id where both have one, and tells
            all that it does. Of two texts the row that tells less is dropped, if neither says
            anything else.
    """
    filled = [part for part in logs if len(part)]
    filled += _new(texts, filled)
    if not filled:
        return Records.empty()
    # The total order of records: every stage sees them so, whatever the order of the files.
    order = _order(filled)
    ordered = bool((order[1:] > order[:-1]).all())  # a log is mostly in order, and large
    joined = Records.joined(filled, None if ordered else order)
    twice = _repeated(joined)
    return joined.take(~twice) if twice.any() else joined


def _order(parts: Sequence[Records]) -> NDArray[np.intp]:
    """Give the rows of all parts in their total order."""

    def ranks(name: str) -> NDArray[np.int32]:
        return _ranks(chain.from_iterable(getattr(part, name) for part in parts))

    def numbers(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in parts])

    last_key_first = (
        ranks("file"),
        numbers("record_id"),
        ranks("channel"),
        ranks("computer"),
        numbers("time"),
    )
    return np.lexsort(last_key_first)


def _ranks(texts: Iterable[str]) -> NDArray[np.int32]:
    """Number texts so that the numbers sort as the texts do."""
    met: dict[str, int] = {}
    numbers = np.fromiter((met.setdefault(text, len(met)) for text in texts), np.int32)
    ranks = np.empty(len(met), np.int32)
    ranks[[met[text] for text in sorted(met)]] = np.arange(len(met))
    return ranks[numbers]


def _repeated(joined: Records) -> NDArray[np.bool_]:
    """Mark the rows that say what a row before them says."""
    twice = np.zeros(len(joined), bool)
    # Where these do not repeat there is no need to compare what the records say.
    columns = (joined.record_id, _ranks(map(str.casefold, joined.computer)), joined.time)
    order = np.lexsort(columns)
    same = np.ones(max(len(joined) - 1, 0), bool)
    for column in columns:
        ordered = column[order]
        same &= ordered[1:] == ordered[:-1]
    perhaps = np.zeros(len(joined), bool)
    perhaps[order[1:][same]] = True
    perhaps[order[:-1][same]] = True
    rows = np.flatnonzero(perhaps)
    some = joined.take(rows)
    seen: set[tuple[object, ...]] = set()
    for row, computer, data, *rest in zip(
        rows.tolist(),
        some.computer,
        some.data,
        some.time,
        some.provider,
        some.event_id,
        some.channel,
        some.record_id,
        some.binary,
        strict=True,
    ):
        identity = (computer.casefold(), repr(data), *rest)
        twice[row] = identity in seen
        seen.add(identity)
    return twice


def _new(texts: Sequence[Records], known: Sequence[Records]) -> list[Records]:
    """Keep of the records of texts what no file before them has, the most precise ones first."""
    ranked = sorted((part for part in texts if len(part)), key=_vagueness)
    if not ranked:
        return []
    seen = ToldRecords(ranked)
    for part in known:
        seen.add_log(part)
    fresh = [(part, seen.add(part)) for part in ranked]
    kept = [part.take(np.array(seen.left_of(part, rows), np.intp)) for part, rows in fresh]
    return [part for part in kept if len(part)]


def _vagueness(part: Records) -> tuple[bool, bool, str]:
    whole = bool((part.time % SECOND == 0).all())
    return bool((part.record_id == 0).all()), whole, str(part.file[0])
