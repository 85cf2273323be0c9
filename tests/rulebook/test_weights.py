"""How much findings weigh: by how near the end is, and by how often and how lately a thing was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.diagnosis.findings import findings_of
from certtrail.inference.evaluate import evaluate
from certtrail.model.fact import Evidence, Fact
from certtrail.rulebook.rule import Rulebook
from certtrail.rulebook.sound import sound_rulebook
from tests.instants import at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.rulebook.conditions import Constant

RULES = sound_rulebook(cases=False)
X, Y = "AB" * 20, "CD" * 20
DAY = 86_400
END = 400 * DAY
ABLE = {"EX01": frozenset({"Application", "certificates", "connectors"}), "": frozenset[str]()}


def fact(kind: str, fields: Mapping[str, Constant]) -> Fact:
    """Make a fact whose last record is the log's last."""
    evidence = Evidence(at("1971-01-01T00:00:00Z"), "a.evtx", "Application", 1, "x", "y")
    known: dict[str, Constant] = {
        "first": END - DAY,
        "last": END,
        "count": 1,
        "process": "MSExchangeTransport",
        "open": True,
        "current": True,
        "stopped": False,
        "log_end": END,
    }
    return Fact(kind, "EX01", END * 10**9, {**known, **fields}, (evidence,))


RELAY: Mapping[str, Constant] = {
    "connector": "Scanners of the old building",
    "name": "scan.contoso.local",
    "named_by": "fqdn",
    "own_name": False,
    "direction": "receive",
}
LOG = fact("log-span", {"channel": "Application", "first": 0, "hours": 9600, "holes": 0})


def weighed(rule: str, *facts: Fact) -> tuple[str, str | None]:
    """Judge one rule; give severity and verdict of its finding."""
    book = Rulebook((RULES[rule],), steps=RULES.steps)
    judged = evaluate(book, (LOG, *facts), ABLE, engine="plain")
    (found,) = findings_of(book, judged.conclusions)
    return found.severity, found.verdict


@pytest.mark.parametrize("kind", ["internal-certificate-trouble", "starttls-certificate-expiring"])
@pytest.mark.parametrize(
    ("left", "due", "expected"),
    [
        (2160, False, ("low", None)),
        (721, False, ("low", None)),
        (721, True, ("medium", "at-risk")),
        (169, True, ("medium", "at-risk")),
        (168, True, ("high", "at-risk")),
        (2, True, ("high", "at-risk")),
        # A short-lived certificate is warned of all its life: that alone is no risk.
        (100, False, ("low", None)),
    ],
)
def test_by_the_hours_left(
    kind: str, left: int, *, due: bool, expected: tuple[str, str | None]
) -> None:
    """Ninety days are time to plan, two hours are not."""
    rule = RULES["internal-certificate-expiring" if "trouble" in kind else kind]
    warned = fact(
        kind,
        {
            "state": "expiring",
            "name": "mail.contoso.com",
            "thumbprint": X,
            "left": left,
            "due": due,
        },
    )
    assert weighed(rule.id, warned) == expected


NOISE: dict[str, tuple[str, dict[str, Constant]]] = {
    "tls-required-unmet": ("tls-required-failed", {"direction": "inbound", "connector": "c"}),
    "peer-certificate-rejected": (
        "chain-problem",
        {"what": "tls-level", "connector": "c", "status": "UntrustedRoot"},
    ),
    "exchange-authentication-failing": (
        "smtp-authentication-failed",
        {"direction": "inbound", "reason": "initialization"},
    ),
}


@pytest.mark.parametrize("rule", NOISE)
@pytest.mark.parametrize(
    ("count", "first", "severity", "verdict"),
    [
        (1, END, "low", None),
        (9, END - DAY, "low", None),
        (10, END - DAY, "medium", "at-risk"),
        # One burst of minutes, and one in a while.
        (10, END - 600, "low", None),
        (10, END - 70 * DAY, "low", None),
        (39, END - 29 * DAY, "low", None),
        (40, END - 29 * DAY, "medium", "at-risk"),
        (99, END - 300 * DAY, "low", None),
        (100, END - 300 * DAY, "medium", "at-risk"),
    ],
)
def test_once_in_a_while_is_noise(
    rule: str, count: int, first: int, severity: str, verdict: str | None
) -> None:
    """One refused session makes nobody sick; ten in a week, or a hundred in all, do."""
    kind, fields = NOISE[rule]
    assert weighed(rule, fact(kind, {**fields, "count": count, "first": first})) == (
        severity,
        verdict,
    )


def test_a_connector_without_a_certificate_is_no_noise() -> None:
    """Where event 12014 names the connector, one session without TLS is enough."""
    unmet = fact("tls-required-failed", {"direction": "inbound", "connector": "c"})
    missing = fact("starttls-certificate-missing", {"connector": "c", "name": "n"})
    assert weighed("tls-required-unmet", unmet, missing) == ("high", "at-risk")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("medium", "at-risk")),
        ({"direction": "send"}, ("high", "broken")),
        ({"own_name": True}, ("high", "broken")),
        ({"named_by": "tls-certificate-name"}, ("high", "broken")),
        ({"connector": "Default Frontend EX01"}, ("high", "broken")),
    ],
)
def test_a_connector_that_nothing_shows_to_be_used(
    fields: Mapping[str, Constant], expected: tuple[str, str]
) -> None:
    """One of the customer's own making, with a name of its own, can be left over."""
    missing = fact("starttls-certificate-missing", {**RELAY, **fields})
    assert weighed("starttls-certificate-missing", missing) == expected


@pytest.mark.parametrize(
    "sign",
    [
        ("tls-required-failed", {"direction": "inbound", "connector": RELAY["connector"]}),
        (
            "connector",
            {"connector": RELAY["connector"], "direction": "receive", "require_tls": True},
        ),
        ("hybrid-sign", {"sign": RELAY["connector"]}),
    ],
)
def test_a_sign_that_mail_is_touched(sign: tuple[str, Mapping[str, Constant]]) -> None:
    """Sessions that it refuses, TLS that it requires, or Microsoft 365 behind it."""
    missing = fact("starttls-certificate-missing", RELAY)
    found = weighed("starttls-certificate-missing", missing, fact(*sign))
    assert found == ("high", "broken")


@pytest.mark.parametrize("role", ["internal", "STARTTLS"])
def test_another_hosts_certificate_is_its_own_trouble(role: str) -> None:
    """Events 12019 and 12020 say nothing against the server that logs them."""
    peer = fact("remote-certificate-expired", {"subject": "CN=x", "role": role})
    assert weighed("remote-certificate-expired", peer) == ("low", None)


def test_a_self_signed_certificate_is_right_between_exchange_servers() -> None:
    """Unless somebody wanted another one for that name, or TLS fails."""
    conflict = fact(
        "selection-conflict",
        {
            "conflict": "exact-self-signed",
            "direction": "inbound-starttls",
            "asked_for": "ex01.contoso.com",
            "picked": X,
            "other": Y,
            "connectors": "Default EX01",
        },
    )
    warning = fact("precedence-warning", {"fqdn": "ex01.contoso.com", "winner": X, "loser": Y})
    other = fact("precedence-warning", {"fqdn": "mail.contoso.com", "winner": X, "loser": Y})
    rule = "exact-self-signed-beats-wildcard"
    assert weighed(rule, conflict) == ("low", None)
    assert weighed(rule, conflict, other) == ("low", None)
    assert weighed(rule, conflict, warning) == ("medium", "at-risk")
