"""Tables of events that name neither log nor server: judged by the whole table, and by its name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.inputs.file_names import hosts_named
from certtrail.model.record_filter import RecordFilter

if TYPE_CHECKING:
    from pathlib import Path

HEAD: Final = "Level,Date and Time,Source,Event ID,Task Category\n"
LOST: Final = "9196A5FE7C0B908D8E9989DE6AEC63D8DC02275E"
ROW: Final = "Information,2026-11-{day:02d} 10:{minute:02d}:00,{source},{number},None,Words.\n"
SYSTEM: Final = ("Service Control Manager", "Schannel", "EventLog")
APPLICATION: Final = ("MSExchangeTransport", "ESE", "MSExchangeRepl")


def table(*sources: str) -> str:
    """Write a row of each source, the newest first."""
    rows = [
        ROW.format(day=25 - at // 60, minute=59 - at % 60, source=source, number=7777)
        for at, source in enumerate(sources)
    ]
    return HEAD + "".join(rows)


def spans(folder: Path, name: str, text: str) -> Counter[str]:
    """Count the records that the spans of a file cover, by channel."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    found: Counter[str] = Counter()
    for report in pipeline.read([folder]).inputs:
        for span in report.spans:
            found[span.channel] += span.records
    return found


@pytest.mark.parametrize("other", ["Microsoft-Windows-Time-Service", "A Driver Nobody Knows"])
def test_a_system_log_is_one_log(tmp_path: Path, other: str) -> None:
    """A source that is not in the catalogue makes no Application log of a System log."""
    assert spans(tmp_path, "a.csv", table(*SYSTEM * 4, *[other] * 4)) == {"System": 16}


def test_what_nobody_knows_goes_with_the_most(tmp_path: Path) -> None:
    """So it does in an Application log."""
    told = table("A Driver Nobody Knows", *APPLICATION * 3)
    assert spans(tmp_path, "a.csv", told) == {"Application": 10}


def test_the_name_tells_the_log_of_what_nobody_knows(tmp_path: Path) -> None:
    """Even where all sources are unknown."""
    told = table("One Agent", "Two Agent", "Three Agent")
    assert spans(tmp_path, "Sys EXA.csv", told) == {"System": 3}
    (tmp_path / "Sys EXA.csv").unlink()
    assert spans(tmp_path, "EX01_App.evtx.csv", told) == {"Application": 3}


@pytest.mark.parametrize(
    ("name", "log"),
    [
        ("Événements Système.csv", "System"),
        ("Registro_Aplicación.csv", "Application"),
        ("Журнал Система.csv", "System"),
        ("アプリケーション ログ.csv", "Application"),
    ],
)
def test_the_name_tells_the_log_in_any_language(tmp_path: Path, name: str, log: str) -> None:
    """As Event Viewer calls it."""
    assert spans(tmp_path, name, table("One Agent", "Two Agent", "Three Agent")) == {log: 3}


def test_a_wrong_name_makes_no_other_log(tmp_path: Path) -> None:
    """What only the System log has is of the System log, whatever the file is called."""
    assert spans(tmp_path, "application.csv", table(*SYSTEM * 4)) == {"System": 12}


def test_one_row_is_no_other_log(tmp_path: Path) -> None:
    """A row of another log is kept, and covers nothing."""
    told = table("MSExchangeTransport", *SYSTEM * 4)
    assert spans(tmp_path, "a.csv", told) == {"System": 12}


def test_who_writes_to_several_goes_with_the_most(tmp_path: Path) -> None:
    """Winlogon writes to both."""
    told = table("Microsoft-Windows-Winlogon", *APPLICATION * 3)
    assert spans(tmp_path, "a.csv", told) == {"Application": 10}
    told = table("Microsoft-Windows-Winlogon", *SYSTEM * 3)
    assert spans(tmp_path, "a.csv", told) == {"System": 10}


def test_no_log_is_called_filtered_by_it(tmp_path: Path) -> None:
    """A whole System log with a row of the time service is no part of an Application log."""
    told = table(*SYSTEM * 4, "Microsoft-Windows-Time-Service", *SYSTEM * 4)
    (tmp_path / "system_EX01.csv").write_text(told)
    findings = pipeline.diagnose([tmp_path]).findings
    assert not [one for one in findings if one.rule == "log-filtered"]


def test_a_wanted_log_is_asked_of_what_was_decided(tmp_path: Path) -> None:
    """A selection by channel takes what the whole table decides."""
    (tmp_path / "a.csv").write_text(table("An Agent", *SYSTEM * 2))
    for channel, number in (("System", 7), ("Application", 0)):
        wanted = RecordFilter(channels=frozenset({channel}))
        assert len(pipeline.read([tmp_path], wanted).records) == number


def servers(folder: Path, texts: dict[str, str]) -> dict[str, set[str]]:
    """Give the servers that each file's spans are of."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return {
        report.name: {span.computer for span in report.spans}
        for report in pipeline.read([folder]).inputs
        if report.spans
    }


@pytest.mark.parametrize(
    ("name", "server"),
    [
        ("HUB01-application.csv", "HUB01"),
        ("system_EX01.csv", "EX01"),
        ("EX01_App.evtx.csv", "EX01"),
        ("Sys LKS-EX1 2026-11-26.csv", "LKS-EX1"),
        ("system-log of mbx7.csv", "mbx7"),
        ("W2K19-EX1_sys.csv", "W2K19-EX1"),
    ],
)
def test_a_name_with_a_log_tells_the_server(tmp_path: Path, name: str, server: str) -> None:
    """In any order, with anything between; and a note says by what."""
    assert servers(tmp_path, {name: table(*SYSTEM * 3)}) == {name: {server}}
    notes = pipeline.read([tmp_path]).inputs[0].notes
    assert any(server in note and "file's name" in note for note in notes)


@pytest.mark.parametrize(
    "name",
    [
        "errors_last24h.csv",
        "app-2016.csv",
        "KB5001_app.csv",
        "exchange2019_app.csv",
        "system 20261126.csv",
        "case 1234 system.csv",
        "EX01 and EX02 app.csv",
        "application_day2.csv",
        "Sys EXA.csv",
        "Journal_System.csv",
        "Ereignisse_System.csv",
        "Registro-2_System.csv",
        "Anwendung_Security.csv",
        "LOGBOEK_System.xml.csv",
    ],
)
def test_a_name_without_a_server_tells_none(tmp_path: Path, name: str) -> None:
    """Numbers of other things are no servers; nor is a word that nothing else names."""
    assert servers(tmp_path, {name: table(*SYSTEM * 3)}) == {name: {"unnamed-server"}}


NAMED: Final = "Level,Date and Time,Source,Event ID,Computer\n" + "".join(
    f"Information,2026-11-2{at} 10:00:00,{source},7777,{{computer}}\n"
    for at, source in enumerate(SYSTEM)
)


@pytest.mark.parametrize(
    "name", ["Sys EXA.csv", "logs of exa/1.csv", "EXA/App.csv", "exa-sys-20261126.csv"]
)
def test_a_server_that_something_else_names(tmp_path: Path, name: str) -> None:
    """Its name, or its folder's, is enough where the case knows the server."""
    told = {
        "one.csv": NAMED.format(computer="EXA.example.com"),
        "two.csv": NAMED.format(computer="EXB.example.com"),
        name: table(*SYSTEM * 3),
    }
    assert servers(tmp_path, told)[name] == {"EXA.example.com"}


def test_a_word_is_no_server_by_itself(tmp_path: Path) -> None:
    """A server that is called like a word of file names is not meant by it; nor is one of two."""
    told = {
        "one.csv": NAMED.format(computer="MAIL"),
        "two.csv": NAMED.format(computer="EXB"),
        "mail.csv": table(*SYSTEM * 3).replace("7777", "7778"),
        "MAIL EXB all.csv": table(*SYSTEM * 3),
    }
    found = servers(tmp_path, told)
    assert found["mail.csv"] == {"unnamed-server"}
    assert found["MAIL EXB all.csv"] == {"EXB"}


@pytest.mark.parametrize(
    ("name", "hosts"),
    [
        ("EX01 logs/certs of FRONT.txt", {"front"}),
        ("EX01/EX02 certs.txt", {"ex02"}),
        ("EX01 logs/certs.txt", {"ex01"}),
        ("EX01/notes of monday.txt", {"ex01", "monday", "notes"}),
    ],
)
def test_a_file_is_of_no_other_server_than_its_own_name_tells(name: str, hosts: set[str]) -> None:
    """A folder's name counts where the file's own tells no host, not even a strange one."""
    assert hosts_named(name) >= hosts - {"monday", "notes"}
    assert ("ex01" in hosts_named(name)) is ("ex01" in hosts)
