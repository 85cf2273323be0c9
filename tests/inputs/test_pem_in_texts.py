"""Certificates as PEM within a text: pasted below an event, a list or a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from certtrail import pipeline
from tests.inputs.certificates import certificate

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.evidences import Evidences

ONE: Final = certificate()
PEM: Final = ONE.public_bytes(Encoding.PEM).decode()
EVENT: Final = """Log Name:      Application
Source:        MSExchangeTransport
Date:          2/13/2026 10:00:00 AM
Event ID:      12014
Computer:      EX01.contoso.com
Description:
Microsoft Exchange could not find a certificate that contains the domain name mail.contoso.com in \
the personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP \
verb for the connector Default EX01 with a FQDN parameter of mail.contoso.com.
"""
BEFORE: Final = {
    "a sentence": "Here is the certificate of our Exchange server:\n\n",
    "an event": EVENT + "\n",
    "marks of a reply": "",
}


def read(tmp_path: Path, text: str) -> Evidences:
    """Read a text as a user would."""
    path = tmp_path / "mail.txt"
    path.write_text(text, "utf-8")
    return pipeline.read([path])


@pytest.mark.parametrize("before", BEFORE)
def test_it_is_read_wherever_it_stands(tmp_path: Path, before: str) -> None:
    """It is in no store, and what stands before it is read, too."""
    text = f"{BEFORE[before]}{PEM}\nThanks, Anna\n"
    if before == "marks of a reply":
        text = "Hello,\n" + "".join(f"> {line}\n" for line in text.splitlines())
    found = read(tmp_path, text)
    (one,) = found.inventory.certificates
    assert one.thumbprint is not None
    assert (one.listed, one.server) == (False, "")
    assert len(found.records) == (before == "an event")


def test_twice_is_once_and_what_is_cut_off_is_told(tmp_path: Path) -> None:
    """A certificate that lacks its end, or its middle, is no certificate."""
    lines = PEM.splitlines()
    cut = "\n".join([*lines[:3], lines[-1]])
    found = read(tmp_path, f"See below.\n{PEM}\n{PEM}\nand this:\n{cut}\n")
    assert len(found.inventory.certificates) == 1
    (report,) = found.inputs
    assert [problem for problem in report.problems if "expected a certificate" in problem]
    assert not report.complete


def test_what_a_session_shows_is_the_peer_s(tmp_path: Path) -> None:
    """The chain that openssl prints is presented, and no certificate that was sent."""
    other = certificate(kind="EC").public_bytes(Encoding.PEM).decode()
    session = (
        "openssl s_client -connect mail.fabrikam.com:25 -starttls smtp\nCONNECTED(00000003)\n"
        f"Server certificate\n{other}\nsubject=CN = mail.fabrikam.com\n---\n"
        "Verify return code: 0 (ok)\n"
    )
    found = read(tmp_path, f"Ours:\n{PEM}\nAnd what they show:\n{session}")
    (shown,) = (fact for fact in found.facts if fact.kind == "certificate-presented")
    assert shown.text("host") == "mail.fabrikam.com"
    assert len(found.inventory.certificates) == 2
