from __future__ import annotations

from dataclasses import replace

import pytest

from certtrail.model.diagnosis import Server
from certtrail.model.vocabulary import Severity, Verdict
from certtrail.reports import outline
from certtrail.reports.formats import render
from tests.reports import examples


def _titles(explained_by: dict[str, str | None]) -> list[tuple[str, list[str]]]:
    findings = tuple(
        examples.finding(id=name, explained_by=above) for name, above in explained_by.items()
    )
    causes = outline.causes(replace(examples.whole(), findings=findings))
    return [(cause.finding.id, [below.id for below in cause.explained]) for cause in causes]


def test_findings_fold_under_what_explains_them() -> None:
    """A finding stands under the first of its explanations that nothing explains."""
    assert _titles({"a": None, "b": "a", "c": "b", "d": None}) == [("a", ["b", "c"]), ("d", [])]


@pytest.mark.parametrize(
    "explained_by",
    [
        {"a": "nowhere", "b": "a"},
        {"a": "b", "b": "a"},
        {"a": "a"},
        {"a": "b", "b": "c", "c": "b", "d": "a"},
    ],
)
def test_no_finding_is_lost(explained_by: dict[str, str | None]) -> None:
    """Explanations that are absent or run in a circle hide nothing and show nothing twice."""
    shown = [name for head, below in _titles(explained_by) for name in (head, *below)]
    assert sorted(shown) == sorted(explained_by)


def test_a_long_chain_of_explanations_folds() -> None:
    """A chain of thousands needs no recursion."""
    chain: dict[str, str | None] = {"0": None}
    chain |= {str(number): str(number - 1) for number in range(1, 5000)}
    ((head, below),) = _titles(chain)
    assert (head, len(below)) == ("0", 4999)


def test_the_gravest_cause_is_first_by_what_it_explains_too() -> None:
    """A mild finding that explains a critical one outranks a high one that explains nothing."""
    findings = (
        examples.finding(id="high", severity=Severity.HIGH),
        examples.finding(id="mild", severity=Severity.LOW),
        examples.explained(id="grave", severity=Severity.CRITICAL, explained_by="mild"),
    )
    causes = outline.causes(replace(examples.whole(), findings=findings))
    assert [cause.finding.id for cause in causes] == ["mild", "high"]


@pytest.mark.parametrize("form", ["md", "md-plain", "html"])
def test_one_act_is_ordered_once(form: str) -> None:
    """The steps of what is explained are left to its cause, but where that has none of its own."""
    lead = examples.finding(id="lead", remedy=("Look at `Get-Queue`",))
    below = examples.explained(id="below", explained_by="lead", remedy=("Run `Get-Service`",))
    shown = render(replace(examples.whole(), findings=(lead, below)), form)
    assert "Get-Queue" in shown
    assert "Get-Service" not in shown
    assert "stands under 1" in shown
    bare = replace(examples.whole(), findings=(replace(lead, remedy=()), below))
    assert "Get-Service" in render(bare, form)


def test_servers_stand_worst_first() -> None:
    """Broken comes before at risk, at risk before unknown, healthy last."""
    verdicts = [server.verdict for server in outline.parted_servers(examples.whole())[0]]
    assert verdicts == [Verdict.BROKEN, Verdict.AT_RISK, Verdict.UNKNOWN]


def test_servers_that_lack_the_same_stand_in_one_row() -> None:
    """What could not be judged is grouped by what was missing, then by its servers."""
    first, *rest = outline.unjudged(examples.whole())
    assert first.servers == (examples.EX01, examples.EX02)
    assert [missing.what for missing in first.missing] == ["the MSExchange Management log"]
    assert [each.rule for each in first.rules] == [
        "internal-certificate-deleted",
        "restart-pending",
    ]
    assert len(rest) == 3


def test_servers_that_only_lists_name_are_folded() -> None:
    """They are named in every form, but none has a row, a card or a block of its own."""
    bare = [
        Server(f"NAMED{number:02}", Verdict.UNKNOWN, "No log is here.", None, None, "")
        for number in range(30)
    ]
    shown = examples.whole()
    many = replace(shown, servers=(*bare, *shown.servers))
    told, named = outline.parted_servers(many)
    assert told == outline.parted_servers(shown)[0]
    assert list(named) == bare
    for form in ("md", "md-plain", "html"):
        text = render(many, form)
        assert text.count("No log is here.") == 0
        assert "30 servers that only lists name" in text
        assert all(server.name in text for server in bare)
    summary = render(many, "text")
    assert "No log is here." not in summary
    assert "... and 30 servers that only lists name: NAMED00" in summary


def test_what_is_looked_at_is_not_folded() -> None:
    """Neither a server that a finding is about, nor all where nobody's logs are here."""
    bare = Server("NAMED", Verdict.UNKNOWN, "No log is here.", None, None, "")
    about = replace(examples.whole().findings[0], servers=("NAMED",), server="NAMED")
    one = replace(examples.whole(), servers=(*examples.whole().servers, bare), findings=(about,))
    assert outline.parted_servers(one)[1] == ()
    alone = replace(examples.empty(), servers=(bare,))
    assert outline.parted_servers(alone) == ((bare,), ())
