"""Who can write in a store, and means harm: nothing outside of it is removed, read or asked for."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from certtrail import diagnose
from certtrail.cli.main import cli
from certtrail.store import checked_file, store_places
from certtrail.store.entries import EntryHead, SeenFile, write_entry, write_seen
from certtrail.store.kept_store import KeptStore
from certtrail.store.upkeep import is_local

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

HEAD = EntryHead("0" * 64, "1" * 64, "n", 1, "0.1.0", 1)
OLD = 1_700_000_000


def run(*arguments: object) -> Result:
    """Run the command."""
    done = CliRunner().invoke(cli, [*map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """Make a folder of somebody's, named as a store's own would be."""
    folder = tmp_path / "victim"
    (folder / "00").mkdir(parents=True)
    (folder / "00" / ("0" * 64)).write_text("theirs")
    (folder / "00" / f"{'0' * 64}-{'1' * 64}").write_text("theirs")
    (folder / "letter.txt").write_text("theirs")
    return folder


@pytest.mark.parametrize("room", ["kept", "seen", "tables"])
@pytest.mark.parametrize("verb", ["info", "prune", "merge", "diagnose"])
def test_no_folder_of_a_store_may_be_a_link(
    tmp_path: Path, victim: Path, room: str, verb: str
) -> None:
    """It is refused in a line by every verb; what is there stays as it was."""
    root = tmp_path / "store"
    KeptStore(root)
    if room != "tables":
        (root / room).rmdir()
    (root / room).symlink_to(victim)
    before = sorted(victim.rglob("*"))
    case = tmp_path / "case"
    case.mkdir()
    (case / "a.txt").write_text("remember to buy milk")
    given = {"merge": ["store", verb, root, "-o", tmp_path / "all"]}.get(
        verb, ["store", verb, root]
    )
    done = run(*(["diagnose", case, "--store", root] if verb == "diagnose" else given))
    assert done.exit_code == 2
    assert f"its {room} is a link or no folder" in done.stderr.replace("\n", " ")
    assert sorted(victim.rglob("*")) == before


@pytest.mark.parametrize("room", ["kept", "seen"])
def test_prune_goes_into_no_link_below(tmp_path: Path, victim: Path, room: str) -> None:
    """Nor does it take away what is called otherwise than a store's own."""
    root = tmp_path / "store"
    KeptStore(root)
    (root / room / "00").symlink_to(victim / "00")
    (root / room / "letter.txt").write_text("mine")
    (root / room / "01" / ("01" * 32)).mkdir(parents=True)
    before = sorted(victim.rglob("*")), sorted(root.rglob("*"))
    assert "0 removed" in run("store", "prune", root).stdout
    assert (sorted(victim.rglob("*")), sorted(root.rglob("*"))) == before
    assert run("store", "info", root).exit_code == 3


def test_no_digest_of_a_note_leads_elsewhere(tmp_path: Path) -> None:
    """What was kept of a file before it changed is removed by a name of digests alone."""
    case, root, victim = tmp_path / "case", tmp_path / "store", tmp_path / "victim.txt"
    case.mkdir()
    victim.write_text("theirs")
    (case / "a.txt").write_text("remember to buy milk")
    os.utime(case / "a.txt", (OLD, OLD))
    diagnose(case, engine="plain", store=KeptStore(root))
    (note,) = store_places.seen_paths(root)
    (name,) = store_places.entry_names(root)
    (root / "kept" / name[:2] / f"{name[:64]}-x").mkdir()
    seen = json.loads(note.read_bytes()[83:])
    write_seen(root, SeenFile(**{**seen, "sha256": "x/../../../../victim.txt"}))
    (case / "a.txt").write_text("remember to buy silk")
    told = list[str]()
    diagnose(case, engine="plain", store=KeptStore(root, told.append))
    assert victim.exists()
    assert ["it is not what a store writes" in line for line in told] == [True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 10**400},
        {"size": -1},
        {"at": 10**300},
        {"sha256": "../x"},
        {"place": "0" * 63},
        {"reader": "x" * 100_000},
    ],
)
def test_what_no_store_writes_is_broken(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """Of an entry: told by `info`, left out by `merge`, removed by `prune`."""
    root = tmp_path / "store"
    KeptStore(root)
    line = json.dumps({**asdict(HEAD), **wrong}).encode()
    checked_file.write(store_places.entry_path(root, HEAD.file_name), line + b"\nx")
    for format_name in ("text", "json"):
        done = run("store", "info", root, "--format", format_name)
        assert done.exit_code == 3
        assert "it is not what a store writes" in done.stdout
    assert run("store", "merge", root, "-o", tmp_path / "all").exit_code == 3
    assert "1 removed" in run("store", "prune", root).stdout


def test_a_head_without_end_takes_no_memory(tmp_path: Path) -> None:
    """It is not read as JSON."""
    root = tmp_path / "store"
    KeptStore(root)
    content = b"[" + b"[]," * 1_000_000 + b"[]]\n"
    checked_file.write(store_places.entry_path(root, HEAD.file_name), content)
    assert "it is not what a store writes" in run("store", "info", root).stdout


@pytest.mark.parametrize("path", ["x\ud800", "/x\0y", "//host/share/x", r"\\host\share\x"])
def test_any_path_of_a_note_is_borne(tmp_path: Path, path: str) -> None:
    """One that no file can have is broken; one of a network is not looked at, and stays."""
    root = tmp_path / "store"
    KeptStore(root)
    seen = SeenFile(path, "n", 1, 1, "1" * 64)
    if "\ud800" in path:
        line = json.dumps(asdict(seen)).encode()
        checked_file.write(root / "seen" / "aa" / ("a" * 64), line)
    else:
        write_seen(root, seen)
    write_entry(root, replace(HEAD, name="n\ud800"), b"x")
    assert run("store", "info", root).exit_code == (3 if "\ud800" in path else 0)
    gone = run("store", "prune", root).stdout
    assert f"{1 if 'host' in path else 2} removed" in gone
    assert len(list(store_places.seen_paths(root))) == ("host" in path)


def test_an_entry_of_a_file_on_a_share_is_apart(tmp_path: Path) -> None:
    """Neither present nor gone, as nobody looks there."""
    root = tmp_path / "store"
    KeptStore(root)
    from certtrail.runtime import VERSION

    write_entry(root, replace(HEAD, reader=VERSION), b"x")
    write_seen(root, SeenFile(r"\\host\share\n", "n", 1, 1, "1" * 64))
    told = json.loads(run("store", "info", root, "--format", "json").stdout)
    assert [file["present"] for file in told["files"]] == [None]
    assert run("store", "info", root).stdout.startswith("apart ")
    assert "0 removed" in run("store", "prune", root).stdout


@pytest.mark.parametrize(
    ("path", "local"),
    [
        (r"C:\logs\a.evtx", True),
        ("c:/logs/a.evtx", True),
        (r"\\host\share\a", False),
        ("//host/share/a", False),
        (r"\\?\UNC\host\share\a", False),
        (r"\\.\pipe\a", False),
        ("C:a", False),
        ("a", False),
    ],
)
def test_only_paths_of_a_drive_are_looked_at_on_windows(path: str, local: bool) -> None:
    """Else a note could make this computer log in at somebody's."""
    assert is_local(path, windows=True) == local


def test_no_link_of_a_copied_store_is_followed(tmp_path: Path, victim: Path) -> None:
    """In `tables` it is told by `info`, and left out by `merge`."""
    root = tmp_path / "store"
    KeptStore(root)
    (root / "tables").mkdir()
    (root / "tables" / "events").symlink_to(victim)
    done = run("store", "info", root)
    assert done.exit_code == 3
    assert "tables/events: it is a link, or no plain file" in done.stdout
    shutil.rmtree(root)
    assert victim.exists()


def test_folders_nested_without_end_are_borne(tmp_path: Path) -> None:
    """As deep as the system takes them."""
    root = tmp_path / "store"
    KeptStore(root)
    steps = [root / "kept" / ("d/" * number) for number in range(1, 1_050)]
    for step in steps:
        step.mkdir()
    assert run("store", "prune", root).exit_code == 0
    for step in reversed(steps):  # no folder of a test's stays that others cannot remove
        step.rmdir()
