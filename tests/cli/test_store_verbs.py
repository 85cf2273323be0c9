"""`--store`, `certtrail store` and `certtrail sql`, met as a user meets them."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import certtrail
from certtrail.cli.main import cli
from tests.stories.sampled import FOLDER

OLD = 1_700_000_000


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, [*map(str, arguments)])


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Copy a sample, as if it had been exported long ago."""
    found = Path(shutil.copytree(FOLDER / "outlier", tmp_path / "case"))
    for path in found.rglob("*"):
        os.utime(path, (OLD, OLD))
    return found


@pytest.fixture
def kept(case: Path, tmp_path: Path) -> Path:
    """Give a store that holds the case."""
    run("diagnose", case, "--store", tmp_path / "kept")
    return tmp_path / "kept"


@pytest.mark.parametrize("verb", ["diagnose", "diff"])
def test_the_report_is_the_same(case: Path, tmp_path: Path, verb: str) -> None:
    """What came from the store is said beside it."""
    whole = run(verb, case)
    first, second = (run(verb, case, "--store", tmp_path / "kept") for _ in range(2))
    assert first.stdout == second.stdout == whole.stdout
    assert first.exit_code == second.exit_code == whole.exit_code == 1
    assert "0 files from the store, 13 read." in first.stderr
    assert "13 files from the store, 0 read." in second.stderr


def test_quiet_is_quiet(case: Path, kept: Path) -> None:
    """Only what is wrong is told."""
    assert run("diagnose", case, "--store", kept, "-q").stderr == ""
    path = next(path for path in (kept / "kept").rglob("*") if path.is_file())
    path.write_bytes(b"")
    told = run("diagnose", case, "--store", kept, "-q").stderr
    assert "it is of another format" in told
    assert "is read, and kept, anew" in told
    assert told.count("\n") == 1


def test_a_store_is_apart_from_the_inputs(case: Path, kept: Path) -> None:
    """Else it would be read as one of them."""
    for inputs, store in ((case, case / "kept"), (case, case), (kept, kept)):
        done = run("diagnose", inputs, "--store", store)
        assert done.exit_code == 2
        assert "choose another folder" in done.stderr
    assert not (case / "kept").exists()


def test_a_folder_of_other_things_is_refused(case: Path, tmp_path: Path) -> None:
    """Before anything is read."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    done = run("diagnose", case, "--store", tmp_path / "mine")
    assert done.exit_code == 2
    assert "found letter.txt" in done.stderr


def test_without_parquet_it_says_what_to_install(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is read or written."""
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    done = run("diagnose", case, "--store", tmp_path / "kept")
    assert done.exit_code == 2
    assert "Parquet needs pyarrow" in done.stderr
    assert not (tmp_path / "kept").exists()


def test_info_says_what_is_in_it(case: Path, kept: Path) -> None:
    """Files, sizes, and which are still there."""
    (case / "EX01" / "exports.txt").unlink()
    done = run("store", "info", kept)
    assert done.exit_code == 0
    assert "gone" in next(line for line in done.stdout.splitlines() if "EX01/exports" in line)
    assert "13 files of" in done.stdout
    told = json.loads(run("store", "info", kept, "--format", "json").stdout)
    assert told["entries"] == told["seen"] == 13
    assert sum(file["present"] for file in told["files"]) == 12
    assert {file["file"]: file["size"] for file in told["files"]}["servers.txt"] == (
        (case / "servers.txt").stat().st_size
    )


def test_info_and_prune_find_what_is_broken(case: Path, kept: Path) -> None:
    """What is nothing of a store is told, and left; what was broken is read anew."""
    first, second, *_ = sorted(path for path in (kept / "kept").rglob("*") if path.is_file())
    first.write_bytes(first.read_bytes()[:-1])
    shutil.copy(second, kept / "kept" / "ab.txt")
    done = run("store", "info", kept)
    assert done.exit_code == 3
    assert "it is broken or cut" in done.stdout
    assert "kept/ab.txt: it is nothing of a store" in done.stdout
    done = run("store", "prune", kept, "--dry-run")
    assert "1 would go" in done.stdout
    assert first.exists()
    assert "1 removed" in run("store", "prune", kept).stdout
    assert run("store", "info", kept).exit_code == 3
    (kept / "kept" / "ab.txt").unlink()
    assert run("store", "info", kept).exit_code == 0
    assert "12 files from the store, 1 read." in run("diagnose", case, "--store", kept).stderr


def test_prune_takes_what_is_of_no_use(
    case: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are gone, those of another version, and on request old ones."""
    (case / "servers.txt").unlink()
    done = run("store", "prune", kept)
    assert done.exit_code == 0
    assert "servers.txt: the file is gone, or another one" in done.stdout
    assert "2 removed" in done.stdout  # what was read of it, and how it was
    assert "0 removed" in run("store", "prune", kept, "--before", "2001-01-01").stdout
    assert (
        "12 would go" in run("store", "prune", kept, "--before", "2100-01-01", "--dry-run").stdout
    )
    monkeypatch.setattr("certtrail.store.upkeep.VERSION", "9.9")
    assert "12 removed" in run("store", "prune", kept).stdout


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_prune_goes_nowhere_else(kept: Path, tmp_path: Path) -> None:
    """What is nothing of a store stays, and what a link leads to."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / ("0" * 64)).write_text("x")
    (kept / "seen" / "theirs").symlink_to(theirs)
    os.mkfifo(kept / "kept" / "pipe")
    done = run("store", "prune", kept)
    assert "0 removed" in done.stdout
    assert (theirs / ("0" * 64)).exists()


def test_stores_are_put_together(tmp_path: Path) -> None:
    """What either has is found, and the tables have the servers of both."""
    stores = []
    for name in ("outlier", "edge"):
        case = Path(shutil.copytree(FOLDER / name, tmp_path / name))
        for path in case.rglob("*"):
            os.utime(path, (OLD, OLD))
        stores.append(tmp_path / f"{name}-kept")
        run("diagnose", case, "--store", stores[-1])
    both = tmp_path / "both"
    done = run("store", "merge", *stores, "-o", both)
    assert done.exit_code == 0
    assert "18 copied, 0 were there" in done.stderr
    servers = set()
    for store in stores:
        servers |= set(run("sql", store, "select distinct server from events").stdout.split())
    assert set(run("sql", both, "select distinct server from events").stdout.split()) == servers
    for name, number in (("outlier", 13), ("edge", 5)):
        done = run("diagnose", tmp_path / name, "--store", both)
        assert f"{number} files from the store, 0 read." in done.stderr
        assert done.stdout == run("diagnose", tmp_path / name).stdout


def test_merge_leaves_out_what_is_broken(kept: Path, tmp_path: Path) -> None:
    """And says so; what the target has stays."""
    path = next(path for path in (kept / "kept").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes() + b"x")
    done = run("store", "merge", kept, "-o", tmp_path / "both")
    assert done.exit_code == 3
    assert "it is broken or cut; it was left out." in done.stderr
    assert "12 copied" in done.stderr
    again = run("store", "merge", kept, tmp_path / "both", "-o", tmp_path / "both")
    assert "0 copied, 12 were there" in again.stderr
    assert run("store", "merge", FOLDER / "outlier", "-o", tmp_path / "both").exit_code == 2


def test_sql_in_each_format(kept: Path, tmp_path: Path) -> None:
    """A table, CSV and JSON of the same rows."""
    query = "select name, found, complete, null as n, [1, 2] as l from inputs order by name limit 2"
    rows = json.loads(run("sql", kept, query, "--format", "json").stdout)
    assert [row["name"] for row in rows] == ["EDGE01/Application.evtx", "EX01/Application.evtx"]
    assert rows[0] == {
        "name": "EDGE01/Application.evtx", "found": rows[0]["found"], "complete": True, "n": None,
        "l": [1, 2],
    }  # fmt: skip
    out = tmp_path / "rows.csv"
    assert run("sql", kept, query, "-o", out).exit_code == 0
    listed = list(csv.reader(io.StringIO(out.read_text("utf-8"))))
    assert listed[0] == ["name", "found", "complete", "n", "l"]
    assert listed[1][4] == "[1,2]"
    head, first, _ = run("sql", kept, query).stdout.splitlines()
    assert head.split() == ["name", "found", "complete", "n", "l"]
    assert first.startswith("EDGE01/Application.evtx")


def test_sql_without_a_query_lists_the_tables(kept: Path) -> None:
    """So nobody has to guess them."""
    listed = run("sql", kept).stdout
    assert ["events", "server", "VARCHAR"] in [line.split() for line in listed.splitlines()]


def test_sql_shows_times_in_utc(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the zone of this computer."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    query = "select min(time) as t, cast(min(time) as varchar) as s from events"
    (row,) = json.loads(run("sql", kept, query, "--format", "json").stdout)
    assert row["t"].endswith("Z")
    assert row["t"][:19].replace("T", " ") == row["s"][:19]


def test_sql_is_bounded_and_says_so(kept: Path) -> None:
    """Nobody takes a part for all."""
    done = run("sql", kept, "select * from range(50)", "--rows", "10")
    assert done.exit_code == 3
    assert len(done.stdout.splitlines()) == 11
    assert "more than 10 rows" in done.stderr
    assert run("sql", kept, "select * from range(10)", "--rows", "10").exit_code == 0


def test_sql_says_what_is_wrong(kept: Path, tmp_path: Path) -> None:
    """A query, and a folder without tables."""
    done = run("sql", kept, "select nothing from events")
    assert done.exit_code == 2
    assert "the tables are events, facts, inputs" in done.stderr
    done = run("sql", tmp_path, "select 1")
    assert done.exit_code == 3
    assert "expected a store with tables, found none" in done.stderr


def test_sql_escapes_what_it_shows(kept: Path) -> None:
    """No answer moves the cursor, or is run by a spreadsheet."""
    query = "select '=1+1' as a, chr(27) || '[2J' as b"
    assert "\x1b" not in run("sql", kept, query).stdout
    assert "'=1+1" in run("sql", kept, query, "--format", "csv").stdout


def test_sql_asks_a_saved_case(tmp_path: Path) -> None:
    """By the same verb, with the tables that a case has."""
    certtrail.open(FOLDER / "healthy").save(tmp_path / "saved")
    done = run("sql", tmp_path / "saved", "select count(*) as n from findings")
    assert done.exit_code == 0
    assert done.stdout.split() == ["n", "0"]
