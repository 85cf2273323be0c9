"""The exception by which sign-in to OWA fails without an Auth certificate, outside of its event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

RULE: Final = "sign-in-error-told"
SAID: Final = "ASSERT: HMACProvider.GetCertificates:protectionCertificates.Length<1"
TRACE: Final = (
    "   at Microsoft.Exchange.Diagnostics.ExAssert.AssertInternal(String, Object[])\n"
    "   at Microsoft.Exchange.Clients.Common.HmacProvider.GetCertificates()\n"
)
ASP: Final = (
    "Event code: 3005\nEvent message: An unhandled exception has occurred.\n"
    "Event time: 10/26/2023 2:19:10 PM\nEvent ID: 8914976f609e409d959edee10eda3924\n\n"
    "Application information:\n    Machine name: EX01\n\n"
    f"Exception information:\n    Exception message: {SAID}\n{TRACE}"
)
ROW: Final = (
    "2022-04-14T19:01:56.678Z,84199fbc-fc5c-4ea3-9848-9199faffe6b1,15,1,2308,27,,Owa,localhost,"
    "/OWA/auth.owa,,FBA,true,,UnexpectedException=Microsoft.Exchange.Diagnostics."
    f"ExAssertException: {SAID} at Microsoft.Exchange.Clients.Common.HmacProvider.GetCertificates()"
    "\n"
)


@pytest.mark.parametrize(
    ("text", "severity", "servers"),
    [
        (ASP, "medium", ("EX01",)),
        (ROW, "medium", ()),
        (f"OWA of our Exchange server shows {SAID}, what now?\n", "low", ()),
        (f"{ASP}\n{ROW}", "medium", ("EX01",)),
    ],
    ids=["ASP.NET", "a row of the proxy's log", "words", "both"],
)
def test_it_is_found(tmp_path: Path, text: str, severity: str, servers: tuple[str, ...]) -> None:
    """With what it is about, and as less where only somebody writes it."""
    (tmp_path / "a.txt").write_text(text, "utf-8")
    diagnosis = pipeline.diagnose(tmp_path, engine="plain")
    found = [one for one in diagnosis.findings if one.rule == RULE]
    assert {one.severity for one in found} == {severity}
    assert {server for one in found for server in one.servers} >= set(servers)
    assert any("Get-AuthConfig" in str(step) for one in found for step in one.remedy)


def test_an_event_with_it_is_judged_as_one(tmp_path: Path) -> None:
    """Once, not as words besides."""
    (tmp_path / "a.txt").write_text(
        "Event ID: 1003\nSource: MSExchange Front End HTTPS Proxy\n"
        "[Owa] An internal server error occurred. The unhandled exception was: "
        f"Microsoft.Exchange.Diagnostics.ExAssertException: {SAID}\n{TRACE}",
        "utf-8",
    )
    findings = pipeline.diagnose(tmp_path, engine="plain").findings
    assert [one.rule for one in findings] == ["sign-in-event-without-date"]


@pytest.mark.parametrize(
    "said",
    [
        "System.NullReferenceException at Microsoft.Exchange.HttpProxy.ProxyModule",
        "HMACProvider is a class of Exchange that signs cookies",
    ],
)
def test_another_exception_is_none(tmp_path: Path, said: str) -> None:
    """Nor is the name of the class."""
    (tmp_path / "a.txt").write_text(f"OWA of our Exchange server shows {said}.\n", "utf-8")
    assert not pipeline.diagnose(tmp_path, engine="plain").findings
