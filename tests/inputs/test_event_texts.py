"""The samples' logs in other clothes: the same case gives the same diagnosis in every form."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.generator.event_texts import (
    HEADINGS,
    Told,
    event_xml,
    eventlog_clixml,
    viewer_csv,
    winevent_clixml,
    winevent_csv,
    winevent_json,
)

import evtx
from certtrail import pipeline
from tests.places import SAMPLES

MINUTE = 60 * 10**9

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.model.input_reports import InputReport

INDEX: Final = {
    entry["folder"]: entry for entry in yaml.safe_load((SAMPLES / "index.yaml").read_text("utf-8"))
}
FOLDERS: Final = ("classic-loss", "renewal-worked", "renewal-not-effective", "edge", "healthy")
EASTERN: Final = timedelta(hours=-5)
# What a rendered message of a shell in any language gives back without its insertion strings.
BY_MESSAGE: Final = {
    "internal-certificate-lost",
    "ephemeral-certificate-in-use",
    "internal-certificate-expired",
    "starttls-certificate-missing",
}


def told(path: Path) -> list[Told]:
    """Read a sample's log, so that it can be told in other forms."""
    frame = pipeline.read_events([path])
    return [_told(row) for row in frame.itertuples()]


def _told(row: Any) -> Told:
    data = row.data
    nested = isinstance(data, dict) and any(isinstance(one, dict) for one in data.values())
    inner = next(iter(data.values())) if nested else data
    values = inner.values() if isinstance(inner, dict) else inner
    names = () if nested or not isinstance(data, dict) else tuple(data)
    return Told(
        row.provider,
        int(row.event_id),
        0 if row.qualifiers is pd.NA else int(row.qualifiers),
        int(row.level),
        int(row.task),
        row.time.value // 100 + 116_444_736_000_000_000,
        int(row.record_id),
        row.channel,
        row.computer,
        tuple(str(one) for one in values),
        names,
        bytes.fromhex(row.binary) if isinstance(row.binary, str) else b"",
    )


def by_the_wheel(path: Path) -> str:
    """Render a log as XML with another parser, as `wevtutil qe` does, one event a line."""
    lines = []
    records: Any = evtx.PyEvtxParser(str(path)).records()
    for record in records:
        text = re.sub(r"<\?xml[^>]*\?>", "", record["data"])
        lines.append(re.sub(r">\s+<", "><", text).strip())
    return "\r\n".join(lines)


FULL: Final[dict[str, tuple[str, Callable[[Path], str]]]] = {
    "xml of wevtutil": ("{}.xml", by_the_wheel),
    "event viewer's xml": ("{}.xml", lambda path: event_xml(told(path))),
    "rendered xml": ("{}.xml", lambda path: event_xml(told(path), rendered=True)),
    "get-winevent clixml": ("{}.xml", lambda path: winevent_clixml(told(path))),
    "get-eventlog clixml": ("EX_{}.xml", lambda path: eventlog_clixml(told(path))),
    "json of powershell 5": ("{}.json", lambda path: winevent_json(told(path))),
    "json of powershell 7": ("{}.json", lambda path: winevent_json(told(path), version=7)),
}


def write(
    folder: Path, sample: str, name: str, make: Callable[[Path], str], *, structured: bool
) -> None:
    """Write each log of a sample in another form.

    A log with structured records (UserData) stays a log where the form cannot hold the structure.
    """
    for path in sorted((SAMPLES / sample).rglob("*.evtx")):
        place = folder / path.relative_to(SAMPLES / sample).parent
        place.mkdir(parents=True, exist_ok=True)
        stem = path.stem.rpartition("_")[2]
        if "Lifecycle" in path.name and not structured:
            (place / path.name).write_bytes(path.read_bytes())
        else:
            (place / name.format(stem)).write_bytes(make(path).encode())


@pytest.mark.parametrize("sample", FOLDERS)
@pytest.mark.parametrize("form", FULL)
def test_the_same_diagnosis_from_every_full_form(tmp_path: Path, sample: str, form: str) -> None:
    """Verdicts and findings are those of the event logs."""
    name, make = FULL[form]
    write(tmp_path, sample, name, make, structured=form == "xml of wevtutil")
    found = pipeline.diagnose([tmp_path], engine="plain")
    expected = INDEX[sample]["expected"]
    assert {one.name: str(one.verdict) for one in found.servers} == expected["servers"]
    rules = {one.rule for one in found.findings}
    assert set(expected["findings"]) <= rules
    assert not rules & set(expected["absent"])
    assert all(report.complete for report in found.inputs)
    assert not any(report.kind in ("text", "unknown") for report in found.inputs)


@pytest.mark.parametrize("language", HEADINGS)
@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16"])
def test_event_viewers_csv(tmp_path: Path, language: str, code: str) -> None:
    """Messages give thumbprints back in any language of the headings; the zone is System 6013's."""
    sample = "classic-loss"
    source = SAMPLES / sample
    csv = viewer_csv(told(source / "Application.evtx"), language, EASTERN)
    (tmp_path / "export.csv").write_bytes(csv.encode(code))
    (tmp_path / "System.evtx").write_bytes((source / "System.evtx").read_bytes())
    found = pipeline.diagnose([tmp_path], engine="plain")
    rules = {one.rule for one in found.findings}
    assert set(INDEX[sample]["expected"]["findings"]) & BY_MESSAGE <= rules
    assert [one.name for one in found.servers] == ["EX01.contoso.com"]
    before = pipeline.diagnose(
        [source / "Application.evtx", source / "System.evtx"], engine="plain"
    )
    firsts = {one.rule: (one.first or 0) // MINUTE for one in before.findings}
    mine = [one for one in found.findings if one.rule in BY_MESSAGE]
    assert all((one.first or 0) // MINUTE == firsts[one.rule] for one in mine)


def test_export_csv_of_a_german_shell(tmp_path: Path) -> None:
    """Semicolons, local dates, record ids, and messages instead of insertion strings."""
    source = SAMPLES / "classic-loss"
    events = told(source / "Application.evtx")
    (tmp_path / "a.csv").write_text(winevent_csv(events, EASTERN), "utf-8")
    (tmp_path / "System.evtx").write_bytes((source / "System.evtx").read_bytes())
    found = pipeline.read([tmp_path])
    report = next(one for one in found.inputs if one.kind == "event-csv")
    assert report.records.decoded == len(events)
    assert "local" in " ".join(report.notes)
    rows = found.events[found.events["file"] == "a.csv"]
    seconds = rows["time"].astype("int64") // 10**9
    times = dict(zip(rows["record_id"].astype(int), seconds, strict=True))
    whole = {one.record_id: int(one.moment.timestamp()) for one in events}
    assert times == whole


def test_a_csv_alone_says_that_its_zone_is_not_known(tmp_path: Path) -> None:
    """Nothing tells the zone: it is said, and the option to give it is named."""
    events = told(SAMPLES / "classic-loss" / "Application.evtx")
    (tmp_path / "a.csv").write_text(viewer_csv(events, "en", EASTERN), "utf-8")
    (report,) = pipeline.read([tmp_path]).inputs
    assert report.complete
    assert "--local-zone" in " ".join(report.notes)


def test_one_event_in_several_exports_is_one(tmp_path: Path) -> None:
    """A log, its XML, its CliXML without fractions and a CSV without ids hold the same records."""
    source = SAMPLES / "classic-loss" / "Application.evtx"
    events = told(source)
    (tmp_path / "Application.evtx").write_bytes(source.read_bytes())
    (tmp_path / "b.xml").write_text(event_xml(events), "utf-8")
    (tmp_path / "EX01_Application.xml").write_text(eventlog_clixml(events), "utf-8")
    (tmp_path / "c.csv").write_text(viewer_csv(events, "en", EASTERN), "utf-8")
    found = pipeline.read([tmp_path])
    assert {one.kind for one in found.inputs} == {"evtx", "event-xml", "event-clixml", "event-csv"}
    assert len(found.events) == len(events)
    assert set(found.events["file"]) == {"Application.evtx"}
    csv = next(one for one in found.inputs if one.kind == "event-csv")
    assert "UTC-05:00" in " ".join(csv.notes)


def test_what_certtrail_writes_it_reads_back(tmp_path: Path) -> None:
    """JSON Lines and CSV of `certtrail events` hold the frame."""
    from click.testing import CliRunner

    from certtrail.cli.main import cli

    source = SAMPLES / "classic-loss" / "System.evtx"
    before = pipeline.read_events([source])
    for name in ("x.jsonl", "x.csv"):
        done = CliRunner().invoke(cli, ["events", str(source), "-o", str(tmp_path / name)])
        assert done.exit_code == 0
        after = pipeline.read_events([tmp_path / name])
        _same(before, after)


def _same(before: pd.DataFrame, after: pd.DataFrame) -> None:
    assert len(before) == len(after)
    for column in before.columns.drop("file"):
        assert list(map(repr, before[column])) == list(map(repr, after[column])), column


@settings(max_examples=40)
@given(st.sampled_from(sorted(FULL)), st.binary(max_size=30), st.integers(0, 10**6))
def test_mangled_texts_never_crash(form: str, noise: bytes, place: int) -> None:
    """Whatever is in the file there is a report that adds up."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        text = _TEXTS.get(form) or FULL[form][1](SAMPLES / "edge" / "EDGE01" / "System.evtx")
        _TEXTS[form] = text
        content = text.encode()
        at = place % len(content)
        path = Path(folder) / FULL[form][0].format("System")
        path.write_bytes(content[:at] + noise + content[at:])
        counts = pipeline.read([path]).inputs[0].records
    assert counts.found == counts.decoded + counts.recovered + counts.skipped


_TEXTS: Final[dict[str, str]] = {}


def some() -> list[Told]:
    """Give a few events."""
    if not _SOME:
        _SOME.extend(told(SAMPLES / "edge" / "EDGE01" / "Application.evtx")[:12])
    return _SOME


_SOME: Final[list[Told]] = []


def accounted(text: str | bytes, name: str) -> tuple[InputReport, list[int]]:
    """Read a text; give its report and the record ids."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        found = pipeline.read([path])
        return found.inputs[0], found.events["record_id"].astype(int).tolist()


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_a_cut_xml_is_never_called_complete(place: int) -> None:
    """Wherever the file ends early it is said, and every whole event before is read."""
    text = event_xml(some())
    cut = text[: text.index("</Event>") + 8 + place % (len(text) - text.index("</Event>") - 17)]
    report, ids = accounted(cut, "x.xml")
    assert not report.complete
    assert ids == [one.record_id for one in some()[: cut.count("</Event>")]]


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_a_missing_tag_costs_one_event_at_most(place: int) -> None:
    """A tag that is gone never swallows other events, and is said."""
    text = event_xml(some())
    tags = [found.span() for found in re.finditer(r"</?(?:Event|EventData|Data|System)>", text)]
    start, end = tags[place % len(tags)]
    report, ids = accounted(text[:start] + text[end:], "x.xml")
    assert not report.complete
    assert report.records.found == len(some())
    whole = [one.record_id for one in some()]
    assert set(ids) <= set(whole)
    assert len(ids) >= len(whole) - 1


def test_a_forbidden_character_costs_nothing_else() -> None:
    """It is left out, and said; strings stay in their places."""
    text = event_xml(some()).replace("</Data>", "\x0b&#x1;</Data>", 1)
    report, ids = accounted(text, "x.xml")
    assert len(ids) == len(some())
    assert report.records.recovered == 1
    assert not report.complete


@pytest.mark.parametrize("inner", ["[" * 200_000, '{"a":' * 100_000, "[" * 90_000 + "]" * 90_000])
@pytest.mark.parametrize("start", ["[", ""])
def test_deep_json_is_refused_in_little_memory(inner: str, start: str) -> None:
    """Nesting is limited before anything is built of it."""
    import tracemalloc

    tracemalloc.start()
    report, ids = accounted(
        f'{start}{{"ProviderName":"x","TimeCreated":"y","Id":1,"a":{inner}', "x.json"
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not ids
    assert not report.complete
    assert peak < 100_000_000


def test_a_cut_csv_is_never_called_complete() -> None:
    """A message that the end of the file cuts is no row."""
    text = viewer_csv(some(), "en", EASTERN)
    whole = text.rstrip().rsplit("\r\n", 1)[0] + '\r\nError,02/01/2026 01:00:00 PM,A,1,(1),"cut he'
    report, _ = accounted(whole, "x.csv")
    assert report.records.skipped == 1
    assert "end" in " ".join(report.problems)
