"""What rules may join on is what the derivation makes, and what the documentation tells."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from samples.generator.exchange_exports import listed

from certtrail import pipeline
from certtrail.case.rule_cases import facts_of
from certtrail.rulebook import load_rulebook
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.fact_kinds import FACT_FIELDS
from certtrail.rulebook.field_types import field_type
from certtrail.rulebook.rule_case import CaseEvent
from tests.facts.derived import CAPI2, KERNEL, LIFECYCLE, SCHANNEL, SCM, TRANSPORT, facts_of_case
from tests.inputs import test_protocol_rows, test_talk
from tests.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.facts.derivation import FactSet

ALWAYS = {"first", "last", "count"}
STANDING = {
    "open",
    "current",
    "stopped",
    "quiet_by",
    "live_until",
    "acted",
    "tried",
    "restarting",
    "unseen",
    "unheard",
    "log_end",
    "onset",
}
# What the derivation adds to what the catalogue makes.
ADDED = {"asker", "process", "peer", "named", "begun", "changed_peer", "peer_changed", "peer_lost"}
ADDED |= {"edge_peer", "whom", "hub_peer", "next_hop", "shown", "ours", "tested", "perhaps"}
ADDED |= {"own_relay", "own_host", "own_server", "own_expired", "renewed_at", "renewed_as"}
DOCUMENT = ROOT / "docs" / "facts.md"
SHELL = "MSExchange TransportService"


def record(
    number: int,
    provider: str = TRANSPORT,
    data: Mapping[str, str | int] | tuple[str, ...] = (),
    at: int = 0,
) -> CaseEvent:
    """Make a record as a rule's case has it."""
    return CaseEvent(at=at, id=number, provider=provider, data=data)


# By kind of fact, the records of a case that lead to one.
EXAMPLES: dict[str, CaseEvent] = {
    "private-key-inaccessible": record(
        70,
        CAPI2,
        {
            "CryptAcquireCertificatePrivateKey/Certificate@fileRef": "$X.cer",
            "CryptAcquireCertificatePrivateKey/EventAuxInfo@ProcessName": "EdgeTransport.exe",
            "CryptAcquireCertificatePrivateKey/Result@value": "80090016",
        },
    ),
    "chain-problem": record(
        2022, data=("UntrustedRoot", "Partner", "CertificateValidation", "a.b")
    ),
    "direct-trust-failed": record(1036, data=("CN=edge", "192.0.2.1")),
    "edge-sync-problem": record(1035, "MSExchange EdgeSync"),
    "smtp-authentication-failed": record(1034, data=("a", "b", "c", "192.0.2.1")),
    "tls-required-failed": record(1032, data=("Partner",)),
    "domain-security-failed": record(11013, data=("fabrikam.com", "Partner", "none")),
    "san-limit-exceeded": record(11024, data=("$X", "400", "256")),
    "starttls-peer-problem": record(36881, SCHANNEL),
    "tls-alert": record(36887, SCHANNEL, {"AlertDesc": 46}),
    "tls-credential-failed": record(36871, SCHANNEL, ("client", "10013")),
    "no-default-credential": record(36886, SCHANNEL),
    "certificate-expiring-windows": record(
        1003, LIFECYCLE, {"CertNotificationData/CertificateDetails@Thumbprint": "$X"}
    ),
    "enrollment-failed": record(
        15, "Microsoft-Windows-CertificateServicesClient-AutoEnrollment", ("local system", "0x1")
    ),
    "configuration-loaded": record(16022, data=("TransportSettings",)),
    "configuration-unreadable": record(12008),
    "spn-registration-failed": record(12011, data=("SmtpSvc", "denied")),
    "malware-scan-failed": record(5300, "FIPFS", ("Microsoft", "1", "0x80004005", "cannot load")),
    "queue-database-failed": record(17019, data=("Transport Mail Database", "no such disk")),
    "listener-refused": record(1018),
    "directory-right-missing": record(2112, provider="MSExchange ADAccess"),
    "message-crashed-transport": record(10003, data=("at a.b()",)),
    "send-connector-dns-failed": record(2000, data=("Internet", "ErrorRetry")),
    "own-certificate-not-validated": record(1037, data=("CN=EX01",)),
    "http-binding-failed": record(15021, "HttpEvent", ("\\Device\\Http\\ReqQueue", "0.0.0.0:444")),
    "transport-stopping": record(7001, data=("memory",)),
    "worker-exited": record(1046, SHELL),
    "service-crashed": record(7034, SCM, {"param1": "x", "param2": 1, "Binary": TRANSPORT}),
    "service-failed": record(7024, SCM, {"param1": "x", "param2": "%%5", "Binary": TRANSPORT}),
    "service-start-type": record(7040, SCM, ("x", "auto", "disabled", TRANSPORT)),
    "boot": record(12, KERNEL),
    "shutdown": record(13, KERNEL),
    "unexpected-shutdown": record(6008, "EventLog", ("9:00", "3/1/2026", "", "", "4000")),
    "windows-version": record(6009, "EventLog", ("10.00.", "17763")),
    "clock-changed": record(
        1, KERNEL, {"NewTime": "2026-01-05T08:00:00Z", "OldTime": "2026-01-05T07:00:00Z"}
    ),
    "dns-unanswered": record(1014, "Microsoft-Windows-DNS-Client", {"QueryName": "contoso.com"}),
    "service-name-twice": record(
        11, "Microsoft-Windows-Kerberos-Key-Distribution-Center", {"Name": "SMTPSVC/ex02"}
    ),
    "time-unsynchronized": record(36, "Microsoft-Windows-Time-Service"),
    "product-removed": record(
        1034, "MsiInstaller", ("Contoso Tool", "1.2.3", "1033", "0", "Contoso")
    ),
    "time-zone-changed": record(22, KERNEL, {"NewBias": 240, "OldBias": 300}),
    "connector-action": record(
        1,
        "MSExchange CmdletLogs",
        ("Set-SendConnector", '-Identity "Partner" -Fqdn "a.b" -TlsCertificateName "x"', "Kim"),
    ),
    "edge-subscription-action": record(
        1, "MSExchange CmdletLogs", ("New-EdgeSubscription", '-Site "A"', "Kim")
    ),
    "transport-service-action": record(
        1,
        "MSExchange CmdletLogs",
        ("Set-TransportService", '-Identity "EX01" -ConnectivityLogEnabled "True"', "Kim"),
    ),
    "log-gap": record(1101, "Microsoft-Windows-Eventlog"),
    "script-run": record(800, "PowerShell", ("Enable-ExchangeCertificate -Thumbprint $X",)),
}


@cache
def fact_sets() -> list[FactSet]:
    """Derive facts from the rules' own cases and the examples."""
    catalogue = load_catalogue()
    sets = [facts_of(case, catalogue) for rule in load_rulebook().rules for case in rule.cases] + [
        facts_of_case(example) for example in EXAMPLES.values()
    ]
    return [*sets, *from_texts()]


def derived() -> dict[str, set[str]]:
    """Give every field of every kind of fact that there is an example of."""
    fields: defaultdict[str, set[str]] = defaultdict(set)
    for facts in fact_sets():
        for fact in facts.facts:
            fields[fact.kind] |= set(fact.fields)
    return fields


def from_texts() -> list[FactSet]:
    """Give the facts of pasted text, lists and protocol logs."""
    refusals = "\n\n".join(text for text, _, _ in test_talk.REFUSALS)
    error = "A special Rpc error occurs on server EX01: It is broken."
    queue = "451 5.7.3 STARTTLS is required to send mail"
    lists = [
        {"Thumbprint": test_talk.A, "Services": "SMTP", "Subject": "CN=EX01"},
        {"Name": "Mail", "Fqdn": "a.b", "AuthMechanism": "Tls", "TlsCertificateName": ""},
        {"Name": "EX01", "InternalTransportCertificateThumbprint": test_talk.A},
        {"CurrentCertificateThumbprint": test_talk.A, "NextCertificateThumbprint": test_talk.B},
        {"CurrentCertificateThumbprint": test_talk.A, "PreviousCertificateThumbprint": test_talk.B},
        {"Identity": "EX01\\1", "NextHopDomain": "a.b", "LastError": queue},
        {
            "Name": "EX01",
            "AdminDisplayVersion": "Version 15.2 (Build 1.2)",
            "ServerRole": "Mailbox",
        },
    ]
    session = (*test_protocol_rows.OLD, (test_talk.B, "Received certificate"))
    failed = ("", "TLS negotiation failed with error NoCredentials")
    texts = (
        test_talk.wrapped((*test_talk.PROMPT, test_talk.CHOICES, ""), 80),
        f"{refusals}\n\n{error}\n\n{queue}\n",
        listed(lists),
        (
            "[PS] C:\\>Get-Date\n\nSunday, March 15, 2026 7:20:18 PM\n\n"
            "[PS] C:\\>Get-TransportService EX01 | fl\n\n"
            f"Name : EX01\nInternalTransportCertificateThumbprint : {test_talk.A}\n"
        ),
        (
            "The disk of our edge server MX-7:\n"
            "C:\\>fsutil volume diskfree d:\nTotal free bytes : 1,284,333,568 ( 1.2 GB)\n"
            "Total bytes : 128,848,973,824 (120.0 GB)\n"
        ),
        (
            "Identity : EX01\\2\nStatus : Retry\nMessageCount : 4\nNextHopDomain : b.c\n"
            "LastRetryTime : 3/15/2026 7:20:18 PM\n"
        ),
        (
            "From: A\nSent: Tuesday, March 17, 2026 7:20 PM\n\n"
            "The event has not come back since.\n\n"
            "Log Name: Application\nSource: MSExchangeTransport\nDate: 3/15/2026 7:20:18 PM\n"
            "Event ID: 12012\nLevel: Error\nComputer: EX01.contoso.com\nDescription:\nNone.\n"
        ),
        test_protocol_rows.HEADER.format("Send") + test_protocol_rows.rows(*session, failed),
    )
    found = []
    with TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            path = Path(folder) / f"{number}.txt"
            path.write_text(text, "utf-8")
            found.append(pipeline.analysed([path])[1].facts)
    return found


def test_every_derived_field_is_listed() -> None:
    """No fact has a kind or a field that the list does not name."""
    unlisted = {kind: names - FACT_FIELDS.get(kind, set()) for kind, names in derived().items()}
    assert not {kind: names for kind, names in unlisted.items() if names}


def test_values_are_of_the_types_that_rules_are_checked_by() -> None:
    """Numbers, flags and texts are what `rules check` takes them for."""
    names = {bool: "flag", int: "number", str: "text"}
    wrong = {
        (fact.kind, name, names[type(value)])
        for facts in fact_sets()
        for fact in facts.facts
        for name, value in fact.fields.items()
        if field_type(fact.kind, name) != names[type(value)]
    }
    assert wrong == set()


def test_every_listed_kind_is_derived() -> None:
    """No kind is listed that nothing leads to, so a rule on it could never fire."""
    assert set(FACT_FIELDS) == set(derived())


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_example_of_each_kind(kind: str) -> None:
    """A case's record makes the fact, once; the same id of another provider makes none."""
    example = EXAMPLES[kind]
    facts = [fact for fact in facts_of_case(example).facts if fact.kind == kind]
    assert len(facts) == 1
    assert facts[0].evidence
    other = replace(example, at=0, provider="Contoso")
    assert [fact for fact in facts_of_case(other).facts if fact.kind == kind] == []


def test_the_catalogue_makes_what_is_listed() -> None:
    """The catalogue's own facts have the listed fields, and each listed field is made by one."""
    made: defaultdict[str, set[str]] = defaultdict(set)
    for entry in load_catalogue().entries.values():
        if entry.fact is not None:
            made[entry.fact.kind] |= entry.fact.fields
    for kind, fields in made.items():
        assert fields | ALWAYS | STANDING | ADDED == FACT_FIELDS[kind] | ADDED, kind


def test_every_kind_and_field_is_documented() -> None:
    """Rule authors find each kind, with exactly its fields, in the documentation."""
    sections = DOCUMENT.read_text("utf-8").split("\n### ")[1:]
    told: dict[str, set[str]] = {}
    for section in sections:
        title, _, text = section.partition("\n")
        rows = [line for line in text.splitlines() if line.startswith("| `")]
        names = {name for row in rows for name in row.split("|")[1].strip(" `").split("`, `")}
        names |= ALWAYS if "first, last, count" in text else set()
        told[title.strip("`")] = names | (STANDING if "how it stands." in text else set())
    assert told == {kind: set(fields) for kind, fields in FACT_FIELDS.items()}
