"""Entries of the administrator audit log, as Search-AdminAuditLog lists them."""

from __future__ import annotations

from tests.inputs.pasted import told

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
