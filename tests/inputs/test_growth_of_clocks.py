"""Commands in local time beside many files of records: each is placed, whatever else there is."""

from __future__ import annotations

from functools import partial

from certtrail.inputs.events.command_times import with_instants
from certtrail.inputs.opened import Read
from certtrail.model.fact import Evidence, Fact
from certtrail.model.input_reports import InputReport
from certtrail.model.record import Record
from certtrail.model.records import Records
from certtrail.text.instants import SECOND
from tests.inputs.test_local_time import HOUR, NOON
from tests.steps import steps

# What costs the square takes sixteen times as many steps.
FEW, FACTOR, BOUND = 50, 4, 6


def logged(number: int, computer: str, offset: int | None) -> Read:
    """Make a file with one record of a server, by its name and how far its clock is ahead."""
    row = Record(
        NOON, computer, "Application", "MSExchangeTransport", 12024, None, None, None, 1, [], None
    )
    found = Records.of([row], f"{number}.jsonl")
    report = InputReport(f"{number}.jsonl", "events", "", unplaced=offset is None)
    return Read(report, found, text=True, offset=offset)


def commands(count: int, server: str) -> Read:
    """Make a text with commands that ran on a server, by its own clock."""
    where = Evidence(None, server, "console", 1, "audit.txt", "")
    fields: dict[str, str | int | bool] = {"verb": "enabled", "local": True}
    told = (
        Fact("console-command", server, NOON + at * SECOND, fields, (where,)) for at in range(count)
    )
    return Read(InputReport("audit.txt", "console", ""), facts=tuple(told))


def placed(count: int, server: str = "EX01") -> list[Fact]:
    """Place as many commands beside as many files of two servers."""
    logs = [logged(at, f"EX0{at % 2 + 1}", (at % 2 + 1) * HOUR) for at in range(count)]
    return [
        fact
        for read in with_instants([*logs, commands(count, server)], None)
        for fact in read.facts
    ]


def test_each_command_is_placed_by_its_own_server() -> None:
    """By the server's records alone; by none where several servers are logged and none is named."""
    for server, ahead in (("EX01", HOUR), ("EX02.contoso.com", 2 * HOUR)):
        assert [fact.time for fact in placed(4, server)] == [
            NOON + (at - ahead) * SECOND for at in range(4)
        ]
    assert [fact.time for fact in placed(4, "")] == [0] * 4
    assert [fact.time for fact in placed(4, "EX03")] == [0] * 4


def test_records_in_local_time_are_of_the_same_clock() -> None:
    """Then the command stays where it is, and is as little placed as they are."""
    (_, read) = with_instants([logged(1, "EX01", None), commands(1, "")], None)
    (fact,) = read.facts
    assert fact.time == NOON
    assert [line.unplaced for line in fact.evidence] == [True]


def test_what_a_command_costs_does_not_depend_on_the_files() -> None:
    """Four times as many of both take about four times as many steps."""
    few, many = (steps(partial(placed, count)) for count in (FEW, FACTOR * FEW))
    assert many < few * BOUND
