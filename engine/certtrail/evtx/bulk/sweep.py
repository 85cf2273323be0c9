"""A window's undamaged records in, their coverage and wanted rows out, one layout at a time.

In bulk is read what nearly all records are: one instance of an event's template, with
an instance of an EventData template among its values. Records that are anything else are handed
back, to be read one by one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.evtx import index
from certtrail.evtx.bulk import fields
from certtrail.evtx.bulk.compiled_templates import Library
from certtrail.evtx.bulk.plans import MOST_VALUES, TEXTS
from certtrail.evtx.format import values
from certtrail.evtx.format.binxml import DEFINITION_HEAD
from certtrail.evtx.gather import numbers, rows
from certtrail.evtx.table import DETAILS
from certtrail.model.beside import WARNING
from certtrail.text.instants import from_datetime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from certtrail.evtx.audit.found import ChunksFound
    from certtrail.evtx.bulk.fields import AlikeRecords
    from certtrail.evtx.bulk.plans import Layout
    from certtrail.evtx.gather import Bytes, Offsets
    from certtrail.model.record import Content
    from certtrail.model.record_filter import RecordFilter

_FRAGMENT: Final = 0x0001_010F
_INSTANCE: Final = 0x0C
_PROVIDER: Final = TEXTS.index("provider")
_INSTANCE_HEAD: Final = 10  # token, 01, part of the GUID, offset of the definition


class Sweeper:
    """Reads windows one after the other; keeps the templates in its library."""

    def __init__(self, wanted: RecordFilter, found: ChunksFound, *, survey: bool) -> None:
        self._filter = wanted
        events = wanted.events
        self._providers = None if events is None else {name.casefold() for name in events}
        self._coverage = found.coverage
        self._table = found.table
        self._found_beside = found.beside
        self._beside = cache(wanted.counts_beside)
        self._survey = found.survey if survey else None
        self._library = Library(found.donors)

    def sweep(self, window: index.Window, start: Offsets, size: Offsets) -> Offsets:
        """Read the records at `start`; answer which of them are to be read one by one."""
        if not len(start):
            return start
        data = window.data
        end = start + size - 4
        done = np.zeros(len(start), bool)
        self._library.reset(len(window.headers.free))
        template, at = self._instances(data, start + index.RECORD_HEADER, end)
        layout_of = np.array(self._library.layout_of)[template]  # -1 is the last: no layout
        for layout, number in self._library.layouts.items():
            members = np.flatnonzero(layout_of == number)
            if not len(members):
                continue
            literals = self._literals(template[members])
            for block in fields.blocks(layout, literals, data, at[members], end[members]):
                which = members[block.which]
                good = self._take(window, layout, block, start[which], end[which])
                done[which[good]] = True
        return np.flatnonzero(~done)

    def _literals(self, template: Offsets) -> list[fields.CodedTexts]:
        """Say what the records' templates themselves have for computer, channel and provider."""
        used = np.flatnonzero(np.bincount(template)).tolist()
        plans = [self._library.templates[number].system for number in used]
        found = []
        for at in range(len(TEXTS)):
            texts = ["" if plan is None else plan.literals[at] for plan in plans]
            different = list(dict.fromkeys(texts))
            code = np.zeros(len(self._library.templates), np.int64)
            code[used] = [different.index(text) for text in texts]
            found.append(
                fields.CodedTexts(different, code[template] if len(different) > 1 else None)
            )
        return found

    def _instances(self, data: Bytes, at: Offsets, end: Offsets) -> tuple[Offsets, Offsets]:
        """Find the template and the place of the values of each instance; -1 where it is none."""
        base = at & -index.CHUNK
        # A fragment's header comes first; a payload may do without.
        at = at + np.where(numbers(data, at, 4) == _FRAGMENT, 4, 0)
        definition = numbers(data, at + 6, 4)
        good = (numbers(data, at, 1) == _INSTANCE) & (definition <= index.CHUNK - DEFINITION_HEAD)
        values_at = at + _INSTANCE_HEAD
        resident = np.flatnonzero(good & (base + definition == values_at))
        values_at[resident] += DEFINITION_HEAD + numbers(data, values_at[resident] + 20, 4)
        good &= values_at + 4 <= end
        values_at[~good] = 0
        found = np.full(len(at), -1, np.int64)
        here = np.flatnonzero(good)
        if not len(here):
            return found, values_at
        # By chunk and definition; sorting numbers of 16 bits is linear.
        order = here[np.argsort(definition[here].astype(np.uint16), kind="stable")]
        order = order[np.argsort((base[order] // index.CHUNK).astype(np.uint16), kind="stable")]
        place = (base + definition)[order]
        new = np.concatenate(([True], place[1:] != place[:-1]))
        bases = base[order][new]
        used = self._library.find(data, bases, place[new] - bases)
        found[order] = used[np.cumsum(new) - 1]
        return found, values_at

    def _take(
        self,
        window: index.Window,
        layout: Layout,
        block: AlikeRecords,
        start: Offsets,
        end: Offsets,
    ) -> Offsets:
        """Count the block's records and add the wanted ones; answer which could be read."""
        places = list(_places(block))
        chosen = np.flatnonzero(self._wanted(block, places))
        good: Offsets = np.arange(len(start))
        if len(chosen):
            contents = self._contents(window.data, layout, block.at[chosen], end[chosen])
            failed = np.array([content is None for content in contents])
            if failed.any():
                good = np.delete(good, chosen[failed])
                chosen = chosen[~failed]
            self._table.extend(
                window.offset + start[chosen],
                block,
                chosen,
                {name: block.detail(name, layout, window.data, chosen) for name in DETAILS},
                [content for content in contents if content is not None],
            )
        if self._survey is not None:
            self._survey.look(
                numbers(window.data, start[good] + 8, 8).view(np.uint64),
                numbers(window.data, start[good] + 16, 8).view(np.uint64),
                block.record_ids[good],
                block.times[good],
            )
        read = np.zeros(len(start), bool)
        read[good] = True
        levels = self._levels(layout, block, window.data)
        for place, members in places:
            self._count(block, place, members[read[members]], levels)
        return good

    def _levels(
        self, layout: Layout, block: AlikeRecords, data: Bytes
    ) -> NDArray[np.uint64] | None:
        """Read the levels of a block of which some records count beside; None where none does."""
        if all(self._beside(name) is None for name in block.texts[_PROVIDER].different):
            return None
        levels = block.detail("level", layout, data, np.arange(len(block.times)))
        return np.zeros(len(block.times), np.uint64) if levels is None else levels

    def _count(
        self,
        block: AlikeRecords,
        place: tuple[str, str],
        members: Offsets,
        levels: NDArray[np.uint64] | None,
    ) -> None:
        if len(members):
            names, which = block.texts[_PROVIDER]
            if which is None:
                of_each: dict[str, Offsets | slice] = {names[0]: slice(None)}
            else:
                mine = which[members]
                order = np.argsort(mine, kind="stable")
                groups = np.split(order, np.flatnonzero(np.diff(mine[order])) + 1)
                of_each = {names[mine[group[0]]]: group for group in groups}
            self._coverage.add(place, of_each, block.record_ids[members], block.times[members])
            if levels is None:
                return
            for number, name in enumerate(names):
                every = self._beside(name)
                if every is not None:
                    mine = members if which is None else members[which[members] == number]
                    if not every:
                        mine = mine[(levels[mine] >= 1) & (levels[mine] <= WARNING)]
                    if len(mine):
                        self._found_beside.add(
                            place, name, block.event_ids[mine], levels[mine], block.times[mine]
                        )

    def _wanted(
        self, block: AlikeRecords, places: Sequence[tuple[tuple[str, str], Offsets]]
    ) -> NDArray[np.bool_]:
        record_filter = self._filter
        if record_filter.everything:
            return np.ones(len(block.times), bool)
        wanted = self._wanted_events(block)
        if not wanted.any():
            return wanted
        for (computer, channel), members in places:
            if not record_filter.wants_place(channel, computer):
                wanted[members] = False
        if record_filter.since is not None:
            wanted &= block.times >= from_datetime(record_filter.since)
        if record_filter.until is not None:
            wanted &= block.times < from_datetime(record_filter.until)
        return wanted

    def _wanted_events(self, block: AlikeRecords) -> NDArray[np.bool_]:
        wanted = np.zeros(len(block.times), bool)
        names, which = block.texts[_PROVIDER]
        for number, provider in enumerate(names):
            if self._providers is not None and provider.casefold() not in self._providers:
                continue
            members = slice(None) if which is None else np.flatnonzero(which == number)
            different, ids = np.unique(block.event_ids[members], return_inverse=True)
            good = [self._filter.wants_event(provider, event) for event in different.tolist()]
            wanted[members] = np.array(good, bool)[ids.ravel()]
        return wanted

    def _contents(
        self, data: Bytes, layout: Layout, at: Offsets, end: Offsets
    ) -> list[tuple[list[Content] | dict[str, Content], str | None] | None]:
        """Read the content of each instance; None for those to be read one by one."""
        found: list[tuple[list[Content] | dict[str, Content], str | None] | None]
        found = [None] * len(at)
        start, stop = self._payloads(data, layout, at, end)
        inside = np.flatnonzero(stop > start + _INSTANCE_HEAD)
        template, place = self._instances(data, start[inside], stop[inside])
        view = data.data
        for row, kind, first, last in zip(
            inside.tolist(), template.tolist(), place.tolist(), stop[inside].tolist(), strict=True
        ):
            content = None if kind < 0 else self._library.templates[kind].content
            if content is not None:
                try:
                    found[row] = content.read(view[first:last].tobytes())
                except values.ValueFormatError:
                    continue  # what is wrong with it is told when it is read by itself
        return found

    @staticmethod
    def _payloads(
        data: Bytes, layout: Layout, at: Offsets, end: Offsets
    ) -> tuple[Offsets, Offsets]:
        """Find where the value that holds the payload begins and ends; the same where none."""
        start = np.zeros(len(at), np.int64)
        stop = np.zeros(len(at), np.int64)
        if layout.payload is None:
            return start, stop
        counts = numbers(data, at, 4)
        usual = counts[(counts > layout.payload) & (counts <= MOST_VALUES)]
        for count in sorted(set(usual.tolist())):
            members = np.flatnonzero(counts == count)
            described = rows(data, at[members] + 4, 4 * count).reshape(len(members), count, 4)
            sizes = described[:, :, 0].astype(np.int64) | described[:, :, 1].astype(np.int64) << 8
            ends = at[members, None] + 4 + 4 * count + np.cumsum(sizes, axis=1)
            good = described[:, layout.payload, 2] == values.BINXML
            good &= ends[:, -1] <= end[members]
            stop[members[good]] = ends[good, layout.payload]
            start[members[good]] = (ends - sizes)[good, layout.payload]
        return start, stop


def _places(block: AlikeRecords) -> Iterator[tuple[tuple[str, str], Offsets]]:
    """Split a block by computer and channel."""
    (computers, computer), (channels, channel), _ = block.texts
    everyone = np.arange(len(block.times))
    for c, its_name in enumerate(computers):
        mine = everyone if computer is None else np.flatnonzero(computer == c)
        for d, its_channel in enumerate(channels):
            members = mine if channel is None else mine[channel[mine] == d]
            if len(members):
                yield (its_name, its_channel), members
