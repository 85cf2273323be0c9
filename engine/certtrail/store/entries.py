"""The files of a store by what they hold: what was read of a file, and which file was seen where.

kept/ab/<place>-<SHA-256 of the file>    what was read of it
seen/ab/<digest of its path>             which size, time and SHA-256 it had
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from certtrail.inputs.budget import Budget
from certtrail.inputs.limits import MIB, Limits
from certtrail.store import checked_file, part_form
from certtrail.store.checked_file import BrokenFileError
from certtrail.store.typed_form import NotTypedError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from certtrail.inputs.parts import ReadPart

KEPT: Final = "kept"
SEEN: Final = "seen"
TABLES: Final = "tables"
UNTRUSTED: Final = -1
"""A time that says nothing: the file may change within the same tick of the clock."""
_ENTRY: Final = re.compile(r"[0-9a-f]{64}-[0-9a-f]{64}")
_NOTE: Final = re.compile(r"[0-9a-f]{64}")
_FAN: Final = re.compile(r"[0-9a-f]{2}")
_LARGEST: Final = 64 * MIB
_LARGEST_NOTE: Final = 64 * 1024
_GROWTH: Final = 16
"""What a byte of a part becomes in memory, at most."""
_ASCII: Final = json.JSONEncoder(ensure_ascii=True).encode
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EntryHead:
    """What an entry is of.

    Attributes:
        place: of it, as `reading_key.place_of` gives it.
        sha256: of the file.
        name: of the file, as the report calls it.
        size: bytes of the file.
        reader: the version of certtrail that read it.
        at: when it was kept, in whole seconds since 1970.
    """

    place: str
    sha256: str
    name: str
    size: int
    reader: str
    at: int

    @property
    def file_name(self) -> str:
        """What its file is called."""
        return f"{self.place}-{self.sha256}"


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was when it was read.

    Attributes:
        path: absolute.
        name: as the report calls it.
        size: bytes.
        mtime_ns: when it was changed last, or `UNTRUSTED`.
        sha256: of its bytes.
    """

    path: str
    name: str
    size: int
    mtime_ns: int
    sha256: str


def entry_path(root: Path, name: str) -> Path:
    """Give where an entry is, by `EntryHead.file_name`."""
    return root / KEPT / name[:2] / name


def seen_path(root: Path, path: str) -> Path:
    """Give where it is noted how a file was."""
    name = hashlib.sha256(os.fsencode(path)).hexdigest()
    return root / SEEN / name[:2] / name


def entry_names(root: Path) -> Iterator[str]:
    """Give the names of all entries, sound or not, sorted."""
    return (path.name for path in _below(root / KEPT, _ENTRY))


def seen_paths(root: Path) -> Iterator[Path]:
    """Give where all files that were seen are noted, sorted."""
    return _below(root / SEEN, _NOTE)


def _below(folder: Path, names: re.Pattern[str]) -> Iterator[Path]:
    """Give what has the name of one of ours; no link is followed."""
    for fan in _listed(folder):
        if _FAN.fullmatch(fan):
            for name in _listed(folder / fan):
                if names.fullmatch(name):
                    yield folder / fan / name


def _listed(folder: Path) -> list[str]:
    try:
        return [] if folder.is_symlink() else sorted(os.listdir(folder))  # noqa: PTH208
    except (FileNotFoundError, NotADirectoryError):
        return []


def write_entry(root: Path, head: EntryHead, content: bytes) -> None:
    """Keep what `part_form.packed` made.

    Raises:
        OSError: it cannot be written.
    """
    line = _ASCII(asdict(head)).encode() + b"\n"
    checked_file.write(entry_path(root, head.file_name), line + content)


def read_head(root: Path, name: str) -> tuple[EntryHead, bytes] | None:
    """Read an entry without what is in it; None where there is none.

    Raises:
        BrokenFileError: it is not what was written under that name.
    """
    content = checked_file.read(entry_path(root, name), _LARGEST)
    if content is None:
        return None
    line, _, rest = content.partition(b"\n")
    head = _typed(line, EntryHead)
    if head.file_name != name:
        raise BrokenFileError(phrase("it is of another place"))
    return head, rest


def read_entry(root: Path, name: str, file_name: str) -> ReadPart | None:
    """Read an entry; None where there is none.

    Args:
        root: of the store.
        name: as `EntryHead.file_name` gives it.
        file_name: how the report calls the file.

    Raises:
        BrokenFileError: it is not what was written under that name for that file.
    """
    found = read_head(root, name)
    if found is None:
        return None
    head, content = found
    budget = Budget(Limits(memory=Limits().memory + _GROWTH * part_form.LARGEST))
    budget.begin(len(content) * _GROWTH)
    part = budget.run(partial(_unpacked, content), lambda _: None)
    if part is None or head.name != file_name or sha256_of(part, file_name) != head.sha256:
        raise BrokenFileError(phrase("it does not hold what was read of the file"))
    return part


def _unpacked(content: bytes) -> ReadPart | None:
    try:
        return part_form.unpacked(content)
    except NotTypedError:
        return None


def sha256_of(part: ReadPart, name: str) -> str:
    """Give the digest of the file itself that something was read of; empty where not known."""
    reports = (*(read.report for read in part.reads), *part.archives)
    return next((report.sha256 for report in reports if report.name == name), "")


def write_seen(root: Path, seen: SeenFile) -> None:
    """Note how a file was.

    Raises:
        OSError: it cannot be written.
    """
    checked_file.write(seen_path(root, seen.path), _ASCII(asdict(seen)).encode())


def read_seen(path: Path) -> SeenFile | None:
    """Read how a file was, by where it is noted; None where it is not.

    Raises:
        BrokenFileError: it is not what was written there.
    """
    content = checked_file.read(path, _LARGEST_NOTE)
    return None if content is None else _typed(content, SeenFile)


def _typed(line: bytes, kind: type[T]) -> T:
    try:
        value: Any = json.loads(line)
        types = {one.name: str if one.type == "str" else int for one in fields(kind)}  # type: ignore[arg-type]
        if type(value) is dict and {name: type(one) for name, one in value.items()} == types:
            return kind(**value)
    except (ValueError, RecursionError):
        pass
    raise BrokenFileError(phrase("it is not what a store writes"))
