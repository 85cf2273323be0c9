"""A server that only a file's name tells is the one that something names, where it fits that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import certtrail
from certtrail.pipeline import diagnose, examine

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

X = "3D" * 20
HEAD = "Level,Date and Time,Source,Event ID,Task Category\n"
SOURCES = ("MSExchangeTransport,16028,Configuration,Done.", "ESENT,326,General,Attached.")


def log() -> str:
    """Write a log as Event Viewer saves it, which names no server."""
    rows = [
        f"Information,2026-03-{day:02d} {hour:02d}:10:00,{source}"
        for day in range(2, 12)
        for hour in range(24)
        for source in (*SOURCES, "MSExchange Common,106,General,Counter.")
    ]
    rows += [
        f"Error,2026-03-{day:02d} 0{hour}:30:00,MSExchangeTransport,12015,TransportService,"
        f"An internal transport certificate expired. Thumbprint:{X}"
        for day in range(4, 12)
        for hour in range(10)
    ]
    return HEAD + "\n".join(rows) + "\n"


def console(server: str) -> str:
    """Write what a shell lists of a server."""
    return (
        f"[PS] C:\\>Get-TransportService {server} | fl Name,InternalTransportCertificateThumbprint"
        f"\n\nName : {server}\nInternalTransportCertificateThumbprint : {X}\n"
    )


def diagnosed(folder: Path, log_name: str, *servers: str) -> Diagnosis:
    """Diagnose a nameless log beside consoles of servers."""
    (folder / log_name).write_text(log())
    for server in servers:
        (folder / f"{server}.txt").write_text(console(server))
    return diagnose(folder, engine="plain")


@pytest.mark.parametrize("log_name", ["app MX7.csv", "app contoso-MX7.csv"])
def test_a_guess_joins_the_server_that_it_fits(tmp_path: Path, log_name: str) -> None:
    """There is one server, of that name, and no command names another one."""
    found = diagnosed(tmp_path, log_name, "CONTOSO-MX7")
    assert [one.name for one in found.servers] == ["CONTOSO-MX7"]
    letter = certtrail.render(found, "md").partition("## Reply")[2].partition("## Input")[0]
    assert "-Server MX7" not in letter
    assert "a guess from" not in letter


@pytest.mark.parametrize("servers", [("CONTOSO-MX70",), ("CONTOSO-MX7", "FABRIKAM-MX7")])
def test_one_that_fits_none_or_two_is_asked_about(tmp_path: Path, servers: tuple[str, ...]) -> None:
    """It stays a server of its own, and the letter says that its name is a guess."""
    found = diagnosed(tmp_path, "app MX7.csv", *servers)
    assert "MX7" in [one.name for one in found.servers]
    assert "a guess from" in certtrail.render(found, "md").partition("## Reply")[2]


def test_a_console_whose_text_has_the_guess_within_a_longer_name(tmp_path: Path) -> None:
    """Its text says a name only as one of its own; the guess joins, and no phantom is left."""
    text = (
        "[PS] C:\\>Get-EdgeSubscription | fl Name,Site\n\nName : EDGE7\n"
        "Site : contoso.com/Configuration/Sites/North\n\n" + console("CONTOSO-MX7")
    )
    (tmp_path / "mx7_shell.txt").write_text(text)
    read = examine([tmp_path], engine="plain")
    names = {fact.server for fact in read.analysis.facts.facts}
    assert "CONTOSO-MX7" in names
    assert "mx7" not in {name.casefold() for name in names}


@pytest.mark.parametrize("log_name", ["Kunde_Application.csv", "Mail_System/Kunde_Application.csv"])
def test_a_word_beside_one_named_server_is_no_second_one(tmp_path: Path, log_name: str) -> None:
    """What is not written as a host's name is a guess that another input's name goes before."""
    (tmp_path / log_name).parent.mkdir(exist_ok=True)
    (tmp_path / "Export vom Montag_System.csv").write_text(log())
    found = diagnosed(tmp_path, log_name, "PAR-EX16")
    assert [one.name for one in found.servers] == ["PAR-EX16"]
    assert any("the only one here" in note for one in found.inputs for note in one.notes)


@pytest.mark.parametrize(
    ("log_name", "servers", "guess"),
    [
        ("Kunde_Application.csv", ("EX01", "EX02"), "Kunde"),
        ("MAILGATE_Application.csv", ("EX01",), "MAILGATE"),
        ("EX02_Application.csv", ("EX01",), "EX02"),
        ("Kunde_Application.csv", (), "Kunde"),
    ],
)
def test_what_may_be_a_second_server_stays_one(
    tmp_path: Path, log_name: str, servers: tuple[str, ...], guess: str
) -> None:
    """It is written as a host's name, or nothing tells which of the others it would be."""
    assert guess in [one.name for one in diagnosed(tmp_path, log_name, *servers).servers]
