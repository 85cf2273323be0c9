"""The tables that a diagnosis leaves in a store, and what can be asked of them."""

from __future__ import annotations

import contextlib
import os
import threading
from random import Random
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from certtrail import pipeline
from certtrail.case import frames, store_tables, table_files
from certtrail.case.sql import QueryError, rows_of
from certtrail.model.errors import CerttrailError, InputError
from certtrail.store.kept_store import KeptStore
from tests.stories.sampled import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.pipeline import Examined

HOSTILE = (
    "../../x",
    "a/b=c",
    "",
    "CON",
    "é\n\x1b[2J",
    "__HIVE_DEFAULT_PARTITION__",
    "%2F",
    "\ud83d",
)


@pytest.fixture(scope="module")
def examined() -> Examined:
    """Examine a sample."""
    return pipeline.examine(FOLDER / "outlier", engine="plain")


def asked(root: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask."""
    return rows_of(query, store_tables.tables(root), 100_000).rows


def test_they_hold_what_the_case_has(examined: Examined, tmp_path: Path) -> None:
    """Each event, fact and input, once, under its server."""
    store_tables.write(tmp_path, examined)
    records = examined.evidence.events
    assert asked(tmp_path, "select count(*), min(record_id), sum(event_id) from events") == [
        (len(records), records["record_id"].min(), records["event_id"].sum())
    ]
    facts = frames.facts_frame(examined.analysis.facts.facts)
    counted = facts.groupby(["server", "kind"]).size()
    got = asked(tmp_path, "select server, kind, count(*) from facts group by all")
    assert {(server, kind): number for server, kind, number in got} == counted.to_dict()
    assert asked(tmp_path, "select name, kind, sha256, read, found from inputs order by name") == [
        (one.name, one.kind, one.sha256, "in full", one.records.found)
        for one in examined.diagnosis.inputs
    ]
    servers = {folder.name for folder in (tmp_path / "tables" / "events").iterdir()}
    assert "server=EX03.contoso.com" in servers
    assert asked(
        tmp_path,
        "select distinct month from events where server = 'EX03.contoso.com' "
        "and strftime(time, '%Y-%m') = month",
    ) == [("2026-02",)]


def test_other_programs_read_them(examined: Examined, tmp_path: Path) -> None:
    """They are Parquet, parted as Hive does it."""
    import duckdb

    store_tables.write(tmp_path, examined)
    pattern = f"{tmp_path}/tables/events/*/*/*/*.parquet"
    with duckdb.connect() as connection:
        got = connection.execute(
            "select channel, count(*) from read_parquet(?, hive_partitioning = true) group by all",
            [pattern],
        ).fetchall()
    assert dict(got) == examined.evidence.events["channel"].value_counts().to_dict()


def test_the_next_diagnosis_takes_their_place(examined: Examined, tmp_path: Path) -> None:
    """All of it: a server that is not there any more has no rows."""
    store_tables.write(tmp_path, examined)
    store_tables.write(tmp_path, pipeline.examine(FOLDER / "edge", engine="plain"))
    assert "EX03.contoso.com" not in {
        row[0] for row in asked(tmp_path, "select server from events")
    }
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_of_a_server_leads_elsewhere(tmp_path: Path, name: str) -> None:
    """It is one step of a path, and reads back where it can."""
    folder = table_files.folder_name(name)
    assert "/" not in folder
    assert "\n" not in folder
    place = tmp_path / "tables" / "facts" / f"server={folder}"
    place.mkdir(parents=True)
    frame = pd.DataFrame({"kind": ["k"], "time": [None], "fields": ["{}"], "evidence": ["[]"]})
    columns = {name: of for name, of in frames.FACTS.items() if name != "server"}
    from certtrail.case import parquet_files

    parquet_files.write_typed(frame, place / "0.parquet", columns)
    store_tables.write_inputs(tmp_path / "tables", pd.DataFrame(columns=list(store_tables.INPUTS)))
    ((server,),) = asked(tmp_path, "select server from facts")
    if name in ("__HIVE_DEFAULT_PARTITION__", "\ud83d"):  # who reads them takes them otherwise
        assert server
    else:
        assert server == name


def test_a_very_long_name_fits(tmp_path: Path) -> None:
    """It is cut, and stays apart from others that begin alike."""
    names = {table_files.folder_name("é" * length) for length in (300, 400)}
    assert len(names) == 2
    for name in names:
        (tmp_path / f"channel={name}").mkdir()


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/hostname')",
        "select * from read_parquet('tables/events/*/*/*/*.parquet')",
        "select * from glob('*')",
        "copy events to 'out.csv'",
        "copy events to '.tmp/out.csv'",
        "attach 'other.db'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set memory_limit = '100GB'",
        "export database 'out'",
        "select * from names",
        "insert into events select * from events",
        "drop view events",
        "select string_agg(repeat('x', 1000000), '') from range(10000)",
        "choose 1",
        "",
        "-- nothing",
    ],
)
def test_nothing_else_is_in_reach(
    examined: Examined, tmp_path: Path, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file, no network, no setting, no variable, no memory without end; the tables stay."""
    names = pd.DataFrame({"a": [1]})
    store_tables.write(tmp_path, examined)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    if query.startswith("drop"):
        asked(tmp_path, query)
    else:
        with pytest.raises(QueryError):
            asked(tmp_path, query)
    assert sorted(tmp_path.rglob("*")) == before
    assert asked(tmp_path, "select count(*) from events")
    assert len(names) == 1


@pytest.mark.parametrize("seed", range(15))
def test_spoiled_tables_are_told(examined: Examined, tmp_path: Path, seed: int) -> None:
    """In one error of ours, or they can be read."""
    store_tables.write(tmp_path, examined)
    chance = Random(seed)
    files = sorted(tmp_path.rglob("*.parquet"))
    for path in chance.sample(files, 5):
        content = bytearray(path.read_bytes())
        for _ in range(30):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(content[: chance.randrange(len(content))] if seed % 2 else content))
    for table in ("events", "facts", "inputs"):
        with contextlib.suppress(CerttrailError):
            asked(tmp_path, f"select * from {table}")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_only_plain_files_are_asked(examined: Examined, tmp_path: Path) -> None:
    """A FIFO would wait for ever; a link may lead anywhere."""
    store_tables.write(tmp_path, examined)
    first, second, *_ = sorted((tmp_path / "tables" / "events").rglob("*.parquet"))
    for path in (first.with_name("1.parquet"), second.with_name("1.parquet")):
        if path.parent == first.parent:
            os.mkfifo(path)
        else:
            path.symlink_to(second)
        with pytest.raises(InputError, match=r"1\.parquet: it is a link, or no plain file"):
            store_tables.tables(tmp_path)
        path.unlink()
    assert asked(tmp_path, "select count(*) from events") == [(len(examined.evidence.events),)]


def test_two_at_the_same_time_leave_one_of_both(examined: Examined, tmp_path: Path) -> None:
    """And nothing half-written."""
    failed: list[BaseException] = []

    def write() -> None:
        try:
            store_tables.write(tmp_path, examined)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]
    assert asked(tmp_path, "select count(*) from events") == [(len(examined.evidence.events),)]


def test_a_case_without_anything_has_empty_tables(tmp_path: Path) -> None:
    """They can be asked none the less."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "a.txt").write_text("remember to buy milk")
    store = KeptStore(tmp_path / "store")
    store_tables.write(store.root, pipeline.examine(case, engine="plain", store=store))
    assert asked(store.root, "select count(*) from events") == [(0,)]
    assert asked(store.root, "select name from inputs") == [("a.txt",)]


def test_a_record_in_each_of_many_months(tmp_path: Path) -> None:
    """Months beyond the limit share a folder; no record is lost, and the fullest keep theirs."""
    source, root = tmp_path / "a.xml", tmp_path / "kept"
    root.mkdir()
    times = [f"{1980 + at // 12}-{at % 12 + 1:02}-01T00:00:00Z" for at in range(12 * 40)]
    times += [f"1980-01-02T00:{at:02}:00Z" for at in range(10)]
    source.write_text(
        "<Events>"
        + "".join(
            '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
            '<Provider Name="MSExchangeTransport"/><EventID>12014</EventID><Level>2</Level>'
            f'<TimeCreated SystemTime="{time}"/><EventRecordID>{number}</EventRecordID>'
            "<Channel>Application</Channel><Computer>EX01</Computer></System></Event>"
            for number, time in enumerate(times, 1)
        )
        + "</Events>"
    )
    found = pipeline.examine(source, engine="plain")
    store_tables.write(root, found)
    folders = {path.name for path in (root / "tables/events").glob("*/*/*")}
    assert len(folders) == 121
    assert {"month=other", "month=1980-01", "month=2019-12"} <= folders
    assert asked(root, "select count(*), count(distinct time) from events") == [
        (len(times), len(times))
    ]
    assert asked(root, "select count(*) from events where month = 'other'") == [(360,)]
