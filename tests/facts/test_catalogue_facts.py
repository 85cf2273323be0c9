"""Facts that the catalogue describes, from logs of the layouts that Windows and Exchange write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.facts.derived import (
    CAPI2,
    LIFECYCLE,
    SCHANNEL,
    TRANSPORT,
    X,
    Y,
    event,
    facts_in,
    of_kind,
    only,
)

if TYPE_CHECKING:
    from pathlib import Path

    from samples.evtx_writer.log import EventToWrite


def key_event(
    hours: float, result: str = "80090016", program: str = "EdgeTransport.exe", print_of: str = X
) -> EventToWrite:
    """Let CAPI2 report that a process asked for a private key."""
    return event(
        hours,
        CAPI2,
        70,
        {
            "Certificate": {"@fileRef": f"{print_of}.cer", "@subjectName": "mail.contoso.com"},
            "Flags": {"@value": "40", "CRYPT_ACQUIRE_SILENT_FLAG": "true"},
            "EventAuxInfo": {"@ProcessName": program},
            "Result": {"@value": result},
        },
        channel=f"{CAPI2}/Operational",
        root="CryptAcquireCertificatePrivateKey",
    )


def test_key_refused_to_the_transport(tmp_path: Path) -> None:
    """CAPI2 names the certificate and the process, which is known as the transport's."""
    facts = facts_in(tmp_path, key_event(1), key_event(2), key_event(3, "0"))
    assert only(facts, "private-key-inaccessible") == {
        "seen_by": "CAPI2",
        "reason": "inaccessible",
        "thumbprint": X,
        "subject": "mail.contoso.com",
        "program": "EdgeTransport.exe",
        "process": TRANSPORT,
        "result": "0x80090016",
        "named": True,
    }
    (fact,) = of_kind(facts, "private-key-inaccessible")
    assert fact.fields["count"] == 2
    assert [evidence.record_id for evidence in fact.evidence] == [1, 2]


def test_key_near_misses(tmp_path: Path) -> None:
    """Another process is no transport process; a result that is no number makes no fact."""
    facts = facts_in(
        tmp_path, key_event(1, program="svchost.exe"), key_event(2, "8009ZZ16"), key_event(3, "0")
    )
    assert "process" not in only(facts, "private-key-inaccessible")
    assert [note for note in facts.notes if "8009ZZ16" in note] != []
    other = event(1, "Contoso", 70, ["x"], channel=f"{CAPI2}/Operational")
    assert of_kind(facts_in(tmp_path, other), "private-key-inaccessible") == []


@pytest.mark.parametrize(
    "data",
    [
        {"Type": "server", "ErrorCode": "0x8009030d", "ErrorStatus": "10001"},
        ["server", "0x8009030D", "10001"],
    ],
)
def test_key_by_schannel(tmp_path: Path, data: dict[str, str] | list[str]) -> None:
    """Named and unnamed data say the same."""
    facts = facts_in(tmp_path, event(1, SCHANNEL, 36870, data, channel="System"))
    assert only(facts, "private-key-inaccessible") == {
        "seen_by": "Schannel",
        "reason": "inaccessible",
        "role": "server",
        "code": "0x8009030D",
        "state": 10001,
        "named": False,
    }


def test_schannel_names_the_process(tmp_path: Path) -> None:
    """Newer versions put the process first; a path and a program's name are told apart."""
    data = {
        "CallerProcessId": "4242",
        "CallerProcessImageName": "D:\\Exchange\\Bin\\edgetransport.exe",
        "Type": "server",
        "ErrorCode": "0x8009030d",
        "ErrorStatus": "10001",
    }
    facts = facts_in(tmp_path, event(1, SCHANNEL, 36870, data, channel="System"))
    assert only(facts, "private-key-inaccessible")["process"] == TRANSPORT
    assert only(facts, "private-key-inaccessible")["code"] == "0x8009030D"


@pytest.mark.parametrize(
    "data",
    [
        {"CallerProcessImageName": "edgetransport", "Type": "server", "ErrorCode": "0x8009030D"},
        ["7712", "edgetransport", "server", "0x8009030D", "10001"],
        ["server", "0x8009030D", "10001", "edgetransport", "7712"],
    ],
)
def test_schannel_leaves_the_ending_out(tmp_path: Path, data: dict[str, str] | list[str]) -> None:
    """As Windows writes it, without .exe, and wherever it stands among data without names."""
    fact = only(
        facts_in(tmp_path, event(1, SCHANNEL, 36870, data, channel="System")),
        "private-key-inaccessible",
    )
    assert fact["process"] == TRANSPORT
    assert (fact["named"], fact["role"], fact["code"]) == (True, "server", "0x8009030D")


def test_schannel_names_another_program(tmp_path: Path) -> None:
    """What begins like a process of Exchange is not it."""
    data = ["server", "0x8009030D", "10001", "edgetransports", "7712"]
    facts = facts_in(tmp_path, event(1, SCHANNEL, 36870, data, channel="System"))
    fact = only(facts, "private-key-inaccessible")
    assert "process" not in fact
    assert fact["named"] is True


def test_alerts(tmp_path: Path) -> None:
    """Alerts are counted by number and direction, whoever the peers are."""
    facts = facts_in(
        tmp_path,
        event(1, SCHANNEL, 36887, {"AlertDesc": "45"}, channel="System"),
        event(2, SCHANNEL, 36887, ["45"], channel="System"),
        event(3, SCHANNEL, 36888, ["48", "552"], channel="System"),
        event(4, SCHANNEL, 36886, channel="System"),
        event(5, SCHANNEL, 36884, ["mx1.fabrikam.com"], channel="System"),
        event(6, SCHANNEL, 36884, ["mx2.fabrikam.com"], channel="System"),
    )
    alerts = {
        (fact.fields["direction"], fact.fields["alert"], fact.fields["count"])
        for fact in of_kind(facts, "tls-alert")
    }
    assert alerts == {("received", 45, 2), ("sent", 48, 1)}
    assert only(facts, "no-default-credential") == {"reason": "none-suitable"}
    assert only(facts, "starttls-peer-problem") == {
        "reason": "name-mismatch",
        "peer": "server",
        "names": 2,
    }


def test_chain_of_a_certificate(tmp_path: Path) -> None:
    """The flags that are set are named; a chain that was built is no problem."""

    def chain(hours: float, result: str) -> EventToWrite:
        status = {
            "@value": "9",
            "@CERT_TRUST_IS_NOT_TIME_VALID": "true",
            "@CERT_TRUST_IS_NOT_SIGNATURE_VALID": "true",
        }
        data = {
            "Certificate": {"@fileRef": f"{X}.cer", "@subjectName": "mail.contoso.com"},
            "CertificateChain": {"TrustStatus": {"ErrorStatus": status}},
            "EventAuxInfo": {"@ProcessName": "w3wp.exe"},
            "Result": {"@value": result},
        }
        channel = f"{CAPI2}/Operational"
        return event(hours, CAPI2, 11, data, channel=channel, root="CertGetCertificateChain")

    facts = facts_in(tmp_path, chain(1, "800B0101"), chain(2, "0"))
    assert only(facts, "chain-problem") == {
        "what": "chain",
        "thumbprint": X,
        "subject": "mail.contoso.com",
        "program": "w3wp.exe",
        "result": "0x800B0101",
        "flags": "CERT_TRUST_IS_NOT_SIGNATURE_VALID CERT_TRUST_IS_NOT_TIME_VALID",
        "perhaps": True,  # a name in the server's own domain, and no list
    }


def test_direct_trust(tmp_path: Path) -> None:
    """Both ends and EdgeSync; addresses are counted, not multiplied."""
    subject = "CN=EDGE01"
    facts = facts_in(
        tmp_path,
        event(1, TRANSPORT, 1036, [subject, "192.0.2.1"]),
        event(2, TRANSPORT, 1036, [subject, "192.0.2.2"]),
        event(3, TRANSPORT, 2018, [subject, "192.0.2.1"]),
        event(4, "MSExchange EdgeSync", 10104, ["edge01.contoso.com"]),
        event(5, "Contoso EdgeSync", 10104, ["edge01.contoso.com"]),
    )
    found = {
        str(fact.fields["direction"]): fact.fields for fact in of_kind(facts, "direct-trust-failed")
    }
    assert found["inbound"]["addresses"] == 2
    assert "address" not in found["inbound"]
    assert found["outbound"]["address"] == "192.0.2.1"
    assert found["edge-sync"]["host"] == "edge01.contoso.com"
    assert "process" not in found["edge-sync"]
    assert len(found) == 3


def test_edge_sync(tmp_path: Path) -> None:
    """Who is named depends on how many are named."""
    sync = "MSExchange EdgeSync"
    facts = facts_in(
        tmp_path,
        event(1, sync, 1032, ["hub.contoso.com", "edge.contoso.com"]),
        event(2, sync, 1032, ["edge.contoso.com"]),
        event(3, sync, 1033, ["edge.contoso.com", "bad data", X, "CN=hub"]),
        event(4, "MSExchange Message Security", 1005, ["user", Y, "bad data"]),
        event(5, "MSExchange Message Security", 1032, ["edge.contoso.com"]),
    )
    found = [fact.fields for fact in of_kind(facts, "edge-sync-problem")]
    assert [each.get("hub", "") for each in found] == ["hub.contoso.com", "", "", ""]
    assert [each.get("edge", "") for each in found] == ["edge.contoso.com"] * 3 + [""]
    assert [each.get("thumbprint", "") for each in found] == ["", "", X, Y]


def test_smtp_authentication(tmp_path: Path) -> None:
    """Guessers at the front end are left out, servers are not."""
    told = ["KdcErrS", "Default EX01", "ExchangeAuth", "192.0.2.1"]
    facts = facts_in(
        tmp_path,
        event(1, TRANSPORT, 1035, told),
        event(2, "MSExchangeFrontEndTransport", 1035, told),
        event(3, "MSExchangeFrontEndTransport", 1034, told),
        event(4, TRANSPORT, 2017, ["Kdc", "Intra", "ExchangeAuth", "SMTPSVC/ex02"]),
    )
    found = {
        (each.fields["process"], each.fields["direction"], each.fields["reason"])
        for each in of_kind(facts, "smtp-authentication-failed")
    }
    assert found == {
        (TRANSPORT, "inbound", "refused"),
        ("MSExchangeFrontEndTransport", "inbound", "initialization"),
        (TRANSPORT, "outbound", "refused"),
    }


def test_configuration_anchors(tmp_path: Path) -> None:
    """Loads no more than a day apart are one fact, so a change after them can be told."""
    facts = facts_in(tmp_path, *(event(hours, TRANSPORT, 12002) for hours in (0, 20, 40, 70, 71)))
    counts = [fact.fields["count"] for fact in of_kind(facts, "configuration-loaded")]
    assert counts == [3, 2]


def lifecycle(number: int, hours: float = 1, **details: str) -> EventToWrite:
    """Let Windows report what happened to a certificate."""
    data: dict[str, object] = {
        "@ProcessName": "mmc.exe",
        "@AccountName": "CONTOSO\\admin",
        "@Context": "Machine",
    }
    data |= {name: {"@Thumbprint": value.lower()} for name, value in details.items()}
    channel = f"{LIFECYCLE}/Operational"
    return event(hours, LIFECYCLE, number, data, channel=channel, root="CertNotificationData")


def test_a_replaced_certificate(tmp_path: Path) -> None:
    """A renewal names both certificates, who did it and with what."""
    facts = facts_in(tmp_path, lifecycle(1001, OldCertificateDetails=X, NewCertificateDetails=Y))
    (fact,) = of_kind(facts, "certificate-action")
    assert fact.fields == {
        "verb": "replaced",
        "result": "success",
        "thumbprint": Y,
        "replaces": X,
        "smtp": False,
        "cmdlet": "Windows certificate store",
        "user": "CONTOSO\\admin",
        "program": "mmc.exe",
        "context": "Machine",
    }


@pytest.mark.parametrize(
    ("number", "verb", "result"),
    [
        (1004, "removed", "success"),
        (1005, "archived", "success"),
        (1006, "installed", "success"),
        (1007, "exported", "success"),
        (1008, "key-associated", "success"),
        (1009, "key-associated", "failed"),
        (1010, "removed-from-directory", "success"),
    ],
)
def test_acts_on_the_store(tmp_path: Path, number: int, verb: str, result: str) -> None:
    """Each act has its verb, and the thumbprint in upper case."""
    facts = facts_in(tmp_path, lifecycle(number, CertificateDetails=X))
    (fact,) = of_kind(facts, "certificate-action")
    told = [fact.fields[name] for name in ("verb", "result", "thumbprint")]
    assert told == [verb, result, X]


def test_windows_warns_of_expiry(tmp_path: Path) -> None:
    """Both of Windows' own warnings, one of them with spaces in the thumbprint."""
    spaced = " ".join(X[n : n + 2].lower() for n in range(0, 40, 2))
    provider = "Microsoft-Windows-CertificateServicesClient-AutoEnrollment"
    facts = facts_in(
        tmp_path,
        lifecycle(1002, CertificateDetails=X),
        lifecycle(1003, 2, CertificateDetails=Y),
        event(3, provider, 64, {"Context": "local system", "ObjId": spaced}),
        event(4, "Contoso AutoEnrollment", 64, {"Context": "local system", "ObjId": spaced}),
        event(5, provider, 6, {"Context": "local system", "ErrorCode": "0x8007054b"}),
    )
    found = [
        (fact.fields["state"], fact.fields["thumbprint"])
        for fact in of_kind(facts, "certificate-expiring-windows")
    ]
    assert found == [("expired", X), ("expiring", Y), ("expiring-or-expired", X)]
    assert only(facts, "enrollment-failed") == {"context": "local system", "code": "0x8007054B"}
