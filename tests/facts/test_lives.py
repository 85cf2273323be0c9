"""Lives: when processes were seen alive, from what they and Windows wrote."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.facts.catalogued_events import CataloguedEvent
from certtrail.facts.events_by_kind import EventsByKind
from certtrail.facts.lives import lives
from certtrail.rulebook.catalogue import load_catalogue
from tests.facts.derived import BEGIN, SCM, SERVER, TRANSPORT, X, event, facts_in, of_kind

if TYPE_CHECKING:
    from pathlib import Path

    from samples.evtx_writer.log import EventToWrite

    from certtrail.facts.lives import Life

START = int(BEGIN.timestamp())
SHELL = "MSExchange TransportService"
FILLER = 24 * 30
KINDS = ("transport-started", "transport-stopped", "system-started", "system-stopped")


def spoke(*hours: float, process: str = TRANSPORT) -> list[EventToWrite]:
    """Let a process write something that is about no certificate."""
    return [event(hour, process, 16028, ["AcceptedDomainTable"]) for hour in hours]


def service(hour: float, state: int) -> EventToWrite:
    """Let Windows report that the transport service runs (4) or has stopped (1)."""
    binary = f"{TRANSPORT}/{state}\0".encode("utf-16-le")
    return event(hour, SCM, 7036, {"param1": "x", "param2": "y"}, channel="System", binary=binary)


def windows(until: float = FILLER) -> list[EventToWrite]:
    """Let other programs write to both logs."""
    found = []
    for hour in range(0, int(until) + 1, 6):
        found += [event(hour, "ESENT", 326), event(hour, "Tcpip", 4227, channel="System")]
    return found


def life(folder: Path, *events: EventToWrite) -> Life:
    """Derive the life of the transport process."""
    return facts_in(folder, *events).watches[SERVER].lives[TRANSPORT]


def hours(found: Life) -> list[tuple[float, float]]:
    """Give its stretches in hours after the beginning."""
    return [(round((a - START) / 3600, 1), round((b - START) / 3600, 1)) for a, b in found.alive]


def test_between_words_it_lives(tmp_path: Path) -> None:
    """After its last word nothing is known."""
    found = life(tmp_path, *windows(), *spoke(*range(0, 200, 5)))
    assert hours(found) == [(0, 195)]
    assert found.regular
    assert found.stopped_since is None


def test_a_stop_and_a_start(tmp_path: Path) -> None:
    """The time between them is no life; the start is told."""
    events = [*spoke(0, 5, 10), service(11, 1), service(40, 4), *spoke(40.1, 50)]
    found = life(tmp_path, *windows(60), *events)
    assert hours(found) == [(0, 11), (40, 60)]
    assert [round((at - START) / 3600) for at in found.starts] == [40]


def test_stopped_for_good(tmp_path: Path) -> None:
    """A last word while it stops does not bring it back."""
    found = life(tmp_path, *windows(), *spoke(0, 10), service(11, 1), *spoke(11.01))
    assert hours(found) == [(0, 11)]
    assert found.stopped_since == START + 11 * 3600


def test_windows_vouches_for_some_days(tmp_path: Path) -> None:
    """While the System log shows the service running, it is taken to run for two days."""
    found = life(tmp_path, *windows(), *spoke(0, 10), service(12, 4))
    assert hours(found) == [(0, 12 + 48)]
    short = life(tmp_path, *windows(36), *spoke(0, 10), service(12, 4))
    assert hours(short) == [(0, 36)]


def test_after_a_boot_it_has_to_speak(tmp_path: Path) -> None:
    """Windows' start says nothing of a service that may be disabled."""
    boot = [
        event(30, "EventLog", 6006, channel="System"),
        event(30.1, "EventLog", 6005, channel="System"),
    ]
    found = life(tmp_path, *windows(), *spoke(0, 10, 20), service(1, 4), *boot)
    assert hours(found) == [(0, 30)]
    assert found.stopped_since is None
    again = life(tmp_path, *windows(), *spoke(0, 10, 20), *boot, *spoke(33, 40))
    assert hours(again) == [(0, 30), (33, 40)]
    assert [round((at - START) / 3600) for at in again.starts] == [33]


def test_a_stop_amid_words_without_a_start(tmp_path: Path) -> None:
    """Words that follow show that it came back, at the latest a day after the stop."""
    words = spoke(*range(10), *range(12, 80, 3))
    found = life(tmp_path, *windows(80), *words, service(9.5, 1))
    assert hours(found) == [(0, 9.5), (12, 78)]


@pytest.mark.parametrize(("number", "alive"), [(1001, True), (1003, False)])
def test_the_service_shell(tmp_path: Path, number: int, alive: bool) -> None:
    """Its words are about the transport process, but it does not vouch for what follows."""
    found = life(tmp_path, *windows(), *spoke(0, 10), event(20, SHELL, number, ["1"]))
    assert hours(found) == [(0, 20)]
    assert (found.stopped_since is None) == alive


def test_silence_counts_only_while_it_lived(tmp_path: Path) -> None:
    """The same log, with and without a living process: only the one shows an end."""
    warned = [event(hour, TRANSPORT, 12017, [X, 900 - hour]) for hour in range(0, 240, 4)]
    for late, current in ((spoke(*range(240, FILLER, 7)), False), ([], True)):
        facts = facts_in(tmp_path, *windows(), *warned, *late)
        (trouble,) = of_kind(facts, "internal-certificate-trouble")
        assert trouble.fields["current"] is current
        assert trouble.fields["log_end"] == START + FILLER * 3600


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_word_between_two_others_tells_nothing_new(data: st.DataObject) -> None:
    """However much a process chatters: what counts is what is next to a change."""
    minutes = st.integers(0, 20 * 24 * 60)
    changes = data.draw(st.dictionaries(minutes, st.sampled_from(sorted(KINDS)), max_size=5))
    words = data.draw(st.sets(minutes, min_size=2, max_size=12))
    between = {
        data.draw(st.integers(before, after))
        for before, after in pairwise(sorted(words))
        # The first word after a stop is none of the last words of what stops.
        if not any(before - 3 <= at <= after for at in changes) and after - before <= 24 * 60
    }

    def lived(said: set[int]) -> dict[str, Life]:
        told = [(at, "directory-servers-listed") for at in said] + [*changes.items()]
        events = [
            CataloguedEvent(kind, SERVER, TRANSPORT, 1, at * 60 * 10**9, "Application", 1, "a.evtx")
            for at, kind in sorted(told)
        ]
        return lives(EventsByKind(events), load_catalogue(), {})

    assert lived(words | between) == lived(words)
