"""The rules behind the findings of a diagnosis: how each is recognised, near misses, sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.reports.markdown_html import as_html
from certtrail.reports.rule_page import rule_brief
from certtrail.rulebook.loading import shipped_rules

if TYPE_CHECKING:
    from markupsafe import Markup

    from certtrail.model.diagnosis import Diagnosis

_BELOW: int = 1  # the page's own headings stand below that of its section


@dataclass(frozen=True, slots=True)
class RuleBehind:
    """A rule: its title in English, and its page as HTML, in English, too."""

    title: str
    page: Markup


def rules_behind(diagnosis: Diagnosis) -> dict[str, RuleBehind]:
    """Give the shipped rules that found something, by their ids, sorted.

    A rule of the user's own is in a folder that a saved diagnosis does not know.
    """
    wanted = {finding.rule for finding in diagnosis.findings}
    rules = shipped_rules(wanted)
    pages = {rule.id for rule in rules}
    return {
        rule.id: RuleBehind(rule.title, as_html(rule_brief(rule), _BELOW, pages)) for rule in rules
    }
