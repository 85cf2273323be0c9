"""Which send connector a queue waits for: what connectors pick in; the same out, with what is
beside the queues that wait for a certificate.

A queue that is called as a connector waits for that one. What another connector picks tells nothing
of it, also where its own is disabled and so picks nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Fact

_SELECTED: Final = "certificate-selected"
_NOT_FOUND: Final = "tls-certificate-name-not-found"


def with_queues(added: Iterable[Fact], facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give the facts of what is picked; a send connector's gets `aside` where all queues that wait
    for a certificate are those of other connectors.

    Args:
        added: of what connectors pick, among others.
        facts: of all servers, with those of the queues.
        estate: their connectors, disabled ones, too.
    """
    names = {one.name.casefold() for one in estate.send}
    waiting = {
        fact.text("next_hop").casefold()
        for fact in facts
        if fact.kind == "queue-error" and fact.text("reason") == _NOT_FOUND
    }
    told = bool(waiting) and waiting <= names
    for fact in added:
        beside = told and fact.kind == _SELECTED and fact.text("direction") == "outbound"
        if beside and fact.text("connector").casefold() not in waiting:
            yield replace(fact, fields={**fact.fields, "aside": True})
        else:
            yield fact
