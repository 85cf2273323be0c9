"""Computers that got another name: reports on inputs in, pairs of names of one machine out.

A log goes on when its machine is renamed, or joins a domain: the first record under the new name
has the number after the last one under the old.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.input_reports import ChannelSpan, InputReport

    Interval: TypeAlias = tuple[int, int]

# What collectors keep of many machines is numbered anew there.
_COLLECTED: Final = "forwardedevents"


def renames(reports: Iterable[InputReport]) -> list[tuple[str, str]]:
    """Give (old, new) names of machines that were renamed, in the order in which they were.

    Two names that any log has at the same time are two machines.
    """
    found: dict[tuple[str, str], int] = {}
    when: dict[str, dict[str, list[Interval]]] = {}
    for report in reports:
        for span in report.spans:
            channels = when.setdefault(span.computer, {})
            channels.setdefault(span.channel.casefold(), []).append((span.first, span.last))
        for old, new in _successors(report.spans):
            pair = old.computer, new.computer
            found[pair] = min(new.first, found.get(pair, new.first))
    one = [pair for pair in found if not _at_once(when[pair[0]], when[pair[1]])]
    return sorted(one, key=lambda pair: (found[pair], pair))


def _successors(spans: Iterable[ChannelSpan]) -> Iterator[tuple[ChannelSpan, ChannelSpan]]:
    channels: dict[str, list[ChannelSpan]] = {}
    for span in spans:
        if span.last_id and span.records and span.channel.casefold() != _COLLECTED:
            channels.setdefault(span.channel.casefold(), []).append(span)
    for members in channels.values():
        begins: dict[int, list[ChannelSpan]] = {}
        for span in members:
            begins.setdefault(span.first_id, []).append(span)
        for old in members:
            later = begins.get(old.last_id + 1, [])
            if len(later) == 1 and old.last <= later[0].first:
                yield old, later[0]


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
