"""Coverage: whole logs, filtered ones, and what servers forward to a collector."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from samples.evtx_writer.log import EventToWrite, write_log

from certtrail import pipeline
from certtrail.facts.coverage import coverages
from certtrail.facts.coverage_facts import coverage_facts
from certtrail.model.input_reports import ChannelSpan, Gap, InputReport
from certtrail.model.servers import Servers
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.text.instants import SECOND
from tests.facts.derived import SERVER, TRANSPORT, X, event, of_kind

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.facts.derivation import FactSet

BEGIN = 1_767_571_200
DAY = 86_400
OTHER = "EX02.contoso.com"


def analysed(folder: Path) -> FactSet:
    """Read a folder as the pipeline does."""
    return pipeline.analysed([folder])[1].facts


def life(days: int, server: str = SERVER, channel: str = "Application") -> list[EventToWrite]:
    """Write of three sources every few hours; the transport warns in the first half."""
    found = []
    for number in range(days * 12):
        hour = number * 2
        found += [
            event(hour, "ESENT", 326),
            event(hour + 0.1, "MSExchange ADAccess", 2080),
            event(hour + 0.2, TRANSPORT, 16028, ["AcceptedDomainTable"]),
        ]
        if number < days * 6:
            found.append(event(hour + 0.3, TRANSPORT, 12017, [X, str(900 - hour)]))
    return [
        replace(each, record_id=n, computer=server, channel=channel)
        for n, each in enumerate(found, 1)
    ]


def span(first: float, last: float, ids: tuple[int, int], **more: object) -> ChannelSpan:
    """Make what an input tells of the Application log; times in days."""
    start, end = ((BEGIN + round(at * DAY)) * SECOND for at in (first, last))
    several = {"ESENT": 60, "VSS": 40}
    made = ChannelSpan(SERVER, "Application", 100, start, end, *ids, providers=several)
    return replace(made, **more)  # type: ignore[arg-type]


def joined(*spans: ChannelSpan, complete: bool = True) -> list[tuple[float, float]]:
    """Join spans of one input each; give the covered stretches in days."""
    reports = [
        InputReport(str(n), "evtx", "", complete=complete, spans=(one,))
        for n, one in enumerate(spans)
    ]
    found = coverages(reports, Servers.from_computers([(SERVER, 1)]))[SERVER, "Application"]
    return [((a - BEGIN) / DAY, (b - BEGIN) / DAY) for a, b in found.intervals]


def test_what_one_alone_wrote_was_chosen() -> None:
    """Days of the Application log with one source are filtered, even with ids without a gap."""
    assert joined(span(0, 3, (1, 100), providers={TRANSPORT: 100})) == []
    assert joined(span(0, 1, (1, 100), providers={TRANSPORT: 100})) == [(0, 1)]
    assert joined(span(0, 3, (1, 100), providers={TRANSPORT: 99, "VSS": 1})) == [(0, 3)]


def test_a_hole_is_no_coverage() -> None:
    """Neither between two exports that do not meet, nor where ids are missing in one."""
    days = [(BEGIN + at * DAY) * SECOND for at in (2, 4)]
    gap = Gap(50, 80, days[0], days[1])
    assert joined(span(0, 6, (1, 130), gaps=(gap,), breaks=1)) == [(0, 2), (4, 6)]
    assert joined(span(0, 2, (1, 100)), span(3, 5, (120, 219))) == [(0, 2), (3, 5)]
    assert joined(span(0, 2, (1, 100)), span(3, 5, (101, 200))) == [(0, 5)]


def test_a_time_in_which_nothing_was_written_is_no_coverage() -> None:
    """A machine that was set back misses no id, and its silence proves nothing."""
    days = [(BEGIN + at * DAY) * SECOND for at in (2, 40)]
    told = span(0, 42, (1, 130), gaps=(Gap(50, 51, days[0], days[1]),))
    assert joined(told) == [(0, 2), (40, 42)]
    report = InputReport("a.evtx", "evtx", "", complete=True, spans=(told,))
    found = coverages([report], Servers.from_computers([(SERVER, 1)]))[SERVER, "Application"]
    assert found.mute == ((BEGIN + 2 * DAY, BEGIN + 40 * DAY),)


def test_what_a_damaged_file_lacks_is_lost() -> None:
    """Many holes in a file that could not be read whole are damage, not a choice."""
    torn = span(0, 6, (1, 400), breaks=60)
    assert joined(torn) == []
    assert joined(torn, complete=False) == [(0, 6)]


@pytest.mark.parametrize(
    ("keep", "current"),
    [
        # Saved with all that the transport wrote: its other words show that the warnings ended.
        (lambda each: each.provider == TRANSPORT, False),
        # Saved with the warnings alone: the export ends where they do.
        (lambda each: each.event_id == 12017, True),
    ],
)
def test_a_filtered_log(tmp_path: Path, keep: object, current: bool) -> None:
    """It is known as such, leaves no gap, and shows an end only of what it holds."""
    assert callable(keep)
    write_log(tmp_path / "filtered.evtx", [each for each in life(20) if keep(each)])
    facts = analysed(tmp_path)
    (trouble,) = of_kind(facts, "internal-certificate-trouble")
    assert trouble.fields["current"] is current
    (part,) = of_kind(facts, "log-part")
    assert (part.fields["how"], part.fields["channel"]) == ("filtered", "Application")
    assert of_kind(facts, "log-hole") == of_kind(facts, "log-covered") == []
    (whole,) = of_kind(facts, "log-span")
    assert whole.fields["whole"] is False


def test_two_filtered_logs_are_not_one(tmp_path: Path) -> None:
    """What one export leaves out, another of other events does not show."""
    every = life(20)
    write_log(tmp_path / "a.evtx", [each for each in every if each.event_id == 12017])
    write_log(tmp_path / "b.evtx", [each for each in every if each.event_id == 16028])
    (trouble,) = of_kind(analysed(tmp_path), "internal-certificate-trouble")
    assert trouble.fields["current"] is True


def test_a_whole_log_beside_a_filtered_one(tmp_path: Path) -> None:
    """The whole one shows everything."""
    every = life(20)
    write_log(tmp_path / "filtered.evtx", [each for each in every if each.event_id == 12017])
    write_log(tmp_path / "whole.evtx", every)
    facts = analysed(tmp_path)
    (trouble,) = of_kind(facts, "internal-certificate-trouble")
    assert trouble.fields["current"] is False
    (log,) = of_kind(facts, "log-span")
    assert log.fields["whole"] is True


@pytest.mark.parametrize("channel", ["", "ForwardedEvents", "WEC-Exchange"])
def test_forwarded_records(tmp_path: Path, channel: str) -> None:
    """Each origin has its own part of its Application log, whatever the collector calls it."""
    both = sorted(
        (each for name in (SERVER, OTHER) for each in life(20, name) if each.provider == TRANSPORT),
        key=lambda each: (each.ticks, each.computer),
    )
    numbered = [
        replace(each, record_id=n, channel=channel or each.channel)
        for n, each in enumerate(both, 5_000)
    ]
    write_log(tmp_path / "ForwardedEvents.evtx", numbered)
    facts = analysed(tmp_path)
    told = {
        (part.server, part.fields["channel"], part.fields["how"])
        for part in of_kind(facts, "log-part")
    }
    assert told == {(name, "Application", "forwarded") for name in (SERVER, OTHER)}
    assert of_kind(facts, "log-hole") == []
    assert {fact.fields["current"] for fact in of_kind(facts, "internal-certificate-trouble")} == {
        False
    }


def test_channels_of_windows_are_nobodys_collection() -> None:
    """A provider that writes to a channel of its own is not forwarded from another one."""
    catalogue = load_catalogue()
    one = replace(
        span(0, 1, (1, 100)),
        channel="Microsoft-Windows-Kernel-Foo/Operational",
        providers={"Microsoft-Windows-Kernel-General": 100},
    )
    report = InputReport("a", "evtx", "", spans=(one,))
    found = coverages([report], Servers.from_computers([(SERVER, 1)]), catalogue.channels)
    assert list(found) == [(SERVER, "Microsoft-Windows-Kernel-Foo/Operational")]


@pytest.mark.parametrize(
    ("kind", "counts", "newest"),
    [
        ("event-table", [(0, 100)], True),
        ("event-table", [(0, 2000)], True),
        ("event-table", [(0, 1234)], False),
        ("event-table", [(0, 300)], False),
        ("evtx", [(0, 100)], False),
        ("event-table", [(5, 100), (0, 87)], False),
        ("event-table", [(5, 87), (0, 100)], True),
    ],
    ids=["a hundred", "thousands", "any", "seldom asked for", "evtx", "before it", "the first"],
)
def test_as_many_as_somebody_asks_for(
    kind: str, counts: list[tuple[int, int]], newest: bool
) -> None:
    """A text of just so many records is not the beginning of its log, if nothing is before it."""
    reports = [
        InputReport(str(n), kind, "", spans=(span(start, start + 3, (n, 2 * n - 1), records=n),))
        for start, n in counts
    ]
    (found,) = coverages(reports, Servers.from_computers([(SERVER, 1)])).values()
    assert found.newest is newest


def test_a_hole_of_both_sorts_is_told_apart() -> None:
    """Hours of which records are gone, one record, and years in which none was written."""
    days = [(BEGIN + at * DAY) * SECOND for at in (2, 3, 40)]
    gaps = (Gap(50, 52, days[0], days[1]), Gap(52, 53, days[1], days[2]))
    report = InputReport("a", "evtx", "", spans=(span(0, 42, (1, 130), gaps=gaps, breaks=1),))
    cover = coverages([report], Servers.from_computers([(SERVER, 1)]))[SERVER, "Application"]
    holes = [one for one in coverage_facts([cover]) if one.kind == "log-hole"]
    times = [(one.number("start") or 0, one.number("until") or 0) for one in holes]
    told = [((start - BEGIN) // DAY, (until - BEGIN) // DAY) for start, until in times]
    assert told == [(2, 3), (3, 40)]
    assert [one.holds("mute") for one in holes] == [False, True]


def test_the_times_of_a_missing_stretch_are_its_own(tmp_path: Path) -> None:
    """Not those of the warnings beside it."""
    kept = [each for each in life(40) if not 700 <= each.record_id <= 1100]
    write_log(tmp_path / "a.evtx", kept)
    found = pipeline.diagnose([tmp_path], engine="plain").findings
    (gap,) = [one for one in found if one.rule == "log-gap"]
    facts = analysed(tmp_path)
    (hole,) = [one for one in of_kind(facts, "log-hole") if (one.number("hours") or 0) >= 12]
    start, until = hole.number("start"), hole.number("until")
    assert start is not None
    assert until is not None
    assert (gap.first, gap.last) == (start * SECOND, until * SECOND)
