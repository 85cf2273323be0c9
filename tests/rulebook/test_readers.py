"""What certtrail reads of events, replies and lists, a rule reads, too; or it is said why not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.conditions import holds_alone
from certtrail.rulebook.reply_reasons import load_replies
from certtrail.rulebook.rule_case import CaseEvent
from certtrail.rulebook.sound import sound_rulebook
from tests.facts.derived import facts_of_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.rulebook.catalogue_entries import EventEntry, Parameter
    from certtrail.rulebook.conditions import Constant
    from certtrail.rulebook.pattern import Pattern

# Made of any record, not of what it says.
OF_ANY: Final = frozenset({"log-span", "log-covered", "log-hole", "log-part", "process-observed"})
# Fields with few values, each of which means something of its own.
TELLING: Final = frozenset(
    {"reason", "state", "what", "role", "means", "direction", "fallback", "seen_by", "how", "peer"}
)
SAMPLES: Final[Mapping[str, str]] = {
    "thumbprint": "$X",
    "certificate-file": "$X.cer",
    "integer": "46",
    "hexadecimal": "0x80090016",
    "instant": "2026-01-05T08:00:00Z",
    "time-zone": "300 Eastern Standard Time",
    "command": "Enable-ExchangeCertificate -Thumbprint $X -Services SMTP",
    "service-name": "MSExchangeTransport",
    "service-state": "MSExchangeTransport/1",
}
# Records of which not any value will do.
CMDLET: Final = (
    "Enable-ExchangeCertificate",
    '-Thumbprint "9B7C01D2E3F405162738495A6B7C8D9E0F1A2B3C" -Services "SMTP"',
)
OWN: Final[Mapping[str, Mapping[str, str] | tuple[str, ...]]] = {
    **dict.fromkeys((f"MSExchange CmdletLogs {number}" for number in range(1, 7)), CMDLET),
    "MSExchange Front End HTTPS Proxy 1003": (
        "Owa",
        "HMACProvider.GetCertificates:protectionCertificates",
    ),
    "MSExchangeTransport 2004": ("Outbound", "454 4.7.0 Temporary authentication failure"),
    "PowerShell 400": ("", "", "\tHostApplication=powershell Enable-ExchangeCertificate"),
    "Microsoft-Windows-Kernel-General 1": {
        "NewTime": "2026-01-05T08:00:00Z",
        "OldTime": "2026-01-05T07:00:00Z",
    },
}
NOT_READ: Final[dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("not_read.yaml").read_text("utf-8")
)


@cache
def patterns() -> tuple[Pattern, ...]:
    """Give every pattern of every rule, of what adjusts it and of what it names besides."""
    found: list[Pattern] = []
    for rule in sound_rulebook(cases=False).rules:
        found += rule.every_pattern
        found += rule.beside
        found += (each.found for each in rule.adjust if each.found is not None)
    return tuple(found)


def is_read(kind: str, fields: Mapping[str, Constant]) -> bool:
    """Tell whether a rule looks for facts of a kind with these values."""
    return any(
        pattern.of == kind
        and all(
            condition.field not in fields or holds_alone(condition, fields[condition.field])
            for condition in pattern.conditions
            if not condition.joins
        )
        for pattern in patterns()
    )


def sample(parameter: Parameter) -> str:
    """Make up a value of a parameter's type."""
    return SAMPLES.get(parameter.type, "x")


def record(name: str, provider: str, entry: EventEntry) -> CaseEvent:
    """Make up a record of an event."""
    data: Mapping[str, str] | tuple[str, ...]
    if name in OWN:
        data = OWN[name]
    elif any(each.path and each.position is None for each in entry.parameters):
        data = {each.path[0]: sample(each) for each in entry.parameters if each.path}
    elif any(each.binary for each in entry.parameters):
        kind = next(each.type for each in entry.parameters if each.binary)
        data = {"param1": "x", "param2": "5", "Binary": SAMPLES[kind]}
    else:
        strings = [""] * 8
        for number, each in enumerate(entry.parameters):
            strings[number if each.position is None else each.position] = sample(each)
        data = tuple(strings)
    return CaseEvent(at=0, id=entry.id, provider=provider, data=data)


def values() -> Iterator[tuple[str, str, dict[str, Constant]]]:
    """Yield all that texts and lists can tell: a name, the kind of fact, and what it says."""
    replies = load_replies()
    for reason in {one.reason: None for one in replies.reasons}:
        yield f"reply {reason}", "queue-error", {"reason": reason}
    for message in replies.messages:
        yield f"{message.tells} {message.reason}", message.tells, {"reason": message.reason}
    yield "reply other", "queue-error", {"reason": "other"}
    yield "removal-refused other", "removal-refused", {"reason": "other"}
    yield "exchange-refusal other", "exchange-refusal", {"reason": "other"}
    for state in ("running", "stopped"):
        yield f"service-state {state}", "service-state", {"state": state}
    either = "rights-or-keyset"
    for reason in ("keyset-missing", "certificate-expired", "rights-on-key", either, "other"):
        yield f"setup-failed {reason}", "setup-failed", {"reason": reason}
    yield "setup-run recoverserver", "setup-run", {"mode": "recoverserver"}
    for word in replies.statuses.values():
        yield f"tls-failure {word}", "tls-failure", {"error": word}


CATALOGUE: Final = load_catalogue()
# Of a family of providers the first, as one entry serves them all.
EVENTS: Final = {
    f"{CATALOGUE.spelling[provider]} {entry.id}": (provider, entry)
    for (provider, _), entry in {
        id(entry): (key, entry) for key, entry in reversed(list(CATALOGUE.entries.items()))
    }.values()
}
TOLD: Final = {name: (kind, fields) for name, kind, fields in values()}


def silent(name: str) -> bool:
    """Tell whether nothing reads what an event, a reply or a list says."""
    if name in TOLD:
        return not is_read(*TOLD[name])
    facts = [
        one for one in facts_of_case(record(name, *EVENTS[name])).facts if one.kind not in OF_ANY
    ]
    # The ledger shows every fact that names a certificate.
    return not any(
        one.fields.get("thumbprint")
        or is_read(one.kind, {key: each for key, each in one.fields.items() if key in TELLING})
        for one in facts
    )


@pytest.mark.parametrize("name", [*EVENTS, *TOLD])
def test_it_is_read_or_said_why_not(name: str) -> None:
    """No evidence is read in and then falls silent."""
    assert silent(name) == (name in NOT_READ), name


def test_the_list_names_only_what_there_is() -> None:
    """What is no longer in the catalogue goes from the list, and each has its reason."""
    assert set(NOT_READ) <= {*EVENTS, *TOLD}
    assert all(len(why) > 20 for why in NOT_READ.values())
