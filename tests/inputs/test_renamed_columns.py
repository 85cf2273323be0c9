"""Lists whose columns have names of somebody's own: the command tells what they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
END: Final = int(datetime(2025, 12, 30, 12, 17, 54, tzinfo=UTC).timestamp())
LIST: Final = (
    "Get-ExchangeCertificate | Select Subject, Services, Status, Thumbprint, {column}\n\n"
    "Subject      : CN=mail.contoso.com\n"
    "Services     : SMTP\n"
    "Status       : {status}\n"
    f"Thumbprint   : {A}\n"
    "{label} : 30/12/2025 12:17:54 PM\n"
)


@pytest.mark.parametrize(
    ("column", "label"),
    [
        ('@{N="Expired Date";E={$_.NotAfter}}', "Expired Date"),
        ("@{n='Runs out'; e={$_.NotAfter}}", "Runs out"),
        ("@{Label='Läuft ab'; Expression={ $_.NotAfter }}", "Läuft ab"),
        ("@{Expression={$PSItem.notafter}; Name='Ende'}", "Ende"),
        ("@{l='Дата окончания';e={$_.NotAfter.ToString()}}", "Дата окончания"),
        ("@{Name='到期';\n  Expression={$_.NotAfter}}", "到期"),
    ],
)
def test_the_command_tells_what_a_column_is(column: str, label: str) -> None:
    """In whatever language it is called, and however the command is written."""
    found = told(LIST.format(column=column, label=label, status="Valid"))
    (one,) = found.inventory.certificates
    assert one.not_after == END
    assert not found.problems


@pytest.mark.parametrize("label", ["Expired Date", "Expiry Date", "ExpirationDate", "Expires On"])
def test_usual_names_need_no_command(label: str) -> None:
    """Where only the list was sent."""
    lines = LIST.format(column="", label=label, status="Valid").partition("\n\n")[2]
    (one,) = told(lines).inventory.certificates
    assert one.not_after == END


@pytest.mark.parametrize(
    "column",
    [
        '@{N="Mine";E={($_.NotAfter - (Get-Date)).Days}}',
        '@{N="Mine";E={$_.NotAfter -lt (Get-Date)}}',
        '@{N="Mine";E={$_.NotAfter.AddDays(-30)}}',
        '@{N="Mine";E={$_.Something}}',
        '@{N="Mine"}',
    ],
)
def test_what_is_counted_from_it_is_not_it(column: str) -> None:
    """Its value is another one, so that the end stays unknown."""
    (one,) = told(LIST.format(column=column, label="Mine", status="Valid")).inventory.certificates
    assert one.not_after is None


def test_a_known_label_stays_what_it_is() -> None:
    """Whatever a command calls so."""
    text = LIST.format(column='@{N="Thumbprint";E={$_.Subject}}', label="Expires", status="Valid")
    (one,) = told(text).inventory.certificates
    assert (one.thumbprint, one.subject) == (A, "CN=mail.contoso.com")


@pytest.mark.parametrize(
    ("said", "fires"),
    [("DateInvalid", True), ("Valid", False)],
)
def test_a_certificate_that_is_over_is_found(tmp_path: Path, said: str, fires: bool) -> None:
    """With its end, which the finding tells."""
    path = tmp_path / "list.txt"
    path.write_text(
        LIST.format(column="@{N='Runs out';E={$_.NotAfter}}", label="Runs out", status=said),
        "utf-8",
    )
    found = pipeline.diagnose(path, engine="plain").findings
    assert [one.rule for one in found] == ["smtp-certificate-out-of-its-dates"] * fires
    assert all("2025-12-30" in str(one.cause) for one in found)


def test_an_auth_certificate_called_invalid_is_over(tmp_path: Path) -> None:
    """A list without Issuer is enough: it is always its own authority. A newer one may be
    the current one.
    """
    old = (
        "Subject      : CN=Microsoft Exchange Server Auth Certificate\nServices     : SMTP\n"
        f"Status       : Invalid\nThumbprint   : {A}\nExpired Date : 26/12/2020 6:48:50 PM\n"
    )
    new = old.replace(A, A[::-1]).replace("Invalid", "Valid").replace("2020", "2049")
    path = tmp_path / "auth.txt"
    path.write_text(old, "utf-8")
    assert [one.rule for one in pipeline.diagnose(path, engine="plain").findings] == [
        "auth-certificate-expired"
    ]
    path.write_text(f"{old}\n{new}", "utf-8")
    assert [one.rule for one in pipeline.diagnose(path, engine="plain").findings] == [
        "auth-certificate-which-is-current"
    ]


@pytest.mark.parametrize("line", ['$thumb = "{}"', "  $old='{}'", "$env:PRINT = {}"])
def test_a_variable_of_a_script_is_no_row_of_a_list(line: str) -> None:
    """Below a list that is read."""
    text = LIST.format(column="NotAfter", label="NotAfter", status="Valid")
    assert not told(f"{text}\n{line.format(A[::-1])}\n$date = Get-Date\n").problems
