"""What a site does not want to see: left out, counted, and back when its time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from certtrail.model.errors import RulebookError
from tests.places import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

LOST = "internal-certificate-lost"


def judged(folder: Path, *entries: str) -> Diagnosis:
    """Diagnose the Edge sample with suppressions of one's own."""
    lines = "".join(f"  - {{reason: known, {entry}}}\n" for entry in entries)
    (folder / "suppress.yaml").write_text(f"suppress:\n{lines}", "utf-8")
    return pipeline.diagnose([SAMPLES / "edge"], engine="plain", extra_rules=[folder])


def rules(diagnosis: Diagnosis) -> set[str]:
    """Name the rules that found something."""
    return {finding.rule for finding in diagnosis.findings}


def test_left_out_and_counted(tmp_path: Path) -> None:
    """The finding goes, a note says so with reason and end, and what it explained is back."""
    diagnosis = judged(tmp_path, f"rule: {LOST}, server: edge01, until: '2030-01-01'")
    assert LOST not in rules(diagnosis)
    (note,) = [note for note in diagnosis.notes if "suppress.yaml" in note]
    assert f"1 finding(s) of {LOST} of edge01 left out" in note
    assert "until 2030-01-01: known" in note
    (ephemeral,) = [f for f in diagnosis.findings if f.rule == "ephemeral-certificate-in-use"]
    assert ephemeral.explained_by is None


@pytest.mark.parametrize(
    "entry",
    [
        f"rule: {LOST}, until: '2026-02-25'",  # the logs end on the 26th
        f"rule: {LOST}, server: EX01, until: '2030-01-01'",
        f"rule: {LOST}, thumbprint: {'A' * 40}, until: '2030-01-01'",
    ],
)
def test_what_does_not_fit_is_shown(tmp_path: Path, entry: str) -> None:
    """Another server, another certificate, or a time that is over."""
    diagnosis = judged(tmp_path, entry)
    assert LOST in rules(diagnosis)
    (note,) = [note for note in diagnosis.notes if "suppress.yaml" in note]
    assert "0 finding(s)" in note or "ended on 2026-02-25" in note


def test_the_last_day_counts(tmp_path: Path) -> None:
    """Until a day is to its end."""
    assert LOST not in rules(judged(tmp_path, f"rule: {LOST}, until: '2026-02-26'"))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("rule: no-such-rule, until: '2030-01-01'", "expected the id of a rule"),
        (f"rule: {LOST}", "expected the key 'until'"),
        (f"rule: {LOST}, until: '2030-02-30'", "expected a day such as 2027-01-31"),
        (f"rule: {LOST}, until: '2030-01-01', serve: EX01", "unknown key 'serve'"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, entry: str, said: str) -> None:
    """Nothing is read while a suppression is not understood."""
    with pytest.raises(RulebookError, match=r"suppress\.yaml:2:") as caught:
        judged(tmp_path, entry)
    assert said in str(caught.value)


def test_a_reason_is_demanded(tmp_path: Path) -> None:
    """Nobody leaves out a finding without saying why."""
    (tmp_path / "suppress.yaml").write_text(
        f"suppress:\n  - {{rule: {LOST}, until: '2030-01-01'}}\n"
    )
    with pytest.raises(RulebookError, match="expected the key 'reason'"):
        pipeline.diagnose([SAMPLES / "edge"], extra_rules=[tmp_path])


def test_who_suppresses_everything_makes_nobody_healthy(tmp_path: Path) -> None:
    """A folder of rules can come from somebody else: what would judge a server is not gone."""
    shipped = judged(tmp_path, "rule: log-cleared, until: '2099-12-31'")
    assert {str(server.verdict) for server in shipped.servers} & {"broken", "at-risk"}
    entries = [f"rule: {rule}, until: '2099-12-31'" for rule in sorted(rules(shipped))]
    while True:
        diagnosis = judged(tmp_path, *entries)
        more = sorted(rules(diagnosis))
        if not more:
            break
        entries += [f"rule: {rule}, until: '2099-12-31'" for rule in more]
    assert "healthy" not in {str(server.verdict) for server in diagnosis.servers}
    assert any("suppress.yaml" in server.why for server in diagnosis.servers)


CLONED = "cloned-server"
ABOUT_THAT = [f"rule: {CLONED}, server: {name}, until: '2030-01-01'" for name in ("EX11", "ex12")]


def of_cloned(folder: Path, *entries: str) -> tuple[list[tuple[str, ...]], str]:
    """Diagnose two servers that are one; gives the servers of the findings, and the notes."""
    lines = "".join(f"  - {{reason: known, {entry}}}\n" for entry in entries)
    (folder / "suppress.yaml").write_text(f"suppress:\n{lines}", "utf-8")
    read = pipeline.diagnose([SAMPLES / "cloned-servers"], engine="plain", extra_rules=[folder])
    notes = "\n".join(note for note in read.notes if "suppress.yaml" in note)
    return [finding.servers for finding in read.findings if finding.rule == CLONED], notes


@pytest.mark.parametrize("number", [0, 1])
def test_a_finding_of_two_is_shown_where_one_is_suppressed(tmp_path: Path, number: int) -> None:
    """It is of the other one as well, which the note says."""
    found, notes = of_cloned(tmp_path, ABOUT_THAT[number])
    assert [[name.partition(".")[0] for name in names] for names in found] == [["EX11", "EX12"]]
    assert f"0 finding(s) of {CLONED} of {('ex11', 'ex12')[number]} left out" in notes
    (other,) = {*found[0]} - {found[0][number]}
    assert f"are shown, as they are of {other}, too." in notes


@pytest.mark.parametrize(
    "entries",
    [
        ABOUT_THAT,
        [f"rule: {CLONED}, until: '2030-01-01'"],
        [ABOUT_THAT[0], f"rule: {CLONED}, until: '2030-01-01'"],
    ],
)
def test_a_finding_of_two_goes_where_both_are_suppressed(
    tmp_path: Path, entries: list[str]
) -> None:
    """Each by its name, or all by none."""
    found, notes = of_cloned(tmp_path, *entries)
    assert not found
    assert notes.count("1 finding(s)") == len(entries)
    assert "are shown" not in notes


@pytest.mark.parametrize(
    "other",
    [
        f"rule: {CLONED}, server: EX12, until: '2020-01-01'",  # it is over
        f"rule: {CLONED}, server: EX13, until: '2030-01-01'",
        "rule: log-cleared, server: EX12, until: '2030-01-01'",
    ],
)
def test_an_entry_that_does_not_count_covers_no_server(tmp_path: Path, other: str) -> None:
    """One is over, one is of another server, one of another rule."""
    found, _ = of_cloned(tmp_path, ABOUT_THAT[0], other)
    assert len(found) == 1
