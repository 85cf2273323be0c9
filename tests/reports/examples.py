"""Diagnoses to render: a full one as a real case gives it, a healthy one, and hostile ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from certtrail.model.certificates_known import Renewal
from certtrail.model.diagnosis import (
    SCHEMA_VERSION,
    Diagnosis,
    Finding,
    NotEvaluated,
    Server,
    StepRisk,
)
from certtrail.model.fact import Evidence
from certtrail.model.input_reports import ChannelSpan, Gap, InputReport, RecordCount
from certtrail.model.selected_certificates import Direction
from certtrail.model.vocabulary import Basis, Confidence, Outcome, Severity, Verdict
from tests.instants import at
from tests.reports.tables import entry, selection
from tests.reports.timelines import timeline

CONFIGURED: Final = "3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B"
EPHEMERAL: Final = "B7E41D22C0F95A6837D1E0AA94C35B7F60218D9E"
RENEWED: Final = "91C0FFEE4D5A6B7C8D9E0F112233445566778899"
EX01: Final = "EX01.contoso.example"
EX02: Final = "EX02.contoso.example"
EDGE: Final = "mailgate"


def evidence(
    time: str, event: int, record_id: int, server: str = EX01, says: str = CONFIGURED
) -> Evidence:
    """Return a record of the transport service."""
    line = f"{time} {server} MSExchangeTransport {event} (record {record_id}): {says}"
    return Evidence(
        at(time), server, "Application", record_id, f"{server[:4]}/Application.evtx", line
    )


def finding(**changes: object) -> Finding:
    """Return a finding with everything in it; changes replace its fields."""
    whole = Finding(
        id="internal-certificate-lost/ex01/3f2a9c0d",
        rule="internal-certificate-lost",
        title="The internal transport certificate is gone from the store while still configured",
        server=EX01,
        servers=(EX01,),
        outcome=Outcome.FIRED,
        severity=Severity.CRITICAL,
        confidence=Confidence.HIGH,
        basis=Basis.OBSERVED,
        verdict=Verdict.BROKEN,
        thumbprints=(CONFIGURED, EPHEMERAL),
        first=at("2026-02-14T23:10:04.1234567Z"),
        last=at("2026-03-02T06:41:37Z"),
        count=1532,
        cause=(
            f"{EX01} is configured to authenticate to other Exchange servers with certificate "
            f"`{CONFIGURED}`, which it could load until 2026-02-14. Since the restart "
            "that day the certificate is not in the store, and the service uses one that it "
            f"made up in memory (`{EPHEMERAL}`)."
        ),
        impact=(
            "Mail between this server and the other Exchange servers cannot authenticate: it "
            "queues or falls back to anonymous TLS, and EdgeSync stops."
        ),
        remedy=(
            (
                f"On {EX01}, see in the Exchange Management Shell which certificates are there: "
                "`Get-ExchangeCertificate -Server EX01 | Format-List Thumbprint,Services,NotAfter`"
            ),
            (
                "If a renewed certificate is present, make it the internal one: "
                f"`Enable-ExchangeCertificate -Thumbprint {RENEWED} -Services SMTP`. "
                "Answer `Yes` when it asks to overwrite the default."
            ),
            (
                "Restart the services, outside of business hours: "
                "`Restart-Service MSExchangeTransport, MSExchangeFrontEndTransport`"
            ),
            "Subscribe each Edge server again, as its subscription is bound to the certificate.",
        ),
        questions=(
            "Was a certificate removed or replaced on 2026-02-14, by whom and with which tool?",
            "Does a scheduled task or an ACME client renew certificates on this server?",
        ),
        confirm=(
            f"`Get-ChildItem Cert:\\LocalMachine\\My\\{CONFIGURED}` finds nothing.",
            "After the remedy, no event 12024 is written when the transport service starts.",
        ),
        gaps=("A certificate whose private key cannot be read looks the same in these events.",),
        references=(
            "Learn, certificate procedures <https://technet.microsoft.com/en-us/library/ff980980(v=exchg.141)>",
            "TechNet: event 12024, MSExchangeTransport",
        ),
        explained_by=None,
        evidence=(
            evidence("2026-02-14T22:51:20Z", 12017, 88120, says=f"{CONFIGURED}, 11"),
            evidence(
                "2026-02-14T23:10:04.1234567Z", 12024, 88164, says=f"{CONFIGURED}, {EPHEMERAL}"
            ),
            evidence("2026-03-02T06:41:37Z", 12024, 97311, says=f"{CONFIGURED}, {EPHEMERAL}"),
        ),
        risks=(StepRisk(2, ("Mail waits in queues while it restarts.",)),),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def explained(number: int = 1, **changes: object) -> Finding:
    """Return a finding that the whole one explains."""
    return finding(
        **{
            "id": f"ephemeral-certificate-in-use/ex01/{number}",
            "rule": "ephemeral-certificate-in-use",
            "title": "The transport service still runs on a certificate it made up in memory",
            "severity": Severity.HIGH,
            "thumbprints": (EPHEMERAL,),
            "explained_by": "internal-certificate-lost/ex01/3f2a9c0d",
            "remedy": ("See the finding that explains this one.",),
            "questions": (),
            "count": 3,
            **changes,
        }
    )


def renewal(**changed: Any) -> Renewal:
    """Return a plan as `certtrail diagnose` makes it, with changes."""
    planned = Renewal(
        server="EX01.contoso.com",
        thumbprint="1851CC210401E7DB7C6FC614295D24A45715D5AA",
        subject="CN=mail.contoso.com, O=Contoso",
        expires=at("2026-04-02T13:14:00Z"),
        error_hours=2,
        roles=("internal, configured", "STARTTLS"),
        connectors=("Default Frontend EX01",),
        steps=(
            "Make the new one. `$new = New-ExchangeCertificate` It is in use at once.",
            "Restart the services. `Restart-Service MSExchangeTransport`",
        ),
        verify=(12015, 12017),
    )
    return replace(planned, **changed)


def whole() -> Diagnosis:
    """Return a diagnosis with something in every part."""
    return Diagnosis(
        schema_version=SCHEMA_VERSION,
        version="0.1.0",
        engine="durable",
        inputs=(
            input_of("EX01/Application.evtx", 12034),
            input_of("EX01/System.evtx", 4410),
            replace(
                input_of("EX02/Application.evtx", 9120),
                records=RecordCount(9120, 9001, 100, 19),
                complete=False,
                problems=(
                    (
                        "chunk 14 at offset 917504: expected the signature ElfChnk, found zeroes; "
                        "19 records are lost; ask for a fresh export."
                    ),
                ),
                notes=("The file is marked dirty: it was copied while the service wrote it.",),
            ),
            InputReport("EX02/notes.docx", "unknown", "b" * 64, problems=("Not a log: skipped.",)),
        ),
        servers=(
            Server(
                EX01,
                Verdict.BROKEN,
                "The internal transport certificate is gone, and a certificate made up in memory "
                "is used since 2026-02-14.",
                at("2025-11-20T04:00:11Z"),
                at("2026-03-02T07:02:55Z"),
                "Eastern Standard Time (UTC-05:00)",
            ),
            Server(
                EX02,
                Verdict.AT_RISK,
                "The internal transport certificate expires on 2026-03-29.",
                at("2025-12-01T00:00:00Z"),
                at("2026-03-02T07:00:00Z"),
                "",
            ),
            Server(
                EDGE,
                Verdict.UNKNOWN,
                "Its Application log is not among the inputs.",
                at("2026-02-27T06:00:00Z"),
                at("2026-03-02T07:00:00Z"),
                "",
            ),
        ),
        findings=(finding(), explained(), *_others()),
        not_evaluated=(
            *(
                NotEvaluated(
                    rule,
                    title,
                    server,
                    Outcome.SKIPPED,
                    ("the MSExchange Management log",),
                    bears=True,
                )
                for server in (EX01, EX02)
                for rule, title in (
                    ("internal-certificate-deleted", "Somebody removed the internal certificate"),
                    ("restart-pending", "A certificate action waits for a restart"),
                )
            ),
            NotEvaluated(
                "internal-certificate-lost",
                "The internal certificate is gone",
                EDGE,
                Outcome.SKIPPED,
                ("the Application log", "the System log"),
            ),
            NotEvaluated(
                "precedence-conflict",
                "Two certificates compete for one name",
                None,
                Outcome.SKIPPED,
                ("the console text of the certificate commands, with their warnings",),
            ),
            NotEvaluated(
                "renewal-effective",
                "The renewal took effect",
                EX02,
                Outcome.ERROR,
                ("the rule took longer than 30 s",),
            ),
        ),
        rules_clear=("log-cleared", "shared-internal-certificate"),
        notes=(),
        renewals=(renewal(),),
        timelines=(timeline(),),
        ledger=(entry(), entry(thumbprint=RENEWED, described=False, subject="", issuer="")),
        selections=(
            selection(),
            selection(direction=Direction.INTERNAL, connector="", disagree=False),
        ),
    )


def _others() -> tuple[Finding, ...]:
    return (
        finding(
            id="internal-certificate-expiring/ex02",
            rule="internal-certificate-expiring",
            title="The internal transport certificate will expire",
            server=EX02,
            servers=(EX02,),
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
            basis=Basis.DOCUMENTED,
            verdict=Verdict.AT_RISK,
            thumbprints=(RENEWED,),
            count=212,
            confirm=(),
            gaps=(),
            cause="Event 12017 counts down to 2026-03-29 06:00 UTC, give or take an hour.",
            impact="After that day other Exchange servers reject its certificate.",
            remedy=("Renew it on EX02: `New-ExchangeCertificate -Services SMTP -Force`",),
            questions=("Is a renewal planned?",),
            evidence=(evidence("2026-02-28T09:00:00Z", 12017, 5521, EX02, f"{RENEWED}, 694"),),
        ),
        finding(
            id="log-cleared/-",
            rule="log-cleared",
            title="The System log was cleared",
            server=None,
            servers=(EX01, EX02),
            severity=Severity.INFO,
            confidence=Confidence.LOW,
            basis=Basis.MODEL,
            verdict=None,
            thumbprints=(),
            first=None,
            last=None,
            count=1,
            cause="What was logged before cannot be known.",
            impact="Restarts may be missing.",
            remedy=(),
            questions=(),
            confirm=(),
            gaps=(),
            references=(),
            evidence=(Evidence(None, "", "console", 12, "pasted.txt", "WARNING: ..."),),
        ),
    )


def healthy() -> Diagnosis:
    """Return a diagnosis in which nothing was found and nothing was missing."""
    return replace(
        whole(),
        inputs=(input_of("EX01/Application.evtx", 12034),),
        servers=(
            Server(
                EX01,
                Verdict.HEALTHY,
                "90 days of logs show no certificate trouble.",
                at("2025-11-20T04:00:11Z"),
                at("2026-03-02T07:02:55Z"),
                "",
            ),
        ),
        findings=(),
        not_evaluated=(),
    )


def empty() -> Diagnosis:
    """Return a diagnosis of nothing at all."""
    return replace(healthy(), inputs=(), servers=(), rules_clear=())


def input_of(name: str, records: int) -> InputReport:
    """Return the report of a log with so many records."""
    start, end = at("2025-11-20T04:00:11Z"), at("2026-03-02T07:00:00Z")
    gap = Gap(100, 140, at("2026-01-03T00:00:00Z"), at("2026-01-03T01:00:00Z"))
    span = ChannelSpan(
        EX01,
        "Application",
        records,
        start,
        end,
        1,
        records + 40,
        (gap,),
        {"MSExchangeTransport": 1532, "ESENT": 40},
    )
    return InputReport(name, "evtx", "a" * 64, RecordCount(records, records), spans=(span,))
