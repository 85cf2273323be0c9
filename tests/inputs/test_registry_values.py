"""Settings of TLS in the registry, as the tools that show it write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

CONTROL: Final = "SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\"
CLIENT: Final = f"HKEY_LOCAL_MACHINE\\{CONTROL}TLS 1.2\\Client"
NET: Final = "HKEY_LOCAL_MACHINE\\SOFTWARE\\{}Microsoft\\.NETFramework\\v4.0.30319"
OFF: Final = {"set_enabled": "0", "disabled_by_default": "1", "state": "off"}


def settings(text: str) -> list[dict[str, object]]:
    """Give the fields of what a text tells."""
    return [dict(fact.fields) for fact in told(text).facts if fact.kind == "tls-setting"]


@pytest.mark.parametrize(
    "text",
    [
        (
            f"reg query {CLIENT}\n    DisabledByDefault    REG_DWORD    0x1\n"
            "    Enabled    REG_DWORD    0x0\n"
        ),
        (
            f'C:\\>reg query "{CLIENT}"\n\n{CLIENT}\n    Enabled    REG_DWORD    0x0\n'
            "    DisabledByDefault    REG_DWORD    0x1\n\nC:\\>\n"
        ),
        (
            f'Windows Registry Editor Version 5.00\n\n[{CLIENT}]\n"Enabled"=dword:00000000\n'
            '"DisabledByDefault"=dword:00000001\n'
        ),
        (
            f'[PS] C:\\>Get-ItemProperty "HKLM:\\{CONTROL}TLS 1.2\\Client"\n\n\n'
            "DisabledByDefault : 1\nEnabled           : 0\n"
            f"PSPath            : Microsoft.PowerShell.Core\\Registry::{CLIENT}\n"
            f"PSParentPath      : Microsoft.PowerShell.Core\\Registry::{CLIENT[:-7]}\n"
        ),
        (
            f"some words\n\nDisabledByDefault : 1\nEnabled           : 0\n"
            f"PSPath            : Microsoft.PowerShell.Core\\Registry::{CLIENT}\n"
        ),
    ],
)
def test_the_forms_of_a_key(text: str) -> None:
    """Each tells the same."""
    fields = {"component": "schannel", "protocol": "TLS 1.2", "side": "client", **OFF}
    assert settings(text) == [fields]


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ("Enabled    REG_DWORD    0x1\nDisabledByDefault    REG_DWORD    0x0", "on"),
        ("Enabled    REG_DWORD    0xffffffff\nDisabledByDefault    REG_DWORD    0x0", "on"),
        ("Enabled    REG_DWORD    0x1", "partly"),
        ("DisabledByDefault    REG_DWORD    0x1", "off"),
        ("ERROR: The system was unable to find the specified registry key or value.", "absent"),
        ("FEHLER: Der angegebene Schl\u00fcssel wurde nicht gefunden.", "absent"),
    ],
)
def test_what_values_mean(values: str, state: str) -> None:
    """What is not there is told as that."""
    (fields,) = settings(f"C:\\>reg query {CLIENT}\n\n{values}\n")
    assert fields["state"] == state


def test_both_keys_of_dotnet() -> None:
    """That of 32-bit programs is another one; each value belongs to its own key."""
    one, other = NET.format(""), NET.format("WOW6432Node\\")
    text = (
        f'[{one}]\n"SchUseStrongCrypto"=dword:00000001\n"SystemDefaultTlsVersions"'
        "=dword:00000001\n\n"
        f'[{other}]\n"SchUseStrongCrypto"=dword:00000000\n'
    )
    found = {fields["wow"]: fields["state"] for fields in settings(text)}
    assert found == {False: "on", True: "off"}


def test_values_of_other_keys_are_not_taken() -> None:
    """What another command printed is not of the key before it."""
    other = "C:\\>reg query HKLM\\SOFTWARE\\Other\n    Enabled    REG_DWORD    0x0\n"
    text = f"C:\\>reg query {CLIENT}\n\n{other}"
    assert settings(text) == []
    assert settings(f"See the key {CLIENT}, please.\n") == []


def test_a_file_of_the_registry_is_read_in_part(tmp_path: Path) -> None:
    """It holds whatever somebody exported, of which the rest is not looked at."""
    (tmp_path / "schannel.reg").write_text(
        f'Windows Registry Editor Version 5.00\n\n[{CLIENT}]\n"Enabled"=dword:00000001\n',
        encoding="utf-16",
    )
    (report,) = pipeline.read([tmp_path]).inputs
    assert "of which only settings of TLS are read" in " ".join(map(str, report.problems))
