"""Checks across rules, and against the facts that exist."""

from __future__ import annotations

import pytest

from certtrail.model.errors import RulebookError
from certtrail.rulebook import check_against, parse_rulebook
from certtrail.rulebook.strata import strata
from tests.rulebook.examples import GOOD, renamed, spoiled

FIELDS = {
    "in-use": {"thumbprint", "current"},
    "fallback": {"configured", "complete"},
    "action": {"thumbprint", "verb"},
}


def against(text: str, vocabulary: dict[str, set[str]]) -> list[str]:
    """Check one rule against a vocabulary."""
    rulebook = parse_rulebook({"certificate-lost.yaml": text})
    return [str(problem) for problem in check_against(rulebook, vocabulary)]


def test_known_fields_pass() -> None:
    """A rule that names only what exists has no problems; server and time always exist."""
    text = GOOD.replace("current == true", "current == true, server == EX01, time > 0")
    assert against(text, FIELDS) == []


def test_unknown_kinds_and_fields() -> None:
    """Unknown kinds and fields are told wherever they stand."""
    found = against(GOOD, {"in-use": {"thumb"}, "fallback": {"configured"}})
    assert found == [
        "certificate-lost.yaml:10:36: expected a field of in-use (thumb), found 'current'",
        "certificate-lost.yaml:11:65: expected a field of in-use (thumb), found 'thumbprint'",
        "certificate-lost.yaml:13:13: expected a known fact kind, found 'action'",
        "certificate-lost.yaml:15:15: expected a field of in-use (thumb), found 'thumbprint'",
        "certificate-lost.yaml:24:15: expected a field of fallback (configured), found 'complete'",
    ]


def test_fields_in_templates() -> None:
    """A placeholder names a field that exists, too."""
    found = against(GOOD.replace("Mail stops.", '"{lost.gone}"'), FIELDS)
    assert len(found) == 1
    assert found[0].startswith("certificate-lost.yaml:20:9: expected a field of fallback")


def test_alias_named_as_another_kind() -> None:
    """An alias that is also a fact kind is still the alias."""
    text = GOOD.replace("fallback", "warned")
    assert against(text, {**FIELDS, "warned": FIELDS["fallback"]}) == []


def test_fields_of_findings() -> None:
    """A rule that reads a finding can name what that rule sets, and no more."""
    fact = "fact: in-use, where: [current == true]"
    good = renamed("reader", (fact, "finding: read, where: [kindness == x]"))
    assert len(parse_rulebook({"read.yaml": renamed("read"), "reader.yaml": good}).rules) == 2
    bad = renamed("reader", (fact, "finding: read, where: [size == 1]"))
    with pytest.raises(RulebookError) as caught:
        parse_rulebook({"read.yaml": renamed("read"), "reader.yaml": bad})
    known = "(dotted, kindness, rule, severity, thumbprint)"
    said = f"reader.yaml:10:37: expected a field of finding:read {known}, found 'size'"
    assert str(caught.value) == said


def test_repeated_ids_and_titles() -> None:
    """Ids and titles are unique over all files, whatever their case."""
    again = renamed("other", ("Title of other", "THE certificate was lost"))
    assert spoiled(("impact: Mail", "impact: No mail"), other=again) == [
        "other.yaml:2:8: the title is also that of rules/certificate-lost.yaml"
    ]
    found = spoiled(("The certificate was lost", "Another title"), **{"a/certificate-lost": GOOD})
    assert len(found) == 1
    assert "the id 'certificate-lost' is also that of rules/a/certificate-lost.yaml" in found[0]


def test_circles() -> None:
    """Rules that read each other in a circle are told, each of them."""
    reads = ("fact: in-use, where: [current == true]", "finding: certificate-lost")
    found = spoiled(("fact: action", "finding: other"), other=renamed("other", reads))
    circles = [problem for problem in found if "circle" in problem]
    assert len(circles) == 2
    assert all(problem.endswith("one among certificate-lost, other") for problem in circles)


def test_server_rule_cannot_read_across() -> None:
    """A rule of one server cannot read a finding across servers, which is made later."""
    found = spoiled(
        ("fact: in-use, where: [current == true]", "finding: wide"),
        wide=renamed("wide", ("verdict: broken", "scope: fleet")),
    )
    said = "certificate-lost.yaml:10:23: expected a rule of scope `server`, found 'wide'"
    assert found[0].startswith(said)


def test_strata() -> None:
    """Rules are grouped so that each comes after those it reads."""
    reads = "fact: in-use, where: [current == true]"
    rulebook = parse_rulebook(
        {
            "certificate-lost.yaml": GOOD,
            "a.yaml": renamed("a", (reads, "finding: b, where: [kindness == literal]")),
            "b.yaml": renamed("b", (reads, "finding: certificate-lost")),
        }
    )
    layers, stuck = strata(rulebook.rules)
    assert [[rule.id for rule in layer] for layer in layers] == [["certificate-lost"], ["b"], ["a"]]
    assert stuck == ()
    assert [rule.id for rule in rulebook.closure("b").rules] == ["b", "certificate-lost"]
