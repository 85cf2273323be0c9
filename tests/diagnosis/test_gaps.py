"""What a finding says is not at hand: never what it rests on itself."""

from __future__ import annotations

import pytest

from certtrail.diagnosis.findings import findings_of
from certtrail.diagnosis.known import Known
from certtrail.inference.evaluate import evaluate
from certtrail.model.fact import Evidence, Fact
from certtrail.rulebook.loading import parse_rulebook
from tests.instants import at

AUDIT = "MSExchange Management"
RULE = """\
id: act-seen
title: An act
severity: low
confidence: medium
basis: model
scope: {scope}
needs: []
improves-with: [MSExchange Management]
when:
  - seen: {{fact: certificate-action}}
cause: It was done.
impact: None.
remedy: [Look.]
confirm: [It is so.]
references: [none]
cases:
  - fires: one act
    events:
      - at: 1d
        id: 1
        provider: MSExchange CmdletLogs
        channel: MSExchange Management
        data: [Enable-ExchangeCertificate, '-Thumbprint "$X" -Services "SMTP"']
  - clear: none
    events: []
"""


def gaps(scope: str, *channels: str, able: frozenset[str] = frozenset()) -> str:
    """Judge acts of two servers, of which records of these channels tell."""
    rulebook = parse_rulebook({"mine/act-seen.yaml": RULE.format(scope=scope)})
    facts = [
        Fact(
            "certificate-action",
            "EX02",
            10**9 * (number + 1),
            {"verb": "enabled"},
            (Evidence(at("2026-01-01T00:00:00Z"), "EX01", channel, number, "a.evtx", "line"),),
        )
        for number, channel in enumerate(channels)
    ]
    capabilities = {"EX02": frozenset({"Application"}) | able, "": frozenset[str]()}
    judged = evaluate(rulebook, facts, capabilities, engine="plain")
    (finding,) = findings_of(rulebook, judged.conclusions, Known(capabilities))
    return "\n".join(finding.gaps)


@pytest.mark.parametrize("scope", ["server", "fleet"])
def test_what_a_finding_cites_is_not_missing(scope: str) -> None:
    """Another server's log told it, and that one was not asked for again."""
    assert "MSExchange Management" not in gaps(scope, AUDIT)
    assert "MSExchange Management" in gaps(scope, "Application")


@pytest.mark.parametrize("scope", ["server", "fleet"])
def test_what_its_servers_sent_is_not_missing(scope: str) -> None:
    """Of several servers it is what all of them sent."""
    assert "MSExchange Management" not in gaps(scope, "Application", able=frozenset({AUDIT}))
