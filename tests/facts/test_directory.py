"""What keeps transport from starting: domain controllers, and services that it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.rendered_messages import strings_in
from tests.facts.derived import BEGIN, SCM, TRANSPORT, event, facts_in, of_kind
from tests.facts.test_lives import SHELL, life, spoke, windows

if TYPE_CHECKING:
    from pathlib import Path

    from samples.evtx_writer.log import EventToWrite

START = int(BEGIN.timestamp())
TOPOLOGY = "Microsoft Exchange Active Directory Topology"


def boot(hour: float) -> EventToWrite:
    """Let Windows start."""
    return event(hour, "EventLog", 6005, channel="System")


def test_a_start_of_windows_is_no_start_of_a_service(tmp_path: Path) -> None:
    """One that stopped before it and says nothing for an hour after it is still stopped."""
    stop = event(11, SHELL, 1003)
    found = life(tmp_path, *windows(60), *spoke(0, 10), stop, boot(12))
    assert found.stopped_since == START + 11 * 3600


def test_a_word_after_the_start_of_windows_is_a_start(tmp_path: Path) -> None:
    """It speaks, so it runs."""
    stop = event(11, SHELL, 1003)
    found = life(tmp_path, *windows(60), *spoke(0, 10), stop, boot(12), *spoke(12.2))
    assert found.stopped_since is None
    assert [round((at - START) / 3600) for at in found.starts] == [12]


def test_right_after_the_start_of_windows_nothing_is_known(tmp_path: Path) -> None:
    """The log ends before it could have spoken."""
    stop = event(11, SHELL, 1003)
    found = life(tmp_path, *windows(6), *spoke(0, 10), stop, boot(11.5), event(12, "ESENT", 326))
    assert found.stopped_since is None


def test_what_a_service_depends_on(tmp_path: Path) -> None:
    """7001 and 7022 are of the service that they name."""
    data = {"param1": "Microsoft Exchange Transport", "param2": TOPOLOGY, "param3": "%%1070"}
    hung = {"param1": "Microsoft Exchange Transport"}
    facts = facts_in(
        tmp_path,
        *windows(20),
        event(10, SCM, 7001, data, channel="System"),
        event(11, SCM, 7022, hung, channel="System"),
        event(12, SCM, 7022, {"param1": TOPOLOGY}, channel="System"),
    )
    told = [fact.fields for fact in of_kind(facts, "service-failed")]
    assert [one["reason"] for one in told] == ["dependency", "hung"]
    assert told[0]["requires"] == TOPOLOGY
    assert {one["process"] for one in told} == {TRANSPORT}


def test_what_a_message_tells_last() -> None:
    """A parameter that is counted from the end is found in a rendered message, too."""
    entry = load_catalogue().find("MSExchange ADAccess", 2080)
    assert entry is not None
    message = (
        "Process X.exe (PID=4412). Der Anbieter hat Folgendes gefunden: In-site: "
        "dc2.contoso.com CDG 1 7 7 1 0 0 1 7 1 Out-of-site:"
    )
    assert strings_in(entry, message) == ("dc2.contoso.com CDG 1 7 7 1 0 0 1 7 1 Out-of-site:",)
