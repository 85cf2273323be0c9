"""The renewal plan in each format of the report: when, which, how, and where the rest is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from certtrail.reports.formats import render
from tests.reports import examples


@pytest.mark.parametrize("form", ["html", "md", "text"])
def test_a_plan_is_shown(form: str) -> None:
    """Every format names the certificate and its end; those with room have the steps."""
    shown = render(examples.whole(), form, zone=UTC)
    assert "2026-04-02 13:14" in shown
    assert "give or take 2 h" in shown
    assert "1851CC210401E7DB7C6FC614295D24A45715D5AA" in shown
    if form != "text":
        assert "$new = New-ExchangeCertificate" in shown


@pytest.mark.parametrize("form", ["html", "md", "text"])
def test_no_plan_no_section(form: str) -> None:
    """Without a known end there is no empty heading."""
    shown = render(replace(examples.whole(), renewals=()), form, zone=UTC)
    assert "Renewal plan" not in shown
    assert "EXPIRES NEXT" not in shown


@pytest.mark.parametrize("form", ["html", "md", "text"])
def test_many_plans_are_cut_and_counted(form: str) -> None:
    """A fleet's report stays short, and says how many are left out."""
    many = replace(examples.whole(), renewals=tuple(examples.renewal() for _ in range(45)))
    shown = render(many, form, zone=UTC)
    assert {"html": "15 later renewals", "md": "35 later renewals", "text": "more"}[form] in shown
