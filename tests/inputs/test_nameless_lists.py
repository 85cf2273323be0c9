"""Lists that name no server: taken for the only one that anything names, and a note says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
LIST: Final = f"Thumbprint : {A}\nSubject    : CN=EX01\nServices   : SMTP\n"
EVENT: Final = (
    "Log Name:      Application\nSource:        MSExchangeTransport\n"
    "Date:          2026-07-02 09:03:04\nEvent ID:      12015\nTask Category: TransportService\n"
    "Level:         Error\nKeywords:      Classic\nUser:          N/A\n"
    f"Computer:      {{}}\nDescription:\n"
    f"An internal transport certificate expired. Thumbprint:{A}\n"
)
OTHER: Final = "[PS] C:\\>Get-ExchangeCertificate -Server {} | fl\n\n" + LIST


@pytest.mark.parametrize("named", [EVENT, OTHER])
@pytest.mark.parametrize("together", [False, True])
def test_the_only_server(tmp_path: Path, named: str, together: bool) -> None:
    """Whatever names it, and in whichever file."""
    told = named.format("EX01")
    # A list behind a command is that command's; the nameless one comes first.
    texts = [f"{LIST}\n\n{told}"] if together else [LIST, told]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text)
    found = pipeline.read([tmp_path])
    assert {one.server for one in found.inventory.certificates} == {"EX01"}
    notes = [note for each in found.inputs for note in each.notes]
    assert sum("taken for EX01, the only one here" in note for note in notes) == 1


def test_several_servers(tmp_path: Path) -> None:
    """Then it is of none, and the note says what to do."""
    (tmp_path / "a.txt").write_text(EVENT.format("EX01"))
    (tmp_path / "b.txt").write_text(EVENT.format("EX02"))
    (tmp_path / "list.txt").write_text(LIST)
    found = pipeline.read([tmp_path])
    assert {one.server for one in found.inventory.certificates} == {""}
    (report,) = (each for each in found.inputs if each.name == "list.txt")
    assert any("--server NAME" in note for note in report.notes)


def test_no_server_at_all(tmp_path: Path) -> None:
    """Nothing is made up."""
    (tmp_path / "list.txt").write_text(LIST)
    found = pipeline.read([tmp_path])
    assert {one.server for one in found.inventory.certificates} == {""}


@pytest.mark.parametrize(
    ("subject", "told"),
    [("CN=EX01", "which name none either."), ("CN=WMSvc-SHA2-EX01", "in it is of EX01.")],
)
def test_events_that_name_none_either(tmp_path: Path, subject: str, told: str) -> None:
    """That the list is the events' server's is said, and whose it looks."""
    listed = LIST.replace("CN=EX01", subject)
    (tmp_path / "a.txt").write_text(
        "Time          EntryType Source              InstanceID Message\n"
        "----          --------- ------              ---------- -------\n"
        "Nov 24 09:51  Error     MSExchangeTransport 3221499630 Microsoft Exchange could not f...\n"
        f"\n{listed}"
    )
    (report,) = pipeline.read([tmp_path]).inputs
    assert any("list in it names no server" in each and told in each for each in report.notes)


@pytest.mark.parametrize(
    ("names", "server"),
    [
        ("EX02, EX02.contoso.com", "EX02"),
        ("EX02, mail.contoso.com", ""),
        ("EX03, EX03.contoso.com", ""),
    ],
)
def test_the_list_has_the_own_certificate_of_one(tmp_path: Path, names: str, server: str) -> None:
    """Each server has one of its own, as Setup makes it; one of an unnamed server tells nothing."""
    (tmp_path / "a.txt").write_text(EVENT.format("EX01"))
    (tmp_path / "b.txt").write_text(EVENT.format("EX02"))
    host = names.partition(",")[0]
    (tmp_path / "list.txt").write_text(
        f"Thumbprint         : {A}\nSubject            : CN={host}\nServices           : SMTP\n"
        f"CertificateDomains : {{{names}}}\nIsSelfSigned       : True\n"
    )
    found = pipeline.read([tmp_path])
    assert {one.server for one in found.inventory.certificates} == {server}
