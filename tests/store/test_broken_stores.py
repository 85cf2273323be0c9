"""A store that is broken, cut, foreign or hostile is as good as none, and says so."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
import zlib
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from certtrail import diagnose, render
from certtrail.store import checked_file, part_form
from certtrail.store.kept_store import KeptStore
from certtrail.store.store_places import StoreError
from certtrail.store.typed_values import NotTypedError
from certtrail.store.upkeep import survey
from tests.stories.sampled import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = 1_700_000_000


def saved(path: Path, **options: Any) -> str:
    """Diagnose, and save it."""
    return render(diagnose(path, engine="plain", **options), "json")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """Give a case, a store that holds it, and its diagnosis."""
    place = tmp_path_factory.mktemp("filled")
    case = Path(shutil.copytree(FOLDER / "precedence", place / "case"))
    for path in case.rglob("*"):
        os.utime(path, (OLD, OLD))
    return case, place / "store", saved(case, store=KeptStore(place / "store"))


@pytest.fixture
def store(filled: tuple[Path, Path, str], tmp_path: Path) -> Path:
    """Copy the store."""
    return Path(shutil.copytree(filled[1], tmp_path / "store"))


def files_of(store: Path, room: str) -> list[Path]:
    """List the files of one of its folders."""
    return sorted(path for path in (store / room).rglob("*") if path.is_file())


def damaged(content: bytes, chance: Random) -> bytes:
    """Flip bits, cut, lengthen, or put one piece in the place of another."""
    how = chance.randrange(5)
    if how == 0:
        return content[: chance.randrange(len(content))]
    if how == 1:
        return content + bytes([chance.randrange(256)])
    made = bytearray(content)
    for _ in range(1 if how == 2 else 20):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return b"" if how == 4 and chance.random() < 0.2 else bytes(made)


@pytest.mark.parametrize("seed", range(12))
def test_damage_anywhere_is_told_and_changes_nothing(
    filled: tuple[Path, Path, str], store: Path, seed: int
) -> None:
    """In what is kept, and in what was seen; the run after it finds all sound again."""
    case, _, whole = filled
    chance, told = Random(seed), list[str]()
    files = [*files_of(store, "kept"), *files_of(store, "seen")]
    victims = chance.sample(files, chance.randint(1, len(files)))
    for path in victims:
        path.write_bytes(damaged(path.read_bytes(), chance))
    assert saved(case, store=KeptStore(store, told.append)) == whole
    assert told
    assert all("read, and kept, anew" in line for line in told)
    told.clear()
    assert saved(case, store=KeptStore(store, told.append)) == whole
    assert told == []


def with_digest(content: bytes) -> bytes:
    """Write a file as somebody does who knows the format."""
    digest = hashlib.sha256(content).hexdigest().encode()
    return b"certtrail store 1\n" + digest + b"\n" + content


def forged(change: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    """Change the value in an entry, with a digest that fits."""

    def make(content: bytes) -> bytes:
        head, _, packed = content[83:].partition(b"\n")
        value = change(json.loads(zlib.decompress(packed)))
        return with_digest(head + b"\n" + zlib.compress(json.dumps(value).encode()))

    return make


def bomb(content: bytes) -> bytes:
    """Write what becomes far more than it is."""
    head = content[83:].partition(b"\n")[0]
    packer = zlib.compressobj(1)
    blocks = [packer.compress(bytes(1 << 20)) for _ in range(130)]
    return with_digest(head + b"\n" + b"".join(blocks) + packer.flush())


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "another format": lambda content: content.replace(b"store 1", b"store 2", 1),
    "a pickle": lambda _: b"cos\nsystem\n(S'true'\ntR.",
    "no head": lambda _: with_digest(b"{}\n"),
    "deep": lambda content: with_digest(
        content[83:].partition(b"\n")[0] + b"\n" + zlib.compress(b"[" * 1_000_000)
    ),
    "a bomb": bomb,
    "nothing": forged(lambda _: None),
    "too few fields": forged(lambda value: value[:2]),
    "a list for a text": forged(
        lambda value: [[[["x"], *one[1:]] for one in value[0]], *value[1:]]
    ),
    "a number for a list": forged(lambda value: [7, *value[1:]]),
    "another file": forged(
        lambda value: [[[["x.evtx", *one[0][1:]], *one[1:]] for one in value[0]], *value[1:]]
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_store_does_not_write_is_not_read(
    filled: tuple[Path, Path, str], store: Path, name: str
) -> None:
    """Also with a digest that fits: it is another type, another file, or too much."""
    case, _, whole = filled
    told = list[str]()
    path = files_of(store, "kept")[0]
    path.write_bytes(HOSTILE[name](path.read_bytes()))
    assert saved(case, store=KeptStore(store, told.append)) == whole
    assert len(told) == 1


def test_an_entry_under_anothers_name_is_not_taken(
    filled: tuple[Path, Path, str], store: Path
) -> None:
    """Whoever copies files about gets no other diagnosis."""
    case, _, whole = filled
    first, *others = files_of(store, "kept")
    for path in others:
        shutil.copy(first, path)
    told = list[str]()
    assert saved(case, store=KeptStore(store, told.append)) == whole
    assert len(told) == len(others)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
@pytest.mark.parametrize("room", ["kept", "seen"])
@pytest.mark.parametrize("what", ["a FIFO", "a link", "a folder", "a huge file"])
def test_only_plain_files_are_opened(
    filled: tuple[Path, Path, str], store: Path, room: str, what: str, tmp_path: Path
) -> None:
    """Nothing waits, nothing is read or written elsewhere."""
    case, _, whole = filled
    elsewhere = tmp_path / "elsewhere"
    for path in files_of(store, room):
        path.unlink()
        if what == "a FIFO":
            os.mkfifo(path)
        elif what == "a link":
            elsewhere.write_bytes(b"theirs")
            path.symlink_to(elsewhere)
        elif what == "a folder":
            path.mkdir()
        else:
            with path.open("wb") as file:
                file.truncate(1 << 40)
    told = list[str]()
    assert saved(case, store=KeptStore(store, told.append)) == whole
    assert told
    if what == "a link":
        assert elsewhere.read_bytes() == b"theirs"


def test_a_folder_that_is_a_link_is_not_written_to(
    filled: tuple[Path, Path, str], tmp_path: Path
) -> None:
    """What is below it may be anybody's."""
    case, _, whole = filled
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    KeptStore(tmp_path / "store")
    for number in range(256):
        (tmp_path / "store" / "kept" / f"{number:02x}").symlink_to(elsewhere)
    told = list[str]()
    assert saved(case, store=KeptStore(tmp_path / "store", told.append)) == whole
    assert len(told) == 1
    assert "no more is kept" in told[0]
    assert list(elsewhere.iterdir()) == []


def test_runs_at_the_same_time_do_no_harm(filled: tuple[Path, Path, str], tmp_path: Path) -> None:
    """Each writes whole files or none; what two write is the same."""
    case, _, whole = filled
    place, got, told = tmp_path / "store", list[str](), list[str]()

    def run() -> None:
        got.append(saved(case, store=KeptStore(place, told.append)))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [whole] * 4
    assert told == []
    assert survey(place).broken == {}
    assert len(survey(place).kept) == 4


def test_a_write_that_is_cut_off_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file appears whole or not at all, and nothing lies about."""
    path = tmp_path / "room" / "file"
    checked_file.write(path, b"before")

    def replace(self: Path, target: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="Input/output"):
        checked_file.write(path, b"after")
    assert checked_file.read(path, 100) == b"before"
    assert list(path.parent.iterdir()) == [path]


def test_a_store_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    """As the system tells it."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="no store can be kept here"):
        KeptStore(tmp_path / "file" / "store")


@pytest.mark.parametrize("seed", range(100))
def test_any_value_is_read_strictly_or_not_at_all(
    filled: tuple[Path, Path, str], seed: int
) -> None:
    """A value of a sound entry put in the place of another: a part comes out, or a refusal."""
    chance = Random(seed)
    path = chance.choice(files_of(filled[1], "kept"))
    value = json.loads(zlib.decompress(path.read_bytes()[83:].partition(b"\n")[2]))
    for _ in range(chance.randint(1, 3)):
        _put(value, chance, chance.choice([None, 7, -1, 1 << 70, "x", [], {}, True, [[]], "é"]))
    content = zlib.compress(json.dumps(value).encode())
    try:
        part = part_form.unpacked(content)
    except NotTypedError:
        return
    again = part_form.unpacked(part_form.packed(part))
    assert [read.report for read in again.reads] == [read.report for read in part.reads]


def _put(value: Any, chance: Random, other: object) -> None:
    """Put something somewhere in a value."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = chance.choice(keys)
        inside = value[key]
        if not isinstance(inside, list | dict) or not inside or chance.random() < 0.1:
            value[key] = other
            return
        value = inside
