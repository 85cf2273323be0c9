"""A queue that a newer mail, or a command behind, shows empty waits no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from pathlib import Path

WAITS: Final = "send-connector-certificate-not-found"
HOP: Final = "outbound to office 365"
ERROR: Final = (
    "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be"
    " found."
)


def head(day: int, subject: str) -> str:
    """Begin a mail of a day of November."""
    return (
        f"From: Kai <kai@contoso.com>\nDate: {day} Nov 2026 08:30:00 +0100\nSubject: {subject}\n\n"
    )


def stuck(queue: str = "EX01\\6", hop: str = HOP) -> str:
    """List a queue that waits."""
    return (
        f"Identity      : {queue}\nNextHopDomain : {hop}\nStatus        : Retry\n"
        f"MessageCount  : 412\nLastError     : {ERROR}\n\n"
    )


def table(status: str = "Ready", count: str = "0", queue: str = "EX01\\6", hop: str = HOP) -> str:
    """Show a queue as a table does, at a prompt."""
    return (
        f"[PS] C:\\>Get-Queue {queue}\n\n"
        "Identity DeliveryType Status MessageCount Velocity NextHopDomain\n"
        "-------- ------------ ------ ------------ -------- -------------\n"
        f"{queue}  DnsConnec... {status:<6} {count:<12} 0        {hop}\n\n"
    )


def listed(status: str = "Ready", count: str = "0") -> str:
    """Show it as a list."""
    return (
        f"[PS] C:\\>Get-Queue EX01\\6 | fl\n\nIdentity      : EX01\\6\nNextHopDomain : {HOP}\n"
        f"Status        : {status}\nMessageCount  : {count}\nLastError     :\n\n"
    )


def rules(folder: Path, *texts: str) -> set[str]:
    """Diagnose a text; give the rules that fired."""
    (folder / "thread.txt").write_text("".join(texts))
    return {one.rule for one in diagnose([folder], engine="plain").findings}


@pytest.mark.parametrize(
    "shown", [table(), table("Active"), table(hop="outbound to off..."), listed()]
)
def test_what_is_empty_later(tmp_path: Path, shown: str) -> None:
    """In a newer mail, whichever is on top, and in one console."""
    assert WAITS not in rules(tmp_path, head(16, "stuck"), stuck(), head(17, "solved"), shown)
    quoted = "".join(f"> {line}\n" for line in stuck().splitlines())
    assert WAITS not in rules(tmp_path, head(17, "solved"), shown, "\nKai wrote:\n", quoted)
    assert WAITS not in rules(tmp_path, "[PS] C:\\>Get-Queue EX01\\6 | fl\n\n", stuck(), shown)


@pytest.mark.parametrize(
    "shown",
    [
        table("Retry", "430"),
        table("Active", "430"),
        table(queue="EX01\\7"),
        table(queue="EX02\\6"),
        table(hop="contoso.org"),
    ],
)
def test_what_is_not(tmp_path: Path, shown: str) -> None:
    """It still waits, or another queue is empty."""
    assert WAITS in rules(tmp_path, head(16, "stuck"), stuck(), head(17, "and now"), shown)


def test_what_was_empty_before(tmp_path: Path) -> None:
    """What waits now was empty once: in an older mail, or before."""
    assert WAITS in rules(tmp_path, head(16, "all well"), table(), head(17, "stuck"), stuck())
    assert WAITS in rules(tmp_path, table(), "[PS] C:\\>Get-Queue EX01\\6 | fl\n\n", stuck())


def test_what_waits_again(tmp_path: Path) -> None:
    """It came back."""
    again = (head(18, "again"), stuck())
    assert WAITS in rules(tmp_path, head(16, "stuck"), stuck(), head(17, "ok"), table(), *again)


def shown_by(folder: Path, **texts: str) -> list[tuple[str, str]]:
    """Diagnose only these files; give the rules that fired, each with what it says."""
    for old in folder.iterdir():
        old.unlink()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    found = diagnose([folder], engine="plain").findings
    return [(one.rule, str(one.cause)) for one in found]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (head(16, "stuck"), head(17, "solved")),
        # Outlook writes no zone; a day is more than any two clocks are apart.
        ("From: Kai\nSent: Monday, November 16, 2026 8:30 AM\n\n", head(17, "solved")),
        ("[PS] C:\\>Get-Date\n\nMonday, November 16, 2026 8:30:00 AM\n\n", head(17, "solved")),
    ],
)
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_what_is_empty_in_a_later_file(
    tmp_path: Path, before: str, after: str, names: tuple[str, str]
) -> None:
    """By the times of the mails, whatever the files are called."""
    texts = {names[0]: before + stuck(), names[1]: after + table()}
    assert WAITS not in {rule for rule, _ in shown_by(tmp_path, **texts)}


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", table()),
        (head(17, "stuck"), head(16, "all well"), table()),
        (head(16, "stuck"), head(17, "solved"), table(queue="EX02\\6")),
        (head(16, "stuck"), head(17, "solved"), table(hop="contoso.org")),
        (head(16, "stuck"), head(17, "no"), table() + "[PS] C:\\>Get-Queue | fl\n\n" + stuck()),
        # Hours apart by clocks of which one has no zone.
        ("From: Kai\nSent: Tuesday, November 17, 2026 8:10 AM\n\n", head(17, "solved"), table()),
    ],
)
def test_what_is_not_in_another_file(tmp_path: Path, before: str, after: str, shown: str) -> None:
    """Nothing tells which is later, it is the earlier, or another queue, or it waits again."""
    found = shown_by(tmp_path, a=before + stuck(), b=after + shown)
    assert WAITS in {rule for rule, _ in found}


def test_how_many_wait_now(tmp_path: Path) -> None:
    """By the last list, in one file or several."""
    first, then = head(16, "stuck") + stuck(), head(17, "still") + table("Retry", "390")
    for files in ({"a": f"{first}\n{then}"}, {"a": first, "b": then}):
        found = dict(shown_by(tmp_path, **files))
        assert "(390 in the queue)" in found[WAITS]
        assert "412" not in found[WAITS]


def test_an_error_told_anew(tmp_path: Path) -> None:
    """The last one is what counts."""
    first, again = head(16, "stuck") + stuck(), head(17, "still") + stuck().replace("412", "288")
    for files in ({"a": f"{first}\n{again}"}, {"a": again, "b": first}):
        found = dict(shown_by(tmp_path, **files))
        assert "(288 in the queue)" in found[WAITS]
        assert "412" not in found[WAITS]


def connector(name: str, subject: str, enabled: str = "True") -> str:
    """List a send connector."""
    return (
        f"[PS] C:\\>Get-SendConnector '{name}' | fl\n\nName                   : {name}\n"
        f"Enabled                : {enabled}\nSourceTransportServers : {{EX01}}\n"
        f"TlsCertificateName     : <I>CN=Contoso CA<S>CN={subject}\n\n"
    )


LISTED: Final = """[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

CertificateDomains : {mail.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Contoso CA
NotAfter           : 12/15/2090 12:00:00 AM
NotBefore          : 1/15/2025 12:00:00 AM
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=mail.contoso.com
Thumbprint         : 4961EBFAAA1B27154D50CFFD1B7F6EF64CC691A4

"""
NEW: Final = connector("Outbound to Office 365", "mail.contoso.com")
THERE: Final = "The list has a valid certificate"


@pytest.mark.parametrize("enabled", ["True", "False"])
def test_the_queue_of_another_connector(tmp_path: Path, enabled: str) -> None:
    """What the new one picks tells nothing of the mail that waits for the old one."""
    old = connector("Old way", "old.contoso.com", enabled)
    found = dict(shown_by(tmp_path, a=old + NEW + LISTED + stuck(hop="old way")))
    assert THERE not in found[WAITS]


@pytest.mark.parametrize("hop", [HOP, "contoso.mail.onmicrosoft.com"])
def test_the_queue_of_the_connector_or_of_nobody_known(tmp_path: Path, hop: str) -> None:
    """It is that one's own, or nothing tells whose it is."""
    old = connector("Old way", "old.contoso.com", "False")
    found = dict(shown_by(tmp_path, a=old + NEW + LISTED + stuck(hop=hop)))
    assert THERE in found[WAITS]


@pytest.mark.parametrize(
    ("status", "count"),
    [
        ("Active", "407"),
        ("Connecting", "431"),
        ("Suspended", "412"),
        ("Ready", "412"),
        ("Retry", "398"),
        ("Suspended", "20"),
        ("Connecting", "20"),
        ("Active", "300"),
    ],
)
def test_no_error_but_mail_in_it(tmp_path: Path, status: str, count: str) -> None:
    """While a queue is tried again, or was stopped by hand, it shows no error; how many wait is as
    of then.
    """
    asked = "[PS] C:\\>Get-Queue | fl\n\n"
    shown = listed(status, count)
    for files in (
        {"a": asked + stuck() + shown.replace("Get-Queue EX01\\6 | fl", "Get-Queue | fl")},
        {"a": asked + stuck() + shown},
        {"a": head(16, "stuck") + stuck() + head(17, "now") + shown},
        {"a": head(16, "stuck") + stuck(), "b": head(17, "now") + shown},
    ):
        found = dict(shown_by(tmp_path, **files))
        assert f"({count} in the queue)" in found[WAITS]


@pytest.mark.parametrize(
    "shown",
    [
        listed("Active", "12"),
        listed("Ready", "3"),
        table("Active", "205"),
        table("Active", "390").replace(" 0        outbound", " 3.2      outbound"),
    ],
)
def test_what_sends_clearly(tmp_path: Path, shown: str) -> None:
    """Fewer than half are left, or more mail leaves it than comes in."""
    assert WAITS not in rules(tmp_path, "[PS] C:\\>Get-Queue | fl\n\n", stuck(), shown)
    assert WAITS not in rules(tmp_path, head(16, "stuck"), stuck(), head(17, "ok"), shown)
    files = {"a": head(16, "stuck") + stuck(), "b": head(17, "ok") + shown}
    assert WAITS not in dict(shown_by(tmp_path, **files))


def test_empty_once_and_used_again(tmp_path: Path) -> None:
    """It was empty in between, so the mail in it now is new."""
    for third in (listed("Active", "450"), listed("Connecting", "2")):
        texts = ("[PS] C:\\>Get-Queue | fl\n\n", stuck(), listed(), third)
        assert WAITS not in rules(tmp_path, *texts)


@pytest.mark.parametrize(
    "error",
    [
        (
            '451 4.4.0 Primary target IP address responded with: "421 4.4.2 Connection dropped due'
            ' to SocketError." Attempted failover to alternate host, but that did not succeed.'
        ),
        "421 4.4.1 Connection timed out",
        "451 4.4.0 DNS query failed. The error was: SMTPSEND.DNS.NonExistentDomain",
    ],
)
def test_a_later_error_that_names_no_certificate(tmp_path: Path, error: str) -> None:
    """It comes before any certificate is looked at, so the one before stands beside it."""
    then = stuck().replace(ERROR, error).replace("412", "431")
    for files in (
        {"a": f"[PS] C:\\>Get-Queue | fl\n\n{stuck()}[PS] C:\\>Get-Queue | fl\n\n{then}"},
        {"a": head(16, "stuck") + stuck(), "b": head(17, "still") + then},
    ):
        found = dict(shown_by(tmp_path, **files))
        assert "(431 in the queue)" in found[WAITS]
        assert len(found.keys() & {"queue-without-certificate-cause", "queue-waits-for-dns"}) == 1


def test_a_later_error_of_another_certificate(tmp_path: Path) -> None:
    """The next one was looked at, so the first trouble is over."""
    refused = "454 4.7.5 Certificate validation failure, Reason:UntrustedRoot."
    then = stuck().replace(ERROR, refused)
    for again in (then, stuck().replace(ERROR, "452 4.2.2 Greylisted, come back later")):
        both = f"[PS] C:\\>Get-Queue | fl\n\n{stuck()}[PS] C:\\>Get-Queue | fl\n\n{again}"
        assert WAITS not in rules(tmp_path, both)


EMPTYING: Final = [
    "Get-Queue EX01\\6 | Get-Message | Remove-Message -WithNDR $true",
    "Remove-Message -Server EX01 -Filter {Queue -eq 'EX01\\6'} -WithNDR $false -Confirm:$false",
    "get-message -queue EX01\\6 -resultsize unlimited | remove-message -withndr:$false",
    "Redirect-Message -Server EX01 -Target EX02",
    "Redirect-Message -Server EX01.contoso.com -Target EX02.contoso.com -Confirm:$false",
    'Set-SendConnector "Outbound to Office 365" -Enabled $false',
    r"Rename-Item 'D:\Exchange Server\V15\TransportRoles\data\Queue' Queue.old",
    r"Remove-Item D:\Queue\mail.que -Force",
    "Get-SendConnector 'outbound to office 365' | Set-SendConnector -Enabled:$false",
    'Remove-SendConnector -Identity "Outbound to Office 365" -Confirm:$false',
    "Retry-Queue EX01\\6 -Resubmit $true",
    "Get-Queue -Filter {Status -eq 'Retry'} | Retry-Queue -Resubmit:$true",
]


@pytest.mark.parametrize("command", EMPTYING)
def test_what_was_emptied_by_hand(tmp_path: Path, command: str) -> None:
    """Mail that was thrown away, led round or sorted anew tells nothing of the way."""
    first = f"[PS] C:\\>Get-Queue | fl\n\n{stuck()}"
    gone = "[PS] C:\\>Get-Queue | fl\n\n" + stuck("EX01\\9", "contoso.org").replace(ERROR, "")
    for then in (listed(), table(), gone):
        assert WAITS in rules(tmp_path, first, f"[PS] C:\\>{command}\n\n", then)
    # In mails, with or without a prompt, one file or two.
    mails = head(16, "stuck") + stuck(), head(17, "we did this") + f"{command}\n\n{table()}"
    assert WAITS in rules(tmp_path, *mails)
    assert WAITS in dict(shown_by(tmp_path, a=mails[0], b=mails[1]))
    asked = f"{mails[0]}\n[PS] C:\\>{command}\n"
    assert WAITS in dict(shown_by(tmp_path, a=asked, b=head(17, "now") + table()))


@pytest.mark.parametrize(
    "between",
    [
        "[PS] C:\\>Get-Queue EX01\\6 | Get-Message | Remove-Message -WithNDR $true -WhatIf\n\n",
        "[PS] C:\\>Remove-Message -Server EX02 -Filter {Size -gt 0} -WithNDR $false\n\n",
        "[PS] C:\\>Get-Queue EX01\\7 | Get-Message | Remove-Message -WithNDR $false\n\n",
        "[PS] C:\\>Get-Help Remove-Message\n\n",
        "[PS] C:\\>Retry-Queue EX01\\6\n\n",
        "[PS] C:\\>Set-SendConnector Partners -Enabled $false\n\n",
        '[PS] C:\\>Set-SendConnector "Outbound to Office 365" -ProtocolLoggingLevel Verbose\n\n',
        (
            "[PS] C:\\>Remove-Message EX01\\6\\77\nNo such message.\n"
            "    + CategoryInfo          : InvalidArgument: (:) [Remove-Message], Exception\n"
            "    + FullyQualifiedErrorId : 1A2B3C4D,Microsoft.Exchange.Management.RemoveMessage\n\n"
        ),
        "Remove-Message would lose all of it, so we did not.\n\n",
        "We thought of Get-Message | Remove-Message first.\n\n",
        (
            "[PS] C:\\>Enable-ExchangeCertificate 2F1D6B0C -Services SMTP\n\n"
            "[PS] C:\\>Retry-Queue EX01\\6 -Resubmit $true\n\n"
        ),
        (
            '[PS] C:\\>Set-SendConnector "Outbound to Office 365" -TlsCertificateName $name\n\n'
            "[PS] C:\\>Get-Queue -Filter {Status -eq 'Retry'} | Retry-Queue -Resubmit $true\n\n"
        ),
    ],
)
def test_what_was_not_emptied_by_hand(tmp_path: Path, between: str) -> None:
    """It was another queue, only tried, refused or thought of; or mended before it was sorted."""
    first = f"[PS] C:\\>Get-Queue | fl\n\n{stuck()}"
    assert WAITS not in rules(tmp_path, first, between, listed())


def test_emptied_before_it_waited(tmp_path: Path) -> None:
    """What was thrown away once has nothing to do with the mail after it."""
    command = "[PS] C:\\>Get-Queue EX01\\6 | Get-Message | Remove-Message\n\n"
    mails = head(15, "before") + command, head(16, "stuck") + stuck(), head(17, "ok") + table()
    assert WAITS not in rules(tmp_path, *mails)
