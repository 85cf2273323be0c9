"""Trials: the cases of rules in, the facts that the ordinary pipeline makes of them out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.analysis import analyse
from certtrail.facts.spans_of_time import without
from certtrail.inputs.archives.workplace import workplace
from certtrail.inputs.evidences import Evidences
from certtrail.inputs.opened import Read
from certtrail.inputs.reading import read_files
from certtrail.inputs.walk import FoundFile
from certtrail.model.input_reports import Activity, ChannelSpan, InputReport
from certtrail.model.record import Record
from certtrail.model.records import Records
from certtrail.rulebook.cases import expand_tokens
from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from certtrail.facts.derivation import FactSet
    from certtrail.facts.spans_of_time import Interval
    from certtrail.model.record import Content
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.rule_case import CaseEvent, RuleCase

SERVER: Final = "EX01.contoso.com"
_APART: Final = 1_000_000  # between the record ids of two stretches
_BEGIN: Final = 1_767_571_200 * instants.SECOND  # 2026-01-05 00:00 UTC, a Monday


def facts_of(case: RuleCase, catalogue: Catalogue) -> FactSet:
    """Make the facts of a case as if its records had been exported and read."""
    each = (replace(row, at=at, every=None, until=None) for row in case.events for at in row.times)
    rows = sorted(each, key=lambda event: event.at)
    report = InputReport("case", "evtx", "", spans=tuple(_spans(case, rows)))
    log = Read(report, records=_records(rows))
    with workplace() as folder:
        files = list(_files(case, folder))
        texts = read_files(files, catalogue.record_filter()).reads if files else ()
        return analyse(Evidences((log, *texts)), catalogue).facts


def _files(case: RuleCase, folder: Path) -> Iterable[FoundFile]:
    for number, text in enumerate(case.texts, start=1):
        path = folder / f"{number}.txt"
        path.write_text(expand_tokens(text), "utf-8")
        yield FoundFile(path, f"case text {number}", asked_for=True)


def _records(rows: Iterable[CaseEvent]) -> Records:
    return Records.of([_record(number, row) for number, row in enumerate(rows, start=1)], "case")


def _record(number: int, row: CaseEvent) -> Record:
    data, binary = _data(row.data)
    return Record(
        time=_BEGIN + row.at * instants.SECOND,
        computer=row.server or SERVER,
        channel=row.channel,
        provider=row.provider,
        event_id=row.id,
        qualifiers=None,
        level=None,
        task=None,
        record_id=number,
        data=data,
        binary=binary,
    )


def _data(
    data: tuple[object, ...] | Mapping[str, object],
) -> tuple[list[Content] | dict[str, Content], str | None]:
    if isinstance(data, tuple):
        return [expand_tokens(str(value)) for value in data], None
    named: dict[str, Content] = {}
    told: str | None = None
    for path, value in data.items():
        text = expand_tokens(str(value))
        if path == "Binary":
            told = text
        else:
            _put(named, path, text)
    return named, told.encode("utf-16-le").hex().upper() if told is not None else None


def _put(named: dict[str, Content], path: str, text: str) -> None:
    """Put a value where its path leads, as the reader of logs gives nested elements."""
    elements, _, attribute = path.partition("@")
    steps = [*elements.split("/"), *(("#attributes", attribute) if attribute else ())]
    place = named
    for step in steps[:-1]:
        within = place.setdefault(step, {})
        if not isinstance(within, dict):
            within = place[step] = {"#text": within}
        place = within
    last = steps[-1]
    inside = place.get(last)
    if isinstance(inside, dict):
        inside["#text"] = text
    else:
        place[last] = text


def _spans(case: RuleCase, rows: list[CaseEvent]) -> Iterable[ChannelSpan]:
    """Cover what the case says; a channel that it does not list reaches to the last record.

    Exchange processes that write in a case are taken to write all along, but where it stops them.
    """
    end = max((row.at for row in rows), default=0)
    providers = Counter(row.provider for row in rows)
    active = sorted(name for name in providers if name.startswith("MSExchange"))
    computers = sorted({row.server or SERVER for row in rows}) or [SERVER]
    channels = sorted({row.channel for row in rows} | set(case.logs))
    for computer in computers:
        for channel in channels:
            for number, (first, last) in enumerate(case.stretches.get(channel, ((0, end),))):
                yield ChannelSpan(
                    computer=computer,
                    channel=channel,
                    records=1,
                    first=_moment(first),
                    last=_moment(last),
                    first_id=_APART * number + 1,
                    last_id=_APART * number + max(len(rows), 1),
                    providers=providers,
                    activity=tuple(
                        Activity(provider, _moment(start), _moment(until))
                        for provider in active
                        for start, until in without([(first, last)], _stopped(rows, provider, last))
                    ),
                )


def _moment(at: int) -> int:
    return _BEGIN + at * instants.SECOND


def _stopped(rows: Iterable[CaseEvent], provider: str, end: int) -> Iterable[Interval]:
    """Give the stretches from a stop of the service of that name to its next start."""
    since: int | None = None
    for row in rows:
        state = row.data.get("Binary") if isinstance(row.data, dict) else None
        if state == f"{provider}/1":
            since = row.at if since is None else since
        elif state == f"{provider}/4" and since is not None:
            yield since, row.at
            since = None
    if since is not None:
        yield since, end + 1
