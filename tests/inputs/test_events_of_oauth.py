"""Event 2004 of MSExchange OAuth: a record, a copy with a head in any language, a sentence."""
# ruff: noqa: RUF001 (words of other languages)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

A: Final = "37C191846F81EB292B98DC0A8CC396B707879CEE"
B: Final = "3DAF40EC85C62DD39D98696AB5413E3EB83D6415"
SAID: Final = (
    f"Unable to find the certificate with thumbprint {A} in the current computer or the "
    "certificate is missing private key. The certificate is needed to sign the outgoing token."
)
RUSSIAN: Final = (
    "Hi. I got warning:\n\nMSExchange AOuth 2004\n\nMSExchange OAuth\n\n"
    "Категория задачи:Configuration\nУровень:       Предупреждение\n"
    "Ключевые слова:Классический\nПользователь:  Н/Д\nКомпьютер:    EX01.contoso.com\n"
    "Описание:\n{said}Xml\n\nI made a new one, but the warning persists.\n"
)
GERMAN: Final = (
    "Quelle: MSExchange OAuth\nEreignis-ID: 2004\nEbene: Warnung\nComputer: EX01.contoso.com\n"
    "Beschreibung:\n{said}\n"
)
DATED: Final = (
    "Log Name: Application\nSource: MSExchange OAuth\nDate: 2026-02-03 10:00:00\nEvent ID: 2004\n"
    "Level: Warning\nComputer: EX01.contoso.com\nDescription:\n{said}\n"
)
LIST: Final = (
    "[PS] C:\\>Get-ExchangeCertificate | fl\n\n"
    "CertificateDomains : {{}}\nHasPrivateKey      : True\nIsSelfSigned       : True\n"
    "Issuer             : CN=Microsoft Exchange Server Auth Certificate\n"
    "NotAfter           : 2049-02-02 04:22:23\nNotBefore          : 2023-02-02 04:22:23\n"
    "Services           : SMTP\nStatus             : Valid\n"
    "Subject            : CN=Microsoft Exchange Server Auth Certificate\n"
    "Thumbprint         : {0}\n"
)


def found(folder: Path, *texts: str) -> Finding:
    """Give the only finding on some texts."""
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, "utf-8")
    (finding,) = pipeline.diagnose(folder, engine="plain").findings
    return finding


@pytest.mark.parametrize(
    ("form", "rule"),
    [
        (RUSSIAN, "signing-certificate-event-without-date"),
        (GERMAN, "signing-certificate-event-without-date"),
        (DATED, "signing-certificate-missing"),
    ],
    ids=["Russian, its number in a headline", "German", "with its date"],
)
def test_the_event_is_judged(tmp_path: Path, form: str, rule: str) -> None:
    """With its server, and the certificate that it names."""
    finding = found(tmp_path, form.format(said=SAID), LIST.format(B))
    assert finding.rule == rule
    assert finding.severity == "medium"
    assert finding.servers == ("EX01.contoso.com",)
    assert A in str(finding.cause)
    steps = " ".join(map(str, finding.remedy))
    assert f"Set-AuthConfig -NewCertificateThumbprint {B}" in steps
    assert "New-ExchangeCertificate" not in steps


def test_without_another_one_a_new_one_is_made(tmp_path: Path) -> None:
    """Only where it is the current one and nobody has it."""
    steps = " ".join(map(str, found(tmp_path, RUSSIAN.format(said=SAID)).remedy))
    assert "New-ExchangeCertificate" in steps


def test_a_sentence_without_a_head_is_low(tmp_path: Path) -> None:
    """Somebody has it from somewhere."""
    finding = found(tmp_path, f'Our Exchange server logs: "{SAID}" What now?\n')
    assert (finding.rule, finding.severity) == ("signing-certificate-event-without-date", "low")
    assert finding.servers == ()


@pytest.mark.parametrize(
    "said",
    [
        SAID.replace(A, "%1"),
        "Unable to find the certificate in the store of this computer; Exchange needs one.",
    ],
)
def test_a_page_about_it_is_no_event(tmp_path: Path, said: str) -> None:
    """Nothing is filled in."""
    path = tmp_path / "page.txt"
    path.write_text(f"MSExchange OAuth may log event 2004: {said}\n", "utf-8")
    assert not pipeline.diagnose(path, engine="plain").findings


def test_a_copy_that_nobody_can_judge_is_told(tmp_path: Path) -> None:
    """Its head lost the number, and it names a certificate: it is no monitor's alert."""
    path = tmp_path / "copy.txt"
    path.write_text(
        "MSExchange Foo\n\nTask Category: General\nLevel: Warning\nKeywords: Classic\n"
        f"Computer: EX01\nDescription:\nThe service could not use the certificate {A} today.\n",
        "utf-8",
    )
    (report,) = pipeline.diagnose(path, engine="plain").inputs
    assert report.problems
