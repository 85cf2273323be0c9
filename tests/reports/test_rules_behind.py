"""The rules behind findings stand in the page of a report, folded, with what proves them."""

from __future__ import annotations

from dataclasses import replace

from lxml import html

from certtrail.reports.formats import render
from certtrail.reports.markdown_html import as_html
from certtrail.reports.rule_page import rule_page
from certtrail.reports.rules_behind import rules_behind
from certtrail.rulebook import load_rulebook
from certtrail.rulebook.loading import shipped_rules
from certtrail.text.links import split_link
from tests.reports import examples

RULE = "internal-certificate-lost"


def test_each_rule_stands_once_and_findings_lead_to_it() -> None:
    """However many findings it has."""
    one = examples.finding(id="a", rule=RULE)
    diagnosis = replace(examples.whole(), findings=(one, replace(one, id="b", explained_by=None)))
    tree = html.document_fromstring(render(diagnosis, "html"))
    folded = f"//details[@id='rule-{RULE}']"
    assert tree.xpath(f"count({folded}[not(@open)])") == 1
    assert tree.xpath(f"count(//a[@href='#rule-{RULE}'])") == 2
    rule = load_rulebook()[RULE]
    told = str(tree.xpath(f"string({folded})"))
    assert all(case.says in told for case in rule.cases)
    for address in (split_link(text)[1] for text in rule.references):
        assert not address or tree.xpath(f"count({folded}//a[@href=$to])", to=address) == 1


def test_a_rule_of_the_users_own_has_no_page() -> None:
    """Its folder is not known; its name in a saved diagnosis leads nowhere."""
    for name in ("my-rule", "../rules/transport/x", "steps", "exchange-transport"):
        finding = examples.finding(rule=name)
        diagnosis = replace(examples.whole(), findings=(finding,))
        assert rules_behind(diagnosis) == {}
        assert "#rule-" not in render(diagnosis, "html")


def test_every_page_keeps_its_links_to_sources_and_no_others() -> None:
    """Those to other rules are words, but where their pages stand beside."""
    rulebook = load_rulebook()
    for rule in rulebook.rules:
        page = rule_page(rule, rulebook.explaining(rule.id))
        tree = html.fragment_fromstring(as_html(page), create_parent=True)
        sources = [address for text in rule.references if (address := split_link(text)[1])]
        assert [link.get("href") for link in tree.iter("a")] == sources
        beside = html.fragment_fromstring(as_html(page, 0, rule.explains), create_parent=True)
        inside = {link.get("href") for link in beside.iter("a")} - {*sources}
        assert inside == {f"#rule-{name}" for name in rule.explains}


def test_a_few_rules_are_loaded_as_in_the_whole() -> None:
    """Alone, each is what it is among the others."""
    known = {rule.id: rule for rule in load_rulebook().rules}
    few = shipped_rules([RULE, "store-emptied", "nothing"])
    assert [rule.id for rule in few] == [RULE, "store-emptied"]
    assert all(repr(rule.remedy) == repr(known[rule.id].remedy) for rule in few)
    assert all(rule.cases == known[rule.id].cases for rule in few)
