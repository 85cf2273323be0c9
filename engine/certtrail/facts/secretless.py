"""Facts of pasted text and transcripts in, the same without the secrets that stand in them out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.text.message import Message
from certtrail.text.secrets.masking import masked

if TYPE_CHECKING:
    from certtrail.model.fact import Fact


def secretless(fact: Fact) -> Fact:
    """Mask what announces a secret in a fact's fields and in the lines of its evidence."""
    fields = {
        name: masked(value) if isinstance(value, str) and not isinstance(value, Message) else value
        for name, value in fact.fields.items()
    }
    evidence = tuple(
        item if (line := masked(item.line)) == item.line else replace(item, line=line)
        for item in fact.evidence
    )
    if fields == fact.fields and evidence == fact.evidence:
        return fact
    return replace(fact, fields=fields, evidence=evidence)
