"""Lists of one store in the mails of a thread, or the entries of a ticket: the newest counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import diagnose

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

OLD, NEW, OWN = "A1" * 20, "B2" * 20, "C3" * 20
RULE: Final = "successor-lacks-services"


def _certificate(thumbprint: str, name: str, begin: str, end: str, services: str) -> str:
    return (
        f"Thumbprint         : {thumbprint}\nCertificateDomains : {{{name}}}\n"
        "HasPrivateKey      : True\nIsSelfSigned       : False\nIssuer             : CN=CA\n"
        f"NotAfter           : {end} 10:00:00\nNotBefore          : {begin} 10:00:00\n"
        f"Services           : {services}\nStatus             : Valid\n"
        f"Subject            : CN={name}\n\n"
    )


def _list(*rows: str) -> str:
    return "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n" + "".join(rows) + "\n"


_OWN: Final = _certificate(OWN, "EX01.contoso.com", "2024-02-02", "2030-02-02", "SMTP")
BEFORE: Final = _list(
    _OWN, _certificate(OLD, "mail.contoso.com", "2024-04-22", "2026-03-20", "SMTP")
)
AFTER: Final = _list(
    _OWN, _certificate(NEW, "mail.contoso.com", "2024-04-22", "2028-03-20", "IIS, SMTP")
)
# Of each form the head of the later and of the earlier mail.
HEADS: Final = {
    "Outlook": (
        (
            "From: Anna <anna@contoso.com>\nSent: Thursday, March 5, 2026 9:12 AM\nTo: Support\n"
            "Subject: RE: certificate\n"
        ),
        (
            "From: Support <s@example.com>\nSent: Monday, March 2, 2026 9:12 AM\nTo: Anna\n"
            "Subject: certificate\n"
        ),
    ),
    "Outlook in German": (
        (
            "Von: Anna <anna@contoso.com>\nGesendet: Donnerstag, 5. März 2026 09:12\nAn: Support\n"
            "Betreff: AW: Zertifikat\n"
        ),
        (
            "Von: Support <s@example.com>\nGesendet: Montag, 2. März 2026 09:12\nAn: Anna\n"
            "Betreff: Zertifikat\n"
        ),
    ),
    "Outlook in French": (
        (
            "De : Anna <anna@contoso.com>\nEnvoyé : jeudi 5 mars 2026 09:12\nÀ : Support\n"
            "Objet : RE: certificat\n"
        ),
        (
            "De : Support <s@example.com>\nEnvoyé : lundi 2 mars 2026 09:12\nÀ : Anna\n"
            "Objet : certificat\n"
        ),
    ),
    "an original message": (
        "-----Original Message-----\nFrom: Anna\nSent: Thursday, March 5, 2026 9:12 AM\n",
        "-----Original Message-----\nFrom: Support\nSent: Monday, March 2, 2026 9:12 AM\n",
    ),
    "a ticket": ("2026-03-05 09:00 Anna wrote:\n", "2026-03-02 09:12 Anna wrote:\n"),
    "a ticket in German": (
        "Anna schrieb am 05.03.2026 um 09:00:\n",
        "Anna schrieb am 02.03.2026 um 09:12:\n",
    ),
    "comments": ("Anna commented - 3/25/2026 9:00 AM\n", "Anna commented - 3/22/2026 9:00 AM\n"),
}


def _of(folder: Path, text: str) -> Diagnosis:
    (folder / "post.txt").write_text(text, "utf-8")
    return diagnose([folder], at=datetime(2026, 3, 10, tzinfo=UTC))


def _present(found: Diagnosis) -> set[str]:
    return {one.thumbprint for one in found.renewals}


@pytest.mark.parametrize("form", HEADS)
@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("headed", [True, False])
def test_the_newest_mail_counts(
    tmp_path: Path, form: str, *, newest_first: bool, headed: bool
) -> None:
    """Whichever stands first; and what is above all heads is the answer."""
    later, earlier = HEADS[form]
    if newest_first:
        text = f"{later if headed else 'Hello,'}\nnow:\n\n{AFTER}{earlier}\nour list:\n\n{BEFORE}"
    else:
        text = f"{earlier}\nour list:\n\n{BEFORE}{later}\nnow:\n\n{AFTER}"
    found = _of(tmp_path, text)
    assert _present(found) == {OWN, NEW}
    assert not [one for one in found.findings if one.rule == RULE]
    line = text[: text.index(AFTER)].count("\n") + 3
    assert any(f"that of line {line} was made after" in note for note in found.notes)


def test_marks_and_heads_are_counted_together(tmp_path: Path) -> None:
    """The oldest mail stands with marks within one that has a head alone."""
    head = HEADS["Outlook"][1]
    middle = _list(
        _OWN, _certificate("D4" * 20, "mail.contoso.com", "2024-05-01", "2027-03-20", "SMTP")
    )
    marked = "".join(f"> {line}\n" for line in BEFORE.split("\n"))
    text = f"Hello,\n\n{AFTER}{head}\n{middle}On 3/1/2026 9:12 AM, Anna wrote:\n{marked}"
    assert _present(_of(tmp_path, text)) == {OWN, NEW}


def test_where_only_the_place_tells_an_older_certificate_is_no_successor(tmp_path: Path) -> None:
    """Then both lists count, and that is said."""
    found = _of(tmp_path, f"after:\n\n{AFTER}\nbefore:\n\n{BEFORE}")
    assert _present(found) >= {OWN, NEW}
    assert not [one for one in found.findings if one.rule == RULE]
    assert any("lines 5 and 3" in note and "both count" in note for note in found.notes)


def test_of_a_console_the_lower_list_counts(tmp_path: Path) -> None:
    """There is nothing to say of that."""
    found = _of(tmp_path, BEFORE + AFTER)
    assert _present(found) == {OWN, NEW}
    assert not any("lists of the certificates" in note for note in found.notes)


def test_a_date_in_an_output_is_no_mail(tmp_path: Path) -> None:
    """Nor does a Date of an answer turn the order of a console."""
    asked = "[PS] C:\\>Get-Something | fl\n\nDate : Monday, March 2, 2020 9:12 AM\nSource : a\n\n"
    assert _present(_of(tmp_path, BEFORE + asked + AFTER)) == {OWN, NEW}
