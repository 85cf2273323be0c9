"""With a store the result has the same bytes, and only what is new or changed is read."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail import diagnose, render
from certtrail.inputs.limits import Limits
from certtrail.store.kept_store import KeptStore
from certtrail.store.store_places import StoreError
from tests.fleet.shuffled import Shuffled
from tests.inputs import pictures
from tests.stories import planted
from tests.stories.sampled import FOLDER, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

OLD = 1_700_000_000
"""A time long ago: a store trusts no time that is only just past."""


def saved(path: Path, **options: Any) -> str:
    """Diagnose, and save it."""
    return render(diagnose(path, engine="plain", **options), "json")


def counts(store: KeptStore) -> tuple[int, int, int]:
    """Give the files that were found, read, and not kept."""
    return store.found, store.fresh, store.unkept


def aged(folder: Path) -> Path:
    """Make all files of a folder old."""
    for path in folder.rglob("*"):
        os.utime(path, (OLD, OLD))
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Copy a sample, as if it had been exported long ago."""
    return aged(Path(shutil.copytree(FOLDER / "outlier", tmp_path / "case")))


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_has_the_same_bytes(sample: str, tmp_path: Path) -> None:
    """Read into a store, and out of it; alone, and in an order that chance gives."""
    whole = saved(FOLDER / sample)
    store = KeptStore(tmp_path)
    assert saved(FOLDER / sample, store=store) == whole
    assert (store.found, store.unkept) == (0, 0)
    for options in ({}, {"cluster": Shuffled(Random(1), 3)}):
        again = KeptStore(tmp_path)
        assert saved(FOLDER / sample, store=again, **options) == whole
        assert counts(again) == (store.fresh, 0, 0)


def test_archives_mails_and_texts(tmp_path: Path) -> None:
    """Of many kinds, also in Chinese: a kept text is translated like one that was just read."""
    (tmp_path / "case").mkdir()
    planted.write(tmp_path / "case")
    for sample in ("outlier", "edge"):
        shutil.make_archive(str(tmp_path / "case" / sample), "zip", FOLDER / sample)
    (tmp_path / "case" / "broken.evtx").write_bytes(b"ElfFile\0" + bytes(5000))
    (tmp_path / "case" / "unknown.bin").write_bytes(bytes(range(1, 9)) * 40)
    store = KeptStore(tmp_path / "store")
    fresh = diagnose(tmp_path / "case", store=store)
    assert store.found == 0
    again = diagnose(tmp_path / "case", store=store)
    assert store.fresh == store.unkept
    assert store.found > 10
    for lang in ("en", "zh"):
        for form in ("json", "html", "text"):
            assert render(again, form, lang=lang) == render(fresh, form, lang=lang)


def test_only_what_changed_is_read(case: Path, tmp_path: Path) -> None:
    """A new file, one that has grown, one that is gone; a name with another time alone is not."""
    store = KeptStore(tmp_path / "store")
    saved(case, store=store)
    assert counts(store) == (0, 13, 0)
    with (case / "EX01" / "exports.txt").open("ab") as file:
        file.write(b"\r\nevent 12018\r\n")
    shutil.copy(case / "EX02" / "exports.txt", case / "EX02" / "more.txt")
    (case / "EX03" / "exports.txt").unlink()
    os.utime(case / "EX04" / "exports.txt", (OLD + 60, OLD + 60))
    assert saved(case, store=store) == saved(case)
    assert counts(store) == (11, 2, 0)


def test_a_size_and_a_time_are_trusted(case: Path, tmp_path: Path) -> None:
    """As `make` does: who changes a file and hides it has it read the next time that shows."""
    store = KeptStore(tmp_path / "store")
    before = saved(case, store=store)
    path = case / "EX01" / "exports.txt"
    text = path.read_bytes()
    path.write_bytes(b"x" * len(text))
    os.utime(path, (OLD, OLD))
    assert saved(case, store=store) == before
    os.utime(path, (OLD + 1, OLD + 1))
    assert saved(case, store=store) == saved(case) != before


def test_a_time_that_is_only_just_past_is_not_trusted(tmp_path: Path) -> None:
    """A file may change twice within one tick of the clock: then its digest tells."""
    path = tmp_path / "case" / "a.txt"
    path.parent.mkdir()
    path.write_text("Event 12017 of MSExchangeTransport\n")
    now = path.stat().st_mtime_ns
    store = KeptStore(tmp_path / "store")
    saved(path.parent, store=store)
    path.write_text("Event 12018 of MSExchangeTransport\n")
    os.utime(path, ns=(now, now))
    assert saved(path.parent, store=store) == saved(path.parent)
    assert counts(store) == (0, 1, 0)


def test_what_was_kept_of_a_file_that_grew_takes_no_room(case: Path, tmp_path: Path) -> None:
    """There is one entry for a file, however often it grows."""
    store = KeptStore(tmp_path / "store")
    for _ in range(3):
        with (case / "servers.txt").open("ab") as file:
            file.write(b"\r\n")
        saved(case, store=store)
    assert len([path for path in (tmp_path / "store" / "kept").rglob("*") if path.is_file()]) == 13


@pytest.mark.parametrize(
    "options",
    [
        {"server": "EX09"},
        {"date_order": "mdy"},
        {"limits": Limits(seconds=60)},
    ],
)
def test_other_options_read_anew(case: Path, tmp_path: Path, options: dict[str, Any]) -> None:
    """What is read of a file depends on them; how it is judged does not."""
    store = KeptStore(tmp_path / "store")
    saved(case, store=store)
    assert saved(case, store=store, **options) == saved(case, **options)
    assert store.found == 0
    assert saved(case, store=store, at="2027-01-01") == saved(case, at="2027-01-01")
    assert store.found == 13


def test_another_version_reads_anew(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may read something else in the same file."""
    store = KeptStore(tmp_path / "store")
    saved(case, store=store)
    monkeypatch.setattr("certtrail.store.reading_key._reader", lambda: "another")
    saved(case, store=store)
    assert store.found == 0


def test_the_name_is_part_of_what_is_kept(case: Path, tmp_path: Path) -> None:
    """A report calls a file by it, and may know its server by it."""
    store = KeptStore(tmp_path / "store")
    saved(case, store=store)
    (case / "EX01").rename(case / "EX07")
    assert saved(case, store=store) == saved(case)
    assert store.fresh == 3


def test_what_may_be_read_otherwise_another_time_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures, what limits ended, and what the system does not give."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "screen.png").write_bytes(pictures.picture(300, 200))
    (case / "a.txt").write_text("Event 12017 of MSExchangeTransport\n")
    with zipfile.ZipFile(case / "many.zip", "w") as file:
        for number in range(20):
            file.writestr(f"{number}.txt", "Event 12017 of MSExchangeTransport")
    if hasattr(os, "mkfifo"):
        os.mkfifo(case / "pipe")
    few = Limits(members=10, pictures=0)
    store = KeptStore(tmp_path / "store")
    whole = saved(case, limits=few)
    for found in (0, 1):
        assert saved(case, store=store, limits=few) == whole
        assert store.found == found
        assert store.fresh - store.unkept == 1 - found


def test_what_was_read_with_passwords_is_not_kept(tmp_path: Path) -> None:
    """Nor is what holds others taken from a store then, as a password may open more of it."""
    import pyzipper

    case = tmp_path / "case"
    case.mkdir()
    (case / "a.txt").write_text("Event 12017 of MSExchangeTransport\n")
    with pyzipper.AESZipFile(
        case / "locked.zip", "w", encryption=pyzipper.WZ_AES, compression=pyzipper.ZIP_DEFLATED
    ) as file:
        file.setpassword(b"secret")
        file.writestr("b.txt", "Event 12018 of MSExchangeTransport")
    store = KeptStore(tmp_path / "store")
    locked = saved(case, store=store)
    opened = saved(case, passwords=("secret",))
    assert opened != locked
    for _ in range(2):
        assert saved(case, store=store, passwords=("secret",)) == opened
        assert counts(store) == (1, 1, 1)
    assert saved(case, store=store) == locked
    assert b"secret" not in b"".join(
        path.read_bytes() for path in store.root.rglob("*") if path.is_file()
    )


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read may be half of one state and half of another."""
    from certtrail.inputs import parts, reading

    def read_each(*given: Any, **more: Any) -> Any:
        with (case / "servers.txt").open("ab") as file:
            file.write(b"\r\n")
        return whole(*given, **more)

    whole = reading.read_each
    monkeypatch.setattr(parts, "read_each", read_each)
    store = KeptStore(tmp_path / "store")
    saved(case, store=store)
    assert store.unkept == 1


def test_a_disk_that_is_full_costs_nothing_but_time(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said once, and the result is the same."""
    told: list[str] = []

    def write(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("certtrail.store.checked_file.write", write)
    store = KeptStore(tmp_path / "store", told.append)
    assert saved(case, store=store) == saved(case)
    assert [text for text in told if "No space left on device" in text] == told
    assert len(told) == 1


@pytest.mark.parametrize("name", ["report.html", "kept"])
def test_no_other_folder_is_taken_for_a_store(tmp_path: Path, name: str) -> None:
    """Nothing is written among somebody's files, nor where a link leads."""
    place = tmp_path / "place"
    place.mkdir()
    if name == "kept":
        (place / name).symlink_to(tmp_path)
    else:
        (place / name).write_text("x")
    with pytest.raises(StoreError, match=name):
        KeptStore(place)
    assert [path.name for path in place.iterdir()] == [name]


CHANGES = ("remove", "grow", "swap", "touch", "add", "rename")


def change(case: Path, spare: Sequence[Path], kind: str, number: int, at: int) -> None:
    """Change a file of a case."""
    files = sorted(path for path in case.rglob("*") if path.is_file())
    path = files[number % len(files)]
    if kind == "remove" and len(files) > 1:
        path.unlink()
    elif kind == "grow":
        path.write_bytes(path.read_bytes() + b"\r\nEvent 12017")
    elif kind == "swap":
        path.write_bytes(files[(number + 3) % len(files)].read_bytes())
    elif kind == "rename":
        path.rename(path.with_name(f"n{at}-{path.name}"[-60:]))
        return
    elif kind == "add":
        path = case / f"added-{at}{spare[number % len(spare)].suffix}"
        path.write_bytes(spare[number % len(spare)].read_bytes())
    if path.exists():
        os.utime(path, (OLD + at, OLD + at))


@settings(max_examples=8)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 99)), max_size=3),
        min_size=1,
        max_size=2,
    )
)
def test_whatever_changes_the_result_is_that_without_a_store(
    rounds: list[list[tuple[str, int]]],
) -> None:
    """Files are changed, added, removed and renamed between runs on one store."""
    spare = sorted(path for path in (FOLDER / "edge").rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as place:
        case = aged(Path(shutil.copytree(FOLDER / "precedence", Path(place) / "case")))
        store, at = KeptStore(Path(place) / "store"), 0
        saved(case, store=store)
        for changes in rounds:
            for kind, number in changes:
                at += 1
                change(case, spare, kind, number, at)
            assert saved(case, store=store) == saved(case)
            assert store.fresh <= 2 * len(changes)
