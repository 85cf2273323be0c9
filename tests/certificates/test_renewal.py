"""The renewal plan as a user meets it: order, steps by role, and a calendar that others read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from icalendar import Calendar
from samples.generator.exchange_exports import listed

from certtrail.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

A, B, C, D = (digit * 40 for digit in "ABCD")
STALE = "<I>CN=Contoso CA<S>CN=mail.contoso.com"


def certificate(thumbprint: str, end: str, **more: str) -> dict[str, str]:
    """Describe a certificate as Format-List does."""
    return {
        "CertificateDomains": "{mail.contoso.com}",
        "HasPrivateKey": "True",
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso CA",
        "NotAfter": end,
        "NotBefore": "1/15/2025 12:00:00 AM",
        "Services": "SMTP",
        "Status": "Valid",
        "Subject": "CN=mail.contoso.com",
        "Thumbprint": thumbprint,
        **more,
    }


OWN = {"IsSelfSigned": "True", "Issuer": "CN=EX01", "Subject": "CN=EX01", "CertificateDomains": ""}
OAUTH = {
    "IsSelfSigned": "True",
    "Issuer": "CN=Microsoft Exchange Server Auth Certificate",
    "Subject": "CN=Microsoft Exchange Server Auth Certificate",
    "CertificateDomains": "{}",
}


def send_connector(name: str, server: str) -> dict[str, str]:
    """Describe a send connector whose certificate nobody has any more."""
    return {
        "Name": name,
        "Fqdn": "",
        "TlsCertificateName": STALE,
        "SmartHosts": "{}",
        "SourceTransportServers": f"{{{server}}}",
        "AddressSpaces": "{*}",
    }


def planned(folder: Path, *options: str) -> str:
    """Write an inventory, and plan its renewals."""
    text = listed(
        [
            certificate(A, "12/15/2027 12:00:00 AM"),
            certificate(B, "6/15/2027 12:00:00 AM", **OWN),
            certificate(C, "3/15/2027 12:00:00 AM", **OAUTH),
            certificate(
                D,
                "2/15/2027 12:00:00 AM",
                CertificateDomains="{x.fabrikam.com}",
                Subject="CN=x.fabrikam.com",
            ),
            send_connector("To $(calc)", "EX01"),
            {"Name": "EX01", "InternalTransportCertificateThumbprint": B},
        ],
        200,
    )
    (folder / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")
    result = CliRunner().invoke(cli, ["renew", str(folder), *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def renewals(folder: Path, *options: str) -> dict[str, dict[str, Any]]:
    """Give the plans by thumbprint, in their order."""
    found = json.loads(planned(folder, "--format", "json", *options))["renewals"]
    return {one["thumbprint"]: one for one in found}


def commands(one: dict[str, Any]) -> str:
    """Give all commands of a plan."""
    return "\n".join(command for step in one["steps"] for command in step["commands"])


def test_the_first_to_expire_comes_first(tmp_path: Path) -> None:
    """Whatever their order in the export; a later one can be left out."""
    assert list(renewals(tmp_path)) == [D, C, B, A]
    assert list(renewals(tmp_path, "--until", "2027-04-01")) == [D, C]


def test_the_internal_one_is_replaced_before_it_is_removed(tmp_path: Path) -> None:
    """Made new with Yes, service restarted, Edge resubscribed, the old removed, 12017 watched."""
    found = renewals(tmp_path)[B]
    told = commands(found)
    order = (
        *(
            "New-ExchangeCertificate -Server EX01 -Services SMTP -DomainName EX01",
            "Restart-Service",
        ),
        *("New-EdgeSubscription", "Get-WebBinding", "netsh http show sslcert", "AddSslCertificate"),
        "Remove-ExchangeCertificate",
    )
    places = [told.index(word) for word in order]
    assert places == sorted(places)
    assert "answer Yes" in found["steps"][0]["text"]
    assert found["verify"] == [12015, 12017]
    assert found["error_hours"] == 14


def test_one_that_a_connector_names(tmp_path: Path) -> None:
    """It is imported, enabled with No, and the connector is told; its name is no command."""
    found = renewals(tmp_path)[A]
    told = commands(found)
    assert "Import-ExchangeCertificate" in told
    assert any("answer No" in step["text"] for step in found["steps"])
    assert any("To $(calc)" in step["text"] and not step["commands"] for step in found["steps"])
    assert "$(calc)" not in told
    assert 12014 in found["verify"]


def test_what_mail_does_not_use_gets_no_plan_for_mail(tmp_path: Path) -> None:
    """The OAuth certificate and one that nothing picks are not replaced blindly."""
    found = renewals(tmp_path)
    for thumbprint in (C, D):
        assert "Remove-" not in commands(found[thumbprint])
        assert "New-ExchangeCertificate" not in commands(found[thumbprint])


NEXT = {**OWN, "NotBefore": "1/15/2026 12:00:00 AM"}
E = "E" * 40


@pytest.mark.parametrize(
    ("old", "new", "follows"),
    [
        (OWN, NEXT, True),
        (OWN, {**NEXT, "HasPrivateKey": "False"}, False),
        (OWN, {**NEXT, "Issuer": "CN=EX02", "Subject": "CN=EX02"}, False),
        (OWN, {**OAUTH}, False),
        ({}, {}, True),
        ({}, {"Issuer": "CN=Other CA"}, False),
        ({"RootCAType": "ThirdParty"}, {"RootCAType": "ThirdParty", "Issuer": "CN=Other CA"}, True),
        (
            {"RootCAType": "ThirdParty"},
            {"RootCAType": "Enterprise", "Issuer": "CN=Other CA"},
            False,
        ),
        ({}, {"CertificateDomains": "{www.contoso.com}", "Subject": "CN=www.contoso.com"}, False),
        ({}, {"Status": "Revoked"}, False),
    ],
)
def test_what_is_there_already_is_not_made_again(
    tmp_path: Path, old: dict[str, str], new: dict[str, str], follows: bool
) -> None:
    """What has the same names, a key and the same sort of signer, and lives longer, takes over."""
    text = listed(
        [
            certificate(A, "6/15/2027 12:00:00 AM", **old),
            certificate(E, "6/15/2028 12:00:00 AM", **new),
            {"Name": "EX01", "InternalTransportCertificateThumbprint": A},
        ],
        200,
    )
    (tmp_path / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")
    result = CliRunner().invoke(cli, ["renew", str(tmp_path), "--format", "json"])
    told = commands(json.loads(result.stdout)["renewals"][0])
    assert (f"Enable-ExchangeCertificate -Thumbprint {E}" in told) is follows
    made = "= New-ExchangeCertificate" in told or "Import-ExchangeCertificate" in told
    assert made is not follows


def test_one_that_is_meant_for_mail_is_planned(tmp_path: Path) -> None:
    """A CA's certificate with SMTP that no connector picks is renewed if needed, and stays."""
    steps = renewals(tmp_path)[D]["steps"]
    assert "x.fabrikam.com" in steps[0]["text"]
    assert "Import-ExchangeCertificate" in steps[1]["commands"][0]


def test_an_edge_server_has_no_websites(tmp_path: Path) -> None:
    """Its cmdlets take no -Server; what is not known to be one keeps both."""
    role = "\r\nName                : EX01\r\nAdminDisplayVersion : Version 15.2 (Build 1.2)\r\n"
    (tmp_path / "role.txt").write_text(
        f"[PS] C:\\>Get-ExchangeServer EX01 | fl\r\n{role}ServerRole          : Edge\r\n"
    )
    told = commands(renewals(tmp_path)[B])
    assert "New-ExchangeCertificate -Services SMTP -DomainName EX01" in told
    assert f"Remove-ExchangeCertificate -Thumbprint {B}\n" in told
    for words in (" -Server ", "Get-WebBinding", "iisreset"):
        assert words not in told


def test_the_calendar_is_read_by_another_library(tmp_path: Path) -> None:
    """Every renewal is an entry at the earliest end, with a reminder."""
    events = Calendar.from_ical(planned(tmp_path, "--format", "ics")).walk("VEVENT")
    assert [str(event.decoded("dtstart"))[:16] for event in events] == [
        "2027-02-14 10:00",
        "2027-03-14 10:00",
        "2027-06-14 10:00",
        "2027-12-14 10:00",
    ]
    assert all(event.walk("VALARM") for event in events)


def test_nothing_known_is_said(tmp_path: Path) -> None:
    """A folder without certificates gives no plan, and says so."""
    (tmp_path / "empty.txt").write_text("[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n")
    result = CliRunner().invoke(cli, ["renew", str(tmp_path)])
    assert "No certificate of these servers is known to expire" in result.stdout


def test_what_was_renewed_already_is_not_planned() -> None:
    """Its warnings stopped for good; one whose warnings go on is planned."""
    for sample, count in (("renewal-worked", 0), ("renewal-not-effective", 1)):
        result = CliRunner().invoke(cli, ["renew", f"samples/{sample}", "--format", "json"])
        assert len(json.loads(result.stdout)["renewals"]) == count, sample


def test_servers_that_only_exports_name_are_shown(tmp_path: Path) -> None:
    """A list of certificates without any log gives a server that is not judged healthy."""
    planned(tmp_path)
    result = CliRunner().invoke(cli, ["diagnose", str(tmp_path), "--format", "json"])
    (server,) = json.loads(result.stdout)["servers"]
    assert (server["name"], server["verdict"]) == ("EX01", "unknown")


def test_a_send_connector_of_a_server_without_a_list_is_shown(tmp_path: Path) -> None:
    """It names its servers; what it picks there is not known, which is said."""
    text = listed(
        [
            send_connector("Out", "EX07"),
            {"Name": "EX07", "InternalTransportCertificateThumbprint": B},
        ],
        200,
    )
    (tmp_path / "a.txt").write_text(f"[PS] C:\\>Get-SendConnector\r\n{text}")
    result = CliRunner().invoke(cli, ["select", str(tmp_path), "--format", "json"])
    found = {one["connector"]: one for one in json.loads(result.stdout)["selections"]}
    assert found["Out"]["offered"] == "unknown"
    assert found["Out"]["asked_for"] == STALE


@pytest.mark.parametrize(
    ("end", "more", "days"),
    [
        ("3/14/2026 12:00:00 PM", {}, None),
        ("3/16/2026 12:00:00 PM", {}, 200),
        ("3/16/2027 12:00:00 PM", {}, 100),
        ("6/1/2029 12:00:00 PM", {}, 47),
        ("6/1/2029 12:00:00 PM", {"RootCAType": "Enterprise"}, None),
        ("6/1/2029 12:00:00 PM", OWN, None),
    ],
)
def test_how_long_a_public_successor_lives(
    tmp_path: Path, end: str, more: dict[str, str], days: int | None
) -> None:
    """By when it is issued; an own authority and the server itself keep their own terms."""
    connector = {
        "Name": "Mail",
        "Fqdn": "mail.contoso.com",
        "AuthMechanism": "Tls",
        "TlsCertificateName": "",
        "Enabled": "True",
        "Bindings": "{0.0.0.0:25}",
    }
    one = {**certificate(A, end, **more), "CertificateDomains": "{mail.contoso.com}"}
    (tmp_path / "list.txt").write_text(listed([one, connector]), "utf-8")
    done = CliRunner().invoke(cli, ["renew", str(tmp_path), "--format", "json", "-q"])
    found = re.search(r"issues it for at most (\d+) days", done.stdout)
    assert (None if found is None else int(found[1])) == days


def told_of(folder: Path, texts: dict[str, str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the plans of some exports, by server and thumbprint."""
    for name, text in texts.items():
        (folder / name).write_text(text)
    result = CliRunner().invoke(cli, ["renew", str(folder), "--format", "json"])
    assert result.exit_code == 0, result.output
    return {
        (one["server"], one["thumbprint"]): one for one in json.loads(result.stdout)["renewals"]
    }


def export_of(server: str, *objects: dict[str, str]) -> str:
    """Write what a console of a server shows."""
    return f"[PS] C:\\>Get-ExchangeCertificate -Server {server}\r\n{listed(list(objects), 200)}"


SETUP = {
    "IsSelfSigned": "True",
    "Issuer": "CN=EX01",
    "Subject": "CN=EX01",
    "CertificateDomains": "{EX01, EX01.contoso.com}",
    "Services": "IIS, SMTP",
}


def test_who_has_the_role_is_seen_first_where_nothing_tells(tmp_path: Path) -> None:
    """After a wrong No the old one keeps the role; so the answer depends on a look."""
    plans = told_of(
        tmp_path, {"a.txt": export_of("EX01", certificate(B, "6/15/2027 12:00:00 AM", **SETUP))}
    )
    steps = plans["EX01", B]["steps"]
    assert "Get-TransportService EX01 | Format-List" in steps[0]["commands"][0]
    assert "answer Yes if the old one has the internal role" in steps[1]["text"]
    assert not any("answer No." in step["text"] for step in steps)
    assert plans["EX01", B]["verify"] == [12015, 12017]


def test_a_known_holder_decides_the_answer(tmp_path: Path) -> None:
    """The one that has the role gets Yes; what only IIS is bound to gets No, and needs no look."""
    later = certificate(E, "6/15/2028 12:00:00 AM", **{**SETUP, "CertificateDomains": "{EX01}"})
    role = {"Name": "EX01", "InternalTransportCertificateThumbprint": E}
    old = certificate(B, "6/15/2027 12:00:00 AM", **SETUP)
    plans = told_of(tmp_path, {"a.txt": export_of("EX01", old, later, role)})
    assert "answer No." in plans["EX01", B]["steps"][0]["text"]
    assert "answer Yes, so that" in plans["EX01", E]["steps"][0]["text"]
    for one in plans.values():
        assert not any("Get-TransportService" in word for word in commands(one).split("\n"))


def test_a_role_that_has_passed_is_not_given_away_again(tmp_path: Path) -> None:
    """The console made a new one with Yes: the old one needs no third, only to be removed."""
    prompt = (
        "Confirm\r\nOverwrite the existing default SMTP certificate?\r\n\r\n"
        f"Current certificate: '{B}' (expires 6/15/2027 12:00:00 AM)\r\n"
        f"Replace it with certificate: '{E}' (expires 6/15/2032 12:00:00 AM)\r\n"
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): y\r\n'
    )
    old = certificate(B, "6/15/2027 12:00:00 AM", **SETUP)
    text = (
        export_of("EX01", old) + f"\r\n[PS] C:\\>New-ExchangeCertificate -Server EX01\r\n{prompt}"
    )
    role = {"Name": "EX01", "InternalTransportCertificateThumbprint": E}
    text += f"[PS] C:\\>Get-TransportService EX01 | fl\r\n{listed([role], 200)}"
    plan = told_of(tmp_path, {"a.txt": text})["EX01", B]
    assert E in plan["steps"][0]["text"]
    assert "New-ExchangeCertificate" not in commands(plan)
    assert f'AddSslCertificate("{E}"' in commands(plan)
    assert f"Remove-ExchangeCertificate -Thumbprint {B}" in commands(plan)


PUBLIC = {"RootCAType": "ThirdParty", "Services": "IMAP, POP, IIS, SMTP"}


def test_one_certificate_of_two_servers_is_got_once(tmp_path: Path) -> None:
    """Both plans name both servers, and the successor gets the services of the old one."""
    same = certificate(A, "6/15/2027 12:00:00 AM", **PUBLIC)
    plans = told_of(tmp_path, {"a.txt": export_of("EX01", same), "b.txt": export_of("EX02", same)})
    for server, other in (("EX01", "EX02"), ("EX02", "EX01")):
        steps = plans[server, A]["steps"]
        (made,) = [step for step in steps if "one request for all" in step["text"]]
        assert server in made["text"]
        assert other in made["text"]
        assert "-Services IIS,IMAP,POP,SMTP" in commands(plans[server, A])


def test_a_successor_on_another_server_is_brought_from_there(tmp_path: Path) -> None:
    """It is exported with its key where it is; a self-signed one serves its own server only."""
    new = certificate(E, "6/15/2028 12:00:00 AM", **PUBLIC)
    old = certificate(A, "6/15/2027 12:00:00 AM", **PUBLIC)
    own = certificate(B, "6/15/2026 12:00:00 AM", **SETUP)
    plans = told_of(
        tmp_path, {"a.txt": export_of("EX01", old, own), "b.txt": export_of("EX02", new)}
    )
    told = commands(plans["EX01", A])
    assert f"Export-ExchangeCertificate -Thumbprint {E}" in told
    assert "-Server EX02" in told
    assert "Export-ExchangeCertificate" not in commands(plans["EX01", B])


def test_a_successor_whose_revocation_is_unknown_waits(tmp_path: Path) -> None:
    """Its list of revoked certificates comes first, and nothing is removed before."""
    old = certificate(A, "6/15/2027 12:00:00 AM")
    new = certificate(E, "6/15/2028 12:00:00 AM", Status="RevocationCheckFailure")
    plans = told_of(tmp_path, {"a.txt": export_of("EX01", old, new)})
    steps = plans["EX01", A]["steps"]
    (check,) = [place for place, step in enumerate(steps) if "-urlfetch" in str(step["commands"])]
    assert "only when its status is Valid" in steps[check]["text"]
    assert all("Remove-" not in str(step["commands"]) for step in steps[:check])
    # And what waits is no riddle itself.
    assert A in plans["EX01", E]["steps"][0]["text"]


NAMES = ", ".join(["www.contoso.com", *(f"a{number}.contoso.com" for number in range(15))])


def test_one_with_too_many_names_is_followed_by_two(tmp_path: Path) -> None:
    """One for the websites with its names, of which a cut list shows some; one for mail alone."""
    log = tmp_path / "EX01.xml"
    log.write_text(
        '<Events><Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        '<Provider Name="MSExchangeTransport"/><EventID>11024</EventID><Level>3</Level>'
        '<TimeCreated SystemTime="2026-01-20T09:00:00Z"/><EventRecordID>1</EventRecordID>'
        "<Channel>Application</Channel><Computer>EX01</Computer></System><EventData>"
        f"<Data>{A}</Data><Data>327</Data><Data>256</Data></EventData></Event></Events>"
    )
    named = {"CertificateDomains": f"{{{NAMES}...}}", "Services": "IIS, SMTP"}
    text = listed([certificate(A, "12/15/2027 12:00:00 AM", **named)], 2000)
    (tmp_path / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")
    done = CliRunner().invoke(cli, ["renew", str(tmp_path), "--format", "json"])
    (plan,) = json.loads(done.stdout)["renewals"]
    enabling = [line for line in commands(plan).splitlines() if line.startswith("Enable")]
    assert ["-Services IIS " in enabling[0], "-Services SMTP " in enabling[1]] == [True, True]
    texts = "\n".join(step["text"] for step in plan["steps"])
    assert "with the same names (" not in texts
    assert "the list that was sent is cut" in texts
    assert f"certutil -v -store my {A}" in commands(plan)


@pytest.mark.parametrize(("services", "planned_too"), [("SMTP", False), ("IIS, SMTP", True)])
def test_what_a_finding_lets_go_is_not_renewed(
    tmp_path: Path, services: str, planned_too: bool
) -> None:
    """An expired one with inner names goes before the server's own; what clients use stays."""
    inner = {"CertificateDomains": "{ex01.contoso.lan}", "Subject": "CN=ex01.contoso.lan"}
    own = {"IsSelfSigned": "True", "Issuer": "CN=EX01", "Subject": "CN=EX01"}
    text = listed(
        [
            certificate(
                A, "1/10/2026 12:00:00 AM", Status="DateInvalid", Services=services, **inner
            ),
            certificate(
                B, "6/15/2030 12:00:00 AM", CertificateDomains="{EX01, ex01.contoso.lan}", **own
            ),
            {"Name": "EX01", "InternalTransportCertificateThumbprint": B},
            {
                "Identity": "EX01\\Default Frontend EX01",
                "Fqdn": "ex01.contoso.lan",
                "TlsCertificateName": "",
                "AuthMechanism": "Tls",
                "Bindings": "{0.0.0.0:25}",
                "TransportRole": "FrontendTransport",
            },
        ],
        200,
    )
    (tmp_path / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")
    options = ["renew", str(tmp_path), "--format", "json"]
    done = CliRunner().invoke(cli, options)
    plans = [one["thumbprint"] for one in json.loads(done.stdout)["renewals"]]
    assert (A in plans) is planned_too
    assert B in plans
