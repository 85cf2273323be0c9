"""Tables of a store and of a saved case that somebody made to do harm."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import certtrail
from certtrail import pipeline
from certtrail.case import parquet_files, sql, store_tables
from certtrail.cli.main import cli
from certtrail.model.errors import InputError
from certtrail.store.kept_store import KeptStore
from tests.stories.sampled import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a store with tables."""
    root = tmp_path_factory.mktemp("filled") / "store"
    KeptStore(root)
    store_tables.write(root, pipeline.examine(FOLDER / "outlier", engine="plain"))
    return root


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Path:
    """Copy it."""
    shutil.copytree(filled, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture(scope="module")
def saved_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a case."""
    return certtrail.open(FOLDER / "edge").save(tmp_path_factory.mktemp("once") / "saved")


@pytest.fixture
def saved(saved_once: Path, tmp_path: Path) -> Path:
    """Copy it."""
    shutil.copytree(saved_once, tmp_path / "saved")
    return tmp_path / "saved"


def run(*arguments: object) -> Result:
    """Run the command."""
    done = CliRunner().invoke(cli, [*map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


def part_of(store: Path, table: str) -> Path:
    """Give a file of a table."""
    return min((store / "tables" / table).rglob("*.parquet"))


def bomb(path: Path, column: str) -> None:
    """Write 20 GB in a few KB: one large text, which 20,000 rows have."""
    rows = pa.array([0] * 20_000, pa.int32())
    texts = pa.DictionaryArray.from_arrays(rows, pa.array(["x" * (1 << 20)]))
    pq.write_table(pa.table({column: texts}), path, compression="zstd", store_schema=False)
    assert path.stat().st_size < 100_000


@pytest.mark.parametrize("at", ["facts", "inputs"])
def test_texts_that_stand_once_for_many_rows_are_counted(
    store: Path, tmp_path: Path, at: str
) -> None:
    """By `sql`, and by `merge`, which leaves the file out."""
    path = part_of(store, "facts") if at == "facts" else store / "tables" / "inputs.parquet"
    bomb(path, "kind" if at == "facts" else "name")
    done = run("sql", store, "select count(*) from facts")
    assert done.exit_code == 3
    assert "it holds more than 1024 MiB" in done.stderr
    done = run("store", "merge", store, "-o", tmp_path / "all")
    assert done.exit_code == 3
    assert "it holds more than 1024 MiB" in done.stderr
    assert "it was left out." in done.stderr


def _varint(number: int, length: int = 0) -> bytes:
    """Write a number as a footer has it, in so many bytes at least."""
    rest, found = number << 1, bytearray()
    while rest or not found or len(found) < length:
        found.append(rest & 127 | 128)
        rest >>= 7
    found[-1] &= 127
    return bytes(found)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on memory")
def test_a_footer_that_tells_less_than_its_pages_hold(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sizes are believed when it is opened; what is read then has a limit of its own."""
    path = part_of(store, "facts")
    columns = store_tables.columns_of("facts")
    rows = 130_000
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * (32 << 10)])
    schema = parquet_files.arrow_schema(columns)
    table = {each.name: pa.nulls(rows, each.type) for each in schema} | {"fields": texts}
    pq.write_table(pa.table(table), path, compression="zstd", store_schema=False)
    group = pq.ParquetFile(path).metadata.row_group(0)
    told = [group.column(at).total_uncompressed_size for at in range(group.num_columns)]
    raw = path.read_bytes()
    size = int.from_bytes(raw[-8:-4], "little") + 8
    footer = raw[-size:]
    for number in (group.total_byte_size, max(told)):
        footer = footer.replace(_varint(number), _varint(1, len(_varint(number))))
    path.write_bytes(raw[:-size] + footer)
    assert pq.ParquetFile(path).metadata.row_group(0).total_byte_size == 1
    monkeypatch.setattr(sql, "_MEMORY", 1 << 30)
    done = run("sql", store, "select max(length(fields)) from facts")
    assert done.exit_code == 2
    assert "emory" in done.stderr
    done = run("sql", store, "select count(*) > 100000 as many from facts")
    assert done.stdout.split() == ["many", "True"]


def test_many_rows_of_one_text_are_read(store: Path) -> None:
    """Where they are not too much, as counted."""
    path = part_of(store, "facts")
    frame = pd.read_parquet(path, partitioning=None)
    assert len(frame)
    long = pd.concat([frame.head(1).assign(fields='{"a": "' + "x" * 30_000 + '"}')] * 20_000)
    parquet_files.write_typed(long, path, store_tables.columns_of("facts"))
    done = run("sql", store, "select count(*) as n from facts where length(fields) > 30000")
    assert done.stdout.split() == ["n", "20000"]


@pytest.mark.parametrize(
    "folder", ["server=%ff%fe", "nokey", "server=a=b", "server=%1b", "other=1", "server=a/more=b"]
)
def test_no_folder_is_merged_that_a_store_does_not_name(
    store: Path, tmp_path: Path, folder: str
) -> None:
    """It is left out, and told; all else is copied."""
    place = store / "tables" / "facts" / folder
    place.mkdir(parents=True)
    shutil.copy(part_of(store, "facts"), place / "0.parquet")
    assert f"tables/facts/{folder}/0.parquet" in run("store", "info", store).stdout
    done = run("store", "merge", store, "-o", tmp_path / "all")
    assert done.exit_code == 3
    assert "it is nothing of a store; it was left out." in done.stderr
    assert run("store", "info", tmp_path / "all").exit_code == 0
    assert run("sql", tmp_path / "all", "select count(*) from facts").exit_code == 0
    assert run("sql", store, "select 1").exit_code == 3


@pytest.mark.parametrize("how", ["cut", "pages", "columns"])
def test_merge_copies_only_what_can_be_read(store: Path, tmp_path: Path, how: str) -> None:
    """The rest of the tables is there."""
    path = part_of(store, "events")
    content = bytearray(path.read_bytes())
    if how == "columns":
        pd.DataFrame({"kind": ["x"]}).to_parquet(path)
    else:
        content[4:400] = b"\xff" * 396
        path.write_bytes(content[:50] if how == "cut" else content)
    done = run("store", "merge", store, "-o", tmp_path / "all")
    assert done.exit_code == 3
    assert f"{path}: " in done.stderr
    assert run("sql", tmp_path / "all", "select count(*) from events").exit_code == 0
    assert not (tmp_path / "all" / path.relative_to(store)).exists()


@pytest.mark.parametrize("name", ["diagnosis.json", "events.parquet"])
def test_a_saved_case_has_no_links(saved: Path, tmp_path: Path, name: str) -> None:
    """Nothing is read through one, and nothing written."""
    theirs = tmp_path / "theirs"
    shutil.move(saved / name, theirs)
    (saved / name).symlink_to(theirs)
    before = theirs.read_bytes()
    with pytest.raises(InputError, match="or a link in its place"):
        certtrail.load(saved)
    with pytest.raises(InputError, match="found a link"):
        certtrail.open(FOLDER / "outlier").save(saved)
    assert theirs.read_bytes() == before


@pytest.mark.parametrize(
    "fields", ["[" * 100_000, "[]", "7", '{"a":' * 500 + "1" + "}" * 500, '{"a": 1' + "0" * 5000]
)
def test_fields_of_a_saved_case_are_plain(saved: Path, fields: str) -> None:
    """Else it is told in one line."""
    path = saved / "facts.parquet"
    pd.read_parquet(path).assign(fields=fields).to_parquet(path)
    done = run("sql", saved, "select count(*) from facts")
    assert done.exit_code == 3
    assert "facts.parquet: expected a table as certtrail writes it" in done.stderr


def test_a_bomb_in_a_saved_case_is_told(saved: Path) -> None:
    """Before it is read."""
    bomb(saved / "facts.parquet", "kind")
    assert "it holds more than 1024 MiB" in run("sql", saved, "select 1").stderr
