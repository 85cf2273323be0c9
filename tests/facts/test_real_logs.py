"""What real logs hold, counted by the `evtx` wheel, is what the facts say."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

import evtx
from certtrail.facts.catalogued_events import RecordReading, catalogued
from certtrail.model.servers import Servers
from certtrail.pipeline import read
from certtrail.rulebook.catalogue import load_catalogue
from tests.facts.derived import facts_of_log, of_kind
from tests.places import REAL_LOGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = REAL_LOGS
CAPI2 = FOLDER / "CAPI2-Operational.evtx"
SYSTEM = FOLDER / "system.evtx"


def records(path: Path) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Give provider, event id and event of each record, as the wheel reads them."""
    for record in evtx.PyEvtxParser(str(path)).records_json():
        event = json.loads(str(record and record["data"]))["Event"]
        number = event["System"]["EventID"]
        number = number if isinstance(number, int) else number["#text"]
        yield event["System"]["Provider"]["#attributes"]["Name"], int(number), event


@pytest.mark.skipif(not CAPI2.is_file(), reason="the real logs are not at hand")
def test_capi2() -> None:
    """Thumbprints, processes and results are those in the attributes; no result is a failure."""
    wanted: Counter[tuple[int, str | None, str, int]] = Counter()
    for _, number, event in records(CAPI2):
        (root,) = (value for name, value in event["UserData"].items() if name != "#attributes")
        if number in (11, 30, 41, 53):
            file = root.get("Certificate", {}).get("#attributes", {}).get("fileRef")
            program = root["EventAuxInfo"]["#attributes"]["ProcessName"]
            result = int(root["Result"]["#attributes"]["value"], 16)
            wanted[number, file and file.removesuffix(".cer"), program, result] += 1
    catalogue = load_catalogue()
    found_records = read(CAPI2, catalogue.record_filter()).records
    seen = catalogued(found_records, RecordReading(catalogue, Servers.from_computers([])))
    found = Counter(
        (
            each.event_id,
            each.text("thumbprint") or None,
            each.text("program"),
            int(each.text("result"), 16),
        )
        for each in seen
    )
    assert found == wanted
    assert sum(found.values()) == 150
    assert not any(each.notes for each in seen)
    # Five retrievals are of the level Error for a proxy that was not found, and succeeded.
    assert of_kind(facts_of_log(CAPI2), "chain-problem") == []


@pytest.mark.skipif(not SYSTEM.is_file(), reason="the real logs are not at hand")
def test_system() -> None:
    """Boots, shutdowns and the changes of the clock; no service of it is the transport's."""
    counts: Counter[tuple[str, int]] = Counter()
    deltas: list[float] = []
    for provider, number, event in records(SYSTEM):
        counts[provider, number] += 1
        if (provider, number) == ("Microsoft-Windows-Kernel-General", 1):
            data = event["EventData"]
            new, old = (
                datetime.fromisoformat(f"{data[name][:26].rstrip('Z')}+00:00")
                for name in ("NewTime", "OldTime")
            )
            deltas.append((new - old).total_seconds())
    facts = facts_of_log(SYSTEM)
    assert len(of_kind(facts, "boot")) == counts["EventLog", 6005] == 3
    # The computer got another name between the two records of its first shutdown.
    shutdowns = Counter(fact.fields["seen_by"] for fact in of_kind(facts, "shutdown"))
    assert shutdowns == {"event-log": 1, "kernel": 1, "both": 1}
    assert counts["EventLog", 6006] == counts["Microsoft-Windows-Kernel-General", 13] == 2
    assert sum(int(fact.fields["count"]) for fact in of_kind(facts, "windows-version")) == 3
    changes = of_kind(facts, "clock-changed")
    assert len(deltas) == 208
    assert sum(int(fact.fields["count"]) for fact in changes) == sum(abs(d) >= 4.5 for d in deltas)
    assert max(int(fact.fields["delta"]) for fact in changes) == round(max(deltas))
    assert min(int(fact.fields["delta"]) for fact in changes) == round(min(deltas))
    assert len(changes) < 30
    for kind in ("service-start-type", "service-failed", "service-crashed"):
        assert of_kind(facts, kind) == []
