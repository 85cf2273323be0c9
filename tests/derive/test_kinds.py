"""What rules may join on is what the derivation makes."""

from __future__ import annotations

from collections import defaultdict

from certtrail.catalogue import load_catalogue
from certtrail.derive.kinds import FACT_FIELDS
from certtrail.rulebook import load_rulebook
from certtrail.trial import facts_of


def derived() -> dict[str, set[str]]:
    """Give every field of every kind of fact that the rules' own cases lead to."""
    catalogue = load_catalogue()
    fields: defaultdict[str, set[str]] = defaultdict(set)
    for rule in load_rulebook().rules:
        for case in rule.cases:
            for fact in facts_of(case, catalogue).facts:
                fields[fact.kind] |= set(fact.fields)
    return fields


def test_every_derived_field_is_listed() -> None:
    """No fact has a kind or a field that the list does not name."""
    unlisted = {kind: names - FACT_FIELDS.get(kind, set()) for kind, names in derived().items()}
    assert not {kind: names for kind, names in unlisted.items() if names}


def test_every_listed_kind_is_derived() -> None:
    """No kind is listed that nothing leads to, so a rule on it could never fire."""
    assert set(FACT_FIELDS) == set(derived())
