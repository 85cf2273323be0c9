"""What the messages of Windows' own events tell, where a text has nothing else of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Level,Date and Time,Source,Event ID,Task Category\n"
EN = (
    "A fatal error occurred when attempting to access the TLS server credential private key. The "
    "error code returned from the cryptographic module is 0x8009030D. The internal error state is "
    "10001. The SSPI client process is lsass (PID: 712)."
)
FR = (
    "Une erreur irrécupérable s'est produite lors de la tentative d'accès à la clé privée "
    "d'informations d'identification TLS client. Le code d'erreur renvoyé par le module de "
    "chiffrement est 0x8009030D. L'état d'erreur interne est 10001."
)
DE = (
    "Schwerwiegender Fehler beim Zugriff auf den privaten Schlüssel. Der vom Kryptografiemodul "
    "zurückgegebene Fehlercode ist 0x8009030D. Interner Fehlerstatus: 10001."
)


@pytest.mark.parametrize(("message", "role"), [(EN, "server"), (FR, "client"), (DE, "")])
def test_the_code_of_a_key_that_cannot_be_read(tmp_path: Path, message: str, role: str) -> None:
    """It stands in the message in every language."""
    row = f'Error,2026-11-25 09:14:22,Schannel,36870,None,"{message}"\n'
    (tmp_path / "System.csv").write_text(HEAD + row)
    (fact,) = (
        one
        for one in pipeline.examine(tmp_path).analysis.facts.facts
        if one.kind == "private-key-inaccessible"
    )
    assert fact.text("code") == "0x8009030D"
    assert fact.fields["state"] == 10001
    assert fact.text("role") == role


def test_the_version_of_windows(tmp_path: Path) -> None:
    """The message of its start has the build."""
    row = (
        "Information,2026-11-25 09:14:22,EventLog,6009,None,"
        "Microsoft (R) Windows (R) 10.00. 17763  Multiprocessor Free.\n"
    )
    (tmp_path / "System.csv").write_text(HEAD + row)
    (fact,) = (
        one
        for one in pipeline.examine(tmp_path).analysis.facts.facts
        if one.kind == "windows-version"
    )
    assert (fact.text("version"), fact.fields["build"]) == ("10.00.", 17763)


SET = (
    "The system time has changed to {0}2031{0}-{0}02{0}-{0}12T02:03:31.500000000Z from "
    "{0}2026{0}-{0}11{0}-{0}12T02:03:12.118203300Z.\n\nChange Reason: An application or system "
    "component changed the time.\nProcess: 'C:\\Program Files\\VMware\\VMware Tools\\vmtoolsd.exe' "
    "(PID 2044)."
)
MARKS = {
    "none": "",
    "as Windows sets them": "\u200e",
    "in a code page without them": "?",
    "not decoded": "\ufffd",
    "read in another code page": "\u200e".encode().decode("cp1252"),
}


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
def test_how_far_the_clock_was_set(tmp_path: Path, mark: str) -> None:
    """Both instants and the program stand in the message; the first tells the zone, too."""
    row = (
        f'Information,2031-02-12 03:03:31,Microsoft-Windows-Kernel-General,1,(5),"{SET}"\n'.format(
            mark
        )
    )
    (tmp_path / "System.csv").write_text(HEAD + row, encoding="utf-8")
    case = pipeline.examine(tmp_path)
    (fact,) = (one for one in case.analysis.facts.facts if one.kind == "clock-changed")
    assert (fact.text("direction"), fact.fields["delta"]) == ("forward", 134_179_219)
    assert fact.text("program") == r"C:\Program Files\VMware\VMware Tools\vmtoolsd.exe"
    (report,) = case.diagnosis.inputs
    assert any("UTC+01:00" in note for note in report.notes)


def test_a_change_of_the_clock_that_a_table_cut_is_told(tmp_path: Path) -> None:
    """Half an instant is none."""
    message = SET.format("")[:74] + "..."
    row = f'Information,2031-02-12 03:03:31,Microsoft-Windows-Kernel-General,1,(5),"{message}"\n'
    (tmp_path / "System.csv").write_text(HEAD + row, encoding="utf-8")
    facts = pipeline.examine(tmp_path).analysis.facts
    assert not [one for one in facts.facts if one.kind == "clock-changed"]
    assert any("old: not told" in note for note in facts.notes)
