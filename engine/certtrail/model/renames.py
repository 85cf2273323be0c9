"""Computers that got another name: reports on inputs in, renames of machines out.

A log goes on when its machine is renamed, or joins a domain: the first record under the new name
has the number after the last one under the old. A few rows of a table can look so by chance, or by
intent, and would make two servers one. So one log has to show it with many records of each name,
and nothing may speak against it. Two servers where there is one do less harm than the reverse.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from certtrail.text.hosts import host_of
from certtrail.text.instants import SECOND, iso
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from certtrail.model.input_reports import ChannelSpan, InputReport
    from certtrail.model.records import Records

    Interval: TypeAlias = tuple[int, int]

# What collectors keep of many machines is numbered anew there.
_COLLECTED: Final = "forwardedevents"
# Records of each name that a log must have; Windows writes more within minutes.
_LEAST: Final = 20
# An image, its set-up, the first name, the domain: no machine has more names within one log.
_NAMES: Final = 5
# Its logs do not change to the new name in one instant.
_SLACK: Final = 600 * SECOND
# Where a log keeps the numbers that Windows gave; those of a table may be the numbers of its rows.
_OWN_NUMBERS: Final = "evtx"


class Rename(NamedTuple):
    """A machine that got another name.

    Attributes:
        old: the computer name in the records before.
        new: that in the records since.
        since: of the first record under the new name, in nanoseconds since 1970 UTC.
        channel: of the log that shows it.
        last_id: of the last record under the old name.
        file: the input that holds the log.
    """

    old: str
    new: str
    since: int
    channel: str
    last_id: int
    file: str

    @property
    def note(self) -> str:
        """Say what was taken for one machine, and why."""
        return phrase(
            "{old} is called {new} from {time} on: in {file} the records of its {channel} log go "
            "on under that name behind #{last_id}. If these are two servers, diagnose that file "
            "apart.",
            old=self.old,
            new=self.new,
            time=iso(self.since),
            file=self.file,
            channel=self.channel,
            last_id=self.last_id,
        )


class _Span(NamedTuple):
    span: ChannelSpan
    file: str


def renames(
    reports: Iterable[InputReport],
    records: Records | None = None,
    listed: Collection[str] = (),
) -> list[Rename]:
    """Give the machines that were renamed, in the order in which they were.

    Args:
        reports: of all inputs.
        records: of all inputs; a text can hold some of a computer without a log of it.
        listed: names of Exchange servers in exports. Such a server cannot be renamed, so what is
            listed by a name has it still.
    """
    known = tuple(reports)
    found: dict[tuple[str, str], list[tuple[Rename, bool]]] = {}
    spans: dict[str, list[_Span]] = {}
    for report in known:
        for span in report.spans:
            spans.setdefault(span.computer.casefold(), []).append(_Span(span, report.name))
        own = report.kind == _OWN_NUMBERS
        for old, new in _successors(report.spans, own=own):
            one = Rename(
                old.computer, new.computer, new.first, old.channel, old.last_id, report.name
            )
            found.setdefault((old.computer, new.computer), []).append((one, own))
    singles = {} if records is None or not found else _singles(records, known, found)
    hosts = {host_of(name) for name in listed}
    taken = []
    for (before, after), every in found.items():
        first = min(one for one, _ in every)
        mine, theirs = spans[before.casefold()], spans[after.casefold()]
        if host_of(before) != host_of(after) and host_of(before) in hosts:
            continue
        if _at_once(_intervals(mine), _intervals(theirs)):
            continue
        if _goes_on(every, mine, theirs, singles):
            continue
        if not any(own for _, own in every):
            shown = {one.file for one, _ in every}
            if any(one.file not in shown for one in (*mine, *theirs)):
                continue
        taken.append(first)
    # A name that two machines took, or that became two, tells of neither.
    olds, news = Counter(one.old for one in taken), Counter(one.new for one in taken)
    sure = [one for one in taken if olds[one.old] == news[one.new] == 1]
    return sorted(sure, key=lambda one: (one.since, one))


def _successors(
    spans: Iterable[ChannelSpan], *, own: bool
) -> Iterator[tuple[ChannelSpan, ChannelSpan]]:
    """Give the neighbours in each log that is one unbroken row of names, each in one stretch."""
    channels: dict[str, list[ChannelSpan]] = {}
    for span in spans:
        if span.last_id and span.records and span.channel.casefold() != _COLLECTED:
            channels.setdefault(span.channel.casefold(), []).append(span)
    for members in channels.values():
        if not 1 < len(members) <= _NAMES:
            continue
        row = sorted(members, key=lambda one: one.first_id)
        if not own and row[0].first_id <= 1:
            continue
        pairs = list(pairwise(row))
        if all(_follows(old, new) for old, new in pairs):
            yield from (pair for pair in pairs if all(map(_is_long, pair)))


def _follows(old: ChannelSpan, new: ChannelSpan) -> bool:
    return old.last_id + 1 == new.first_id and old.last <= new.first


def _is_long(span: ChannelSpan) -> bool:
    """Tell whether a log has many records of a name, and none is missing between them."""
    return span.records >= _LEAST and span.records == span.last_id - span.first_id + 1


def _goes_on(
    every: Sequence[tuple[Rename, bool]],
    mine: Iterable[_Span],
    theirs: Iterable[_Span],
    singles: Mapping[str, Interval],
) -> bool:
    """Tell whether any input has the old name after the change, or the new one before it."""
    first = min(one.since for one, _ in every)
    last = max(one.since for one, _ in every)
    if any(one.span.last > last + _SLACK for one in mine):
        return True
    if any(one.span.first < first - _SLACK for one in theirs):
        return True
    old, new = (singles.get(name.casefold()) for name in every[0][0][:2])
    if old is not None and old[1] > last + _SLACK:
        return True
    if new is not None and new[0] < first - _SLACK:
        return True
    # Another file of the same log cannot have counted further before.
    ends = {one.channel.casefold(): one.last_id for one, _ in every}
    return any(
        one.span.last_id > ends.get(one.span.channel.casefold(), one.span.last_id) for one in mine
    )


def _singles(
    records: Records, reports: Iterable[InputReport], names: Iterable[tuple[str, str]]
) -> dict[str, Interval]:
    """Give when the first and the last record of each name was written that no span counts."""
    asked = {name.casefold() for name in chain.from_iterable(names)}
    counted = {(one.name, span.computer) for one in reports for span in one.spans}
    found: dict[str, Interval] = {}
    for time, name, file in zip(records.time.tolist(), records.computer, records.file, strict=True):
        key = name.casefold()
        if key in asked and (file, name) not in counted:
            first, last = found.get(key, (time, time))
            found[key] = min(first, time), max(last, time)
    return found


def _intervals(spans: Iterable[_Span]) -> dict[str, list[Interval]]:
    found: dict[str, list[Interval]] = {}
    for one, _ in spans:
        found.setdefault(one.channel.casefold(), []).append((one.first, one.last))
    return found


def _at_once(mine: Mapping[str, list[Interval]], theirs: Mapping[str, list[Interval]]) -> bool:
    """Tell whether any channel has records of both that were written at the same time."""
    for channel in mine.keys() & theirs.keys():
        until, other = 0, ""
        marked = [(*each, "mine") for each in mine[channel]]
        marked += [(*each, "theirs") for each in theirs[channel]]
        for first, last, whose in sorted(marked):
            if first < until and whose != other:
                return True
            if last > until:
                until, other = last, whose
    return False
