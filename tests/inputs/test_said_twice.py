"""A label that stands twice in one entry: what it says each time, and what becomes of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.input_reports import InputReport
    from certtrail.model.inventory import StoredCertificate

A: Final = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
B: Final = "7A1B2C3D4E5F60718293A4B5C6D7E8F901234567"
LABELS: Final = {
    "AccessRules": "{}",
    "HasPrivateKey": "True",
    "Issuer": "CN=CA",
    "NotAfter": "3/19/2022 8:00:00 AM",
    "NotBefore": "3/19/2021 8:00:00 AM",
    "Services": "SMTP",
    "Status": "DateInvalid",
    "Subject": "CN=mail.contoso.com",
    "Thumbprint": A,
}
LIST: Final = [f"{name:18} : {value}" for name, value in LABELS.items()]
OTHER: Final = [line.replace(A, B) for line in LIST]


def read(folder: Path, lines: list[str]) -> tuple[tuple[StoredCertificate, ...], InputReport]:
    """Read what a console printed."""
    head = "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n"
    (folder / "a.txt").write_text(head + "\n".join(lines) + "\n\n[PS] C:\\>\n")
    found = pipeline.read([folder])
    return found.inventory.certificates, found.inputs[0]


def with_line(at: int, name: str, value: str) -> list[str]:
    """Give the list with one more line."""
    return [*LIST[:at], f"{name:18} : {value}", *LIST[at:]]


@pytest.mark.parametrize("at", range(1, len(LIST) + 1))
@pytest.mark.parametrize("behind", [[], OTHER, ["", *OTHER]])
def test_another_status_in_one_entry_is_told(tmp_path: Path, at: int, behind: list[str]) -> None:
    """Wherever the second one stands: the entry is one, and neither status is taken."""
    certificates, report = read(tmp_path, with_line(at, "Status", "Valid") + behind)
    assert [one.thumbprint for one in certificates] == ([A, B] if behind else [A])
    assert certificates[0].status is None
    assert certificates[0].not_after is not None
    (problem,) = report.problems
    assert problem.startswith("Line 3: ")
    assert "Status" in problem


@pytest.mark.parametrize("at", range(1, len(LIST) + 1))
def test_the_same_status_again_says_nothing_else(tmp_path: Path, at: int) -> None:
    """Then nothing contradicts itself."""
    (certificate,), report = read(tmp_path, with_line(at, "Status", "DateInvalid"))
    assert certificate.status == "DateInvalid"
    assert report.complete


def test_two_ends_of_one_certificate(tmp_path: Path) -> None:
    """None of them is taken for the end."""
    (certificate,), report = read(tmp_path, with_line(2, "NotAfter", "3/19/2029 8:00:00 AM"))
    assert certificate.not_after is None
    assert certificate.status == "DateInvalid"
    assert "NotAfter" in report.problems[0]


@pytest.mark.parametrize("many", [2, 3, 7])
def test_entries_without_blank_lines_are_each_read(tmp_path: Path, many: int) -> None:
    """As when a web form ate the blank lines."""
    marks = [f"{number:02}{A[2:]}" for number in range(many)]
    lines = [line.replace(A, mark) for mark in marks for line in LIST]
    certificates, report = read(tmp_path, lines)
    assert [one.thumbprint for one in certificates] == marks
    assert report.complete
