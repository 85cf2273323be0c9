"""What many servers show together: who is looked at first, what began together, what ends when."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from certtrail.diagnosis.overviewed import MANY, overview
from certtrail.model.saved_diagnosis import from_json
from certtrail.model.vocabulary import Severity, Verdict
from certtrail.reports.formats import render
from tests.instants import at
from tests.reports import extremes
from tests.reports.examples import renewal
from tests.reports.fleets import (
    BEGIN,
    DAY,
    END,
    EVENING,
    HOUR,
    MINUTE,
    SHARED,
    act,
    at_risk,
    lost,
    name,
    struck,
)
from tests.reports.tables import entry

if TYPE_CHECKING:
    from certtrail.model.fleet_overview import FleetOverview


def of(found: FleetOverview | None) -> FleetOverview:
    """Take it for granted."""
    assert found is not None
    return found


def test_few_servers_need_none() -> None:
    """A list of them says it all."""
    assert overview(extremes.fleet(MANY - 1, 5)) is None
    assert overview(extremes.fleet(MANY, 6)) is not None


def test_a_saved_one_gives_the_same() -> None:
    """Nothing of it is saved: it is worked out of what is."""
    diagnosis = struck(20, 7)
    saved = render(diagnosis, "json")
    assert overview(from_json(saved, "d.json")) == overview(diagnosis)
    assert "look_first" not in json.loads(saved)


def test_one_evening_is_a_wave() -> None:
    """With who was first, and what had been done before; not who did it, as they were several."""
    diagnosis = struck(40, 8)
    timelines = [
        act(number, EVENING + 10 * number * MINUTE - HOUR, "Dana" if number % 2 else "Robin")
        for number in range(7)
    ]
    (wave,) = of(overview(replace(diagnosis, timelines=tuple(timelines)))).waves
    assert wave.rule == "internal-certificate-lost"
    assert [one.server for one in wave.servers] == [name(number) for number in range(8)]
    assert wave.servers[0].at == EVENING
    assert wave.act is not None
    assert (wave.act.what, wave.act.servers) == ("Enable-ExchangeCertificate enabled", 7)
    assert (wave.act.first, wave.act.last) == (EVENING - HOUR, EVENING + 60 * MINUTE - HOUR)
    assert wave.thumbprint == ""


def test_by_whom_is_told_where_it_was_the_same() -> None:
    """And the thumbprint, too."""
    diagnosis = struck(40, 5)
    findings = [replace(one, thumbprints=(SHARED,)) for one in diagnosis.findings]
    (wave,) = of(overview(replace(diagnosis, findings=tuple(findings)))).waves
    assert wave.act is not None
    assert wave.act.what == "Enable-ExchangeCertificate enabled by Dana"
    assert wave.thumbprint == SHARED


def test_an_act_of_few_is_not_what_went_before() -> None:
    """Nor one that came after, or long before."""
    diagnosis = struck(40, 6)
    few = tuple(act(number, EVENING - HOUR) for number in range(3))
    after = tuple(act(number, EVENING + 2 * HOUR) for number in range(6))
    before = tuple(act(number, EVENING - 3 * DAY) for number in range(6))
    for timelines in (few, after, before):
        (wave,) = of(overview(replace(diagnosis, timelines=timelines))).waves
        assert wave.act is None


def test_what_comes_one_by_one_is_no_wave() -> None:
    """As many findings of a rule, spread over the month, fall near each other by chance."""
    chance = Random(4)
    diagnosis = struck(200, 0)
    onsets = [chance.randrange(BEGIN + 3 * DAY, END) for _ in range(200)]
    findings = tuple(lost(number, onset) for number, onset in enumerate(onsets))
    assert of(overview(replace(diagnosis, findings=findings))).waves == ()


def test_what_was_there_when_the_logs_begin_is_no_wave() -> None:
    """All logs begin about then; and two servers are none, nor what another finding explains."""
    diagnosis = struck(40, 8)
    early = tuple(replace(one, first=BEGIN + HOUR) for one in diagnosis.findings)
    assert of(overview(replace(diagnosis, findings=early))).waves == ()
    assert of(overview(struck(40, 2))).waves == ()
    explained = tuple(replace(one, explained_by="x") for one in diagnosis.findings)
    assert of(overview(replace(diagnosis, findings=explained))).waves == ()


def test_the_worst_are_looked_at_first() -> None:
    """By verdict, severity, the next end, and on how many servers; one of each rule before more."""
    made = [
        at_risk(20, Severity.HIGH),
        at_risk(21, Severity.CRITICAL),
        at_risk(22, Severity.HIGH),
        at_risk(23, Severity.HIGH, rule="often"),
        at_risk(24, Severity.HIGH, rule="often"),
    ]
    diagnosis = struck(20, 12)
    diagnosis = replace(
        diagnosis,
        servers=(*diagnosis.servers, *(server for server, _ in made)),
        findings=(*diagnosis.findings, *(finding for _, finding in made)),
        renewals=(renewal(server=name(22), expires=END + DAY),),
    )
    found = of(overview(diagnosis)).look_first
    assert len(found) == 10
    assert [one.verdict for one in found] == [Verdict.BROKEN] * 6 + [Verdict.AT_RISK] * 4
    assert found[0].server == name(0)
    assert found[0].alike == 11
    at_risks = [one.server for one in found if one.verdict is Verdict.AT_RISK]
    assert at_risks == [name(21), name(22), name(23), name(20)]


def test_what_is_over_or_healthy_is_not_looked_at() -> None:
    """There is nothing left to do."""
    diagnosis = struck(20, 3)
    over = tuple(replace(one, over=True) for one in diagnosis.findings)
    assert of(overview(replace(diagnosis, findings=over))).look_first == ()


def test_one_certificate_on_several_servers() -> None:
    """With what it is enabled for and used as anywhere; two servers are not several."""
    diagnosis = struck(20, 0)
    pair = tuple(entry(server=name(number), thumbprint="CD" * 20) for number in range(2))
    some = entry(
        server=name(3), thumbprint=SHARED, services=("IIS",), roles=("STARTTLS",), error_hours=0
    )
    (shared,) = of(overview(replace(diagnosis, ledger=(*diagnosis.ledger, *pair, some)))).shared
    assert shared.thumbprint == SHARED
    assert len(shared.servers) == 20
    assert shared.services == ("IIS", "SMTP")
    assert shared.error_hours == 0
    assert ("STARTTLS", 1) in [(one.role, one.servers) for one in shared.roles]


def test_what_ends_in_which_month() -> None:
    """All that has ended already is in one, up to the instant that is judged by."""
    diagnosis = struck(20, 0)
    ended = renewal(server=name(1), thumbprint="EF" * 20, expires=at("2026-01-31T23:59:59Z"))
    diagnosis = replace(diagnosis, renewals=(ended, *diagnosis.renewals))
    found = of(overview(diagnosis))
    assert found.ended is not None
    assert found.ended.servers == (name(1),)
    (month,) = found.months
    assert month.starts == at("2026-04-01T00:00:00Z")
    assert (month.certificates, len(month.servers), month.subjects) == (1, 20, ("CN=mail",))
    later = of(overview(replace(diagnosis, at=at("2026-05-01T00:00:00Z"))))
    assert later.ended is not None
    assert later.ended.certificates == 2
    assert later.months == ()


def test_who_was_not_heard_of() -> None:
    """Logs that end long before the others', and servers without any."""
    found = of(overview(struck(30, 0)))
    assert [one.server for one in found.ended_early] == [name(29)]
    assert found.without_logs == ("FILE01.contoso.example",)


def test_exports_of_different_days_are_no_silence() -> None:
    """Where all end apart from each other, none ends early."""
    diagnosis = struck(20, 0)
    servers = tuple(
        replace(server, last=END - number * DAY) for number, server in enumerate(diagnosis.servers)
    )
    assert of(overview(replace(diagnosis, servers=servers))).ended_early == ()
