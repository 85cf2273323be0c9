"""The ledger and the selections as frames: dtypes as documented, what is not known is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import certtrail
from certtrail.case.certificate_frames import LEDGER, SELECTIONS
from tests.certificates.test_renewal import A, B, planned

if TYPE_CHECKING:
    from pathlib import Path


def test_frames_of_an_inventory(tmp_path: Path) -> None:
    """One row a certificate, one a connector or internal role."""
    planned(tmp_path)
    case = certtrail.open(tmp_path)
    ledger = case.certificates().set_index("thumbprint")
    assert ledger.loc[A, "not_after"] == pd.Timestamp("2027-12-15", tz="UTC")
    assert ledger.loc[B, "services"] == ("SMTP",)
    assert ledger["implied_not_after"].isna().all()
    chosen = case.selection().set_index("direction")
    assert chosen.loc["internal", "documented"] == B
    assert chosen.loc["outbound", "model"] == A


def test_dtypes_do_not_depend_on_the_rows(tmp_path: Path) -> None:
    """An empty frame has the same columns and dtypes; logs alone give implied ends."""
    (tmp_path / "nothing.txt").write_text("[PS] C:\\>Get-ExchangeCertificate\r\n")
    for folder in (tmp_path, "samples/classic-loss"):
        case = certtrail.open(folder)
        for frame, columns in ((case.certificates(), LEDGER), (case.selection(), SELECTIONS)):
            assert {name: str(kind) for name, kind in frame.dtypes.items()} == columns
    assert certtrail.open("samples/classic-loss").certificates()["implied_not_after"].notna().any()


def test_a_certificate_without_an_end_in_sight(tmp_path: Path) -> None:
    """The year 9999 is more than nanoseconds hold; the frame has it."""
    text = "Thumbprint : " + A + "\r\nNotAfter   : 12/31/9999 11:59:59 PM\r\nSubject    : CN=a\r\n"
    (tmp_path / "a.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate | fl\r\n\r\n{text}")
    frame = certtrail.open(tmp_path).certificates()
    assert list(frame["thumbprint"]) == [A]
    assert str(frame["not_after"].iloc[0])[:4] == "9999"


def test_what_follows_from_stores_is_no_event_of_a_life(tmp_path: Path) -> None:
    """The ledger tells what happened to a certificate, not what certtrail concludes."""
    planned(tmp_path)
    case = certtrail.open(tmp_path)
    assert {fact.kind for fact in case.analysis.facts.facts} >= {"certificate-selected"}
    assert not any("selected" in event.what for one in case.analysis.ledger for event in one.life)
