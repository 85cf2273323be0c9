"""A diagnosis of many servers in which things happened together, for the overview."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.diagnosis import Server
from certtrail.model.server_timeline import Mark, Timeline
from certtrail.model.vocabulary import Severity, Verdict
from certtrail.text.message import phrase
from tests.instants import at
from tests.reports.examples import finding, renewal, whole
from tests.reports.tables import entry

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis, Finding

SHARED: Final = "AB" * 20
BEGIN: Final = at("2026-02-01T00:00:00Z")
END: Final = at("2026-03-01T00:00:00Z")
EVENING: Final = at("2026-02-17T22:00:00Z")
MINUTE: Final = 60 * 1_000_000_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


def name(number: int) -> str:
    """Give a server's name."""
    return f"EX{number:04}.contoso.example"


def lost(number: int, onset: int, **changes: object) -> Finding:
    """Give a finding of a server that began at an instant."""
    values = {
        "id": f"internal-certificate-lost/{number}",
        "server": name(number),
        "servers": (name(number),),
        "first": onset,
        "last": END,
        "evidence": (),
        "around": (),
        "thumbprints": (f"{number:040X}",),
    }
    return finding(**{**values, **changes})


def act(number: int, when: int, user: str = "Dana") -> Timeline:
    """Give the timeline of a server on which something was enabled, as a diagnosis tells it."""
    told = phrase("{cmdlet} {verb|word}", cmdlet="Enable-ExchangeCertificate", verb="enabled")
    by = phrase("{told} by {user}", told=told, user=user)
    mark = Mark(when, None, "action", by)
    return Timeline(name(number), BEGIN, END, (), (mark,))


def struck(servers: int, hit: int) -> Diagnosis:
    """Give a diagnosis in which a certificate was lost on the first servers in one evening.

    All have a certificate of their own, and one that all have. The last server's logs end early,
    and another one has none.
    """
    onsets = {number: EVENING + 10 * number * MINUTE for number in range(hit)}
    made = [
        Server(
            name(number),
            Verdict.BROKEN if number in onsets else Verdict.HEALTHY,
            "",
            BEGIN,
            END - (12 * DAY if number == servers - 1 else number * MINUTE),
            "",
        )
        for number in range(servers)
    ]
    made.append(Server("FILE01.contoso.example", Verdict.UNKNOWN, "", None, None, ""))
    ends = at("2026-04-10T00:00:00Z")
    return replace(
        whole(),
        servers=tuple(made),
        findings=tuple(lost(number, onset) for number, onset in onsets.items()),
        timelines=tuple(act(number, onset - HOUR) for number, onset in onsets.items()),
        renewals=tuple(
            renewal(server=name(number), thumbprint=SHARED, subject="CN=mail", expires=ends)
            for number in range(servers)
        ),
        ledger=tuple(
            entry(server=name(number), thumbprint=SHARED, ends=ends) for number in range(servers)
        ),
        selections=(),
    )


def at_risk(number: int, severity: Severity, **changes: object) -> tuple[Server, Finding]:
    """Give a server at risk, and what is found there."""
    server = Server(name(number), Verdict.AT_RISK, "", BEGIN, END, "")
    values = {"verdict": Verdict.AT_RISK, "severity": severity, "rule": f"rule-{number}"}
    return server, lost(number, EVENING, **{**values, **changes})
