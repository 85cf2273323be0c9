"""Which two names are one machine that was renamed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.model.input_reports import ChannelSpan, InputReport
from certtrail.model.renames import renames
from certtrail.model.servers import Servers

if TYPE_CHECKING:
    from collections.abc import Iterable


def report(spans: Iterable[ChannelSpan], name: str = "a.evtx", kind: str = "evtx") -> InputReport:
    """Make the report of a file."""
    return InputReport(name, kind, "", spans=tuple(spans))


def span(
    computer: str, ids: tuple[int, int], times: tuple[int, int], channel: str = "Application"
) -> ChannelSpan:
    """Make what a file holds of a channel of a computer."""
    count = ids[1] - ids[0] + 1
    return ChannelSpan(computer, channel, count, *times, *ids)


OLD = span("WIN-8AB3", (1, 90), (0, 900))
NEW = span("EX01.contoso.com", (91, 400), (950, 4000))


def of(*spans: ChannelSpan) -> list[tuple[str, str]]:
    """Give the renames that one file tells."""
    return pairs([report(spans)])


def pairs(reports: Iterable[InputReport], listed: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Give the old and the new name of each rename."""
    return [(one.old, one.new) for one in renames(reports, listed=listed)]


def test_the_numbers_go_on() -> None:
    """A name that goes on with the numbers of another is its successor."""
    assert of(OLD, NEW) == [("WIN-8AB3", "EX01.contoso.com")]


def test_numbers_that_do_not_go_on() -> None:
    """A gap, another file, or another log tells nothing."""
    assert of(OLD, span("EX01", (93, 400), (950, 4000))) == []
    assert pairs([report([OLD]), report([NEW])]) == []
    assert of(OLD, span("EX01", (91, 400), (950, 4000), "System")) == []
    assert (
        of(
            span("A", (1, 90), (0, 90), "ForwardedEvents"),
            span("B", (91, 190), (100, 190), "ForwardedEvents"),
        )
        == []
    )


def test_an_earlier_record_is_no_successor() -> None:
    """What was written before the last record of the other is another machine's."""
    assert of(OLD, span("EX01", (91, 400), (100, 4000))) == []


def test_both_at_once_are_two() -> None:
    """Two machines that wrote at the same time into any log are two, whatever the numbers say."""
    both = [
        span("WIN-8AB3", (1, 9), (0, 5000), "System"),
        span("EX01.contoso.com", (1, 9), (100, 200), "System"),
    ]
    assert pairs([report([OLD, NEW]), report(both)]) == []


def test_the_last_name_is_shown() -> None:
    """A machine that was renamed twice has its last name."""
    third = span("EX01.fabrikam.com", (401, 500), (4100, 5000))
    found = of(OLD, NEW, third)
    servers = Servers.from_computers(
        [(each.computer, each.records) for each in (OLD, NEW, third)], found
    )
    assert {
        servers.name(name) for name in ("win-8ab3", "EX01.contoso.com", "EX01.fabrikam.com")
    } == {"EX01.fabrikam.com"}


def test_few_records_tell_nothing() -> None:
    """A record or two of each name, or many with ids missing, is no log that goes on."""
    assert of(span("EX03", (1, 1), (0, 0)), span("OTHER", (2, 2), (1, 1))) == []
    assert of(OLD, span("EX01", (91, 92), (950, 960))) == []
    assert of(replace(OLD, records=60, breaks=9), NEW) == []


def test_several_servers_in_one_log() -> None:
    """Many names that take turns, or one beside the others, are what somebody collected."""
    many = [span(f"EX{n:02}", (n * 30 + 1, n * 30 + 30), (n * 99, n * 99 + 9)) for n in range(9)]
    assert of(*many) == []
    assert of(OLD, NEW, span("EX07", (40, 60), (10, 20))) == []


HOURS = 3600 * 10**9
LATE_OLD = span("EX03.contoso.com", (101, 190), (0, HOURS))
LATE_NEW = span("OTHER.contoso.com", (191, 400), (HOURS + 1, 4 * HOURS))


def test_what_another_file_says() -> None:
    """A name that is there after the change, or was before it, is another machine's."""
    made = report([LATE_OLD, LATE_NEW])
    assert pairs([made]) == [("EX03.contoso.com", "OTHER.contoso.com")]
    after = span("ex03.contoso.com", (1, 50), (8 * HOURS, 9 * HOURS), "System")
    before = span("OTHER.contoso.com", (1, 50), (-9 * HOURS, -8 * HOURS), "System")
    further = span("EX03.contoso.com", (5000, 6000), (-9 * HOURS, -8 * HOURS))
    for other in (after, before, further):
        assert pairs([made, report([other], "b.evtx")]) == []
    assert pairs([made], listed=("EX03",)) == []


def test_a_table_goes_behind_a_log() -> None:
    """Rows of a table do not take a name from a server that has a log of its own."""
    table = report([LATE_OLD, LATE_NEW], "t.csv", "event-csv")
    own = span("EX03.contoso.com", (1, 50), (-9 * HOURS, -8 * HOURS), "System")
    assert pairs([table]) == [("EX03.contoso.com", "OTHER.contoso.com")]
    assert pairs([table, report([own], "b.evtx")]) == []
    # The numbers of its rows are nobody's ids.
    rows = [span("EX03", (1, 90), (0, 900)), span("OTHER", (91, 400), (950, 4000))]
    assert pairs([report(rows, "t.csv", "event-csv")]) == []
