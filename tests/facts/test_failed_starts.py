"""Starts of a transport service that fail again and again, and those that only look like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.facts.derived import SCM, TRANSPORT, event, facts_in, of_kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from samples.evtx_writer.log import EventToWrite

    from certtrail.facts.derivation import FactSet

SHELL = "MSExchange TransportService"
MINUTE = 1 / 60
TAKEN = "0.0.0.0:25"


def failing(facts: FactSet) -> Mapping[str, object]:
    """Give the fields of the only fact."""
    (told,) = of_kind(facts, "transport-start-failing")
    return told.fields


def refused(hours: float, endpoint: str = TAKEN) -> list[EventToWrite]:
    """A start that ends within a minute, as a port is taken."""
    return [
        event(hours, SHELL, 1000, ["7172"]),
        event(hours + 0.2 * MINUTE, TRANSPORT, 1019, ["10048", endpoint]),
        event(hours + 0.2 * MINUTE, TRANSPORT, 1036),
        event(hours + 0.4 * MINUTE, SHELL, 1003, ["7172"]),
    ]


def test_a_taken_port(tmp_path: Path) -> None:
    """Each start counts once; the port is found whichever string names it."""
    starts = [each for n in range(4) for each in refused(1 + 7 * n * MINUTE)]
    told = failing(facts_in(tmp_path, *starts))
    assert told["process"] == TRANSPORT
    assert told["count"] == 4
    assert told["listener"] is True
    assert told["endpoint"] == TAKEN
    assert told["open"] is True


def test_two_ports(tmp_path: Path) -> None:
    """Where the records name two, none is named."""
    ends = (TAKEN, "[::]:25", TAKEN)
    starts = [each for n, end in enumerate(ends) for each in refused(1 + 7 * n * MINUTE, end)]
    told = failing(facts_in(tmp_path, *starts))
    assert "endpoint" not in told


@pytest.mark.parametrize("after", ["a word", "a start"])
def test_it_ran_after_that(tmp_path: Path, after: str) -> None:
    """A start that went well, or what only a process that runs writes, ends it."""
    starts = [each for n in range(3) for each in refused(1 + 7 * n * MINUTE)]
    later = event(2, TRANSPORT, 12002) if after == "a word" else event(2, SHELL, 1001)
    facts = facts_in(tmp_path, *starts, later, event(4, SHELL, 9999))
    assert failing(facts)["open"] is False


def test_without_trouble(tmp_path: Path) -> None:
    """An evening in which it is started and stopped is of updates."""
    starts = [
        event(1 + (7 * n + later) * MINUTE, SHELL, number)
        for n in range(6)
        for later, number in ((0, 1000), (0.2, 1001), (2, 1003))
    ]
    assert not of_kind(facts_in(tmp_path, *starts), "transport-start-failing")


def test_hours_apart(tmp_path: Path) -> None:
    """What ran for hours in between did start."""
    display = {"param1": "Microsoft Exchange Transport", "param2": "1"}
    crashes = [event(1 + 2 * n, SCM, 7031, display, channel="System") for n in range(5)]
    assert not of_kind(facts_in(tmp_path, *crashes), "transport-start-failing")


def test_only_windows_tells(tmp_path: Path) -> None:
    """Windows' own two records about one end are of one start."""
    display = {"param1": "Microsoft Exchange Transport", "param2": "1"}
    ends = [
        event(1 + (6 * n) * MINUTE + later, SCM, number, display, channel="System")
        for n in range(3)
        for later, number in ((0, 7024), (0.02 * MINUTE, 7034))
    ]
    told = failing(facts_in(tmp_path, *ends))
    assert told["open"] is True
    assert "listener" not in told
