"""Servers of partners, of which only a queue tells: facts and stores in; those of ours out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.certificates.partner_queues import with_partner_queues

if TYPE_CHECKING:
    from certtrail.certificates.estate import Estate
    from certtrail.facts.derivation import FactSet


def without_partners(facts: FactSet, estate: Estate) -> tuple[FactSet, Estate]:
    """Take the queues of partners for what they tell of our servers; nothing is asked of theirs."""
    logged = {server for server, _ in (*facts.coverage, *facts.seen)}
    told, ours = with_partner_queues(facts.facts, estate, logged)
    gone = {fact.server for fact in facts.facts} - {fact.server for fact in told}
    able = {name: each for name, each in facts.capabilities.items() if name not in gone}
    return replace(facts, facts=told, capabilities=able), ours
