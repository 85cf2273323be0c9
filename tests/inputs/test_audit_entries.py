"""Entries of the administrator audit log, as Search-AdminAuditLog lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose, examine
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

A = "A1" * 20
ENTRY = """RunspaceId         : 4f0e4e2b-7a39-4b60-9b46-3dd1f7c8d2aa
ObjectModified     : {changed}
CmdletName         : {cmdlet}
CmdletParameters   : {{{names}}}
Caller             : contoso.com/Admins/adm
Succeeded          : {succeeded}
Error              : {error}
RunDate            : {date}
OriginatingServer  : EX01 (15.02.2562.029)
IsValid            : True

"""
VALUES = f"""Enable-ExchangeCertificate

Name       Value
----       -----
Server     EX02
Thumbprint {A}
Services   SMTP
Force      True

"""
BUSY = (
    "A special Rpc error occurs on server EX02: The operation has been canceled because the RPC "
    "server is too busy to complete this operation."
)
PROMPT = "[PS] C:\\>Search-AdminAuditLog | fl\n\n"


def entry(cmdlet: str, names: str, date: str = "10/25/2026 2:05:20 AM", **told_of: str) -> str:
    """Write an entry."""
    known = {"changed": "EX01", "succeeded": "True", "error": "None"} | told_of
    return ENTRY.format(cmdlet=cmdlet, names=names, date=date, **known)


def test_who_did_what_and_when() -> None:
    """With the values that a second list shows; what is about no certificate is left."""
    text = PROMPT + entry("Set-Mailbox", "Identity")
    text += entry("Enable-ExchangeCertificate", "Server, Thumbprint, Services, Force") + VALUES
    (act,) = told(text).of("console-command")
    assert (act.server, act.time) == ("EX02", 1792893920 * 10**9)
    assert act.fields == {
        "verb": "enabled",
        "thumbprint": A,
        "smtp": True,
        "forced": True,
        "user": "contoso.com/Admins/adm",
        "refused": False,
        "local": True,
    }


def test_what_failed_is_a_refusal_with_its_time() -> None:
    """The answer stands in the entry: who was refused what, and when."""
    names = "Server, Thumbprint, Services, Force"
    text = PROMPT + entry("Enable-ExchangeCertificate", names, succeeded="False", error=BUSY)
    found = told(text + VALUES)
    (act,) = found.of("console-command")
    assert act.fields["refused"] is True
    (refusal,) = found.of("exchange-refusal")
    assert refusal.time == act.time
    assert refusal.fields["reason"] == "server-out-of-reach"
    assert refusal.fields["cmdlet"] == "Enable-ExchangeCertificate"
    assert (refusal.server, refusal.fields["thumbprint"]) == ("EX02", A)


def test_what_the_list_leaves_open() -> None:
    """Values of other entries are not taken, and a request makes no certificate."""
    names = "Server, Thumbprint, Services"
    times = ("10/5/2026 2:05:20 AM", "10/5/2026 2:07:41 AM")
    two = "".join(entry("Enable-ExchangeCertificate", names, time) for time in times)
    first, second = told(PROMPT + two + VALUES).of("console-command")
    assert first.fields["thumbprint"] == second.fields["thumbprint"] == "unknown"
    assert first.fields["smtp"] is False
    requested = told(PROMPT + entry("New-ExchangeCertificate", "GenerateRequest, DomainName"))
    assert not requested.of("console-command")
    made = told(PROMPT + entry("New-ExchangeCertificate", "DomainName")).of("console-command")
    assert made[0].fields["smtp"] is True


def test_day_and_month_that_may_be_either() -> None:
    """The month is taken to go first, and that is said."""
    found = told(PROMPT + entry("New-ExchangeCertificate", "Server", "10/5/2026 2:05:20 AM"))
    (act,) = found.of("console-command")
    assert act.time == 1791165920 * 10**9
    assert any("month is taken to go first" in note for note in found.notes)


OLD: Final = "<I>CN=Corvid CA1, O=Corvid Trust, C=GB<S>CN=mail.contoso.com, O=Contoso, C=DE"
NEW: Final = "<I>CN=Corvid CA G3, O=Corvid Trust, C=GB<S>CN=mail.contoso.com"
SCRIPT: Final = "contoso.com/Service/svc"
ADMIN: Final = "contoso.com/Admins/Pat Lohse (adm)"
# Day of November, hour, who, to what.
TURNS: Final = (
    *((1, 3, SCRIPT, OLD), (2, 8, ADMIN, NEW), (8, 3, SCRIPT, OLD), (9, 8, ADMIN, NEW)),
    *((15, 3, SCRIPT, OLD), (16, 8, ADMIN, NEW), (22, 3, SCRIPT, OLD)),
)
COLUMNS: Final = (
    "RunDate,Caller,CmdletName,ObjectModified,CmdletParameters,Succeeded,Error,OriginatingServer"
)


def rows(date: str) -> list[dict[str, str]]:
    """Give the entries of a script and of who mends what it does, and what enabled the new one."""
    found = [
        {
            "RunDate": date.format(day=day, hour=hour),
            "Caller": user,
            "CmdletName": "Set-ReceiveConnector",
            "ObjectModified": "EX01\\Relay",
            "CmdletParameters": f"Identity=EX01\\Relay; TlsCertificateName={name}; Fqdn=a.com",
            "Succeeded": "True",
            "OriginatingServer": "EX01 (15.02.1748.010)",
        }
        for day, hour, user, name in TURNS
    ]
    enabled = {
        "RunDate": date.format(day=1, hour=1),
        "CmdletName": "Enable-ExchangeCertificate",
        "ObjectModified": A,
        "CmdletParameters": f"Thumbprint={A}; Services=IIS, SMTP",
        "Caller": ADMIN,
    }
    return [found[0] | enabled, *found]


def as_csv() -> str:
    """Write what Select-Object and Export-Csv make of them."""
    lines = [
        ",".join(f'"{row.get(name, "")}"' for name in COLUMNS.split(","))
        for row in rows("{day:02d}.11.2026 {hour:02d}:00:14")
    ]
    return "\n".join([COLUMNS, *lines]) + "\n"


def as_list() -> str:
    """Write them as Format-List does with values of parameters."""
    blocks = [
        "\n".join(f"{name:<17} : {text}" for name, text in row.items())
        for row in rows("{day:02d}.11.2026 {hour:02d}:00:14")
    ]
    return "[PS] C:\\>Search-AdminAuditLog | Select $p | fl\n\n" + "\n\n".join(blocks) + "\n"


def parameters(row: dict[str, str]) -> list[tuple[str, str]]:
    """Give the pairs of an entry."""
    pairs = (one.split("=", 1) for one in row["CmdletParameters"].split("; "))
    return [(name, text.replace("<", "&lt;").replace(">", "&gt;")) for name, text in pairs]


def as_mailed() -> str:
    """Write the XML that New-AdminAuditLogSearch mails."""
    told_of = []
    for row in rows("2026-11-{day:02d}T{hour:02d}:00:14+00:00"):
        given = "".join(
            f'<Parameter Name="{name}" Value="{text}" />' for name, text in parameters(row)
        )
        own = " ".join(
            f'{"Cmdlet" if name == "CmdletName" else name}="{text}"'
            for name, text in row.items()
            if name != "CmdletParameters"
        )
        told_of.append(f"<Event {own}><CmdletParameters>{given}</CmdletParameters></Event>")
    return f'<?xml version="1.0"?>\n<SearchResults>{"".join(told_of)}</SearchResults>\n'


def as_clixml() -> str:
    """Write what Export-Clixml makes of them."""
    told_of = []
    for number, row in enumerate(rows("2026-11-{day:02d}T{hour:02d}:00:14+00:00")):
        pairs = "".join(
            f'<Obj RefId="{number}-{name}"><Props><S N="Name">{name}</S><S N="Value">{text}</S>'
            "</Props></Obj>"
            for name, text in parameters(row)
        )
        own = "".join(
            f'<{"DT" if name == "RunDate" else "S"} N="{name}">{text}'
            f"</{'DT' if name == 'RunDate' else 'S'}>"
            for name, text in row.items()
            if name != "CmdletParameters"
        )
        told_of.append(
            f'<Obj RefId="{number}"><Props>{own}<Obj N="CmdletParameters" RefId="p{number}">'
            f"<LST>{pairs}</LST></Obj></Props></Obj>"
        )
    return (
        '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
        + "".join(told_of)
        + "</Objs>"
    )


def log() -> str:
    """Write the events that miss the old name after each time that it was set."""
    head = "Level,Date and Time,Source,Event ID,Task Category\n"
    missed = (
        f"Microsoft Exchange could not find a certificate that contains the domain name {OLD} in "
        "the personal store on the local computer. Therefore, it is unable to support the STARTTLS "
        f"SMTP verb for the connector Relay with a FQDN parameter of {OLD}."
    )
    told_of = [
        f"Error,2026-11-{day:02d} {hour + 1:02d}:{minute:02d}:00,MSExchangeFrontEndTransport,12014,"
        f'TransportService,"{missed}"'
        for day, hour, user, _ in TURNS
        for minute in (0, 30)
        if user == SCRIPT
    ]
    quiet = [
        f"Information,2026-11-{day:02d} {hour:02d}:10:00,{source}"
        for day in range(1, 24)
        for hour in range(0, 24, 2)
        for source in ("ESENT,326,General,Attached.", "MSExchange Common,106,General,Counter.")
    ]
    return head + "\n".join([*told_of, *quiet]) + "\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("AdminAuditLog.csv", as_csv()),
        ("audit.txt", as_list()),
        ("SearchResult.xml", as_mailed()),
        ("audit.xml", as_clixml()),
    ],
)
def test_a_script_that_undoes_each_repair(tmp_path: Path, name: str, text: str) -> None:
    """However the audit log was exported, it tells who sets the old name, and when."""
    (tmp_path / name).write_text(text)
    (tmp_path / "EX01_Application.csv").write_text(log())
    found = diagnose([tmp_path], engine="plain")
    assert found.findings[0].rule == "setting-fought-over", [one.rule for one in found.findings]
    cause = str(found.findings[0].cause)
    assert SCRIPT in cause
    assert "always at about 03:00" in cause


@pytest.mark.parametrize("head", [f"{COLUMNS}\n", ""])
def test_a_row_of_what_somebody_did_lists_no_certificate(tmp_path: Path, head: str) -> None:
    """The time at which one was enabled is not when it ends; also where nobody kept the heads."""
    (tmp_path / "AdminAuditLog.csv").write_text(head + as_csv().partition("\n")[2])
    facts = examine([tmp_path], engine="plain").analysis.facts.facts
    assert not [one for one in facts if one.kind == "certificate"]


def beside(server: str, user: str = SCRIPT) -> str:
    """Write the entries of the same two at a connector of another server."""
    others = as_csv().partition("\n")[2].replace(SCRIPT, user).replace("EX01\\", f"{server}\\")
    return "".join(f"{line}\n" for line in others.splitlines() if "Enable-Exch" not in line)


def test_the_other_servers_that_the_same_two_set_in_turn_are_told(tmp_path: Path) -> None:
    """No event of theirs can complain where their logs were not sent."""
    (tmp_path / "AdminAuditLog.csv").write_text(as_csv() + beside("EX02") + beside("EX03"))
    (tmp_path / "EX01_Application.csv").write_text(log())
    (first, *_) = diagnose([tmp_path], engine="plain").findings
    assert first.rule == "setting-fought-over"
    remedy = "\n".join(map(str, first.remedy))
    assert "Get-ExchangeCertificate -Server EX02" in remedy
    assert "Set-ReceiveConnector -Identity 'EX02\\Relay'" in remedy
    assert "EX03\\Relay" in remedy
    assert "Get-ExchangeCertificate -Server EX02" in "\n".join(map(str, first.questions))


def test_what_others_do_elsewhere_is_no_part_of_it(tmp_path: Path) -> None:
    """Another user's script on another server is another story."""
    (tmp_path / "AdminAuditLog.csv").write_text(as_csv() + beside("EX02", "contoso.com/Other"))
    (tmp_path / "EX01_Application.csv").write_text(log())
    (first, *_) = diagnose([tmp_path], engine="plain").findings
    assert first.rule == "setting-fought-over"
    assert "EX02" not in "\n".join(map(str, (first.cause, *first.remedy, *first.questions)))


WEEKLY: Final = f"""# Weekly settings, by the scheduler
Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn
$tls = "{OLD}"
foreach ($s in "EX01","EX02") {{
    Set-ReceiveConnector "$s\\Relay" -TlsCertificateName $tls -MaxMessageSize 50MB
}}
"""


def test_the_script_that_has_the_old_name_is_told(tmp_path: Path) -> None:
    """A script is evidence by what is written in it; its output is not asked for."""
    (tmp_path / "AdminAuditLog.csv").write_text(as_csv())
    (tmp_path / "EX01_Application.csv").write_text(log())
    (tmp_path / "Set-Weekly.ps1.txt").write_text(WEEKLY)
    found = diagnose([tmp_path], engine="plain")
    assert found.findings[0].rule == "setting-fought-over"
    assert "Set-Weekly.ps1.txt" in str(found.findings[0].cause)
    assert "Set-Weekly.ps1.txt" in str(found.findings[0].remedy[0])
    assert all(report.complete for report in found.inputs)


@pytest.mark.parametrize(
    "text",
    [
        WEEKLY.replace(OLD, NEW),
        WEEKLY.replace("Set-ReceiveConnector", "Get-ReceiveConnector"),
        f"[PS] C:\\>$t = '{OLD}'\n[PS] C:\\>Set-SendConnector Relay -TlsCertificateName $t\n",
    ],
)
def test_another_script_or_what_was_typed_is_not_it(tmp_path: Path, text: str) -> None:
    """It has another name, sets nothing, or is the console of who mends it."""
    (tmp_path / "AdminAuditLog.csv").write_text(as_csv())
    (tmp_path / "EX01_Application.csv").write_text(log())
    (tmp_path / "other.txt").write_text(text)
    found = diagnose([tmp_path], engine="plain")
    assert "other.txt" not in str(found.findings[0].cause)
