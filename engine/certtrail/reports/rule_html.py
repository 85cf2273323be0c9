"""A rule in, a page about it as HTML out, which stands alone: for `certtrail rules show --open`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.reports.html import Html
from certtrail.reports.markdown_html import as_html
from certtrail.reports.rule_page import rule_page
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.rulebook import Rule


def rule_html(rule: Rule, explained_by: Sequence[str] = ()) -> Html:
    """Write the page; arguments as of `rule_page`."""
    page = as_html(rule_page(rule, explained_by))
    return Html("rule.html.j2", Speech(ENGLISH_READER), title=rule.title, page=page)
