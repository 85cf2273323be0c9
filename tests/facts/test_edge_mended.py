"""Trouble with an Edge server that a new subscription ended, for all servers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

PS = "[PS] C:\\>"
STARS = "*" * 22
OLD, NEW = "3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B", "9B7C01D2E3F405162738495A6B7C8D9E0F1A2B3C"
EDGE = (
    f"{PS}New-ExchangeCertificate\n\nConfirm\nOverwrite the existing default SMTP certificate?\n\n"
    f"Current certificate: '{OLD}' (expires 04/11/2026 09:20:16)\n"
    f"Replace it with certificate: '{NEW}' (expires 02/11/2031 18:46:31)\n"
    '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): y\n'
    "WARNING: The internal transport certificate attribute for the local Edge Transport server has "
    "been updated. Rerun the New-EdgeSubscription task to subscribe this Edge Transport server "
    "again and restart the AD LDS service.\n"
)
SUBSCRIBED = f"{PS}New-EdgeSubscription -FileData $bytes -Site Hq\n"
REMOVED = f"{PS}Remove-EdgeSubscription EDGE1 -Confirm:$false\n"


def session(server: str, began: str, ended: str, text: str) -> str:
    """Write a transcript."""
    head = f"{STARS}\nWindows PowerShell transcript start\nStart time: {began}\n"
    whose = f"Username: CORP\\adm\nMachine: {server} (Microsoft Windows NT 10.0.17763.0)\n{STARS}\n"
    tail = f"{STARS}\nWindows PowerShell transcript end\nEnd time: {ended}\n{STARS}\n"
    return f"{head}{whose}{text}{tail}"


def synced(status: str, at: str) -> str:
    """Write what Test-EdgeSynchronization answers."""
    return (
        f"{PS}Test-EdgeSynchronization | fl\n\nSyncStatus          : {status}\n"
        f"UtcNow              : {at}\nName                : EDGE1\nFailureDetail       :\n"
        f"LastSynchronizedUtc : {at}\n\n"
    )


def queues(*rows: tuple[str, str]) -> str:
    """Write what Get-Queue answers: names, and what they wait for."""
    listed = "".join(
        f"Identity      : HUB1\\{name}\nStatus        : Ready\nMessageCount  : 214\n"
        f"NextHopDomain : {name}\nLastError     : {error}\n\n"
        for name, error in rows
    )
    asked = "Get-Queue -Server HUB1 | fl Identity,Status,MessageCount,NextHopDomain,LastError"
    return f"{PS}{asked}\n\n{listed}"


NO_WAY = ("Unreachable", "A matching connector cannot be found to route the external recipient")


def log(*rows: tuple[str, str, int, str]) -> str:
    """Write a table of events: when, by which server, its number, what it says."""
    head = '"TimeCreated","MachineName","ProviderName","Id","LevelDisplayName","Message"\n'
    return head + "".join(
        f'"{at}","{server}.corp.example","MSExchangeTransport","{number}","Error","{said}"\n'
        for at, server, number, said in rows
    )


def refused(server: str, *times: str) -> tuple[tuple[str, str, int, str], ...]:
    """Make records of 2018."""
    said = (
        "Direct trust authentication failed for certificate with subject CN=EDGE1. The target IP "
        "address of the server that tried to authenticate to Microsoft Exchange is [172.20.9.15]. "
        "Make sure EdgeSync is running properly."
    )
    return tuple((at, server, 2018, said) for at in times)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    rows = [*refused("HUB1", "2026-11-02 19:00:14", "2026-11-02 22:00:14", "2026-11-03 04:00:14")]
    rows += refused("HUB2", "2026-11-02 19:06:14", "2026-11-02 22:06:14", "2026-11-03 04:06:14")
    (tmp_path / "hubs.csv").write_text(log(*rows))
    (tmp_path / "edge.txt").write_text(session("EDGE1", "20261102184455", "20261102184922", EDGE))
    return tmp_path


def with_console(folder: Path, *sessions: str) -> Diagnosis:
    """Diagnose the folder with a console of HUB1."""
    (folder / "hub1.txt").write_text("".join(sessions))
    return pipeline.diagnose(folder)


def rules(found: Diagnosis) -> dict[str, set[str]]:
    """Give the rules that fired, each with the servers."""
    told: dict[str, set[str]] = {}
    for one in found.findings:
        told.setdefault(one.rule, set()).update(name.partition(".")[0] for name in one.servers)
    return told


FIRST = session("HUB1", "20261103081012", "20261103093317", REMOVED + queues(NO_WAY))
FAILED = session("HUB1", "20261103081012", "20261103093317", synced("Failed", "2026-11-03 08:11"))


def test_what_a_test_shows_to_be_over_is_over_for_all(folder: Path) -> None:
    """One subscription is for all servers, and a text after it lists the queues anew."""
    well = SUBSCRIBED + synced("Normal", "2026-11-03 10:12:31") + queues(("Submission", ""))
    found = with_console(folder, FIRST, session("HUB1", "20261103100110", "20261103101501", well))
    told = rules(found)
    assert told["edge-trust-restored"] == {"HUB1", "HUB2"}
    for gone in ("direct-trust-refused", "edge-certificate-updated", "queue-without-connector"):
        assert gone not in told
    causes = " ".join(one.cause for one in found.findings)
    assert "Test-EdgeSynchronization` said Normal at 2026-11-03 10:12 UTC" in causes
    assert "long enough" not in causes


def test_a_test_before_the_act_ends_nothing(folder: Path) -> None:
    """It failed, and so the Edge server has to be subscribed again."""
    told = rules(with_console(folder, FAILED))
    assert told["edge-default-overwritten"] == {"EDGE1", "HUB1", "HUB2"}
    assert "edge-trust-restored" not in told


def test_a_test_of_another_edge_server_ends_nothing(folder: Path) -> None:
    """What is said of EDGE2 tells nothing of EDGE1."""
    text = synced("Normal", "2026-11-03 10:12:31").replace("EDGE1", "EDGE2")
    told = rules(with_console(folder, session("HUB1", "20261103100110", "20261103101501", text)))
    assert "HUB2" in told["edge-default-overwritten"]


def test_an_edge_server_updated_after_the_test_has_to_be_subscribed(folder: Path) -> None:
    """The test was of the certificate before."""
    (folder / "edge.txt").write_text(session("EDGE1", "20261105184455", "20261105184922", EDGE))
    text = SUBSCRIBED + synced("Normal", "2026-11-03 10:12:31")
    told = rules(with_console(folder, session("HUB1", "20261103100110", "20261103101501", text)))
    assert told["edge-certificate-updated"] == {"EDGE1"}


@pytest.mark.parametrize(
    "later",
    [
        queues(NO_WAY),
        queues(("Submission", "")).replace("-Server HUB1", "-Server HUB1 -Filter {Status -eq 'X'}"),
        queues(("Submission", "")).replace("HUB1", "HUB2"),
        queues(("Submission", "")).replace(" | fl", " | where MessageCount -eq 0 | fl"),
        "",
    ],
)
def test_a_list_that_does_not_show_the_queue_gone_ends_nothing(tmp_path: Path, later: str) -> None:
    """It is there still, or the list is of chosen ones, or of another server."""
    (tmp_path / "shell.txt").write_text(queues(NO_WAY) + later)
    found = [one for one in pipeline.diagnose(tmp_path).findings if "queue-without" in one.rule]
    assert [one.rule for one in found] == ["queue-without-connector"]


def test_the_later_of_two_lists_counts(tmp_path: Path) -> None:
    """The number of mails is that of the list below, and a queue that it leaves out is over."""
    other = queues(NO_WAY).replace("214", "12")
    (tmp_path / "shell.txt").write_text(queues(NO_WAY) + other)
    (cause,) = {one.cause for one in pipeline.diagnose(tmp_path).findings}
    assert "12 in the queue" in cause
    assert "214" not in cause
    (tmp_path / "shell.txt").write_text(queues(NO_WAY) + queues(("Submission", "")))
    assert not rules(pipeline.diagnose(tmp_path))


def test_a_removal_is_between_what_the_transcript_tells(folder: Path) -> None:
    """It began after the last record, not with that, and behind a test with its own time."""
    text = synced("Failed", "2026-11-03 08:11:02") + REMOVED + queues(NO_WAY)
    found = with_console(folder, session("HUB1", "20261103081012", "20261103093317", text))
    (removed,) = [one for one in found.findings if one.rule == "edge-subscription-removed"]
    assert "at 2026-11-03 08:11 (local time, zone unknown) at the earliest" in removed.cause
    assert "at 2026-11-03 09:33 (local time, zone unknown) at the latest" in removed.cause
    assert removed.since == 1_793_693_462_000_000_000
