"""What was sent is used: bindings of websites, pending requests, empty answers, the words of a
prompt; and what came too short is not taken for none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from samples.generator.exchange_exports import listed

from certtrail import diagnose
from certtrail.model.vocabulary import Severity, Verdict
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER
from tests.stories.exports import SERVER, Export, thumbprint
from tests.stories.test_at_hand import GOOD, OF_A_CA, OWN
from tests.stories.told import DAY, X, verdict

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis
    from certtrail.model.diagnosis import Finding

OLD, BARE, ASKED, GONE = map(thumbprint, ("of a CA, old", "without key", "request", "gone"))
NETSH: Final = """\

PS C:\\>netsh http show sslcert

    IP:port                      : 0.0.0.0:{port}
    Certificate Hash             : {thumbprint}
    Application ID               : {{4dc3e181-e14b-4a21-b022-59fc669b0914}}
"""
PAST: Final = {
    **OF_A_CA,
    "Thumbprint": OLD,
    "NotBefore": "1/15/2025 12:00:00 AM",
    "NotAfter": "1/20/2026 12:00:00 AM",
    "Status": "DateInvalid",
}
CONNECTOR: Final = {
    "Identity": "EX01\\Default Frontend EX01",
    "Fqdn": "mail.contoso.com",
    "AuthMechanism": "Tls",
    "Bindings": "{0.0.0.0:25}",
    "TransportRole": "FrontendTransport",
}


def told(folder: Path, text: str = "", *objects: dict[str, str], story: str = "") -> Diagnosis:
    """Diagnose a server from three days of logs, these lists, and a text behind them."""
    export = Export()
    export.clutter(3 * DAY, step=4)
    if story == "binding":
        for hour in range(24, 72, 2):
            export.binding_lost(hour, "0.0.0.0:444")
    elif story == "substitute":
        export.every(4, 1, 3 * DAY, 12023, X, OWN)
    elif story == "expiring":
        export.every(4, 1, 3 * DAY, 12017, X, "HOURS-500")
    export.write(folder)
    lists = listed([{**one, "PSComputerName": SERVER} for one in objects])
    (folder / "console.txt").write_text(f"{lists}\n{text}", "utf-8")
    return diagnose(folder, engine="plain")


def of_rule(diagnosis: Diagnosis, rule: str) -> Finding:
    """Give the one finding of a rule."""
    (found,) = (one for one in diagnosis.findings if one.rule == rule)
    return found


def steps(finding: Finding) -> str:
    """Give all that is to be done."""
    return "\n".join(map(str, finding.remedy))


def test_a_binding_tells_what_the_back_end_has(tmp_path: Path) -> None:
    """Nothing is said against it, nor asked for again; the shell of the letter may not open."""
    diagnosis = told(tmp_path, NETSH.format(port=444, thumbprint=GONE), GOOD, story="binding")
    found = of_rule(diagnosis, "back-end-binding-lost")
    assert f"shows {GONE} there (not in the list" in str(found.cause)
    assert "that Setup made" not in str(found.cause)
    assert "See what is bound" not in steps(found)
    assert f'AddSslCertificate("{OWN}"' in steps(found)
    letter = reply(diagnosis, Speech(ENGLISH_READER))
    assert "Where that shell does not open" in letter


def test_without_a_list_the_binding_is_asked_for(tmp_path: Path) -> None:
    """What is bound there is not known, only what mostly is."""
    found = of_rule(told(tmp_path, "", GOOD, story="binding"), "back-end-binding-lost")
    assert "most often the self-signed certificate" in str(found.cause)
    assert "netsh http show sslcert" in steps(found)


def test_a_removed_certificate_is_seen_before_the_next_start(tmp_path: Path) -> None:
    """The site goes on until Windows is started again; another port is no matter of it."""
    risky = told(tmp_path / "a", NETSH.format(port=444, thumbprint=GONE), GOOD)
    assert verdict(risky) is Verdict.AT_RISK
    assert of_rule(risky, "back-end-bound-to-missing-certificate").thumbprints == (GONE,)
    for number, (port, bound) in enumerate(((444, OWN), (8172, GONE))):
        text = NETSH.format(port=port, thumbprint=bound)
        assert verdict(told(tmp_path / str(number), text, GOOD)) is Verdict.HEALTHY


def test_a_renewal_that_was_begun_is_completed(tmp_path: Path) -> None:
    """Its request is kept and its key linked, before anything is asked of the authority again."""
    bare = {**OF_A_CA, "Thumbprint": BARE, "HasPrivateKey": "False", "Services": "None"}
    asked = {**bare, "Thumbprint": ASKED, "Status": "PendingRequest", "HasPrivateKey": "True"}
    diagnosis = told(tmp_path, "", GOOD, PAST, bare, asked, {**CONNECTOR, "TlsCertificateName": ""})
    found = of_rule(diagnosis, "expired-certificate-offered")
    said = steps(found)
    order = [f"Keep the pending request {ASKED}", f"-repairstore my {BARE}", "Import-Exchange"]
    order.append(f"-Thumbprint {BARE} -Services")
    places = [said.find(each) for each in order]
    assert places == sorted(places), said
    assert places[0] == 0
    assert "GenerateRequest" not in said
    assert BARE in str(found.cause)
    plan = next(one for one in diagnosis.renewals if one.thumbprint == OLD)
    assert any(f"certutil -repairstore my {BARE}" in step for step in plan.steps)


def test_a_request_alone_is_answered(tmp_path: Path) -> None:
    """It waits for the file of the authority; one from before the old one is of no account."""
    asked = {**OF_A_CA, "Thumbprint": ASKED, "Status": "PendingRequest"}
    connector = {**CONNECTOR, "TlsCertificateName": ""}
    said = steps(
        of_rule(told(tmp_path / "a", "", PAST, asked, connector), "expired-certificate-offered")
    )
    assert f"is pending on {SERVER}, {ASKED}" in said
    assert "GenerateRequest" not in said
    stale = {**asked, "NotBefore": "1/15/2024 12:00:00 AM"}
    said = steps(
        of_rule(told(tmp_path / "b", "", PAST, stale, connector), "expired-certificate-offered")
    )
    assert "GenerateRequest" in said
    assert ASKED not in said


def test_an_expired_certificate_of_websites_is_told_as_that(tmp_path: Path) -> None:
    """Transport is well; the plan begins with it, and restarts and verifies nothing of mail."""
    connector = {**CONNECTOR, "Fqdn": SERVER, "TlsCertificateName": ""}
    diagnosis = told(tmp_path, "", GOOD, {**PAST, "Services": "IIS"}, connector)
    found = of_rule(diagnosis, "client-certificate-expired")
    assert (found.severity, found.verdict) == (Severity.LOW, None)
    assert verdict(diagnosis) is Verdict.HEALTHY
    assert "we found no certificate trouble." not in reply(diagnosis, Speech(ENGLISH_READER))
    first = diagnosis.renewals[0]
    assert (first.thumbprint, first.verify) == (OLD, ())
    assert "-Services IIS -Server EX01.contoso.com" in "\n".join(first.steps)
    assert "Restart-Service" not in "\n".join(first.steps)


def test_an_empty_answer_is_one(tmp_path: Path) -> None:
    """Without an Edge server nothing is subscribed anew, and a good substitute is no outage."""
    asked = "[PS] C:\\>Get-EdgeSubscription | fl\n\n[PS] C:\\>\n"
    none = told(tmp_path / "none", asked, GOOD, story="substitute")
    assert verdict(none) is Verdict.AT_RISK
    assert not [one for one in none.findings if "New-EdgeSubscription" in steps(one)]
    assert not [each for one in none.findings for each in one.questions if "Edge" in each]
    for number, text in enumerate((asked.removesuffix("[PS] C:\\>\n"), "")):
        open_one = told(tmp_path / str(number), text, GOOD, story="substitute")
        assert verdict(open_one) is Verdict.BROKEN
        assert [one for one in open_one.findings if "New-EdgeSubscription" in steps(one)]


@pytest.mark.parametrize("made", [True, False])
def test_a_declined_certificate_is_enabled_and_no_other_made(tmp_path: Path, *, made: bool) -> None:
    """The prompt names it; what New-ExchangeCertificate made is self-signed."""
    typed = (
        "New-ExchangeCertificate -Services SMTP"
        if made
        else (f"Enable-ExchangeCertificate -Thumbprint {GONE} -Services SMTP")
    )
    text = (
        f"[PS] C:\\>{typed}\n\nConfirm\nOverwrite the existing default SMTP certificate?\n\n"
        f"Current certificate: '{X}' (expires 3/22/2026 6:00:00 PM)\n"
        f"Replace it with certificate: '{GONE}' (expires 3/23/2031 6:00:00 PM)\n"
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): n\n'
        "[PS] C:\\>\n"
    )
    said = steps(of_rule(told(tmp_path, text, story="expiring"), "overwrite-declined"))
    enabled = said.find(f"-Thumbprint {GONE} -Services SMTP")
    assert enabled >= 0
    assert " NEW " not in said.partition("Restart-Service")[0]
    assert ("New-ExchangeCertificate" in said) is not made
    assert made or enabled < said.find("New-ExchangeCertificate")


def test_what_came_too_short_is_not_none(tmp_path: Path) -> None:
    """Of a connector without its TlsCertificateName nobody knows what it picks."""
    valid = {**OF_A_CA, "Services": "IIS, SMTP"}
    diagnosis = told(tmp_path, "", GOOD, valid, CONNECTOR)
    plan = next(one for one in diagnosis.renewals if one.thumbprint == valid["Thumbprint"])
    assert "is not known" in plan.steps[0]
    assert "no connector" not in plan.steps[0]
    lacking = [each for one in diagnosis.not_evaluated for each in one.missing]
    assert any("Get-ReceiveConnector" in each for each in lacking)


SENDING: Final = (
    "#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n"
    "#Log-type: SMTP Send Protocol Log\n#Date: 2026-01-20T00:00:00.000Z\n"
    "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,"
    "event,data,context\n"
    '2026-01-20T09:00:00.000Z,Out,08DE4A,1,192.0.2.1:25,192.0.2.2:25,*," CN=mail.contoso.com '
    "CN=Contoso CA 601E63AB {thumbprint} 2025-01-15T00:00:00.000Z 2027-12-15T00:00:00.000Z "
    'mail.contoso.com",Sending certificate Subject Issuer name Serial number Thumbprint\n'
    "2026-01-20T09:00:01.000Z,Out,08DE4A,2,192.0.2.1:25,192.0.2.2:25,*,,"
    "TLS negotiation failed with error {error}\n"
)


@pytest.mark.parametrize(
    ("error", "key", "services", "first", "never"),
    [
        ("UnknownCredentials", "True", "IIS", "Enable ", ["repairstore", "import", "Find "]),
        ("NoCredentials", "True", "IIS", "Enable ", ["repairstore", "Find "]),
        ("NoCredentials", "False", "IIS", "The key of ", ["Find "]),
        ("UnknownCredentials", "True", "IIS, SMTP", "NoCredentials: ", ["Find "]),
        ("UnknownCredentials", "", "", "Find ", []),
    ],
)
def test_the_list_decides_what_is_wrong_with_a_key(
    tmp_path: Path, error: str, key: str, services: str, first: str, never: list[str]
) -> None:
    """What was sent of the certificate is not asked, and what it excludes is not advised."""
    thumbprint = "C3" * 20
    log = SENDING.format(thumbprint=thumbprint, error=error)
    folder = tmp_path / "EX01"
    folder.mkdir()
    (folder / "SEND20260120-1.LOG").write_text(log, "utf-8")
    one = {"Thumbprint": thumbprint, "HasPrivateKey": key, "Services": services}
    one |= {"Subject": "CN=mail.contoso.com", "IsSelfSigned": "False"}
    if key:
        text = f"[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\r\n{listed([one])}"
        (folder / "list.txt").write_text(text, "utf-8")
    found = diagnose([tmp_path], engine="plain", server="EX01")
    (lead,) = [each for each in found.findings if each.rule == "certificate-without-key"]
    steps = [str(step) for step in lead.remedy]
    assert steps[0].startswith(first)
    assert not any(word in step for word in never for step in steps)
