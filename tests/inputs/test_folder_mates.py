"""Event texts that name no server: of the one whose internal certificate they tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

X: Final = "9196A5FE7C0B908D8E9989DE6AEC63D8DC02275E"
Y: Final = "03F022FFD395AF1AC6CC85D99A6B1BA51A9C604E"
HEAD: Final = "Level,Date and Time,Source,Event ID,Task Category\n"
WARNED: Final = (
    "Warning,2026-11-25 15:43:26,MSExchangeTransport,{number},TransportService,"
    '"An internal transport certificate will expire soon. Thumbprint:{x}, hours remaining: 349"\n'
)
OTHER: Final = "Information,2026-11-25 15:00:00,EventLog,6005,None,The service was started.\n"
CONSOLE: Final = (
    "[PS] C:\\>hostname\n{server}\n"
    "[PS] C:\\>Get-TransportService | fl Name,InternalTransportCertificateThumbprint\n\n\n"
    "Name                                   : {server}\n"
    "InternalTransportCertificateThumbprint : {x}\n\n"
)


def warned(x: str = X, number: int = 12017) -> str:
    """Write a log of one warning."""
    return HEAD + WARNED.format(x=x, number=number)


def console(server: str, x: str = X) -> str:
    """Write a console that names a server and its configured certificate."""
    return CONSOLE.format(server=server, x=x)


def servers(folder: Path, texts: dict[str, str]) -> dict[str, set[str]]:
    """Give the servers that each file's records are of."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    records = pipeline.read([folder]).records
    found: dict[str, set[str]] = {}
    for name, computer in zip(records.file, records.computer, strict=True):
        found.setdefault(name, set()).add(computer)
    return found


def test_the_console_of_the_folder_names_it(tmp_path: Path) -> None:
    """What else of the folder names no server is that one's, too, and a note says so."""
    found = servers(
        tmp_path,
        {
            "hub/app.csv": warned(),
            "hub/more.csv": HEAD + OTHER,
            "hub/ems.txt": console("HUB1"),
            "edge/ems.txt": console("EDGE1", Y),
        },
    )
    assert found == {"hub/app.csv": {"HUB1"}, "hub/more.csv": {"HUB1"}}
    notes = [note for each in pipeline.read([tmp_path]).inputs for note in each.notes]
    assert sum(f"taken for HUB1, whose internal certificate {X}" in note for note in notes) == 2


def test_several_servers_in_one_folder(tmp_path: Path) -> None:
    """Each log is of the one whose certificate it names; what names none is of nobody."""
    found = servers(
        tmp_path,
        {
            "a.csv": warned(),
            "b.csv": warned(Y),
            "c.csv": HEAD + OTHER,
            "ems1.txt": console("HUB1"),
            "ems2.txt": console("HUB2", Y),
        },
    )
    assert found == {"a.csv": {"HUB1"}, "b.csv": {"HUB2"}, "c.csv": {"unnamed-server"}}


@pytest.mark.parametrize(
    "texts",
    [
        {"hub/app.csv": warned(), "hub/ems.txt": console("HUB1", Y)},
        {"hub/app.csv": warned(number=12015), "hub/ems.txt": console("HUB1")},
        {"hub/app.csv": warned(), "other/ems.txt": console("HUB1")},
        {"hub/app.csv": warned(), "hub/ems.txt": console("HUB1"), "x/y.txt": console("HUB2")},
    ],
    ids=["another certificate", "another's expired one", "another folder", "a clone"],
)
def test_what_does_not_tell(tmp_path: Path, texts: dict[str, str]) -> None:
    """Then its server has no name."""
    found = servers(tmp_path, texts | {"edge/ems.txt": console("EDGE1", "AB" * 20)})
    assert found["hub/app.csv"] == {"unnamed-server"}
