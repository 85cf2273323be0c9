"""What the tool knows: the catalogue of events and the rules, strictly read from YAML.

In come the files of `rules/` and of folders that the user names; out come a `Catalogue` (what
each event of a provider says) and a `Rulebook` (rules ready for the engines), or every mistake of
every file with its place.

An event goes into `rules/catalogue/`, a rule into `rules/<area>/`, what many rules ask for into
`rules/steps.yaml`, a cmdlet that they may name into `rules/commands/`. What a rule file may say is
`rule.Rule`; the facts that rules can join on are in `fact_kinds`.
"""

from __future__ import annotations

from certtrail.rulebook.checking import check_against
from certtrail.rulebook.loading import load_rulebook, parse_rulebook
from certtrail.rulebook.rule import Rule, Rulebook
from certtrail.rulebook.rule_case import RuleCase

__all__ = [
    "Rule",
    "RuleCase",
    "Rulebook",
    "check_against",
    "load_rulebook",
    "parse_rulebook",
]
