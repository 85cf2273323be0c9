"""What a console shows of commands that nobody reads is told, also where the rest was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

LIST: Final = (
    "[PS] C:\\>Get-ExchangeCertificate | fl Thumbprint,Services\n\n"
    "Thumbprint : 1851CC210401E7DB7C6FC614295D24A45715D5AA\nServices   : SMTP\n\n"
)
HEALTH: Final = (
    "[PS] C:\\>Get-ServerHealth EX01 | ft Server,Name,AlertValue\n\n"
    "Server  Name        AlertValue\n------  ----        ----------\n"
    "EX01    FrontEnd    Unhealthy\n\n"
)
STATE: Final = (
    "[PS] C:\\>Get-ServerComponentState EX01 -Component HubTransport\n\n"
    "Server            Component    State\n------            ---------    -----\n"
    "EX01.contoso.com  HubTransport Draining\n\n"
)
TOLD: Final = "commands that certtrail does not read"


def notes(folder: Path, text: str) -> list[str]:
    """Give what is said of commands that are not read."""
    (folder / "a.txt").write_text(text)
    (report,) = pipeline.read([folder]).inputs
    assert report.complete
    return [note for note in report.notes if TOLD in note]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (HEALTH, "Get-ServerHealth (6)"),
        (HEALTH.replace("[PS] C:\\>", "PS C:\\Windows\\system32> "), "Get-ServerHealth (6)"),
        ("[PS] C:\\>Get-TransportConfig | fl *Tls*\n\nTlsX : a\n\n", "Get-TransportConfig (6)"),
        ("C:\\>w32tm /query /status\nLeap Indicator: 0(no warning)\n", "w32tm (6)"),
        ("C:\\>icacls C:\\x\nC:\\x BUILTIN\\Administrators:(F)\n", "icacls (6)"),
    ],
)
def test_they_are_named_with_their_lines(tmp_path: Path, text: str, named: str) -> None:
    """Before what is read or behind it."""
    (note,) = notes(tmp_path, LIST + text)
    assert named in note


@pytest.mark.parametrize(
    "text",
    [
        "[PS] C:\\>Get-Date\n\nMonday, November 23, 2026 8:22:10 AM\n\n",
        "[PS] C:\\>Get-TransportConfig\n[PS] C:\\>hostname\nEX01\n",
        "[PS] C:\\>Get-ServerHealth EX01\nGet-ServerHealth : Access is denied.\nAt line:1 char:1\n",
        (
            "[PS] C:\\>Get-Queue\n\nIdentity Status MessageCount\n-------- ------ ------------\n"
            "EX01\\3   Ready             0\n\n"
        ),
        STATE,
        "We also ran Get-ServerHealth, which shows nothing odd.\n",
    ],
)
def test_of_others_nothing_is_said(tmp_path: Path, text: str) -> None:
    """They are read, of no use, or have printed nothing."""
    assert not notes(tmp_path, LIST + text)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "[PS] C:\\>get-date\n\nMontag, 23. November 2026 08:22:10\n\n",
            "23. November 2026 08:22:10",
        ),
        ("PS C:\\> Get-Date; hostname\n\nMonday, November 23, 2026 8:22:10 AM\n\n", "8:22:10 AM,"),
        ("[PS] C:\\>Get-Date -Format s\n2026-11-23T08:22:10\n", "2026-11-23T08:22:10,"),
    ],
)
def test_when_a_console_was_of(tmp_path: Path, typed: str, told: str) -> None:
    """Its lists have no other time."""
    (tmp_path / "a.txt").write_text(typed + LIST)
    (report,) = pipeline.read([tmp_path]).inputs
    (note,) = (note for note in report.notes if "Get-Date said" in note)
    assert told in note


@pytest.mark.parametrize(
    "typed",
    [
        "[PS] C:\\>$d = (Get-Date).AddDays(-3)\n",
        "[PS] C:\\>Get-Date\n\n",
        "I ran Get-Date: 8:22:10\n",
    ],
)
def test_a_date_that_was_not_asked(tmp_path: Path, typed: str) -> None:
    """Reckoned with, not answered, or told by somebody."""
    (tmp_path / "a.txt").write_text(typed + LIST)
    (report,) = pipeline.read([tmp_path]).inputs
    assert not [note for note in report.notes if "Get-Date said" in note]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "[PS] C:\\>Get-ExchangeServer | ft Name,Site\n\nName Site\n---- ----\nEX01 HQ\n",
            "Server",
        ),
        ("[PS] C:\\>Get-TransportService | fl Name\n\nName : EX01\n\n", "Get-TransportService (6)"),
        ("[PS] C:\\>Get-Queue | fl Identity\n\nIdentity : EX01\\3\n\n", "Get-Queue (6)"),
    ],
)
def test_known_commands_that_show_too_little(tmp_path: Path, text: str, named: str) -> None:
    """Nothing follows from a part of what they print, and that is said."""
    (tmp_path / "a.txt").write_text(LIST + text)
    (report,) = pipeline.read([tmp_path]).inputs
    (note,) = (note for note in report.notes if "Nothing was read" in note)
    assert named in note


CHART: Final = (
    "C:\\>w32tm /stripchart /computer:dc01.contoso.com /samples:2 /dataonly\n"
    "Tracking dc01.contoso.com [10.0.0.5:123].\n09:05:11, {0}.0012033s\n09:05:13, {0}.0009811s\n\n"
)
RESYNC: Final = "C:\\>w32tm /resync\nThe computer did not resync.\n\n"


def test_clocks_that_were_compared_need_no_more(tmp_path: Path) -> None:
    """Where it gets its time from, and that it was set, nobody has to read then."""
    status = "C:\\>w32tm /query /status\nStratum: 3\n\n"
    assert not notes(tmp_path, f"{LIST}{status}{CHART.format('+00')}{RESYNC}")


@pytest.mark.parametrize("program", ["nltest /sc_query:contoso", "klist tickets"])
def test_other_programs_are_named_beside_clocks(tmp_path: Path, program: str) -> None:
    """They tell of other matters; and without a comparison a clock is one."""
    (note,) = notes(tmp_path, f"{LIST}{CHART.format('+00')}C:\\>{program}\nFlags: 0\n")
    assert program.partition(" ")[0] in note
    (note,) = notes(tmp_path, LIST + RESYNC)
    assert "w32tm" in note


def test_a_clock_that_is_wrong_is_found(tmp_path: Path) -> None:
    """Whatever else w32tm printed."""
    (tmp_path / "a.txt").write_text(RESYNC + CHART.format("+912"))
    assert "clock-offset" in {one.kind for one in pipeline.read([tmp_path]).facts}


TH: Final = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
LOST: Final = "Nothing was read"
PROMPT: Final = "[PS] C:\\>"


@pytest.mark.parametrize("beside", ["", LIST])
@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("(Get-ExchangeCertificate).NotAfter", "\nSaturday, March 19, 2022 8:00:00 AM\n"),
        (f"(Get-ExchangeCertificate {TH}).NotAfter", "\nsoon\n"),
        (f"(Get-ExchangeCertificate {TH}).Services", "SMTP\nIIS"),
        (f"((Get-ExchangeCertificate {TH}).NotAfter - (Get-Date)).Days", "-740"),
        ("$c.NotAfter", "\nSaturday, March 19, 2022 8:00:00 AM\n"),
        ("$certs[0].Status", "DateInvalid"),
        ("Get-ExchangeCertificate | select -expand Thumbprint", TH),
        ("Get-ExchangeCertificate | Select-Object -ExpandProperty Status", "Valid"),
        ("Get-ExchangeCertificate | % { $_.Status }", "Valid\nDateInvalid"),
        ("(Get-SendConnector Out).TlsCertificateName", "<I>CN=CA<S>CN=mail.contoso.com"),
        ("(Get-Service MSExchangeTransport).Status", "Stopped"),
        (
            "Get-WinEvent -LogName Application | ft Id,TimeCreated",
            "\n   Id TimeCreated\n   -- -----------\n12015 3/29/2024 7:50:02 AM\n",
        ),
        (
            "Get-WinEvent Application | group Id",
            "\nCount Name    Group\n----- ----    -----\n  144 12014   {...}\n",
        ),
        ("Get-EventLog Application | measure", "\nCount    : 144\nAverage  :\n"),
        ("Get-WinEvent Application | fw Id", "\n12014      12015\n"),
    ],
)
def test_values_without_labels_are_told(
    tmp_path: Path, typed: str, printed: str, beside: str
) -> None:
    """A property alone, what a variable held, and events by half, alone in a file as well."""
    (tmp_path / "a.txt").write_text(f"{beside}{PROMPT}{typed}\n{printed}\n{PROMPT}\n")
    (report,) = pipeline.read([tmp_path]).inputs
    told = [note for note in report.notes if LOST in note or TOLD in note]
    # Alone it is put aside as a whole, or not read in full, which is told as well.
    assert told or (not beside and (report.problems or "Left aside" in report.notes[0]))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("$env:COMPUTERNAME", "EX01"),
        ("$list.Count", "4"),
        ("(Get-Date).AddDays(30)", "\nSaturday, March 19, 2022 8:00:00 AM\n"),
        ("$c = Get-ExchangeCertificate", ""),
        ("(Get-ExchangeCertificate).NotAfter", ""),
        ("Get-WinEvent Application", "Get-WinEvent : No events were found.\nAt line:1 char:1"),
        (
            "Get-WinEvent Application | fl",
            (
                "\nTimeCreated  : 3/29/2024 7:50:02 AM\nProviderName : MSExchangeTransport\n"
                f"Id           : 12015\nMessage      : It expired. Thumbprint:{TH}\n"
            ),
        ),
    ],
)
def test_of_others_nothing_is_told(tmp_path: Path, typed: str, printed: str) -> None:
    """Of no use, nothing printed, an error, or events that were read."""
    (tmp_path / "a.txt").write_text(f"{LIST}{PROMPT}{typed}\n{printed}\n{PROMPT}\n")
    (report,) = pipeline.read([tmp_path]).inputs
    assert not [note for note in report.notes if LOST in note or TOLD in note]


ASKED: Final = (
    f"(Get-ExchangeCertificate -Server EX01 -Thumbprint {TH}).{{}}",
    f"Get-ExchangeCertificate {TH} -Server EX01 | select -Expand {{}}",
)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("between", ["", "\n"])
def test_one_property_of_one_object_is_read(tmp_path: Path, asked: str, between: str) -> None:
    """It is the evidence that the same property is in a list."""
    printed = {
        "NotAfter": "Saturday, March 19, 2022 8:00:00 AM",
        "Status": "DateInvalid",
        "Services": "IMAP, SMTP",
        "HasPrivateKey": "True",
        "Subject": "CN=mail.contoso.com, O=Contoso",
    }
    told = [
        f"{PROMPT}{asked.format(name)}\n{between}{value}\n{between}"
        for name, value in printed.items()
    ]
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.txt").write_text("".join(told) + PROMPT)
    values = {"Thumbprint": TH, **printed}
    listed = "".join(f"{name} : {value}\n" for name, value in values.items())
    (tmp_path / "all").mkdir()
    command = f"Get-ExchangeCertificate -Server EX01 -Thumbprint {TH}"
    (tmp_path / "all" / "a.txt").write_text(f"{PROMPT}{command} | fl\n\n{listed}\n{PROMPT}")
    found = [pipeline.read([tmp_path / name]) for name in ("one", "all")]
    assert not [note for note in found[0].inputs[0].notes if LOST in note or TOLD in note]
    facts = [
        {
            (name, value)
            for one in each.inventory.certificates
            for name in ("server", "thumbprint", "not_after", "status", "services", "subject")
            if (value := getattr(one, name)) not in (None, "", ())
        }
        for each in found
    ]
    assert facts[0] == facts[1]


@pytest.mark.parametrize(
    "asked", ["(Get-TransportService {0}).{1}", "(Get-TransportServer '{0}').{1}"]
)
def test_the_certificate_of_a_server_is_read(tmp_path: Path, asked: str) -> None:
    """As Get-TransportService lists it."""
    typed = asked.format("EX02", "InternalTransportCertificateThumbprint")
    (tmp_path / "a.txt").write_text(f"{PROMPT}{typed}\n{TH}\n{PROMPT}")
    (service,) = pipeline.read([tmp_path]).inventory.services
    assert (service.server, service.internal_thumbprint) == ("EX02", TH)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("New-ExchangeCertificate -Services SMTP", "New-ExchangeCertificate (6)"),
        ("> Get-ExchangeCertificate X | New-ExchangeCertificate", "New-ExchangeCertificate (6)"),
        (
            f"Get-ExchangeCertificate -Thumbprint {TH} | New-ExchangeCertificate -Services SMTP",
            f"New-ExchangeCertificate {TH} (6)",
        ),
        ("We ran New-ExchangeCertificate on Monday", ""),
        ("[PS] C:\\>New-ExchangeCertificate -Services SMTP", ""),
    ],
)
def test_a_command_in_words_is_told(tmp_path: Path, line: str, told: str) -> None:
    """That it stands there, alone on a line; not that it was run."""
    (tmp_path / "a.txt").write_text(f"{LIST}{line}\n")
    (report,) = pipeline.read([tmp_path]).inputs
    found = [note for note in report.notes if "stand in it without a prompt" in note]
    assert len(found) == bool(told)
    assert told in "".join(found)
