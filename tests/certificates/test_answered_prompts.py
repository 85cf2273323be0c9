"""Which certificate is the internal one after the question for the default one was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
C: Final = "3851CC210401E7DB7C6FC614295D24A45715D5CC"
LIST: Final = "".join(
    f"Thumbprint : {one}\nServices   : SMTP\nNotAfter   : 12/31/2027 1:00:00 AM\n\n"
    for one in (A, B, C)
)


def service(thumbprint: str) -> str:
    """List what is configured."""
    return (
        "[PS] C:\\>Get-TransportService EX01 | fl Name,InternalTransportCertificateThumbprint\n\n"
        f"Name                                   : EX01\n"
        f"InternalTransportCertificateThumbprint : {thumbprint}\n\n"
    )


def asked(current: str, new: str, typed: str) -> str:
    """Enable a certificate, with the question and its answer."""
    return (
        f"[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {new} -Services SMTP -Server EX01\n\n"
        f"Current certificate: '{current}' (expires 12/31/2027 1:00:00 AM)\n"
        f"Replace it with certificate: '{new}' (expires 12/31/2027 1:00:00 AM)\n"
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): '
        f"{typed}\n[PS] C:\\>\n"
    )


def forced(new: str) -> str:
    """Enable a certificate without being asked."""
    return f"[PS] C:\\>Enable-ExchangeCertificate {new} -Services SMTP -Force -Server EX01\n"


def internal(folder: Path, *texts: str) -> str | None:
    """Give the internal certificate of EX01 after such files, in their order."""
    paths = []
    for number, text in enumerate(texts):
        paths.append(folder / f"{number}.txt")
        paths[-1].write_text(text)
    estate = pipeline.examine(paths).analysis.estate
    (store,) = (store for name, store in estate.stores.items() if name.upper() == "EX01")
    return store.internal


HEAD: Final = f"[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n{LIST}"


@pytest.mark.parametrize(
    ("texts", "since"),
    [
        ((HEAD, service(A), asked(A, B, "y")), B),
        ((HEAD, service(A), asked(A, B, "a")), B),
        ((HEAD, service(A), asked(A, B, "n")), A),
        ((HEAD, service(A) + asked(A, B, "n") + forced(B)), B),
        ((HEAD, service(A) + asked(A, B, "y") + asked(B, C, "n")), B),
        ((HEAD, service(A) + asked(A, B, "y") + asked(B, C, "y")), C),
        ((HEAD, service(A) + asked(A, B, "y") + service(B)), B),
        ((HEAD, service(A) + forced(B) + service(A)), A),
        ((HEAD, asked(A, B, "y")), B),
        ((HEAD, asked(A, B, "n")), A),
        ((HEAD, service(C), asked(A, B, "y")), C),
        ((HEAD, service(A), asked(A, B, "?")), A),
    ],
)
def test_the_internal_certificate_since(tmp_path: Path, texts: tuple[str, ...], since: str) -> None:
    """Yes and -Force change it, No does not; a later list, and one of another time, stays."""
    assert internal(tmp_path, *texts) == since


def test_what_is_not_in_an_older_list_is_not_gone(tmp_path: Path) -> None:
    """The certificate that was made the default may be newer than the list."""
    new = "4851CC210401E7DB7C6FC614295D24A45715D5DD"
    path = tmp_path / "paste.txt"
    path.write_text(HEAD + service(A) + asked(A, new, "y"))
    found = {one.rule for one in pipeline.diagnose([path]).findings}
    assert "configured-certificate-not-listed" not in found
    path.write_text(HEAD + service(new))
    found = {one.rule for one in pipeline.diagnose([path]).findings}
    assert "configured-certificate-not-listed" in found
