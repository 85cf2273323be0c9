"""`certtrail events` and `certtrail info`, met as a user meets them."""

from __future__ import annotations

import csv
import io
import json
import os
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from samples.evtx_writer.log import EventToWrite, Quirks, write_log

import certtrail
from certtrail.cli.main import cli
from certtrail.evtx import index
from certtrail.model import events as frames
from tests.evtx.factories import cleared, service, transport

ROOT: Final = Path(certtrail.__file__).parents[1]
COUNT: Final = 300


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def made(count: int = COUNT) -> list[EventToWrite]:
    """Make events of three kinds in turn, on one channel, with ids that count up."""
    return [
        replace((transport, service, cleared)[n % 3](n), record_id=n + 1, channel="Application")
        for n in range(count)
    ]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Write a log of several chunks."""
    path = tmp_path / "Application.evtx"
    write_log(path, made())
    return path


def lines(result: Result) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_json_lines_are_the_frame(log: Path) -> None:
    """Each line has the frame's columns under their names; times have all their digits."""
    result = run("events", log, "--format", "jsonl")
    assert result.exit_code == 0
    rows = lines(result)
    frame = certtrail.read_events([log])
    assert len(rows) == len(frame) == COUNT
    for row, (_, wanted) in zip(rows, frame.iterrows(), strict=True):
        assert list(row) == list(frames.COLUMNS)
        assert row["time"].endswith("Z")
        assert pd.Timestamp(row["time"]) == wanted["time"]
        assert len(row["time"]) == len("2024-01-17T21:20:01.2345678Z")
        for name in ("computer", "provider", "event_id", "record_id", "data", "file"):
            assert row[name] == wanted[name]
        for name in ("qualifiers", "level", "task", "binary"):
            assert row[name] == (None if pd.isna(wanted[name]) else wanted[name])


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ([], range(1, COUNT + 1)),
        (["--provider", "msexchangetransport"], range(1, COUNT + 1, 3)),
        (["--provider", "MSExchangeTransport", "--id", "104"], []),
        (["--id", "104", "--id", "7036"], [n for n in range(1, COUNT + 1) if n % 3 != 1]),
        (["--channel", "application", "--id", "12017"], range(1, COUNT + 1, 3)),
        (["--channel", "System"], []),
        (["--computer", "EX02"], []),
        (["--since", "2024-01-17T21:22:00Z"], range(120, COUNT + 1)),
        (["--until", "2024-01-17T23:22:00+02:00"], range(1, 120)),
        (["--since", "2024-01-18"], []),
    ],
)
def test_selection(log: Path, options: list[str], ids: range | list[int]) -> None:
    """The options that say "only" are all met at once; names compare without case."""
    result = run("events", log, "--format", "jsonl", *options)
    assert [row["record_id"] for row in lines(result)] == list(ids)
    assert result.exit_code == 0


def test_parquet(log: Path, tmp_path: Path) -> None:
    """Parquet has the columns and types of the frame, and `data` as JSON."""
    out = tmp_path / "out.parquet"
    result = run("events", log, "-o", out)
    assert result.exit_code == 0
    assert f"{COUNT} records" in result.stderr
    found = pd.read_parquet(out, dtype_backend="numpy_nullable")
    wanted = certtrail.read_events([log])
    assert list(found.columns) == list(frames.COLUMNS)
    assert [json.loads(text) for text in found["data"]] == wanted["data"].tolist()
    assert found["time"].tolist() == wanted["time"].tolist()
    for name in ("event_id", "qualifiers", "level", "task", "record_id"):
        assert found[name].dtype == wanted[name].dtype
        assert found[name].fillna(0).tolist() == wanted[name].fillna(0).tolist()


def test_csv_runs_no_formula(tmp_path: Path) -> None:
    """What a spreadsheet would run as a formula gets a quote in front; the rest stays."""
    path = tmp_path / "=cmd.evtx"
    write_log(path, [replace(transport(0), computer="@SUM(1)", provider='=HYPERLINK("x")')])
    result = run("events", path, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert row["computer"] == "'@SUM(1)"
    assert row["provider"] == '\'=HYPERLINK("x")'
    assert row["file"] == "'=cmd.evtx"
    assert json.loads(row["data"])[1] == "2159"


def test_table_shows_nothing_unseen(tmp_path: Path) -> None:
    """Control characters of a log do not reach the terminal."""
    path = tmp_path / "log.evtx"
    write_log(path, [transport(0, ["\x1b[2J\u202e", "a\nb"])])
    result = run("events", path)
    assert "\x1b" not in result.stdout
    assert "\\x1b[2J\\u202e | a b" in result.stdout
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "parquet"], "add -o events.parquet"),
        (["-o", "out.doc"], "cannot tell the format"),
        (["--since", "yesterday"], "expected an instant such as 2026-01-31"),
        (["--id", "-4"], "-4"),
        (["-o", "none/out.csv"], "there is no folder"),
    ],
)
def test_misuse(log: Path, arguments: list[str], says: str) -> None:
    """What cannot be done is said before anything is read."""
    result = run("events", log, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_an_input_is_never_overwritten(log: Path) -> None:
    """The log itself is no place for its records."""
    before = log.read_bytes()
    assert run("events", log, "-o", log, "--format", "csv").exit_code == 2
    assert log.read_bytes() == before


def test_losses_are_told(log: Path, tmp_path: Path) -> None:
    """A damaged log gives what it has, lines about the rest, and exit code 3."""
    log.write_bytes(log.read_bytes()[: index.HEADER + index.CHUNK + 20_000])
    (tmp_path / "empty.evtx").touch()
    (tmp_path / "notes.txt").write_text("nothing")
    result = run("events", tmp_path, "--format", "jsonl")
    assert result.exit_code == 3
    assert 100 < len(lines(result)) < COUNT
    assert "Application.evtx: At byte" in result.stderr
    assert "empty.evtx: It is empty" in result.stderr


def test_nothing_to_read(tmp_path: Path) -> None:
    """A folder without logs is nothing read, not no records."""
    (tmp_path / "notes.txt").write_text("nothing")
    for verb in ("events", "info"):
        result = run(verb, tmp_path)
        assert result.exit_code == 3
        assert "Events are read from event logs (.evtx" in result.stderr


def test_a_reader_that_goes_away(log: Path) -> None:
    """`| head` ends the command quietly."""
    command = [sys.executable, "-m", "certtrail", "events", str(log), "--format", "jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read().decode()
    assert "Traceback" not in said


def slack(log: Path) -> bytes:
    """Move the end of the last chunk's records forward, so that three of them are remains."""
    content = bytearray(log.read_bytes())
    base = len(content) - index.CHUNK
    (free,) = struct.unpack_from("<I", content, base + 48)
    starts, at = [], base + index.RECORDS
    while at < base + free:
        starts.append(at)
        at += struct.unpack_from("<I", content, at + 4)[0]
    struct.pack_into("<I", content, base + 48, starts[-3] - base)
    struct.pack_into("<I", content, base + 120, 4)  # no checksums: the header is believed
    (last,) = struct.unpack_from("<Q", content, starts[-4] + 8)
    struct.pack_into("<Q", content, base + 16, last)
    struct.pack_into("<Q", content, base + 32, last)
    return bytes(content)


def test_carving_slack(log: Path) -> None:
    """Remains behind the records of a chunk come out with --carve, and only then."""
    log.write_bytes(slack(log))
    plain = run("events", log, "--format", "jsonl")
    carved = run("events", log, "--format", "jsonl", "--carve")
    assert [row["record_id"] for row in lines(plain)] == list(range(1, COUNT - 2))
    assert [row["record_id"] for row in lines(carved)] == list(range(1, COUNT + 1))


@pytest.mark.parametrize("shift", [8, 512, 1234])
def test_carving_off_the_grid(log: Path, shift: int) -> None:
    """Chunks that bytes in front pushed off the grid come out whole."""
    content = log.read_bytes()
    log.write_bytes(content[: index.HEADER] + b"\x01" * shift + content[index.HEADER :])
    carved = run("events", log, "--format", "jsonl", "--carve")
    assert sorted(row["record_id"] for row in lines(carved)) == list(range(1, COUNT + 1))
    assert carved.exit_code == 3


def test_carving_finds_nothing_twice(log: Path) -> None:
    """In a whole log there is nothing more to find."""
    plain = run("events", log, "--format", "jsonl")
    assert run("events", log, "--format", "jsonl", "--carve").stdout == plain.stdout


def test_info(tmp_path: Path) -> None:
    """What a log holds and what state it is in; text and JSON say the same."""
    events = made(60)
    del events[20:25]
    events[40] = replace(events[40], ticks=events[40].ticks - 3_600 * 10_000_000)
    write_log(tmp_path / "a.evtx", events, replace(Quirks.exported(), dirty=True))
    (told,) = json.loads(run("info", tmp_path, "--format", "json").stdout)
    (channel,) = told["channels"]
    assert told["records"] == {"found": 55, "decoded": 55, "recovered": 0, "skipped": 0}
    assert told["header"] == {"chunks": 1, "dirty": True, "intact": True}
    assert told["headers_of_records"]["other_id"] == 35
    assert told["headers_of_records"]["no_time"] == 1
    assert (channel["channel"], channel["records"]) == ("Application", 55)
    assert [(gap["after_id"], gap["before_id"]) for gap in channel["gaps"]] == [(20, 26)]
    assert [jump["record_id"] for jump in channel["clock_jumps"]] == [events[40].record_id]
    assert sum(channel["providers"].values()) == 55
    text = run("info", tmp_path)
    assert text.exit_code == 0
    for part in ("a.evtx", "5 missing in 1 gap", "clock back by 60 min", "marked dirty", "35 with"):
        assert part in text.stdout


def test_info_of_a_damaged_log(log: Path) -> None:
    """Wrong checksums and problems are counted and shown."""
    content = bytearray(log.read_bytes())
    content[index.HEADER + 3000] ^= 1
    log.write_bytes(content)
    result = run("info", log)
    assert "wrong in 1 chunk" in result.stdout
    assert "problem" in result.stdout


def test_logs_in_other_clothes_are_shown_too(tmp_path: Path) -> None:
    """Event XML and our own JSON Lines beside a log, file by file."""
    write_log(tmp_path / "a.evtx", made(3))
    lines_of = run("events", tmp_path / "a.evtx", "--format", "jsonl").stdout
    (tmp_path / "b.jsonl").write_text(lines_of)
    result = run("events", tmp_path, "--format", "jsonl")
    assert result.exit_code == 0
    assert [line["file"] for line in lines(result)] == ["a.evtx"] * 3 + ["b.jsonl"] * 3


PASTED: Final = """\
Log Name:      Application
Source:        MSExchangeTransport
Date:          2/28/2026 9:15:22 AM
Event ID:      12024
Level:         Error
Computer:      EX01.contoso.com
Description:
Microsoft Exchange couldn't load the certificate.
"""


@pytest.mark.parametrize(
    ("zone", "told"),
    [([], "2026-02-28T09:15:22"), (["--local-zone", "Asia/Tokyo"], "2026-02-28T00:15:22")],
)
def test_a_time_of_no_known_zone_is_none_of_utc(zone: list[str], told: str, tmp_path: Path) -> None:
    """It has no Z, and no offset at all."""
    path = tmp_path / "paste.txt"
    path.write_text(PASTED, encoding="utf-8")
    end = "Z" if zone else ""
    (line,) = lines(run("events", path, "--format", "jsonl", *zone))
    assert line["time"] == f"{told}.0000000{end}"
    _, row = csv.reader(io.StringIO(run("events", path, "--format", "csv", *zone).stdout))
    assert row[0] == f"{told}.0000000{end}"
    table = run("events", path, *zone).stdout
    assert ("09:15:22 local" in table) is (not zone)


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_time_of_no_known_zone_stays_so(suffix: str, tmp_path: Path) -> None:
    """What was written is read back with the same doubt."""
    path = tmp_path / "paste.txt"
    path.write_text(PASTED, encoding="utf-8")
    written = tmp_path / f"events.{suffix}"
    run("events", path, "-o", written)
    (line,) = lines(run("events", written, "--format", "jsonl"))
    assert line["time"] == "2026-02-28T09:15:22.0000000"
