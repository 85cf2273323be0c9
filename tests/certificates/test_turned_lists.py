"""Two lists of one store in one text, of which a certificate has SMTP in one alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import diagnose

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

A, OWN = "A1" * 20, "C3" * 20
LACKS: Final = "certificate-without-smtp-selected"
PROMPT: Final = "[PS] C:\\>"
CONNECTOR: Final = f"""
{PROMPT}Get-ReceiveConnector -Server EX01 | fl Identity,Bindings,Enabled,Fqdn,TlsCertificateName

Identity           : EX01\\Default Frontend EX01
Bindings           : {{0.0.0.0:25}}
Enabled            : True
Fqdn               : mail.contoso.com
TlsCertificateName : <I>CN=Contoso CA<S>CN=mail.contoso.com

"""
# The later above the earlier.
DATES: Final = {
    "named": ("List from March 10, 2026:", "List from March 1, 2026:"),
    "named in German": ("Stand: 10. März 2026", "Stand: 1. März 2026"),
    "ordinal": ("10th of March 2026", "1st of March 2026"),
    "numbers": ("2026-03-10", "2026-03-01"),
    "with a clock": ("2026-03-10 10:00", "2026-03-01 10:00"),
    "either way round": ("3/10/2026 10:00:00 AM", "3/1/2026 10:00:00 AM"),
    "dots": ("Stand 10.03.2026:", "Stand 01.03.2026:"),
    "ruled": ("=== 2026-03-10, now ===", "=== 2026-03-01, before ==="),
    "different words": ("after the change (2026-03-10):", "EX01 before it, 2026-03-01"),
}


def listed(services: str, end: str = "2028-04-20 10:00:00", key: str = "True") -> str:
    """Write a list of two certificates, of which the second has these services."""
    rows = (
        (OWN, "EX01.contoso.com", "2030-02-02 10:00:00", "SMTP", "True"),
        (A, "mail.contoso.com", end, services, key),
    )
    return f"{PROMPT}Get-ExchangeCertificate -Server EX01 | fl\n\n" + "".join(
        f"Thumbprint         : {thumbprint}\nCertificateDomains : {{{name}}}\n"
        f"HasPrivateKey      : {has_key}\nIsSelfSigned       : False\n"
        f"Issuer             : CN=Contoso CA\nNotAfter           : {until}\n"
        f"NotBefore          : {until.replace('2028', '2024').replace('2030', '2024')}\n"
        f"Services           : {theirs}\nStatus             : Valid\n"
        f"Subject            : CN={name}\n\n"
        for thumbprint, name, until, theirs, has_key in rows
    )


WITH, WITHOUT = listed("IIS, SMTP"), listed("IIS")


def of(folder: Path, text: str) -> Diagnosis:
    """Diagnose a text, with the connector that picks the second certificate."""
    (folder / "post.txt").write_text(text + CONNECTOR, "utf-8")
    return diagnose([folder], engine="plain", at=datetime(2026, 4, 1, tzinfo=UTC))


def lacks(found: Diagnosis) -> bool:
    """Tell whether the certificate is said to lack SMTP."""
    return any(one.rule == LACKS for one in found.findings)


def untold(found: Diagnosis) -> str:
    """Give the note that says why it is not known which list is the later."""
    return next((note for note in found.notes if "both count" in note), "")


@pytest.mark.parametrize(("later", "earlier"), DATES.values(), ids=DATES)
def test_dates_above_lists_order_them(tmp_path: Path, later: str, earlier: str) -> None:
    """Whichever stands first: the later list counts, with SMTP or without it."""
    for text, missing in (
        (f"{later}\n\n{WITH}\n\n{earlier}\n\n{WITHOUT}", False),
        (f"{later}\n\n{WITHOUT}\n\n{earlier}\n\n{WITH}", True),
        (f"{earlier}\n\n{WITHOUT}\n\n{later}\n\n{WITH}", False),
        (f"{earlier}\n\n{WITH}\n\n{later}\n\n{WITHOUT}", True),
    ):
        found = of(tmp_path, f"Hello,\n\nthese are our lists.\n\n{text}")
        assert lacks(found) is missing
        assert not untold(found)


@pytest.mark.parametrize(
    ("above", "between"),
    [
        ("This is the list now, after Enable-ExchangeCertificate:", "And this is how it was:"),
        ("=== AFTER ===", "=== BEFORE ==="),
        ("Jetzt:", "Vorher:"),
        ("", ""),
        # Dates that are none of the lists.
        ("It was renewed on 2026-03-10 and 2026-03-11:", "It was renewed on 2026-03-01:"),
        ("We saw on 2026-03-10 that it failed:", "And on 2026-03-01 it went well:"),
    ],
)
def test_a_service_is_not_lost_between_two_lists(tmp_path: Path, above: str, between: str) -> None:
    """No cmdlet takes SMTP away, so lines tell no order: both lists count, and that is told."""
    found = of(tmp_path, f"{above}\n\n{WITH}\n\n{between}\n\n{WITHOUT}")
    assert not lacks(found)
    assert "a certificate lacks SMTP in the lower one alone" in untold(found)
    added = of(tmp_path, f"{above}\n\n{WITHOUT}\n\n{between}\n\n{WITH}")
    assert not lacks(added)
    assert not untold(added)


@pytest.mark.parametrize(
    "done",
    [
        (
            f"{PROMPT}Remove-ExchangeCertificate -Server EX01 -Thumbprint {A} -Confirm:$false\n"
            f"{PROMPT}Import-ExchangeCertificate -Server EX01 -FileData $bytes -Password $p\n\n"
            "Thumbprint                                Services   Subject\n"
            "----------                                --------   -------\n"
            f"{A}  ...W...    CN=mail.contoso.com\n\n"
        ),
        f"{PROMPT}Remove-ExchangeCertificate -Server EX01 -Thumbprint {A} -Confirm:$false\n",
    ],
)
def test_what_was_imported_anew_has_lost_its_services(tmp_path: Path, done: str) -> None:
    """Then the lower list is the later one, and the certificate lacks SMTP."""
    found = of(tmp_path, f"{WITH}{done}{WITHOUT}")
    assert lacks(found)
    assert not untold(found)


def test_a_key_that_is_gone_takes_smtp_along(tmp_path: Path) -> None:
    """A certificate without its key is listed without it; what is said of the key stays said."""
    found = of(tmp_path, WITH + listed("IIS", key="False"))
    assert not untold(found)


def test_other_services_may_go_to_another_certificate(tmp_path: Path) -> None:
    """A website has one certificate: the lower list is the later one, as ever."""
    found = of(tmp_path, listed("IIS, SMTP") + listed("SMTP"))
    assert not untold(found)


def test_dates_of_either_of_two_days_do_not_order(tmp_path: Path) -> None:
    """Where the days of both overlap it is said; the dates of the lists may tell which it is."""
    later, earlier = "3/10/2026 10:00:00 AM", "3/4/2026 10:00:00 AM"
    found = of(tmp_path, f"{later}\n\n{WITH}\n\n{earlier}\n\n{WITHOUT}")
    assert not lacks(found)
    assert "may be either way round" in untold(found)
    end = "4/20/2028 10:00:00 AM"
    known = f"{later}\n\n{listed('IIS', end)}\n\n{earlier}\n\n{listed('IIS, SMTP', end)}"
    found = of(tmp_path, known)
    assert lacks(found)
    assert not untold(found)
