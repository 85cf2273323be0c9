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
