"""One server at a time: its facts hang on nothing but what it is given, and on no order."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.facts.catalogued_events import RecordReading, catalogued
from certtrail.facts.explanations import Acts
from certtrail.facts.server_facts import ServerRecords, facts_of_server
from certtrail.model.record import Record
from certtrail.model.records import Records
from certtrail.model.servers import Servers
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.rule_case import CaseEvent
from tests.facts.derived import X, Y, facts_of_case

NAMES = ("EX01.contoso.com", "EX02.contoso.com", "EX03.contoso.com")
EVENTS = (
    (12014, ("mail.contoso.com", "Relay")),
    (12024, (X, Y)),
    (12017, (X, "100")),
    (16028, ("AcceptedDomainTable",)),
    (12014, ()),
)
ROWS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(EVENTS), st.integers(0, 10**6)), max_size=20
).map(lambda rows: sorted(rows, key=lambda row: row[2]))


def how() -> RecordReading:
    """Read records of these servers."""
    return RecordReading(load_catalogue(), Servers.from_computers((name, 1) for name in NAMES))


def records(rows: list[tuple[str, tuple[int, tuple[str, ...]], int]]) -> Records:
    """Make records of a transport process."""
    plain = Record(
        time=0,
        computer="",
        channel="Application",
        provider="MSExchangeTransport",
        event_id=0,
        qualifiers=None,
        level=None,
        task=None,
        record_id=0,
        data=[],
        binary=None,
    )
    made = [
        replace(
            plain,
            time=at * 10**9,
            computer=name,
            event_id=event_id,
            record_id=number,
            data=list(data),
        )
        for number, (name, (event_id, data), at) in enumerate(rows, 1)
    ]
    return Records.of(made, "a.evtx")


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_elsewhere_it_is_the_same(rows: list[tuple[str, tuple[int, tuple[str, ...]], int]]) -> None:
    """Whoever has it as bytes, and read no other server before, has the same facts."""
    every, here = records(rows), how()
    for name in NAMES:
        one = ServerRecords(every.take(every.computer == name), {}, Acts())
        there, sent = pickle.loads(pickle.dumps((how(), one)))
        found = facts_of_server(here, one)
        assert pickle.loads(pickle.dumps(facts_of_server(there, sent))) == found


@settings(max_examples=50, deadline=None)
@given(ROWS, st.sets(st.sampled_from(["starttls-certificate-missing", "configuration-loaded"])))
def test_some_kinds_alone(
    rows: list[tuple[str, tuple[int, tuple[str, ...]], int]], kinds: set[str]
) -> None:
    """As if all were read and the others left out."""
    every = records(rows)
    wanted = [event for event in catalogued(every, how()) if event.kind in kinds]
    assert catalogued(every, how(), kinds) == wanted
    assert catalogued(every.take(np.arange(0)), how(), kinds) == []


def test_what_records_of_several_servers_lack_is_told_once() -> None:
    """A collector's file holds those of many."""
    lacking = [CaseEvent(at=at, id=12014, server=name) for at, name in enumerate(NAMES)]
    (one, other) = facts_of_case(*lacking).notes
    assert "3 Application records" in one
    assert "3 Application records" in other
    (one, other) = facts_of_case(lacking[1]).notes
    assert "record 1 (" in one


def test_an_act_on_another_server_is_read_before_its_facts() -> None:
    """Which ends its trouble, though the server itself tells nothing of it."""
    day = 24 * 3600
    trouble = CaseEvent(
        at=0, every=3600, until=5 * day, id=12014, data=("m.contoso.com", "R"), server=NAMES[0]
    )
    act = CaseEvent(
        at=5 * day + 60,
        id=1,
        provider="MSExchange CmdletLogs",
        channel="MSExchange Management",
        server=NAMES[1],
        data=("Enable-ExchangeCertificate", f"-Thumbprint {X} -Services SMTP -Server {NAMES[0]}"),
    )
    later = CaseEvent(at=20 * day, id=16028, data=("AcceptedDomainTable",), server=NAMES[0])
    (missing,) = (
        fact
        for fact in facts_of_case(trouble, act, later).facts
        if fact.kind == "starttls-certificate-missing"
    )
    assert missing.number("acted") is not None
