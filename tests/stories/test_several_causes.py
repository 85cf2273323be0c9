"""One symptom with several known causes: all of them are told, and the one at hand first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail import diagnose

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

FRONT_END: Final = """\
Log Name:      Application
Source:        MSExchange Front End HTTPS Proxy
Date:          13/02/2026 08:14:02
Event ID:      1003
Task Category: Core
Level:         Error
Computer:      EX01.contoso.com
Description:
[Owa] An internal server error occurred. The unhandled exception was: {thrown}
"""
COOKIES: Final = (
    "System.NullReferenceException: Object reference not set to an instance of an object. at "
    "Microsoft.Exchange.HttpProxy.FbaModule.ParseCadataCookies(HttpApplication httpApplication)"
)
ASSERTION: Final = (
    "Microsoft.Exchange.Diagnostics.ExAssertException: ASSERT: HMACProvider.GetCertificates:"
    "protectionCertificates.Length<1"
)


def finding(folder: Path, text: str, rule: str) -> Finding:
    """Diagnose a pasted text, and give the only finding of a rule."""
    (folder / "pasted.txt").write_text(text, "utf-8")
    found = diagnose(folder, engine="plain").findings
    (one,) = (each for each in found if each.rule == rule)
    return one


def done(one: Finding) -> str:
    """Give all that a finding says to do, in one text."""
    return "\n".join(one.remedy)


def test_an_exception_of_two_causes_is_told_as_of_both(tmp_path: Path) -> None:
    """The website's certificate is looked at before a new Auth certificate is made."""
    text = FRONT_END.format(thrown=COOKIES)
    one = finding(tmp_path, text, "sign-in-without-auth-certificate")
    steps = done(one)
    assert "does not tell which it is" in one.cause
    assert steps.index("certutil -store my") < steps.index("New-ExchangeCertificate")
    assert any("certificate of the website" in question for question in one.questions)


def test_an_assertion_of_one_cause_is_told_as_of_that(tmp_path: Path) -> None:
    """HMACProvider looks for the Auth certificate and for nothing else."""
    text = FRONT_END.format(thrown=ASSERTION)
    one = finding(tmp_path, text, "sign-in-without-auth-certificate")
    assert "CNG" not in one.cause
    assert "certutil" not in done(one)


def test_a_copy_without_its_date_has_both_causes_too(tmp_path: Path) -> None:
    """A page shows the event without when it was."""
    text = (
        "Event ID: 1003\nSource: MSExchange Front End HTTPS Proxy\n"
        f"[Owa] An internal server error occurred. The unhandled exception was: {COOKIES}\n"
    )
    one = finding(tmp_path, text, "sign-in-event-without-date")
    assert "CNG" in one.cause
    assert "certutil -store my" in done(one)


SETUP: Final = """\
[02/28/2026 13:00:05.1180] [1] [ERROR] The following error was generated when "$error.Clear();
          Install-ExchangeCertificate -services IIS -DomainController $RoleDomainController
        " was run: "{thrown}
   at Microsoft.Exchange.Configuration.Tasks.Task.ThrowError(Exception exception)
"""
EXPIRED: Final = "System.Security.Cryptography.CryptographicException: The certificate is expired."
KEYLESS: Final = (
    "Microsoft.Exchange.Management.SystemConfigurationTasks.AddAccessRuleUnauthorizedAccessException"
    ": Insufficient rights to grant Network Service access to the certificate with thumbprint "
    f"{'7A' * 20}. ---> System.Security.Cryptography.CryptographicException: Keyset does not exist"
)


def test_setup_that_stops_at_what_has_expired_gets_a_valid_one(tmp_path: Path) -> None:
    """Its key is not what is wrong, and without another one Setup stops again."""
    one = finding(tmp_path, SETUP.format(thrown=EXPIRED), "setup-failed-on-certificate")
    steps = done(one)
    assert "Bindings" in steps
    assert not [word for word in ("repairstore", "Manage Private Keys", ".pfx") if word in steps]
    assert "restored, cloned" not in " ".join(one.questions)


def test_setup_that_cannot_open_a_key_looks_at_the_rights_first(tmp_path: Path) -> None:
    """Without rights a key looks as if it was missing: both are told, and what harms less leads."""
    one = finding(tmp_path, SETUP.format(thrown=KEYLESS), "setup-failed-on-certificate")
    steps = done(one)
    assert "Keyset does not exist" in one.cause
    assert steps.index("Manage Private Keys") < steps.index("repairstore")
    assert "past its end" not in one.cause


REFUSED: Final = """\
[PS] C:\\>Enable-ExchangeCertificate -Server EX01 -Thumbprint {thumbprint} -Services {services}
A special Rpc error occurs on server EX01: The certificate with thumbprint {thumbprint} was found \
but is not valid for use with Exchange Server (reason: {code}).
    + CategoryInfo          : InvalidOperation: (:) [Enable-ExchangeCertificate], \
InvalidOperationException
    + FullyQualifiedErrorId : [Server=EX01,RequestId=1] 5E2A11C4,\
Microsoft.Exchange.Management.SystemConfigurationTasks.EnableExchangeCertificate
"""


def refused(folder: Path, code: str, services: str = "POP,IMAP,IIS,SMTP") -> str:
    """Give what is to be done where Exchange refused to enable a certificate, by its code."""
    text = REFUSED.format(thumbprint="7A" * 20, code=code, services=services)
    return done(finding(folder, text, "certificate-refused"))


def test_what_was_to_be_enabled_is_enabled_in_the_end(tmp_path: Path) -> None:
    """All services that were named, and SMTP alone where that was."""
    assert "-Services IIS,IMAP,POP,SMTP" in refused(tmp_path, "PrivateKeyMissing")
    assert "-Services SMTP`" in refused(tmp_path, "PrivateKeyMissing", "SMTP")


def test_a_code_that_is_sure_is_told_as_sure(tmp_path: Path) -> None:
    """PrivateKeyMissing says that it is there without its key; of other codes nobody says so."""
    assert "most likely" not in refused(tmp_path, "PrivateKeyMissing")
    other = refused(tmp_path, "PrivateKeyNotAccessible")
    assert "most likely" in other
    assert "-repairstore" in other


def test_a_certificate_that_exchange_does_not_take_gets_no_key(tmp_path: Path) -> None:
    """Its key is there, and no repair makes it another one."""
    steps = refused(tmp_path, "KeyAlgorithmUnsupported")
    assert "issue another one" in steps
    assert "-repairstore" not in steps
    assert "Enable-ExchangeCertificate" not in steps
