"""The rulebook: rules as data, read strictly from YAML, ready for the engine."""

from __future__ import annotations

from certtrail.rulebook.checking import check_against
from certtrail.rulebook.loading import load_rulebook, parse_rulebook
from certtrail.rulebook.model import Case, Rule, Rulebook
from certtrail.rulebook.schema import rule_schema

__all__ = [
    "Case",
    "Rule",
    "Rulebook",
    "check_against",
    "load_rulebook",
    "parse_rulebook",
    "rule_schema",
]
