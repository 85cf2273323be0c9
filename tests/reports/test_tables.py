"""Certificates, what connectors pick, and what can go wrong: in the page and in both Markdowns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from certtrail.model.selected_certificates import UNKNOWN, Direction
from certtrail.reports.formats import render
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER
from tests.reports import examples
from tests.reports.tables import HELD, OTHER, entry, selection
from tests.stories.sampled import diagnosed

FORMS = ("html", "md", "md-plain")


def _shown(form: str, **changes: object) -> str:
    told = render(replace(examples.whole(), **changes), form)  # type: ignore[arg-type]
    return str(html.document_fromstring(told).xpath("string()")) if form == "html" else told


@pytest.mark.parametrize("form", FORMS)
def test_every_certificate_is_listed(form: str) -> None:
    """With its subject, end, doubt, roles and key; one that no export describes, too."""
    shown = _shown(form)
    for part in (
        HELD,
        examples.RENEWED,
        "CN=EX01",
        "2026-02-14 00:00 UTC",
        "14 h",
        "likely can read",
    ):
        assert part in shown
    assert "in no list" in shown or "by no list" in shown


@pytest.mark.parametrize("form", FORMS)
def test_no_list_is_said_to_lack_what_it_has(form: str) -> None:
    """Another server's list may describe it, or a table cut its subject."""
    here, cut = entry(), entry(thumbprint=examples.RENEWED, subject="")
    away = entry(server="EX09", described=False, subject="", issuer="", names=(), services=())
    shown = _shown(form, ledger=(here, away, cut), renewals=(), findings=())
    assert "of this server" in shown
    assert "not told" in shown
    assert "no export" not in shown


def test_a_certificates_life_is_told_in_the_page() -> None:
    """When it was warned of, how often, and how much is left out."""
    shown = _shown("html", ledger=(entry(),))
    for part in (
        "2026-02-01 06:00 UTC: warned: it expires soon (12017)",
        "(40 times, last 2026-02-13 06:00 UTC)",
        "configured as internal certificate",
        "And 2 more",
        "exports disagree on: status",
        "Names: EX01, EX01.contoso.example",
        "Signed by itself; Status Valid; Services SMTP",
    ):
        assert part in shown


@pytest.mark.parametrize("form", FORMS)
def test_what_a_connector_picks(form: str) -> None:
    """Both readings side by side, and the name that is looked for."""
    shown = _shown(form, selections=(selection(),))
    for part in ("Default Frontend EX01", "mail.contoso.example", HELD, OTHER):
        assert part in shown
    assert "internal role" in _shown(
        form, selections=(selection(connector="", direction=Direction.INTERNAL),)
    )


def test_every_candidate_has_its_reason_in_the_page() -> None:
    """Why it wins or loses, where the model differs, and how many were left out."""
    shown = _shown("html", selections=(selection(),))
    for part in (
        f"{HELD} selected; in the model: older NotBefore (Valid from)",
        f"{OTHER} dropped: no private key; in the model: selected",
        "And 3 more",
        "The readings disagree",
    ):
        assert part in " ".join(shown.split())


@pytest.mark.parametrize("form", FORMS)
def test_nothing_known_is_no_row(form: str) -> None:
    """A connector of which nothing is known says nothing; what is missing is told elsewhere."""
    silent = selection(documented=UNKNOWN, model=UNKNOWN, candidates=(), more_candidates=0)
    assert "Default Frontend" not in _shown(form, selections=(silent,), renewals=())


@pytest.mark.parametrize("form", FORMS)
def test_steps_say_what_can_go_wrong(form: str) -> None:
    """Under the step that restarts the service, and under no other."""
    shown = _shown(form)
    told = "Risk: Mail waits in queues while it restarts."
    risks = sum(
        risk.step < len(finding.remedy)
        for finding in examples.whole().findings
        for risk in finding.risks
    )
    # The letter to the customer has what he is to run, and what can go wrong with it, once more.
    letter = reply(examples.whole(), Speech(ENGLISH_READER))
    assert letter.count(told) == 1
    assert shown.count(told) == risks + 1


def test_risks_come_from_the_commands_of_the_remedy() -> None:
    """A rule need not repeat them: each step with a known cmdlet has its own."""
    (finding,) = (
        one
        for one in diagnosed("classic-loss").findings
        if one.rule == "internal-certificate-deleted"
    )
    told = {risk.step: risk.texts for risk in finding.risks}
    steps = [index for index, text in enumerate(finding.remedy) if "Restart-Service" in text]
    assert steps
    assert all(any("queues" in text for text in told[step]) for step in steps)
    assert all("`" in finding.remedy[step] for step in told)
