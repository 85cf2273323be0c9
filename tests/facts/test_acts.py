"""Acts are facts of the server that they were meant for, and removals by scripts are acts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.case.rule_cases import facts_of
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.rule_case import CaseEvent, RuleCase

if TYPE_CHECKING:
    from certtrail.facts.derivation import FactSet

X, Y = "3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B", "9B7C01D2E3F405162738495A6B7C8D9E0F1A2B3C"
MANAGEMENT = "MSExchange Management"


def derived(*events: CaseEvent) -> FactSet:
    """Derive the facts of records, and of a second server that is there."""
    there = CaseEvent(at=0, id=12002, server="EX02.contoso.com")
    return facts_of(RuleCase(clear="x", events=(there, *events)), load_catalogue())


def audited(cmdlet: str, parameters: str) -> CaseEvent:
    """Make a record of the audit log of EX01."""
    return CaseEvent(
        at=60,
        id=1,
        provider="MSExchange CmdletLogs",
        channel=MANAGEMENT,
        server="EX01.contoso.com",
        data=(cmdlet, parameters, "Kim"),
    )


def typed(command: str) -> CaseEvent:
    """Make a record of PowerShell's own log of EX01."""
    return CaseEvent(
        at=60,
        id=800,
        provider="PowerShell",
        channel="Windows PowerShell",
        server="EX01.contoso.com",
        data=(command, "\tUserId=CONTOSO\\kim\n\tScriptName=C:\\tidy.ps1\n", ""),
    )


def removed(command: str) -> set[tuple[str, str]]:
    """Give which certificates a command removes, and from which servers."""
    return {
        (fact.server.partition(".")[0], fact.text("thumbprint"))
        for fact in derived(typed(command)).facts
        if fact.kind == "certificate-action"
    }


@pytest.mark.parametrize(
    ("cmdlet", "parameters", "kind"),
    [
        ("Remove-ExchangeCertificate", f'-Server "EX02" -Thumbprint "{X}"', "certificate-action"),
        ("Enable-ExchangeCertificate", f'-Identity "ex02\\{X}"', "certificate-action"),
        ("Set-ReceiveConnector", '-Identity "EX02\\Relay" -Fqdn "a.b"', "connector-action"),
        ("New-ReceiveConnector", '-Name "Relay" -Server "EX02.contoso.com"', "connector-action"),
        ("New-ReceiveConnector", "{Name=Relay, Server=EX02}", "connector-action"),
        ("Set-TransportService", '-Identity "EX02"', "transport-service-action"),
    ],
)
def test_an_act_is_of_the_server_that_it_names(cmdlet: str, parameters: str, kind: str) -> None:
    """And that server's log of cmdlets counts as seen."""
    facts = derived(audited(cmdlet, parameters))
    (fact,) = (each for each in facts.facts if each.kind == kind)
    assert fact.server == "EX02.contoso.com"
    assert MANAGEMENT in facts.capabilities["EX02.contoso.com"]


@pytest.mark.parametrize(
    ("cmdlet", "parameters"),
    [
        ("Enable-ExchangeCertificate", f'-Thumbprint "{X}" -Services "SMTP"'),
        ("Set-ReceiveConnector", '-Identity "Relay" -Fqdn "a.b"'),
        ("Set-SendConnector", '-Identity "EX02" -Fqdn "a.b"'),
    ],
)
def test_an_act_that_names_no_server_is_of_the_one_that_logged_it(
    cmdlet: str, parameters: str
) -> None:
    """A send connector that is called like a server names none."""
    facts = derived(audited(cmdlet, parameters))
    assert [
        each.server
        for each in facts.facts
        if each.kind in ("certificate-action", "connector-action")
    ] == ["EX01.contoso.com"]


@pytest.mark.parametrize(
    "command",
    [
        f"Remove-Item Cert:\\LocalMachine\\My\\{X}",
        f"Remove-Item -Path 'cert:\\localmachine\\my\\{X.lower()}' -Force",
        f"Get-ChildItem Cert:\\LocalMachine\\My\\{X} | Remove-Item",
        f"Get-ExchangeCertificate -Thumbprint {X} | Remove-ExchangeCertificate -Confirm:$false",
        f"certutil.exe -f -delstore my {X}",
        f"$old = '{X}'\r\nGet-Item Cert:\\LocalMachine\\My\\$old | Remove-Item",
        f"# {Y} stays\nRemove-Item Cert:\\LocalMachine\\My\\{X}",
        f"Get-Item Cert:\\LocalMachine\\My\\{Y}; del Cert:\\LocalMachine\\My\\{X}",
    ],
)
def test_what_removes_by_thumbprint(command: str) -> None:
    """Whatever the way of writing it."""
    assert removed(command) == {("EX01", X)}


@pytest.mark.parametrize(
    "command",
    [
        f"Get-Item Cert:\\LocalMachine\\My\\{X}",
        f"Remove-Item C:\\Temp\\{X}.cer",
        f"Remove-Item Cert:\\LocalMachine\\My\\{X} -WhatIf",
        f"Get-ChildItem Cert:\\LocalMachine\\My | ? Thumbprint -ne '{X}' | Remove-Item",
        f"# Remove-Item Cert:\\LocalMachine\\My\\{X}",
        f"certutil -store my {X}",
        "Remove-Item Cert:\\LocalMachine\\My\\$thumbprint",
    ],
)
def test_what_removes_no_certificate_that_it_names(command: str) -> None:
    """Reading, trying, files, comments, and what is kept."""
    assert removed(command) == set()


def test_a_command_for_other_servers() -> None:
    """Each of them is one whose certificate went."""
    command = f"Invoke-Command -ComputerName EX01,EX02 {{ del Cert:\\LocalMachine\\My\\{X} }}"
    assert removed(command) == {("EX01", X), ("EX02", X)}


def test_a_removal_by_a_script_tells_who_and_with_what() -> None:
    """And that nobody knows how it ended."""
    found = derived(typed(f"del Cert:\\LocalMachine\\My\\{X}")).facts
    (fact,) = (each for each in found if each.kind == "certificate-action")
    told = {name: fact.fields[name] for name in ("result", "user", "program", "cmdlet", "verb")}
    assert told == {
        "result": "run",
        "user": "CONTOSO\\kim",
        "program": "C:\\tidy.ps1",
        "cmdlet": "Remove-Item",
        "verb": "removed",
    }


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    """No command ends a run, and none that names no thumbprint is an act."""
    assert removed(f"Remove-Item cert: {text}") == set() or any(
        len(word) >= 40 for word in text.split()
    )


def by_windows(at: int, thumbprint: str, number: int = 1004) -> CaseEvent:
    """Make a record of Windows' own log of EX01, at so many seconds."""
    name = "Microsoft-Windows-CertificateServicesClient-Lifecycle-System"
    return CaseEvent(
        at=at,
        id=number,
        provider=name,
        channel=f"{name}/Operational",
        server="EX01.contoso.com",
        data={"Thumbprint": thumbprint, "AccountName": "NT AUTHORITY\\SYSTEM"},
    )


@pytest.mark.parametrize(
    ("record", "users"),
    [
        (by_windows(61, X), ["Kim"]),
        (by_windows(0, X), ["Kim"]),
        (by_windows(7200, X), ["Kim", "NT AUTHORITY\\SYSTEM"]),
        (by_windows(61, Y), ["Kim", "NT AUTHORITY\\SYSTEM"]),
        (by_windows(61, X, 1005), ["Kim", "NT AUTHORITY\\SYSTEM"]),
    ],
)
def test_what_two_logs_tell_of_one_act_is_one(record: CaseEvent, users: list[str]) -> None:
    """Of the one who asked for it, with the lines of both; other acts stay."""
    facts = derived(audited("Remove-ExchangeCertificate", f'-Thumbprint "{X}"'), record).facts
    acts = [fact for fact in facts if fact.kind == "certificate-action"]
    assert sorted(fact.text("user") for fact in acts) == users
    assert sum(len(fact.evidence) for fact in acts) == 2


def named(at: int, thumbprint: str, subject: str) -> CaseEvent:
    """Make the record of a removal that names the certificate's subject."""
    record = by_windows(at, thumbprint)
    inside = {
        "CertificateDetails@Thumbprint": thumbprint,
        "CertificateDetails/SubjectNames/SubjectName": subject,
    }
    return replace(record, data=inside)


def missing(at: int, name: str) -> CaseEvent:
    """Let a process find no certificate for a name."""
    return CaseEvent(at=at, id=12014, server="EX01.contoso.com", data=(name, "Default EX01"))


@pytest.mark.parametrize(
    ("removals", "name", "taken"),
    [
        # The last one removed is of the web management service, and never had a host's name.
        (
            [named(60, X, "CN=EX01"), named(62, Y, "CN=WMSvc-SHA2-EX01")],
            "EX01.contoso.com",
            [X],
        ),
        ([named(60, X, "CN=mail.contoso.com, O=Contoso")], "mail.contoso.com", [X]),
        ([named(60, X, "CN=*.contoso.com")], "mail.contoso.com", [X]),
        ([named(60, X, "CN=mail.contoso.com")], "<I>CN=CA<S>CN=mail.contoso.com", [X]),
        # Which other names it had, nobody tells.
        ([named(60, X, "CN=www.contoso.com")], "mail.contoso.com", [X]),
        ([by_windows(60, X)], "mail.contoso.com", [X]),
        ([named(60, X, "CN=Microsoft Exchange Server Auth Certificate")], "mail.contoso.com", []),
        ([named(60, X, "CN=EX02")], "EX01.contoso.com", []),
    ],
)
def test_which_removed_certificate_had_a_name(
    removals: list[CaseEvent], name: str, taken: list[str]
) -> None:
    """It goes by the subject, not by what was removed last."""
    facts = derived(*removals, missing(600, name)).facts
    found = [fact for fact in facts if fact.kind == "certificate-removed-for-name"]
    assert [fact.text("thumbprint") for fact in found] == taken


@pytest.mark.parametrize("at", [30, 60 + 3601])
def test_a_removal_after_it_or_long_before_took_no_name(at: int) -> None:
    """What was missing before, or only hours later, has another cause."""
    facts = derived(named(60, X, "CN=mail.contoso.com"), missing(at, "mail.contoso.com")).facts
    assert not [fact for fact in facts if fact.kind == "certificate-removed-for-name"]


@pytest.mark.parametrize(
    ("cmdlet", "kind"),
    [
        ("Get-ExchangeCertificate", "certificate-not-shown"),
        ("Remove-ExchangeCertificate", "certificate-not-shown"),
        ("Enable-ExchangeCertificate", "exchange-refusal"),
    ],
)
def test_what_was_not_found(cmdlet: str, kind: str) -> None:
    """The audit log tells of one that was only looked for as a console does."""
    answer = f"The certificate with thumbprint {X} was not found."
    data = (cmdlet, f'-Thumbprint "{X}"', "Kim", "S", "S", "Remote", "p", "", "", "", "", answer)
    failed = replace(audited(cmdlet, ""), id=6, data=data)
    kinds = ("certificate-not-shown", "exchange-refusal", "removal-refused")
    (fact,) = [one for one in derived(failed).facts if one.kind in kinds]
    assert (fact.kind, fact.text("reason"), fact.text("thumbprint")) == (
        kind,
        "thumbprint-not-found",
        X,
    )
