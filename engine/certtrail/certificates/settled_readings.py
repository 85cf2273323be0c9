"""Where events tell which of two readings holds: selections and facts in, selections out.

The readings can differ on whether a certificate is found at all. Most often that is one which has
expired and which TlsCertificateName means: as documented it is offered all the same, in the model
none is found. The connector's own 12014 or 12016 decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.model.selected_certificates import Answers, Selection, thumbprint_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact


def settled_readings(found: Iterable[Selection], facts: Iterable[Fact]) -> Iterator[Selection]:
    """Give all selections; one on which the readings differ gets the answer that events show.

    Args:
        found: selections of all servers.
        facts: of all servers, among them those of 12014 and 12016.
    """
    missed: set[tuple[str, str, str]] = set()
    offered: set[tuple[str, str, str]] = set()
    for fact in facts:
        name = fact.text("name").casefold()
        if fact.kind == "starttls-certificate-missing" and fact.holds("open"):
            missed.add((fact.server, name, fact.text("connector").casefold()))
        elif fact.kind == "starttls-certificate-expired" and fact.holds("open"):
            offered.add((fact.server, name, fact.text("thumbprint")))
    for one in found:
        documented, model = one.answers.documented, one.answers.model
        if not documented.pick or model.pick != "":
            yield one
            continue
        name = one.asked_for.casefold()
        if (one.server, name, one.connector.casefold()) in missed:
            note = phrase("event 12014 tells that none is found")
            yield _by(one, Answers(model, model), note)
        elif (one.server, name, thumbprint_of(one.documented)) in offered:
            note = phrase("event 12016 tells that it is offered")
            yield _by(one, Answers(documented, documented), note)
        else:
            yield one


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
