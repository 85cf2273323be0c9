"""A window's undamaged records in, their coverage and wanted rows out, by template at a time.

This is the fast way, for what nearly all records are: one instance of an event's template, with
an instance of an EventData template among its values. Records that are anything else are handed
back, to be read one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.evtx import fields, index, values
from certtrail.evtx.plans import MOST_VALUES
from certtrail.evtx.templates import Library, number, rows
from certtrail.times import from_datetime

if TYPE_CHECKING:
    from certtrail.evtx.coverage import Coverage
    from certtrail.evtx.fields import Block
    from certtrail.evtx.plans import SystemPlan
    from certtrail.evtx.shape import Content
    from certtrail.evtx.table import Table
    from certtrail.evtx.templates import Bytes, Offsets
    from certtrail.selection import Selection

_FRAGMENT: Final = np.frombuffer(b"\x0f\x01\x01\0", np.uint8)
_INSTANCE: Final = 0x0C
_DEFINITION: Final = 10  # where a definition stands if it is in the instance
_HEAD: Final = 24


class Sweeper:
    """Reads windows one after the other; keeps the templates in its library."""

    def __init__(self, selection: Selection, coverage: Coverage, table: Table) -> None:
        self._selection = selection
        events = selection.events
        self._providers = None if events is None else {name.casefold() for name in events}
        self._coverage = coverage
        self._table = table
        self.library = Library()

    def sweep(self, window: index.Window, start: Offsets, size: Offsets) -> Offsets:
        """Read the records at `start`; answer which of them are to be read one by one."""
        if not len(start):
            return start
        data = window.data
        end = start + size - 4
        done = np.zeros(len(start), bool)
        template, at = self._instances(data, start + index.RECORD_HEADER, end)
        order = np.argsort(template, kind="stable")
        kinds, first = np.unique(template[order], return_index=True)
        for kind, members in zip(kinds, np.split(order, first[1:]), strict=True):
            plan = None if kind < 0 else self.library.templates[kind].system
            if plan is None:
                continue
            for block in fields.blocks(plan, data, at[members], end[members]):
                which = members[block.which]
                good = self._take(window, plan, block, start[which], at[which], end[which])
                done[which[good]] = True
        return np.flatnonzero(~done)

    def _instances(self, data: Bytes, at: Offsets, end: Offsets) -> tuple[Offsets, Offsets]:
        """Find the template and the place of the values of each instance; -1 where it is none."""
        base = at // index.CHUNK * index.CHUNK
        # A fragment's header comes first; a payload may do without.
        heads = rows(data, at, 4 + _DEFINITION)
        bare = np.flatnonzero((heads[:, :4] != _FRAGMENT).any(axis=1))
        heads = heads[:, 4:]
        heads[bare] = rows(data, at[bare], _DEFINITION)
        at = at + 4
        at[bare] -= 4
        definition = number(heads, 6, 4)
        good = (heads[:, 0] == _INSTANCE) & (definition <= index.CHUNK - _HEAD)
        values_at = at + _DEFINITION
        resident = np.flatnonzero(good & (base + definition == values_at))
        values_at[resident] += _HEAD + number(rows(data, values_at[resident], _HEAD), 20, 4)
        good &= values_at + 4 <= end
        values_at[~good] = 0
        found = np.full(len(at), -1, np.int64)
        used, which = np.unique((base + definition)[good], return_inverse=True)
        bases = np.zeros(len(used), np.int64)
        bases[which] = base[good]
        found[good] = self.library.find(data, bases, used - bases)[which]
        return found, values_at

    def _take(
        self,
        window: index.Window,
        plan: SystemPlan,
        block: Block,
        start: Offsets,
        at: Offsets,
        end: Offsets,
    ) -> Offsets:
        """Count the block's records and add the wanted ones; answer which could be read."""
        wanted = self._wanted(block)
        chosen = np.flatnonzero(wanted)
        read = np.ones(len(wanted), bool)
        if len(chosen):
            contents = self._contents(window.data, plan, at[chosen], end[chosen])
            failed = [content is None for content in contents]
            read[chosen[failed]] = False
            chosen = chosen[np.logical_not(failed)]
            self._table.extend(
                (window.offset + start[chosen]).tolist(),
                block,
                chosen,
                [content for content in contents if content is not None],
            )
        good = np.flatnonzero(read)
        ids = block.numbers["record_id"]
        if ids is not None and len(good):
            self._coverage.add(
                (block.computer, block.channel), block.provider, ids[good], block.times[good]
            )
        return good

    def _wanted(self, block: Block) -> Offsets:
        selection = self._selection
        ids = block.numbers["event_id"]
        if ids is None or not selection.wants_place(block.channel, block.computer):
            return np.zeros(len(block.times), bool)
        if selection.everything:
            return np.ones(len(block.times), bool)
        if self._providers is not None and block.provider.casefold() not in self._providers:
            return np.zeros(len(block.times), bool)
        different, which = np.unique(ids, return_inverse=True)
        good = np.array([selection.wants_event(block.provider, int(i)) for i in different], bool)
        wanted = good[which]
        if selection.since is not None:
            wanted &= block.times >= from_datetime(selection.since)
        if selection.until is not None:
            wanted &= block.times < from_datetime(selection.until)
        return wanted

    def _contents(
        self, data: Bytes, plan: SystemPlan, at: Offsets, end: Offsets
    ) -> list[tuple[list[Content] | dict[str, Content], str | None] | None]:
        """Read the content of each instance; None for those to be read one by one."""
        found: list[tuple[list[Content] | dict[str, Content], str | None] | None]
        found = [None] * len(at)
        start, stop = self._payloads(data, plan, at, end)
        inside = np.flatnonzero(stop > start + _DEFINITION)
        template, place = self._instances(data, start[inside], stop[inside])
        view = data.data
        for row, kind, first, last in zip(
            inside.tolist(), template.tolist(), place.tolist(), stop[inside].tolist(), strict=True
        ):
            content = None if kind < 0 else self.library.templates[kind].content
            if content is not None:
                try:
                    found[row] = content.read(view[first:last].tobytes())
                except values.ValueFormatError:
                    continue  # what is wrong with it is told when it is read by itself
        return found

    @staticmethod
    def _payloads(
        data: Bytes, plan: SystemPlan, at: Offsets, end: Offsets
    ) -> tuple[Offsets, Offsets]:
        """Find where the value that holds the payload begins and ends; the same where none."""
        start = np.zeros(len(at), np.int64)
        stop = np.zeros(len(at), np.int64)
        if plan.payload is None:
            return start, stop
        counts = number(rows(data, at, 4), 0, 4)
        for count in np.unique(counts[(counts > plan.payload) & (counts <= MOST_VALUES)]):
            members = np.flatnonzero(counts == count)
            described = rows(data, at[members] + 4, 4 * count).reshape(len(members), count, 4)
            sizes = described[:, :, 0].astype(np.int64) | described[:, :, 1].astype(np.int64) << 8
            ends = at[members, None] + 4 + 4 * count + np.cumsum(sizes, axis=1)
            good = described[:, plan.payload, 2] == values.BINXML
            good &= ends[:, -1] <= end[members]
            stop[members[good]] = ends[good, plan.payload]
            start[members[good]] = (ends - sizes)[good, plan.payload]
        return start, stop
