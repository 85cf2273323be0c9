"""The files of a store by what they hold: what was read of a file, and which file was seen where.

What stands in them is held to its type and range before anybody acts on it. `store_places` says
where they are.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias, TypeVar

from certtrail.inputs.budget import Budget
from certtrail.inputs.limits import MIB, Limits
from certtrail.model.annotations import Limit
from certtrail.model.notation import JSON
from certtrail.model.strict_reading import strictly
from certtrail.store import checked_file, part_form
from certtrail.store.checked_file import BrokenFileError
from certtrail.store.store_places import DIGEST, entry_path, seen_path
from certtrail.store.typed_values import NotTypedError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.parts import ReadPart

UNTRUSTED: Final = -1
"""A time that says nothing: the file may change within the same tick of the clock."""
_LARGEST: Final = 64 * MIB
_LARGEST_NOTE: Final = 64 * 1024
_LARGEST_HEAD: Final = 64 * 1024
_NUMBER: Final = (1 << 63) - 1
_GROWTH: Final = 16
"""What a byte of a part becomes in memory, at most."""
_ASCII: Final = json.JSONEncoder(ensure_ascii=True).encode
T = TypeVar("T")

Digest: TypeAlias = Annotated[str, Limit(like=DIGEST)]
"""A SHA-256, of which paths are made."""
Size: TypeAlias = Annotated[int, Limit(0, _NUMBER)]
Day: TypeAlias = Annotated[int, Limit(0, 253_402_300_799)]
"""Whole seconds since 1970, until the year 9999."""


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

    place: Digest
    sha256: Digest
    name: str
    size: Size
    reader: str
    at: Day

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
    size: Size
    mtime_ns: Annotated[int, Limit(-_NUMBER, _NUMBER)]
    sha256: Digest


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
    end = content.find(b"\n", 0, _LARGEST_HEAD)
    line, rest = content[: max(end, 0)], content[end + 1 :]
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
        made, mistakes = strictly(json.loads(line), kind, JSON, most=1)
    except (ValueError, RecursionError):
        made = None
    if made is None or mistakes:
        raise BrokenFileError(phrase("it is not what a store writes"))
    return made
