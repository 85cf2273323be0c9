"""Where events tell which of two readings holds: selections and facts in, selections out.

The readings can differ on whether a certificate is found at all. Most often that is one which has
expired and which TlsCertificateName means: as documented it is offered all the same, in the model
none is found, or one without its key. The connector's own 12014 or 12016 decides, or that TLS
failed on it for want of a key.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.model.selected_certificates import Answers, Selection, thumbprint_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.fact import Fact


def settled_readings(found: Iterable[Selection], facts: Iterable[Fact]) -> Iterator[Selection]:
    """Give all selections; one on which the readings differ gets the answer that events show.

    Args:
        found: selections of all servers.
        facts: of all servers, among them those of 12014 and 12016.
    """
    known = list(facts)
    keyless = _failed_keyless(known)
    missed: set[tuple[str, str, str]] = set()
    offered: set[tuple[str, str, str]] = set()
    for fact in known:
        name = fact.text("name").casefold()
        if fact.kind == "starttls-certificate-missing" and fact.holds("open"):
            missed.add((fact.server, name, fact.text("connector").casefold()))
        elif fact.kind == "starttls-certificate-expired" and fact.holds("open"):
            offered.add((fact.server, name, fact.text("thumbprint")))
    for one in found:
        documented, model = one.answers.documented, one.answers.model
        name = one.asked_for.casefold()
        if (one.server, one.connector.casefold(), thumbprint_of(one.model)) in keyless:
            note = phrase("a handshake that failed for want of a key tells that it is chosen")
            yield _by(one, Answers(model, model), note)
        elif not documented.pick or model.pick != "":
            yield one
        elif (one.server, name, one.connector.casefold()) in missed:
            note = phrase("event 12014 tells that none is found")
            yield _by(one, Answers(model, model), note)
        elif (one.server, name, thumbprint_of(one.documented)) in offered:
            note = phrase("event 12016 tells that it is offered")
            yield _by(one, Answers(documented, documented), note)
        else:
            yield one


def _failed_keyless(facts: Sequence[Fact]) -> set[tuple[str, str, str | None]]:
    """Give the connectors on which TLS failed for want of a key, each with what has none there."""
    bare: dict[str, set[str]] = {}
    for fact in facts:
        if fact.kind == "certificate" and fact.fields.get("has_private_key") is False:
            bare.setdefault(fact.server, set()).add(fact.text("thumbprint"))
    return {
        (fact.server, fact.text("connector").casefold(), thumbprint)
        for fact in facts
        if fact.kind == "tls-failure" and fact.text("error") == "NoCredentials"
        for thumbprint in bare.get(fact.server, ())
    }


def _by(one: Selection, answers: Answers, note: str) -> Selection:
    made = Selection.of(
        one.server,
        one.direction,
        one.connector,
        one.asked_for,
        answers,
        (*one.notes, note),
        one.evidence,
    )
    return replace(made, offered="no" if one.offered == "no" else made.offered)
