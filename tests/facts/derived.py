"""Facts as the pipeline derives them: of logs that the encoder wrote, and of cases in short."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from samples.evtx_writer.log import EventToWrite, user_data, write_log

from certtrail.case.rule_cases import facts_of
from certtrail.facts.catalogued_events import RecordReading
from certtrail.facts.coverage import coverages
from certtrail.facts.derivation import FactSet, derive
from certtrail.model.servers import Servers
from certtrail.pipeline import read
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.rule_case import CaseEvent, RuleCase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from certtrail.model.fact import Fact

BEGIN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
SERVER = "EX01.contoso.com"
GUID = UUID(int=11)
TRANSPORT = "MSExchangeTransport"
SCHANNEL = "Schannel"
CAPI2 = "Microsoft-Windows-CAPI2"
LIFECYCLE = "Microsoft-Windows-CertificateServicesClient-Lifecycle-System"
KERNEL = "Microsoft-Windows-Kernel-General"
SCM = "Service Control Manager"
OF_ALL_RUNS = frozenset(
    {
        "first",
        "last",
        "count",
        "current",
        "open",
        "stopped",
        "quiet_by",
        "onset",
        "live_until",
        "acted",
        "tried",
        "restarting",
        "unseen",
        "log_end",
    }
)
X, Y = "3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B", "9B7C01D2E3F405162738495A6B7C8D9E0F1A2B3C"


def event(
    hours: float,
    provider: str,
    number: int,
    data: Mapping[str, Any] | Sequence[object] = (),
    *,
    channel: str = "Application",
    root: str = "",
    binary: bytes | None = None,
) -> EventToWrite:
    """Make a record: strings of a classic event, named data, or with `root` UserData."""
    common: dict[str, Any] = {
        "time": BEGIN + timedelta(seconds=round(hours * 3600)),
        "record_id": 0,
        "computer": SERVER,
        "channel": channel,
        "level": 4,
    }
    if root:
        assert not isinstance(data, (list, tuple))
        tree = user_data(root, dict(data))  # type: ignore[arg-type]
        return EventToWrite.manifest(provider, number, user_data=tree, provider_guid=GUID, **common)
    if isinstance(data, dict):
        return EventToWrite.manifest(
            provider, number, data=data, binary=binary, provider_guid=GUID, **common
        )
    return EventToWrite.classic(
        provider, number, data=[str(item) for item in data], binary=binary, **common
    )


def facts_in(folder: Path, *events: EventToWrite) -> FactSet:
    """Write the records to a log, read it as the pipeline does, and derive."""
    ordered = sorted(events, key=lambda each: each.ticks)
    path = folder / "log.evtx"
    # Each log numbers its own records.
    count: Counter[str] = Counter()
    numbered = []
    for each in ordered:
        count[each.channel] += 1
        numbered.append(replace(each, record_id=count[each.channel]))
    write_log(path, numbered)
    return facts_of_log(path)


def facts_of_log(path: Path) -> FactSet:
    """Read a log as the pipeline does, and derive."""
    catalogue = load_catalogue()
    evidence = read(path, catalogue.record_filter())
    servers = Servers.from_computers(
        (span.computer, span.records) for report in evidence.inputs for span in report.spans
    )
    how = RecordReading(catalogue, servers)
    return derive(evidence.records, how, coverages(evidence.inputs, servers))


def only(facts: FactSet, kind: str) -> dict[str, str | int | bool]:
    """Give the fields of the one fact of a kind, without those of all runs."""
    (fact,) = of_kind(facts, kind)
    return {name: value for name, value in fact.fields.items() if name not in OF_ALL_RUNS}


def of_kind(facts: FactSet, kind: str) -> list[Fact]:
    """Give the facts of a kind, in order."""
    return [fact for fact in facts.facts if fact.kind == kind]


def facts_of_case(*events: CaseEvent) -> FactSet:
    """Derive the facts of records as a rule's case gives them."""
    case = RuleCase(clear="nothing", events=events)
    return facts_of(case, load_catalogue())
