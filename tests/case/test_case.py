"""A case in Python: frames of what was found, SQL over them, and a folder to keep them in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import certtrail
from certtrail.case import frames
from certtrail.case.certificate_frames import CHANGES, LEDGER, SELECTIONS
from certtrail.case.sql import QueryError
from certtrail.certificates.operations import At, Remove
from certtrail.certificates.what_if import WhatIf
from certtrail.model.errors import InputError, RulebookError
from certtrail.model.events import COLUMNS
from tests.stories.sampled import FOLDER, SAMPLES, diagnosed

if TYPE_CHECKING:
    from pathlib import Path

MINE = """\
id: my-restart
title: A transport process loaded a certificate that runs out
severity: low
confidence: medium
basis: observed
needs: [Application]
when:
  - lost: {fact: internal-certificate-fallback, where: [configured != ""]}
  - use:
      fact: internal-certificate-in-use
      before: lost
      where: [thumbprint == lost.configured, state == expired, process == WHOSE]
thumbprints: [lost.configured]
cause: "{lost.configured|thumbprint} was lost on {self.server}."
impact: None yet.
remedy: ["Look at it: `Get-ExchangeCertificate`"]
confirm: ["It stops."]
references: [my notes]
"""


@pytest.fixture(scope="module")
def case() -> certtrail.Case:
    """Give the first sample, opened."""
    return certtrail.open(FOLDER / "classic-loss")


def test_nothing_is_read_before_it_is_asked_for() -> None:
    """A path that does not exist is told when something is asked for."""
    opened = certtrail.open("no-such-export.zip")
    with pytest.raises(InputError, match=r"no-such-export\.zip"):
        opened.findings()


def test_columns_and_dtypes_are_those_documented(case: certtrail.Case) -> None:
    """Every frame has its columns, also an empty one."""
    documented = {
        "events": COLUMNS,
        "facts": frames.FACTS,
        "findings": frames.FINDINGS,
        "certificates": LEDGER,
        "selection": SELECTIONS,
        "coverage": frames.COVERAGE,
        "differences": frames.DIFFERENCES,
    }
    for shown in (case.frames(), certtrail.open(FOLDER / "healthy").frames()):
        assert {name: list(frame.columns) for name, frame in shown.items()} == {
            name: list(columns) for name, columns in documented.items()
        }
        for name, columns in documented.items():
            for column, dtype in columns.items():
                assert shown[name][column].dtype == pd.Series([], dtype=dtype).dtype, column


def test_every_column_is_explained(case: certtrail.Case) -> None:
    """In the library's page, in the table of its frame, with its dtype."""
    page = (FOLDER.parent / "docs/library.md").read_text("utf-8")
    for name, frame in case.frames().items():
        table = page.partition(f"\n`{name}`, one row")[2] or page.partition(f"\n`{name}`, the")[2]
        rows = [line for line in table.partition("\n\n`")[0].splitlines() if line[:2] == "| "]
        for column in frame.columns:
            (row,) = [line for line in rows if f"`{column}`" in line.split("|")[1]]
            dtype = str(frame[column].dtype)
            assert f"`{dtype}`" in row.split("|")[2], (name, column)


@pytest.mark.parametrize("sample", SAMPLES)
def test_findings_are_those_of_the_diagnosis(sample: str) -> None:
    """The frame tells what the diagnosis holds, in its order."""
    found = certtrail.open(FOLDER / sample, engine="plain").findings()
    expected = diagnosed(sample).findings
    assert list(found["rule"]) == [one.rule for one in expected]
    assert [str(text) for text in found["cause"]] == [str(one.cause) for one in expected]


def test_events_are_selected_by_all_that_is_given(case: certtrail.Case) -> None:
    """Provider and id together mean both; times are half open; names go without case."""
    every = case.events()
    lost = case.events(provider="msexchangetransport", id=12024)
    expected = every[(every["provider"] == "MSExchangeTransport") & (every["event_id"] == 12024)]
    assert len(lost) == len(expected) > 0
    # Another provider uses this id, too; it is a trap of the sample.
    assert len(case.events(id=12024)) > len(lost)
    first = lost["time"].iloc[0]
    after = case.events(provider="MSExchangeTransport", id=[12024], since=first.isoformat())
    assert len(after) == len(lost)
    before = case.events(provider="MSExchangeTransport", id=12024, until=first)
    assert before.empty
    assert case.events(channel="System", computer="nobody").empty


def test_facts_of_one_kind_have_a_column_for_each_field(case: certtrail.Case) -> None:
    """The fields come out of their dictionary, whole and typed."""
    kind = "internal-certificate-fallback"
    whole = case.facts()[lambda facts: facts["kind"] == kind]
    spread = case.facts(kind)
    assert len(spread) == len(whole) == 1
    for name, value in whole["fields"].iloc[0].items():
        assert spread[name].iloc[0] == value
    assert spread["evidence"].iloc[0] == whole["evidence"].iloc[0] != ()
    assert case.facts("no-such-kind").empty


def test_sql_joins_the_frames(case: certtrail.Case) -> None:
    """A query sees all frames; columns of several values are JSON."""
    found = case.sql(
        "select f.rule, c.status from findings f, certificates c"
        " where list_contains(f.thumbprints::json::varchar[], c.thumbprint) order by all"
    )
    named = {one.rule for one in case.diagnosis.findings if one.thumbprints}
    assert named
    assert set(found["rule"]) == named


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('{path}')",
        "select * from '{path}'",
        "copy findings to '{path}'",
        "attach '{path}'",
        "set enable_external_access = true",
        "select * from outside",
        "selec",
    ],
)
def test_sql_reaches_nothing_else(case: certtrail.Case, query: str, tmp_path: Path) -> None:
    """No file, no setting, no variable of the notebook; a clear error names the tables."""
    outside = pd.DataFrame({"secret": [1]})
    path = tmp_path / "it.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(
        QueryError, match="the tables are certificates, coverage, differences, events"
    ):
        case.sql(query.format(path=path))
    assert len(outside) == 1
    assert path.read_text(encoding="utf-8") == "a,b\n1,2\n"


def test_a_saved_case_opens_without_the_logs(case: certtrail.Case, tmp_path: Path) -> None:
    """All frames, the diagnosis and the report come back the same."""
    again = certtrail.load(case.save(tmp_path / "case"))
    for name, frame in case.frames().items():
        pd.testing.assert_frame_equal(frame.reset_index(drop=True), again.frames()[name])
    assert again.diagnosis == case.diagnosis
    assert again.report("html") == case.report("html")
    assert again.sql("select count(*) n from findings")["n"].iloc[0] == len(case.findings())
    kind = "certificate-action"
    pd.testing.assert_frame_equal(again.facts(kind), case.facts(kind), check_dtype=False)
    lost = case.events(provider="MSExchangeTransport", id=12024)
    assert len(again.events(provider="MSExchangeTransport", id=12024)) == len(lost) > 0
    with pytest.raises(InputError, match=r"open them with certtrail\.open"):
        again.what_if()
    with pytest.raises(InputError, match=r"open them with certtrail\.open"):
        again.selection(at="2026-01-01")
    case.save(tmp_path / "case")


def test_saving_spares_what_is_there(case: certtrail.Case, tmp_path: Path) -> None:
    """A folder with other things is refused; a broken save is told when it is opened."""
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="expected an empty folder"):
        case.save(tmp_path)
    with pytest.raises(InputError, match=r"found no diagnosis\.json"):
        certtrail.load(tmp_path)
    saved = case.save(tmp_path / "case")
    (saved / "facts.parquet").write_bytes(b"nonsense")
    with pytest.raises(InputError, match=r"facts\.parquet"):
        certtrail.load(saved).facts()
    pd.DataFrame({"kind": ["x"]}).to_parquet(saved / "facts.parquet")
    with pytest.raises(InputError, match=r"facts\.parquet: expected the column server"):
        certtrail.load(saved).facts()


def test_what_if_changes_nothing(case: certtrail.Case) -> None:
    """It answers what would change, and the case is as before."""
    before = case.selection()
    answer = case.what_if(At(0))
    assert isinstance(answer, WhatIf)
    assert list(answer.frame().columns) == list(CHANGES)
    assert "Nothing changes." in case.what_if()._repr_html_()
    assert answer.before
    with pytest.raises(InputError, match="no certificate of this thumbprint"):
        case.what_if(Remove("AB" * 20))
    pd.testing.assert_frame_equal(case.selection(), before)


def test_what_a_notebook_shows_is_escaped(tmp_path: Path) -> None:
    """A server's name out of an export is text, never markup."""
    case = certtrail.open(FOLDER / "classic-loss", engine="plain")
    saved = case.save(tmp_path / "case") / "diagnosis.json"
    hostile = "<img src=x onerror=alert(1)>"
    whole = saved.read_text(encoding="utf-8").replace("EX01.contoso.com", hostile)
    assert json.loads(whole)
    saved.write_text(whole, encoding="utf-8")
    shown = certtrail.load(tmp_path / "case")._repr_html_()
    assert "<img" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown


def test_try_rule_tells_how_far_a_rule_got(case: certtrail.Case) -> None:
    """It fires; or tells the condition that failed, with the record that came closest."""
    state = case.facts("internal-certificate-in-use").iloc[-1]
    fires = certtrail.try_rule(
        MINE.replace("WHOSE", str(state["process"])).replace(
            "state == expired", f"state == {state['state']}"
        ),
        case,
    )
    assert list(fires.findings["rule"]) == ["my-restart"]
    assert list(fires.steps["fit_the_rest"]) == [1, 1]
    fails = certtrail.try_rule(MINE.replace("WHOSE", "frontend"), case)
    assert fails.findings.empty
    assert set(fails.outcomes["outcome"]) == {"clear"}
    use = fails.steps.iloc[1]
    assert use["fit_the_rest"] == 0
    assert use["fails_at"] in {"state == expired", "process == frontend"}
    assert "MSExchangeTransport" in use["closest"]
    assert "&lt;" not in fails._repr_html_()
    assert "my-restart" in fails._repr_html_()


def test_try_rule_tells_why_a_shipped_rule_is_silent() -> None:
    """By its id alone; a rule under the id of a shipped one takes its place."""
    case = certtrail.open(FOLDER / "precedence")
    tried = certtrail.try_rule("internal-certificate-deleted", case)
    assert tried.findings.empty
    assert tried.steps["fails_at"].iloc[0] == "(there is no such fact)"
    assert tried.steps["fails_at"].iloc[1] == "(nothing before it matched)"
    healthy = certtrail.try_rule("precedence-conflict", certtrail.open(FOLDER / "healthy"))
    assert set(healthy.steps["facts"].dropna()) == {0}
    changed = MINE.replace("my-restart", "precedence-conflict").replace("WHOSE", "transport")
    assert certtrail.try_rule(changed, case).findings.empty


def test_try_rule_refuses_what_is_no_rule(case: certtrail.Case) -> None:
    """With the place, and what was expected."""
    with pytest.raises(InputError, match="the id of a shipped rule"):
        certtrail.try_rule("no-such-rule", case)
    with pytest.raises(InputError, match="id: my-rule"):
        certtrail.try_rule("title: x\nwhen: []\n", case)
    with pytest.raises(RulebookError, match="nonsense"):
        certtrail.try_rule(MINE.replace("configured !=", "nonsense !="), case)
