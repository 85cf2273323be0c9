"""The renewal plan of a log in which certificates followed each other: what is still to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from samples.generator.exchange_exports import listed

from certtrail.pipeline import diagnose
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

DAY = 24
OLD, OLDER, NOW = (thumbprint(name) for name in ("old", "older", "now"))
NAME = "mail.contoso.com"
FRONT_END = "MSExchangeFrontEndTransport"


def succession(folder: Path, *, lists: bool = True) -> Diagnosis:
    """Tell 100 days in which two public certificates were replaced five days before their end."""
    export = Export()
    for name, ends, since, until in (
        (OLDER, 35, 0, 30),
        (OLD, 65, 30, 60),
        (NOW, 130, 60, 100),
    ):
        hours = f"HOURS-{ends * DAY}"
        span = (since * DAY + 1, until * DAY)
        export.every(4, *span, 12018, NAME, name, hours, provider=FRONT_END)
    export.clutter(100 * DAY, step=6)
    export.write(folder)
    if lists:
        one = {
            "CertificateDomains": "{mail.contoso.com}",
            "HasPrivateKey": "True",
            "IsSelfSigned": "False",
            "Issuer": "CN=Contoso CA",
            "NotAfter": "7/10/2026 6:00:00 AM",
            "NotBefore": "4/10/2026 6:00:00 AM",
            "RootCAType": "ThirdParty",
            "Services": "IIS, SMTP",
            "Status": "Valid",
            "Subject": "CN=mail.contoso.com",
            "Thumbprint": NOW,
        }
        text = listed([one], 200)
        (folder / "list.txt").write_text(
            f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}"
        )
    return diagnose(folder, engine="plain")


@pytest.mark.parametrize("lists", [True, False])
def test_what_was_replaced_is_not_planned(tmp_path: Path, lists: bool) -> None:
    """Of three only the one whose warnings go on is left, with or without a list."""
    diagnosis = succession(tmp_path, lists=lists)
    assert [one.thumbprint for one in diagnosis.renewals] == [NOW]


@pytest.mark.parametrize(
    ("services", "served", "planned"),
    [
        ("IMAP, POP, IIS, SMTP", "SMTP", True),
        ("IMAP, POP, SMTP", "SMTP", True),
        ("IMAP, POP, IIS, SMTP", "IMAP, POP, IIS, SMTP", False),
        ("SMTP", "SMTP", False),
    ],
)
def test_what_still_serves_clients_is_planned(
    tmp_path: Path, services: str, served: str, planned: bool
) -> None:
    """Another has the internal role since, and no warning goes on; its websites end all the same,
    unless that other one serves them, too.
    """
    export = Export()
    export.every(4, 1, 10 * DAY, 12017, OLD, f"HOURS-{60 * DAY}")
    export.cmdlet(10 * DAY + 1, "New-ExchangeCertificate", '-Services "SMTP" -Force "True"')
    export.restart(10 * DAY + 1.1)
    export.clutter(20 * DAY)
    export.write(tmp_path)
    own = {
        "CertificateDomains": "{EX01, EX01.contoso.com}",
        "HasPrivateKey": "True",
        "IsSelfSigned": "True",
        "Issuer": "CN=EX01",
        "Status": "Valid",
        "Subject": "CN=EX01",
    }
    old = {"NotAfter": "5/2/2026 6:00:00 AM", "NotBefore": "5/2/2021 6:00:00 AM"}
    new = {"NotAfter": "3/13/2031 6:00:00 AM", "NotBefore": "3/13/2026 6:00:00 AM"}
    role = {"Name": "EX01", "InternalTransportCertificateThumbprint": NOW}
    text = listed(
        [
            own | old | {"Services": services, "Thumbprint": OLD},
            own | new | {"Services": served, "Thumbprint": NOW},
        ],
        200,
    )
    (tmp_path / "list.txt").write_text(
        f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}"
        f"[PS] C:\\>Get-TransportService EX01 | fl\r\n{listed([role], 200)}"
    )
    planned_ones = [one.thumbprint for one in diagnose(tmp_path, engine="plain").renewals]
    assert (OLD in planned_ones) is planned
    assert NOW in planned_ones


def test_the_proof_asks_every_process(tmp_path: Path) -> None:
    """12018 came from the front end, so a check of one provider's events would always be empty."""
    (one,) = succession(tmp_path).renewals
    steps = " ".join(one.steps)
    assert "Id=12014,12016,12018" in steps
    assert "ProviderName=" not in steps
    assert "ProviderName,Id" in steps


def test_a_public_one_is_not_bound_to_the_back_end(tmp_path: Path) -> None:
    """Websites of clients get the new one; Exchange Back End keeps the server's own."""
    (one,) = succession(tmp_path).renewals
    steps = " ".join(one.steps)
    assert "netsh http show sslcert" in steps
    assert "AddSslCertificate" not in steps
    assert "Get-WebBinding" not in steps


def test_what_is_early_says_until_when(tmp_path: Path) -> None:
    """Nobody is told that nothing is due: the end is named, and when those before were replaced."""
    export = Export()
    for name, ends, since, until in ((OLD, 34, 0, 30), (NOW, 64, 30, 54)):
        span = (since * DAY + 1, until * DAY)
        export.every(4, *span, 12018, NAME, name, f"HOURS-{ends * DAY}", provider=FRONT_END)
    export.clutter(54 * DAY, step=6)
    diagnosis = diagnose(export.write(tmp_path), engine="plain")
    (finding,) = [one for one in diagnosis.findings if one.rule == "starttls-certificate-expiring"]
    told = " ".join(finding.remedy)
    assert "must be replaced before it ends, about 2026-05-05" in told
    assert "replaced 4 d before their end" in told


@pytest.mark.parametrize("lists", [True, False])
def test_the_date_of_the_list_is_the_deadline(tmp_path: Path, lists: bool) -> None:
    """A countdown of hours is about the end; a list whose times are placed is exact."""
    export = Export()
    export.every(1, 1, 2 * DAY, 12017, OLD, f"HOURS-{90 * DAY}")
    export.clutter(2 * DAY, step=6)
    export.write(tmp_path)
    one = {
        "CertificateDomains": "{EX01, EX01.contoso.com}",
        "HasPrivateKey": "True",
        "IsSelfSigned": "True",
        "Issuer": "CN=EX01",
        "NotAfter": "2026-06-01T04:30:00Z",
        "NotBefore": "2021-06-01T04:30:00Z",
        "Services": "SMTP",
        "Status": "Valid",
        "Subject": "CN=EX01",
        "Thumbprint": OLD,
    }
    if lists:
        (tmp_path / "list.txt").write_text(
            f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{listed([one], 200)}"
        )
    told = diagnose(tmp_path, engine="plain")
    (finding,) = [one for one in told.findings if one.rule == "internal-certificate-expiring"]
    assert "renew it at a time of your choice." in finding.cause
    assert ("that is the deadline: 2026-06-01 04:30 UTC" in finding.cause) is lists
    assert finding.cause.count("deadline") == lists


@pytest.mark.parametrize("expired", [True, False])
def test_what_a_finding_enables_for_mail_elsewhere_is_planned_there(
    tmp_path: Path, expired: bool
) -> None:
    """Its own server has it for websites alone, and mail of another one gets it by this report."""
    export = Export()
    export.every(4, 1, 10 * DAY, 12018, NAME, OLD, f"HOURS-{10 * DAY}", provider=FRONT_END)
    if expired:
        export.every(4, 10 * DAY + 1, 20 * DAY, 12016, NAME, OLD, provider=FRONT_END)
    export.clutter(20 * DAY if expired else 10 * DAY, step=6)
    export.write(tmp_path)
    one = {
        "CertificateDomains": f"{{{NAME}}}",
        "HasPrivateKey": "True",
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso CA",
        "NotAfter": "2/10/2027 6:00:00 AM",
        "NotBefore": "3/5/2026 6:00:00 AM",
        "RootCAType": "ThirdParty",
        "Services": "IIS",
        "Status": "Valid",
        "Subject": f"CN={NAME}",
        "Thumbprint": NOW,
    }
    (tmp_path / "list.txt").write_text(
        f"[PS] C:\\>Get-ExchangeCertificate -Server CAS01\r\n{listed([one], 200)}"
    )
    told = diagnose(tmp_path, engine="plain")
    enables = f"Enable-ExchangeCertificate -Server EX01.contoso.com -Thumbprint {NOW}"
    ordered = any(enables in step for finding in told.findings for step in finding.remedy)
    plan = next(" ".join(one.steps) for one in told.renewals if one.thumbprint == NOW)
    assert ordered is ("enabled for SMTP on EX01" in plan)
    assert ordered is ("no transport service is touched" not in plan)
    if expired:
        assert ordered


def test_a_list_in_local_time_is_read_by_the_zone_of_the_server(tmp_path: Path) -> None:
    """System 6013 tells the zone, so the end is known to an hour, not to fourteen."""
    export = Export()
    strings = ["", "", "", "", "100", "60", "-480 China Standard Time"]
    export.clutter(9 * DAY)
    export._add("System", 5, provider="EventLog", event_id=6013, data=strings)
    export.every(4, 1, 9 * DAY, 12018, NAME, NOW, f"HOURS-{40 * DAY}", provider=FRONT_END)
    export.write(tmp_path)
    one = {
        "CertificateDomains": "{mail.contoso.com}",
        "IsSelfSigned": "False",
        "NotAfter": "4/11/2026 2:00:00 PM",
        "NotBefore": "1/31/2026 2:00:00 PM",
        "Services": "SMTP",
        "Status": "Valid",
        "Subject": "CN=mail.contoso.com",
        "Thumbprint": NOW,
    }
    text = listed([one], 200)
    (tmp_path / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")
    diagnosis = diagnose(tmp_path, engine="plain")
    (entry,) = [one for one in diagnosis.ledger if one.thumbprint == NOW]
    assert entry.error_hours == 1
    assert entry.ends == 1_775_887_200 * 10**9  # 2026-04-11 06:00 UTC


PRIVATE, PUBLIC = thumbprint("of our own authority"), thumbprint("of a public authority")
ALL, SECOND = "mx4.tailspintoys.com, relay.tailspintoys.com", "relay.tailspintoys.com"


@pytest.mark.parametrize(
    ("public", "only"),
    [("mx4.tailspintoys.com", "only relay.tailspintoys.com"), (ALL, "no successor")],
)
def test_a_private_one_is_not_renewed_with_public_names(
    tmp_path: Path, public: str, only: str
) -> None:
    """The newer private one went before the public one, as the finding says; its plan must not
    order that again. What only the private one carries it keeps.
    """
    common = {
        "HasPrivateKey": "True",
        "IsSelfSigned": "False",
        "Services": "SMTP",
        "Status": "Valid",
        "Subject": "CN=mx4.tailspintoys.com",
    }
    ours = {
        **common,
        "CertificateDomains": f"{{{ALL}}}",
        "Issuer": "CN=Tailspin Issuing 2",
        "NotAfter": "6/20/2026 6:00:00 AM",
        "NotBefore": "2/20/2026 6:00:00 AM",
        "RootCAType": "Enterprise",
        "Thumbprint": PRIVATE,
    }
    theirs = {
        **common,
        "CertificateDomains": f"{{{public}}}",
        "Issuer": "CN=Public CA 7, O=Example",
        "NotAfter": "9/20/2026 6:00:00 AM",
        "NotBefore": "10/20/2025 6:00:00 AM",
        "RootCAType": "ThirdParty",
        "Thumbprint": PUBLIC,
    }
    connector = {
        "Name": "To partners",
        "Fqdn": "mx4.tailspintoys.com",
        "TlsCertificateName": "",
        "SmartHosts": "{}",
        "SourceTransportServers": "{EX01}",
        "AddressSpaces": "{*}",
        "Enabled": "True",
    }
    export = Export()
    export.clutter(75 * DAY, step=6)
    export.write(tmp_path)
    head = "[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n"
    (tmp_path / "list.txt").write_text(head + listed([ours, theirs], 200))
    (tmp_path / "send.txt").write_text(listed([connector], 200))
    told = diagnose(tmp_path, engine="plain")
    assert "private-certificate-picked" in {one.rule for one in told.findings}
    plans = {one.thumbprint: " ".join(one.steps) for one in told.renewals}
    assert only in plans[PRIVATE]
    assert f"with the same names ({SECOND}" not in plans[PRIVATE]
    assert "same names" not in plans[PRIVATE]
    assert PUBLIC in plans[PRIVATE]
    assert "with the same names" in plans[PUBLIC]


def test_what_a_finding_gives_the_role_back_to_is_not_removed(tmp_path: Path) -> None:
    """The Edge server's default was overwritten, and the subscription knows the one before."""
    hub = Export(server="HUB7.tailspintoys.com")
    hub.every(4, 60 * DAY, 64 * DAY, 2018, "CN=EDGE7.tailspintoys.com", "10.20.0.9")
    hub.clutter(64 * DAY, step=6)
    hub.write(tmp_path / "hub")
    edge = Export(server="EDGE7.tailspintoys.com")
    reason = ("ESRA.EDGE7.HUB7.0", OLD, "Bad Data")
    edge.every(24, 60 * DAY, 64 * DAY, 1005, *reason, provider="MSExchange Message Security")
    edge.clutter(64 * DAY, step=6)
    edge.write(tmp_path / "edge")
    own = {
        "CertificateDomains": "{EDGE7, EDGE7.tailspintoys.com}",
        "HasPrivateKey": "True",
        "IsSelfSigned": "True",
        "Issuer": "CN=EDGE7",
        "NotAfter": "6/20/2026 6:00:00 AM",
        "NotBefore": "6/20/2021 6:00:00 AM",
        "Services": "SMTP",
        "Status": "Valid",
        "Subject": "CN=EDGE7",
        "Thumbprint": OLD,
    }
    newer = {
        **own,
        "NotAfter": "6/1/2026 6:00:00 AM",
        "NotBefore": "3/1/2026 6:00:00 AM",
        "Thumbprint": NOW,
    }
    (tmp_path / "EDGE7-shell.txt").write_text(
        "[PS] C:\\>hostname\r\nEDGE7\r\n"
        f"[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {NOW} -Services SMTP\r\n\r\n"
        "Confirm\r\nOverwrite the existing default SMTP certificate?\r\n\r\n"
        f"Current certificate: '{OLD}' (expires 6/20/2026 6:00:00 AM)\r\n"
        f"Replace it with certificate: '{NOW}' (expires 6/1/2026 6:00:00 AM)\r\n"
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): y\r\n'
        "WARNING: The internal transport certificate attribute for the local Edge Transport server "
        "has been updated. Rerun the New-EdgeSubscription task to subscribe this Edge Transport "
        "server again and restart the AD LDS service.\r\n"
        f"[PS] C:\\>Get-ExchangeCertificate\r\n{listed([own, newer], 200)}"
    )
    told = diagnose(tmp_path, engine="plain")
    (finding,) = [one for one in told.findings if one.rule == "edge-default-overwritten"]
    assert f"-Thumbprint {OLD} -Services SMTP" in " ".join(finding.remedy)
    plans = {one.thumbprint: " ".join(one.steps) for one in told.renewals}
    assert "gives it the internal role" in plans[OLD]
    for plan in plans.values():
        assert f"Remove-ExchangeCertificate -Thumbprint {OLD}" not in plan
        assert f"{NOW} has its internal role by now" not in plan


def test_the_own_one_that_a_finding_takes_for_the_role_is_followed_by_one_with_the_role(
    tmp_path: Path,
) -> None:
    """A CA's has the role and ends; what the list has for the role gets it, and needs Yes later."""
    export = Export(server="EX01.contoso.com")
    export.every(4, 1, 20 * DAY, 12017, OLD, "HOURS-720")
    export.clutter(20 * DAY, step=6)
    export.write(tmp_path)
    bought = {
        "CertificateDomains": "{*.contoso.com}",
        "HasPrivateKey": "True",
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso CA",
        "NotAfter": "1/31/2026 6:00:00 AM",
        "NotBefore": "1/31/2025 6:00:00 AM",
        "RootCAType": "ThirdParty",
        "Services": "IIS, SMTP",
        "Status": "Valid",
        "Subject": "CN=*.contoso.com",
        "Thumbprint": OLD,
    }
    newer = {**bought, "NotAfter": "6/1/2026 6:00:00 AM", "NotBefore": "1/2/2026 6:00:00 AM"}
    newer["Thumbprint"] = NOW
    own = {
        **bought,
        "CertificateDomains": "{EX01, EX01.contoso.com}",
        "IsSelfSigned": "True",
        "Issuer": "CN=EX01",
        "NotAfter": "6/20/2028 6:00:00 AM",
        "RootCAType": "Registry",
        "Services": "IIS, SMTP",
        "Subject": "CN=EX01",
        "Thumbprint": PUBLIC,
    }
    (tmp_path / "lists.txt").write_text(
        "[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n"
        f"{listed([bought, newer, own], 200)}\r\n"
        "[PS] C:\\>Get-TransportService EX01 | fl Name,InternalTransportCertificateThumbprint\r\n"
        f"\r\nName                                   : EX01\r\n"
        f"InternalTransportCertificateThumbprint : {OLD}\r\n"
    )
    told = diagnose(tmp_path, engine="plain")
    remedies = " ".join(step for one in told.findings for step in one.remedy)
    assert f"-Thumbprint {PUBLIC} -Services SMTP" in remedies
    plans = {one.thumbprint: " ".join(one.steps) for one in told.renewals}
    assert "answer Yes" in plans[PUBLIC]
    assert "gives it the internal role" in plans[PUBLIC]
    assert f"gives that to {PUBLIC}" in plans[OLD]
    assert f"Enable-ExchangeCertificate -Thumbprint {PUBLIC}" in plans[OLD]
    assert f"Enable-ExchangeCertificate -Thumbprint {NOW}" not in plans[OLD]


def test_what_another_machine_presented_is_in_no_plan(tmp_path: Path) -> None:
    """A gateway's certificate, whose thumbprint nobody knows, is not the server's public one."""
    succession(tmp_path)
    (tmp_path / "asked.txt").write_text(
        "$ openssl s_client -connect mail.contoso.com:25 -starttls smtp\n"
        "CONNECTED(00000003)\n---\nCertificate chain\n"
        " 0 s:CN = mx.contoso.com\n   i:CN = Provider CA\n"
        "   v:NotBefore: Jan 15 00:00:00 2026 GMT; NotAfter: May 15 00:00:00 2026 GMT\n---\n"
        "Server certificate\nsubject=CN = mx.contoso.com\nissuer=CN = Provider CA\n---\n"
        "    Verify return code: 10 (certificate has expired)\n"
    )
    diagnosis = diagnose(tmp_path, engine="plain")
    (one,) = (each for each in diagnosis.renewals if each.thumbprint == NOW)
    told = " ".join(str(step) for step in one.steps)
    assert "with the same names" in told
    assert "the public one" not in told


def test_what_lies_in_a_users_store_is_no_successor(tmp_path: Path) -> None:
    """A renewed certificate that Exchange cannot see has still to be brought to it."""
    new = thumbprint("renewed")
    (tmp_path / "users.txt").write_text(
        "PS C:\\> Get-ChildItem Cert:\\CurrentUser\\My | fl\r\n"
        + listed(
            [
                {
                    "Thumbprint": new,
                    "Subject": "CN=mail.contoso.com",
                    "Issuer": "CN=Contoso CA",
                    "DnsNameList": "{mail.contoso.com}",
                    "NotBefore": "6/1/2026 6:00:00 AM",
                    "NotAfter": "12/1/2026 6:00:00 AM",
                    "HasPrivateKey": "True",
                }
            ],
            200,
        )
    )
    told = succession(tmp_path)
    assert NOW in {one.thumbprint for one in told.renewals}
    assert new not in {one.thumbprint for one in told.renewals}
    text = " ".join(str(step) for one in told.renewals for step in one.steps)
    assert new not in text


OWN_ONE: Final = """[PS] C:\\>Get-ExchangeCertificate -Server RP02 | ft

Thumbprint                               Services NotAfter            Status Subject
----------                               -------- --------            ------ -------
{other}                                  IIS, SMTP 21/03/2027 00:59:59 Valid  CN=mail.contoso.com
{own} SMTP     30/01/2027 16:40:55 Valid  {subject}
"""


@pytest.mark.parametrize(
    ("subject", "planned"),
    [
        ("CN=RP02", True),
        ("CN=rp02", True),
        ("CN=RP02, O=Contoso", False),
        ("CN=Microsoft Exchange Server Auth Certificate", False),
    ],
)
def test_a_table_shows_the_servers_own_by_its_bare_name(
    tmp_path: Path, subject: str, planned: bool
) -> None:
    """A table does not tell who signed a certificate; Setup names it after the server alone."""
    own, other = "A1" * 20, "B2" * 20
    text = OWN_ONE.format(own=own, other=other, subject=subject)
    (tmp_path / "list.txt").write_text(text, "utf-8")
    found = {one.thumbprint for one in diagnose(tmp_path, engine="plain").renewals}
    assert (own in found) is planned
    assert other in found


@pytest.mark.parametrize(
    ("following", "planned"),
    [("{new}", False), ("", True), ("{old}", True), ("{other}", True)],
)
def test_an_auth_certificate_whose_next_one_is_there_is_done(
    tmp_path: Path, following: str, planned: bool
) -> None:
    """Get-AuthConfig names the next one, and the list of the server has it."""
    prints = {"old": "A1" * 20, "new": "B2" * 20, "other": "C3" * 20}
    auth = {"HasPrivateKey": "True", "IsSelfSigned": "True", "Services": "SMTP"}
    auth |= {"Subject": "CN=Microsoft Exchange Server Auth Certificate"}
    held = [
        {**auth, "NotAfter": "12/17/2026 10:40:00 AM", "Thumbprint": prints["old"]},
        {**auth, "NotAfter": "11/23/2031 3:00:40 AM", "Thumbprint": prints["new"]},
    ]
    text = (
        "[PS] C:\\>Get-AuthConfig | fl *Thumbprint\r\n\r\n"
        f"CurrentCertificateThumbprint  : {prints['old']}\r\n"
        f"NextCertificateThumbprint     : {following.format(**prints)}\r\n\r\n"
        f"[PS] C:\\>Get-ExchangeCertificate -Server RP04 | fl\r\n{listed(held)}"
    )
    (tmp_path / "list.txt").write_text(text, "utf-8")
    found = {one.thumbprint for one in diagnose(tmp_path, engine="plain").renewals}
    assert (prints["old"] in found) is planned


@pytest.mark.parametrize(
    ("subject", "public"),
    [
        ("CN=mail.contoso.com", True),
        ("CN=*.contoso.com", True),
        ("CN=EX01", False),
        ("CN=EX01.contoso.lan", False),
        ("CN=ex01.contoso.local", False),
    ],
)
def test_a_name_of_the_inside_has_no_public_authority(
    tmp_path: Path, subject: str, public: bool
) -> None:
    """So it is not said how long its certificates live."""
    (tmp_path / "a.txt").write_text(
        "[PS] C:\\>Get-ExchangeCertificate | ft Thumbprint,Services,NotAfter,Status,Subject\n\n"
        "Thumbprint                               Services  NotAfter             Status Subject\n"
        "----------                               --------  --------             ------ -------\n"
        f"DFED1DE697D31086961AE21B05D70378918F0B45 SMTP      3/14/2031 5:20:10 PM Valid  "
        f"{subject}\n"
    )
    (plan,) = diagnose(tmp_path, engine="plain").renewals
    assert ("public authority" in str(plan)) is public
