"""Which two names are one machine that was renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.input_reports import ChannelSpan, InputReport
from certtrail.model.renames import renames
from certtrail.model.servers import Servers

if TYPE_CHECKING:
    from collections.abc import Iterable


def report(spans: Iterable[ChannelSpan]) -> InputReport:
    """Make the report of a file."""
    return InputReport("a.evtx", "evtx", "", spans=tuple(spans))


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
    return renames([report(spans)])


def test_the_numbers_go_on() -> None:
    """A name that goes on with the numbers of another is its successor."""
    assert of(OLD, NEW) == [("WIN-8AB3", "EX01.contoso.com")]


def test_numbers_that_do_not_go_on() -> None:
    """A gap, another file, or another log tells nothing."""
    assert of(OLD, span("EX01", (93, 400), (950, 4000))) == []
    assert renames([report([OLD]), report([NEW])]) == []
    assert of(OLD, span("EX01", (91, 400), (950, 4000), "System")) == []
    assert (
        of(
            span("A", (1, 9), (0, 9), "ForwardedEvents"),
            span("B", (10, 19), (10, 19), "ForwardedEvents"),
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
    assert renames([report([OLD, NEW]), report(both)]) == []


def test_the_last_name_is_shown() -> None:
    """A machine that was renamed twice has its last name."""
    third = span("EX01.fabrikam.com", (401, 500), (4100, 5000))
    pairs = of(OLD, NEW, third)
    servers = Servers.from_computers(
        [(each.computer, each.records) for each in (OLD, NEW, third)], pairs
    )
    assert {
        servers.name(name) for name in ("win-8ab3", "EX01.contoso.com", "EX01.fabrikam.com")
    } == {"EX01.fabrikam.com"}
