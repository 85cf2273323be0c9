"""What every server logs that others reach, and that looks like trouble with certificates: the
facts and findings of a server that is well in; a sentence on each sort out.

Who was frightened by such records asks about them, and a bare "healthy" does not answer that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.text.message import Message, phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.diagnosis import Finding, Server
    from certtrail.model.fact import Fact

# These tell of the same records, and say more.
_TOLD: Final = frozenset(
    {
        "next-server-refuses-certificate",
        "peers-refuse-certificate",
        "peers-refuse-expired-certificate",
        "schannel-alone",
        "schannel-records-chosen",
        "strangers-refused",
        "tls-negotiation-failed",
        "tls-refused-without-certificate-trouble",
    }
)
# Exchange servers authenticate to each other in other ways.
_OF_PEOPLE: Final = re.compile("(?i)login|plain")


def ordinary_noise(facts: Iterable[Fact], findings: Iterable[Finding]) -> str:
    """Say that such records prove nothing; empty where there are none, or a finding tells of them.

    Args:
        facts: of the server.
        findings: of the server.
    """
    if any(one.rule in _TOLD for one in findings):
        return ""
    sessions = logons = 0
    for fact in facts:
        count = fact.number("count") or 0
        if fact.kind == "tls-alert" and fact.text("direction") in ("received", "unmatched"):
            # What grew all at once began with something.
            if fact.number("rose") is not None:
                return ""
            sessions += count
        elif fact.kind == "logon-refused" and _OF_PEOPLE.fullmatch(fact.text("mechanism") or ""):
            logons += count
    return sentences(
        _of_sessions(sessions) if sessions else "", _of_logons(logons) if logons else ""
    )


def noise_on(servers: Iterable[Server]) -> tuple[list[str], list[str]]:
    """Name the servers of which a diagnosis says so: of TLS sessions, and of logons."""
    every = [(one.name, set(_templates(one.why))) for one in servers]
    sessions, logons = (set(_templates(told(1))) for told in (_of_sessions, _of_logons))
    return (
        [name for name, said in every if sessions <= said],
        [name for name, said in every if logons <= said],
    )


def _of_sessions(count: int) -> str:
    return phrase(
        "TLS sessions that did not come about ({count|times} in what Schannel wrote, 36887 and "
        "36874 together) are told of for all programs alike, IIS and SMTP among them, and come "
        "from scanners and old clients, too: they prove nothing about a certificate of Exchange.",
        count=count,
    )


def _of_logons(count: int) -> str:
    return phrase(
        "Refused logons by SMTP with a name and a password (1035, {count|times}) have to do with "
        "no certificate.",
        count=count,
    )


def _templates(text: object) -> Iterable[str]:
    if isinstance(text, Message):
        yield text.template
        for value in text.values.values():
            yield from _templates(value)
