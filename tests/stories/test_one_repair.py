"""One loss that shows in many ways is mended once, and what mends it leads the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from samples.generator.exchange_exports import listed

from certtrail import diagnose
from certtrail.model.vocabulary import Severity, Verdict
from certtrail.reports import outline
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER
from tests.stories.exports import SERVER, Export, thumbprint
from tests.stories.told import DAY, E1, E2, X

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis
    from certtrail.model.diagnosis import Finding

FRONT_END: Final = "MSExchangeFrontEndTransport"
MAKING: Final = "New-ExchangeCertificate -Server"
OWN, NEXT, OF_CA = map(thumbprint, ("own", "next", "of a ca"))
SELF_SIGNED: Final = {
    "CertificateDomains": "{EX01, EX01.contoso.com}",
    "HasPrivateKey": "True",
    "IsSelfSigned": "True",
    "Issuer": "CN=EX01",
    "NotAfter": "4/20/2026 12:00:00 AM",
    "NotBefore": "4/20/2021 12:00:00 AM",
    "RootCAType": "Registry",
    "Services": "SMTP",
    "Status": "Valid",
    "Subject": "CN=EX01",
    "Thumbprint": OWN,
}


def steps(diagnosis: Diagnosis) -> list[str]:
    """Give all that a report asks for: what is left to a cause is not asked for."""
    return [
        str(step)
        for cause in outline.causes(diagnosis)
        for one in (cause.finding, *cause.explained)
        if not outline.left_to(cause, one)
        for step in one.remedy
    ]


def lead(diagnosis: Diagnosis, rule: str) -> Finding:
    """Give the finding of a rule, which nothing explains."""
    (found,) = (one for one in diagnosis.findings if one.rule == rule)
    assert found.explained_by is None
    return found


def under(diagnosis: Diagnosis, found: Finding) -> set[str]:
    """Give the rules of what a finding explains."""
    return {one.rule for one in diagnosis.findings if one.explained_by == found.id}


def letter(diagnosis: Diagnosis) -> str:
    """Write the reply to the customer."""
    return reply(diagnosis, Speech(ENGLISH_READER))


def lost(folder: Path, engine: str = "plain") -> Diagnosis:
    """Tell of a server whose own certificate went: role, STARTTLS and back end miss it."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12024, X, E1)
    export.every(5, 1, 3 * DAY, 12014, SERVER, "Default EX01")
    export.every(5, 1, 3 * DAY, 12014, SERVER, "Default Frontend EX01", provider=FRONT_END)
    export.every(5, 1, 3 * DAY, 12014, "relay.contoso.com", "Relay", provider=FRONT_END)
    for hour in range(1, 3 * 24, 6):
        export.binding_lost(hour, "0.0.0.0:444")
    export.clutter(3 * DAY, step=2)
    return diagnose(export.write(folder), engine=engine)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["plain", "durable"])
def test_one_loss_makes_one_certificate(tmp_path: Path, engine: str) -> None:
    """The internal role leads; what else misses the same certificate stands under it."""
    diagnosis = lost(tmp_path, engine)
    found = lead(diagnosis, "store-emptied")
    assert {"back-end-binding-lost", "starttls-certificate-missing"} <= under(diagnosis, found)
    asked = [step for step in steps(diagnosis) if MAKING in step and SERVER in step]
    assert len([step for step in asked if "-IncludeServerFQDN" in step]) == 1
    assert letter(diagnosis).count("-IncludeServerFQDN") == 1


def test_the_shell_is_opened_before_its_commands(tmp_path: Path) -> None:
    """Without port 444 the shell does not open, and of one server there is no other's."""
    remedy = [str(step) for step in lead(lost(tmp_path), "store-emptied").remedy]
    at = next(number for number, step in enumerate(remedy) if "Add-PSSnapin" in step)
    assert at < next(number for number, step in enumerate(remedy) if "-ExchangeCertificate" in step)
    assert any('AddSslCertificate("NEW"' in step for step in remedy)


def test_another_name_is_another_matter(tmp_path: Path) -> None:
    """A relay's name is in no certificate of the server's own, so it keeps its own repair."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12024, X, E1)
    export.every(5, 1, 3 * DAY, 12014, "relay.contoso.com", "Relay", provider=FRONT_END)
    export.clutter(3 * DAY, step=2)
    diagnosis = diagnose(export.write(tmp_path), engine="plain")
    assert lead(diagnosis, "starttls-certificate-missing").explained_by is None
    assert any("-DomainName relay.contoso.com" in step for step in steps(diagnosis))


def test_two_findings_share_what_one_of_them_makes(tmp_path: Path) -> None:
    """What is made for the role serves the back end; what is made for that has not the role."""
    export = Export()
    export.every(6, 1, 10 * DAY, 12017, X, "HOURS-900")
    for hour in range(1, 240, 6):
        export.binding_lost(hour, "0.0.0.0:444")
        export.binding_lost(hour + 1, "[::]:444")
    export.clutter(10 * DAY, step=4)
    diagnosis = diagnose(export.write(tmp_path), engine="plain")
    assert [step for step in steps(diagnosis) if MAKING in step and "answer Yes" in step]
    assert len([step for step in steps(diagnosis) if MAKING in step]) == 1
    shared = [step for step in steps(diagnosis) if "Make no second one" in step]
    assert len(shared) == 2
    assert all("The internal transport certificate expires soon" in step for step in shared)
    assert letter(diagnosis).count(MAKING) == 1
    for finding in diagnosis.findings:
        assert {risk.step for risk in finding.risks} <= set(range(len(finding.remedy)))


def test_plans_make_one_certificate(tmp_path: Path) -> None:
    """Two of the server's own end: the one for the role is made, and serves both plans."""
    export = Export()
    export.every(6, 1, 3 * DAY, 12017, NEXT, f"HOURS-{60 * 24}")
    export.clutter(3 * DAY, step=4)
    export.write(tmp_path)
    other = {**SELF_SIGNED, "Thumbprint": NEXT, "NotAfter": "5/1/2026 6:00:00 AM"}
    named = [{**one, "PSComputerName": SERVER} for one in (SELF_SIGNED, other)]
    named[1]["CertificateDomains"] = "{EX01}"
    (tmp_path / "list.txt").write_text(
        listed(named, 200)
        + "\r\n\r\nName               : Default EX01\r\nServer             : EX01\r\n"
        "Fqdn               : EX01.contoso.com\r\nAuthMechanism      : Tls\r\n"
        "TlsCertificateName :\r\nEnabled            : True\r\n",
        "utf-8",
    )
    plans = diagnose(tmp_path, engine="plain").renewals
    assert {one.thumbprint for one in plans} == {OWN, NEXT}
    made = {one.thumbprint: " ".join(one.steps) for one in plans}
    assert MAKING in made[NEXT]
    assert MAKING not in made[OWN]
    assert f"the plan for {NEXT}" in made[OWN]


def test_no_certificate_of_a_ca_is_offered_for_the_role(tmp_path: Path) -> None:
    """It ends with each renewal of the CA, and may be the very one that is at fault."""
    export = Export()
    export.every(6, 1, 10 * DAY, 12017, X, "HOURS-900")
    export.clutter(10 * DAY, step=4)
    export.write(tmp_path)
    one = {
        **SELF_SIGNED,
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso Issuing CA",
        "NotAfter": "4/20/2028 12:00:00 AM",
        "RootCAType": "Enterprise",
        "Thumbprint": OF_CA,
        "PSComputerName": SERVER,
    }
    (tmp_path / "list.txt").write_text(listed([one]), "utf-8")
    asked = steps(diagnose(tmp_path, engine="plain"))
    assert any(MAKING in step and "Only if" not in step for step in asked)
    assert not any(
        f"Enable-ExchangeCertificate -Server {SERVER} -Thumbprint {OF_CA}" in step for step in asked
    )


def test_what_explains_an_outage_is_as_grave(tmp_path: Path) -> None:
    """A low lead above a high effect has the remedy that the reply must bring."""
    export = Export()
    export.clutter(3 * DAY, step=4)
    export.write(tmp_path)
    mail = "{mail.contoso.com}"
    subject = "CN=mail.contoso.com"
    private = {
        **SELF_SIGNED,
        "CertificateDomains": mail,
        "Subject": subject,
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso CA",
        "NotAfter": "2/2/2028 1:00:00 AM",
        "RootCAType": "Enterprise",
        "NotBefore": "2/2/2026 1:00:00 AM",
        "Thumbprint": OF_CA,
    }
    public = {
        **private,
        "Issuer": "CN=R10",
        "NotBefore": "1/1/2026 1:00:00 AM",
        "RootCAType": "ThirdParty",
        "Thumbprint": NEXT,
    }
    named = [{**one, "PSComputerName": SERVER} for one in (private, public)]
    (tmp_path / "list.txt").write_text(
        listed(named) + "\r\n\r\nName                   : Outbound\r\n"
        "Fqdn                   : mail.contoso.com\r\n"
        "TlsCertificateName     :\r\nAddressSpaces          : {smtp:*;1}\r\n"
        "SourceTransportServers : {EX01}\r\nEnabled                : True\r\n\r\n"
        "Identity      : EX01\\7\r\nStatus        : Retry\r\nMessageCount  : 412\r\n"
        "NextHopDomain : contoso.mail.protection.outlook.com\r\n"
        "LastError     : 454 4.7.0 Failed to establish appropriate TLS channel: UntrustedRoot\r\n",
        "utf-8",
    )
    diagnosis = diagnose(tmp_path, engine="plain")
    found = lead(diagnosis, "private-certificate-picked")
    effects = [one for one in diagnosis.findings if one.explained_by == found.id]
    assert effects
    assert found.severity is Severity.HIGH
    assert found.verdict is Verdict.BROKEN
    assert "Set-SendConnector -Identity 'Outbound'" in letter(diagnosis)


@pytest.mark.parametrize("signed", [True, False])
def test_a_shared_default_begins_when_it_was_lost(tmp_path: Path, signed: bool) -> None:
    """While its warnings went on it was loaded; one of a CA on several servers is no clone's."""
    for server, since in (("EX01.contoso.com", 50), ("EX02.contoso.com", 52)):
        export = Export(server)
        export.every(6, 1, 48, 12017, X, "HOURS-400")
        export.every(4, since, 5 * DAY, 12024, X, E1 if since == 50 else E2)
        export.clutter(5 * DAY, step=4)
        export.write(tmp_path / server)
    third = Export("EX03.contoso.com")
    third.every(6, 1, 5 * DAY, 12017, X, "HOURS-400")
    third.clutter(5 * DAY, step=4)
    third.write(tmp_path / "EX03")
    if signed:
        one = {
            **SELF_SIGNED,
            "CertificateDomains": "{*.contoso.com}",
            "Subject": "CN=*.contoso.com",
            "IsSelfSigned": "False",
            "Issuer": "CN=R10",
            "RootCAType": "ThirdParty",
            "Thumbprint": X,
            "PSComputerName": "EX03.contoso.com",
            "NotAfter": "3/18/2026 10:00:00 PM",
        }
        (tmp_path / "list.txt").write_text(listed([one]), "utf-8")
    diagnosis = diagnose(tmp_path, engine="plain")
    found = lead(diagnosis, "cloned-server")
    assert found.servers == ("EX01.contoso.com", "EX02.contoso.com")
    assert found.since is not None
    assert found.since >= 1_772_431_200 * 10**9 + 50 * 3600 * 10**9  # BEGIN
    told = " ".join(map(str, found.remedy))
    assert "shut it down" not in told
    assert "EX03.contoso.com still uses it" in told
    assert ("signed by a CA" in str(found.cause)) is signed
    asked = steps(diagnosis)
    assert len([step for step in asked if MAKING in step and " SERVER " in step]) == 2
    # The look for a certificate of the server's own, and making one.
    left = [step for step in asked if "The next step is not for" in step]
    assert len(left) == 2
    assert all("EX01.contoso.com and EX02.contoso.com" in step for step in left)
    (three,) = (one for one in diagnosis.servers if one.name == "EX03.contoso.com")
    assert three.verdict is not Verdict.BROKEN


def overwritten(folder: Path, before: str, after: str, *, engine: str = "plain") -> Finding:
    """Tell of an Edge server whose default certificate was overwritten, and give what leads."""
    hub, edge = Export("HUB01.contoso.com"), Export("EDGE01.contoso.com")
    hub.every(5, 20, 4 * DAY, 2018, "CN=EDGE01.contoso.com", "10.0.0.5")
    hub.clutter(4 * DAY, step=4)
    edge.every(
        9, 21, 4 * DAY, 1005, "ESRA.EDGE01", OWN, "Bad Data", provider="MSExchange Message Security"
    )
    edge.clutter(4 * DAY, step=4, alive=False)
    hub.write(folder / "hub")
    edge.write(folder / "edge")
    own = {
        **SELF_SIGNED,
        "CertificateDomains": "{EDGE01, EDGE01.contoso.com}",
        "NotAfter": f"{before} 12:00:00 AM",
    }
    new = {
        **own,
        "Thumbprint": NEXT,
        "IsSelfSigned": "False",
        "Issuer": "CN=R10",
        "NotAfter": f"{after} 12:00:00 AM",
    }
    (folder / "EDGE01.txt").write_text(
        "[PS] C:\\>hostname\r\nEDGE01\r\n"
        f"[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {NEXT} -Services SMTP\r\n\r\n"
        "Confirm\r\nOverwrite the existing default SMTP certificate?\r\n\r\n"
        f"Current certificate: '{OWN}' (expires {before} 10:11:00 AM)\r\n"
        f"Replace it with certificate: '{NEXT}' (expires {after} 1:59:59 AM)\r\n"
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): y\r\n'
        "WARNING: The internal transport certificate attribute for the local Edge Transport "
        "server has been updated. Rerun the New-EdgeSubscription task to subscribe this Edge "
        "Transport server again and restart the AD LDS service.\r\n"
        f"[PS] C:\\>Get-ExchangeCertificate | fl\r\n\r\n{listed([own, new], 200)}",
        "utf-8",
    )
    diagnosis = diagnose(folder, engine=engine)  # type: ignore[arg-type]
    found = lead(diagnosis, "edge-default-overwritten")
    assert {"direct-trust-refused", "edge-credentials-broken"} <= under(diagnosis, found)
    asked = " ".join(steps(diagnosis))
    assert asked.count("New-EdgeSubscription -FileName") == 1
    assert "Exchange should ask nothing" not in asked
    return found


@pytest.mark.parametrize("engine", ["plain", "durable"])
def test_an_overwritten_default_gets_one_remedy(tmp_path: Path, engine: str) -> None:
    """The one that the subscription knows lives longer: it gets its role back."""
    found = overwritten(tmp_path, "4/2/2029", "6/11/2027", engine=engine)
    told = [str(step) for step in found.remedy]
    assert f"Enable-ExchangeCertificate -Thumbprint {OWN} -Services SMTP" in told[0]
    assert "only needed if `Test-EdgeSynchronization`" in " ".join(told)


def test_what_ended_first_stays_replaced(tmp_path: Path) -> None:
    """The old one was to be replaced: the subscription is made with the new one."""
    told = " ".join(map(str, overwritten(tmp_path, "4/2/2026", "6/11/2027").remedy))
    assert f"-Thumbprint {OWN}" not in told
    assert "only needed if `Test-EdgeSynchronization`" not in told
    assert "one of a CA means a new subscription with each renewal" in told


def test_a_plan_keeps_names_that_are_not_the_servers_own(tmp_path: Path) -> None:
    """A relay's self-signed certificate is no copy of the server's, and gets a plan of its own."""
    export = Export()
    export.every(6, 1, 3 * DAY, 12018, "relay.contoso.com", NEXT, f"HOURS-{60 * 24}")
    export.clutter(3 * DAY, step=4)
    export.write(tmp_path)
    relay = {
        **SELF_SIGNED,
        "CertificateDomains": "{relay.contoso.com, scan.contoso.com}",
        "Issuer": "CN=relay.contoso.com",
        "NotAfter": "5/1/2026 6:00:00 AM",
        "Subject": "CN=relay.contoso.com",
        "Thumbprint": NEXT,
        "PSComputerName": SERVER,
    }
    own = {**SELF_SIGNED, "PSComputerName": SERVER}
    (tmp_path / "list.txt").write_text(listed([own, relay], 200), "utf-8")
    plans = {one.thumbprint: " ".join(one.steps) for one in diagnose(tmp_path).renewals}
    assert "-DomainName relay.contoso.com,scan.contoso.com" in plans[NEXT]
    assert "-IncludeServerFQDN" not in plans[NEXT]
    assert all("Make no second one" not in plan for plan in plans.values())


def test_a_certificate_of_another_program_is_named_as_such(tmp_path: Path) -> None:
    """Windows warns of one that the list has without SMTP, and for which no connector looks."""
    export = Export()
    for hour in range(1, 72, 8):
        export.windows_warns(hour, NEXT)
    export.clutter(3 * DAY, step=4)
    export.write(tmp_path)
    agent = {
        **SELF_SIGNED,
        "CertificateDomains": "{agent.contoso.com}",
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso CA",
        "NotAfter": "3/20/2026 6:00:00 AM",
        "Services": "None",
        "Subject": "CN=agent.contoso.com",
        "Thumbprint": NEXT,
    }
    lists = listed([{**one, "PSComputerName": SERVER} for one in (SELF_SIGNED, agent)], 200)
    (tmp_path / "list.txt").write_text(
        f"{lists}\r\n\r\nName                                   : EX01\r\n"
        f"InternalTransportCertificateThumbprint : {OWN}\r\n\r\n"
        "Name               : Default EX01\r\nServer             : EX01\r\n"
        "Fqdn               : EX01.contoso.com\r\nAuthMechanism      : Tls\r\n"
        "TlsCertificateName :\r\nEnabled            : True\r\n",
        "utf-8",
    )
    found = lead(diagnose(tmp_path, engine="plain"), "windows-warns-of-expiry")
    assert found.severity is Severity.INFO
    assert "mail does not use it" in str(found.cause)
    assert not any("renew it before" in str(step) for step in found.remedy)


def edge_that_refuses(folder: Path, *subjects: str, ends: str = "12/15/2030") -> Diagnosis:
    """Diagnose an Edge server that refuses peers and cannot decipher its credentials."""
    export = Export("EDGE01")
    for number, subject in enumerate(subjects):
        export.every(2, 1 + number / 10, 2 * DAY, 1036, f"CN={subject}", "192.0.2.7")
    told = ("cn=ESRA.EDGE01.EX01.0", X, "The data is invalid.")
    export.every(6, 1, 2 * DAY, 1005, *told, provider="MSExchange Message Security")
    export.clutter(2 * DAY, step=1)
    export.write(folder)
    held = {**SELF_SIGNED, "Subject": "CN=EDGE01", "CertificateDomains": "{EDGE01}"}
    held |= {"Thumbprint": X, "NotAfter": f"{ends} 12:00:00 AM", "PSComputerName": "EDGE01"}
    role = {"Name": "EDGE01", "InternalTransportCertificateThumbprint": X}
    text = listed([held]) + "\n" + listed([role])
    (folder / "list.txt").write_text(text, "utf-8")
    return diagnose(folder, engine="plain")


def test_a_letter_has_the_steps_that_it_refers_to(tmp_path: Path) -> None:
    """Four findings in full, and the fifth, that of the subscription, by its steps alone."""
    diagnosis = edge_that_refuses(tmp_path, *(f"HUB0{number}" for number in range(1, 6)))
    letter = reply(diagnosis, Speech(ENGLISH_READER))
    assert "Edge servers are subscribed anew once" in letter
    assert letter.count("New-EdgeSubscription -FileName") == 1
    assert "Start-EdgeSynchronization" in letter


@pytest.mark.parametrize("issuer", ["CN=CA 1", "CN=CA 2"])
def test_what_a_connector_is_pointed_to_is_not_removed(tmp_path: Path, issuer: str) -> None:
    """An own CA's certificate is both the internal one, which ends soon, and the connector's."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12017, X, "HOURS-300")
    export.clutter(3 * DAY, step=2)
    export.write(tmp_path)
    held = {**SELF_SIGNED, "Issuer": "CN=CA 2", "IsSelfSigned": "False", "Thumbprint": X}
    held |= {"NotAfter": "3/14/2026 6:00:00 PM", "NotBefore": "3/14/2024 12:00:00 AM"}
    held |= {"PSComputerName": SERVER, "Subject": "CN=EX01.contoso.com"}
    connector = {
        "Name": "To Partner",
        "Fqdn": "mail.contoso.com",
        "TlsCertificateName": f"<I>{issuer}<S>CN=EX01.contoso.com",
        "SourceTransportServers": "{EX01}",
    }
    (tmp_path / "list.txt").write_text(listed([held]) + "\n" + listed([connector]), "utf-8")
    diagnosis = diagnose(tmp_path, engine="plain")
    told = [str(step) for step in lead(diagnosis, "internal-certificate-expiring").remedy]
    pointed = [step for step in steps(diagnosis) if "Set-SendConnector" in step and X in step]
    removed = [step for step in told if f"Remove-ExchangeCertificate -Server {SERVER}" in step]
    assert bool(pointed) is (issuer == "CN=CA 1")
    assert bool(removed) is not bool(pointed)
    assert any(f"Keep {X}" in step for step in told) is bool(pointed)


@pytest.mark.parametrize("months", [3, 12])
def test_the_letter_has_the_last_word_about_the_script(tmp_path: Path, months: int) -> None:
    """A script that forces a public one into the role and leaves the connector's name behind."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12017, X, "HOURS-1900")
    export.every(4, 1, 3 * DAY, 12014, "<I>CN=R12<S>CN=mail.contoso.com", "To Partner")
    export.clutter(3 * DAY, step=2)
    export.write(tmp_path)
    held = {**SELF_SIGNED, "Issuer": "CN=R13", "IsSelfSigned": "False", "Thumbprint": X}
    held |= {"NotAfter": "5/20/2026 12:00:00 AM", "CertificateDomains": "{mail.contoso.com}"}
    held |= {"NotBefore": "2/20/2026 12:00:00 AM" if months == 3 else "5/20/2025 12:00:00 AM"}
    held |= {"PSComputerName": SERVER, "Subject": "CN=mail.contoso.com", "Services": "IIS, SMTP"}
    connector = {
        "Name": "To Partner",
        "Fqdn": "mail.contoso.com",
        "TlsCertificateName": "<I>CN=R12<S>CN=mail.contoso.com",
        "SourceTransportServers": "{EX01}",
    }
    own = {**SELF_SIGNED, "NotAfter": "4/20/2029 12:00:00 AM", "PSComputerName": SERVER}
    role = {"Name": "EX01", "InternalTransportCertificateThumbprint": X}
    text = "\n".join([listed([held, own]), listed([connector]), listed([role])])
    (tmp_path / "list.txt").write_text(text, "utf-8")
    told = letter(diagnose(tmp_path, engine="plain"))
    assert ("take -Force out of a script that renews it" in told) is (months == 3)
    assert ("After each renewal set TlsCertificateName of To Partner anew" in told) is (months == 3)
    assert "by which CA?" not in told
    assert f"Remove-ExchangeCertificate -Server {SERVER} -Thumbprint {X}" not in told


def test_no_step_refers_to_the_entry_in_which_it_stands(tmp_path: Path) -> None:
    """Several findings of one title: the letter says the steps once, the report says which."""
    export = Export("EDGE01")
    for number in (1, 2):
        export.every(2, number, 2 * DAY, 1036, f"CN=HUB0{number}", "192.0.2.7")
    export.clutter(2 * DAY, step=1)
    export.write(tmp_path / "EDGE01")
    for number in (1, 2):
        export = Export(f"HUB0{number}.contoso.com")
        export.every(2, 1, 2 * DAY, 2018, "CN=EDGE01", "192.0.2.9")
        export.clutter(2 * DAY, step=1)
        export.write(tmp_path / export.server)
    subscription = (
        "Name : EDGE01\nSite : contoso.com/Configuration/Sites/Hamburg\nDomain : dmz.local"
    )
    (tmp_path / "list.txt").write_text(f"[PS] C:\\>Get-EdgeSubscription | fl\n\n{subscription}\n")
    diagnosis = diagnose(tmp_path, engine="plain")
    title = "A peer's certificate is not in the direct-trust list"
    alike = [one for one in diagnosis.findings if str(one.title) == title]
    assert len(alike) > 2
    for one in alike:
        for step in one.remedy:
            assert f'"{title}"' not in str(step)
    text = letter(diagnosis)
    entry = text[text.index(f"- {title}") :].split("\n- ")[0]
    assert f'finding "{title}' not in entry
    assert entry.count("What to do") == 1
    assert entry.count("Mail to or from that peer waits") == 1
    assert '-Site "Hamburg"' in entry


def test_what_ends_soon_is_renewed_before_the_subscription(tmp_path: Path) -> None:
    """Else it is made twice within weeks."""
    for ends, renewed in (("3/20/2026", True), ("12/15/2030", False)):
        told = edge_that_refuses(tmp_path / str(renewed), ends=ends)
        found = [*map(str, lead(told, "edge-credentials-broken").remedy)]
        made = [at for at, step in enumerate(found) if "New-ExchangeCertificate" in step]
        (again,) = (at for at, step in enumerate(found) if "New-EdgeSubscription -FileName" in step)
        assert bool(made) is renewed
        assert all(at < again for at in made)


def test_the_old_one_stays_until_another_has_the_role(tmp_path: Path) -> None:
    """Who answered No and goes on to clean up would be left with an ephemeral one."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12017, OWN, "HOURS-300")
    export.clutter(3 * DAY, step=2)
    export.write(tmp_path)
    prompt = (
        "[PS] C:\\>New-ExchangeCertificate -Services SMTP\r\n\r\nConfirm\r\n"
        "Overwrite the existing default SMTP certificate?\r\n\r\n"
        f"Current certificate: '{OWN}' (expires 3/20/2026 12:00:00 AM)\r\n"
        f"Replace it with certificate: '{NEXT}' (expires 3/20/2031 12:00:00 AM)\r\n"
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): n\r\n'
    )
    (tmp_path / "console.txt").write_text(prompt, "utf-8")
    diagnosis = diagnose(tmp_path, engine="plain")
    letter = reply(diagnosis, Speech(ENGLISH_READER))
    (first,) = (line for line in letter.splitlines() if f"Do not remove {OWN} yet" in line)
    assert "Edge servers are subscribed anew" in first
    assert "neither on port 443 nor on 444" in first
    assert "netsh http show sslcert" in letter
    # The letter stops before it, and the report has it last, as the plan.
    assert "Remove-ExchangeCertificate" not in letter
    found = lead(diagnosis, "overwrite-declined")
    (plan,) = (one for one in diagnosis.renewals if one.thumbprint == OWN)
    for told in (found.remedy, plan.steps):
        text = "\n".join(map(str, told))
        assert text.index("netsh http show sslcert") < text.index("Remove-ExchangeCertificate")
        assert text.index("New-EdgeSubscription") < text.index("Remove-ExchangeCertificate")
