"""Findings and evidence for a spreadsheet: complete, and nothing that it would run."""

from __future__ import annotations

import csv
import io
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from certtrail.reports.csv_file import COLUMNS, render
from certtrail.text.languages import ENGLISH_READER
from tests.reports import examples, extremes

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def rows(text: str) -> list[dict[str, str]]:
    """Read it back."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_record_of_every_finding() -> None:
    """One row each; a finding without records has one, too."""
    diagnosis = examples.whole()
    found = rows(render(diagnosis, ENGLISH_READER))
    assert len(found) == sum(max(1, len(finding.evidence)) for finding in diagnosis.findings)
    assert {row["finding"] for row in found} == {finding.id for finding in diagnosis.findings}
    first = diagnosis.findings[0]
    mine = [row for row in found if row["finding"] == first.id]
    assert [row["record_id"] for row in mine] == [str(line.record_id) for line in first.evidence]
    assert mine[0]["severity"] == first.severity


def test_a_healthy_diagnosis_has_only_the_head() -> None:
    """Nothing was found."""
    assert render(examples.healthy(), ENGLISH_READER).strip() == ",".join(COLUMNS)


@given(st.text(max_size=60))
def test_no_cell_is_a_formula_or_hides_anything(text: str) -> None:
    """Whatever stands in a log."""
    for row in rows(render(extremes.hostile(text), ENGLISH_READER)):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@"))
            assert not {unicodedata.category(letter) for letter in cell} & UNSEEN
