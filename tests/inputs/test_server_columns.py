"""The column that names the server: every name of it, in tables of events and in lists alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.rulebook.labels import labels
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
NAMES: Final = sorted(labels().servers)
HOSTS: Final = ("EX01.contoso.com", "EX02.contoso.com")


def rows(name: str) -> list[dict[str, str]]:
    """An event of each server."""
    return [
        {
            "TimeCreated": f"2026-04-02T06:1{at}:11Z",
            "ProviderName": "MSExchangeTransport",
            "Id": "12015",
            name: host,
            "Message": f"An internal transport certificate expired. Thumbprint:{A}",
        }
        for at, host in enumerate(HOSTS)
    ]


def written(form: str, made: list[dict[str, str]]) -> str:
    """Write a table in a form."""
    if form == "json":
        return json.dumps(made)
    if form == "list":
        return "\n\n".join(
            "\n".join(f"{key:13} : {value}" for key, value in row.items()) for row in made
        )
    part = {"csv": ",", "semicolons": ";", "tabs": "\t"}.get(form)
    lines = [list(made[0]), *(list(row.values()) for row in made)]
    if part is None:
        shown = ["| " + " | ".join(line) + " |" for line in lines]
        return "\n".join([shown[0], "|" + "---|" * len(lines[0]), *shown[1:]])
    return "\n".join(part.join(line) for line in lines)


@pytest.mark.parametrize("form", ["csv", "semicolons", "tabs", "markdown", "json", "list"])
@pytest.mark.parametrize("name", NAMES)
def test_events(tmp_path: Path, name: str, form: str) -> None:
    """Each event is of the server of its row."""
    path = tmp_path / ("t.json" if form == "json" else "t.txt")
    path.write_text(written(form, rows(name)), encoding="utf-8")
    assert set(pipeline.read([path]).records.computer) == set(HOSTS)


@pytest.mark.parametrize("form", ["csv", "semicolons", "tabs", "markdown", "json", "list"])
@pytest.mark.parametrize("name", NAMES)
def test_certificates(name: str, form: str) -> None:
    """The same certificate on two servers is one on each."""
    made = [
        {name: host, "Thumbprint": A, "Subject": f"CN={host}", "Services": services}
        for host, services in zip(HOSTS, ("SMTP", "IIS, SMTP"), strict=True)
    ]
    if form == "csv":
        made[1]["Services"] = '"IIS, SMTP"'
    found = told(written(form, made)).inventory.certificates
    assert {(one.server, len(one.services or ())) for one in found} == set(
        zip(HOSTS, (1, 2), strict=True)
    )


def test_of_two_the_events_own(tmp_path: Path) -> None:
    """Where a shell asked one machine for the events of another, they are the other's."""
    made = [row | {"PSComputerName": "COLLECTOR"} for row in rows("MachineName")]
    path = tmp_path / "t.csv"
    path.write_text(written("csv", made))
    assert set(pipeline.read([path]).records.computer) == set(HOSTS)


@pytest.mark.parametrize("form", ["csv", "list", "json"])
def test_identity_tells_both(form: str) -> None:
    """An identity names the server and the certificate."""
    made = [
        {"Identity": f"{host}\\{one}", "NotAfter": "2027-01-02 03:04:05", "Services": "SMTP"}
        for host, one in zip(HOSTS, (A, B), strict=True)
    ]
    found = told(written(form, made)).inventory.certificates
    assert [(one.server, one.thumbprint) for one in found] == list(zip(HOSTS, (A, B), strict=True))


@pytest.mark.parametrize("delimiter", [";", "\t", "|", " | ", "  "])
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2)])
def test_rows_without_names(delimiter: str, order: tuple[int, ...]) -> None:
    """What a cell is, it looks like; the later of two dates is the end."""
    cells = (A, "CN=mail.contoso.com", "9/30/2029 1:22:03 PM", "IIS, SMTP")
    (found,) = told(delimiter.join(cells[at] for at in order)).inventory.certificates
    assert (found.thumbprint, found.subject) == (A, "CN=mail.contoso.com")
    assert found.services == frozenset({"IIS", "SMTP"})
    assert found.not_after == int(datetime(2029, 9, 30, 13, 22, 3, tzinfo=UTC).timestamp())


def test_the_command_names_the_cells() -> None:
    """What a line of PowerShell asks for is what its rows hold."""
    command = (
        '[PS] C:\\>Get-ExchangeCertificate | % { "$($_.NotBefore);$($_.Thumbprint);'
        '$($_.FriendlyName);$($_.NotAfter)" }'
    )
    text = f"{command}\n9/30/2024 13:22:03;{A};Mail 2024;10/31/2029 13:22:03\n"
    (found,) = told(text).inventory.certificates
    assert (found.thumbprint, found.friendly_name) == (A, "Mail 2024")
    assert found.not_before is not None
    assert found.not_after is not None
    assert found.not_before < found.not_after
