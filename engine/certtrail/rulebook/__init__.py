"""The rulebook: rules as data, read strictly from YAML, ready for the engine."""

from __future__ import annotations

from certtrail.rulebook.checking import check_against
from certtrail.rulebook.json_schema import rule_schema
from certtrail.rulebook.loading import load_rulebook, parse_rulebook
from certtrail.rulebook.rule import Case, Rule, Rulebook

__all__ = [
    "Case",
    "Rule",
    "Rulebook",
    "check_against",
    "load_rulebook",
    "parse_rulebook",
    "rule_schema",
]
