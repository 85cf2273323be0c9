"""Which files in `tables/` are those of a store, by their place and name; no link is followed."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from certtrail.store.checked_file import is_folder
from certtrail.store.store_places import TABLES, all_below
from certtrail.text.display import whole
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

INPUTS_FILE: Final = "inputs.parquet"
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "events": ("server", "channel", "month"),
    "facts": ("server",),
}
"""By what each table is parted."""
_FILE: Final = re.compile(r"[0-9]{1,9}\.parquet")
OTHER_MONTHS: Final = "other"
"""In place of a month: those of a channel that are too many to have a folder each."""
_MONTH: Final = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}|{OTHER_MONTHS})?")
_CUT: Final = re.compile(r"(.*)~[0-9a-f]{16}", re.DOTALL)
_LONGEST: Final = 150  # a name on disk has 255 bytes at most, and a mark takes up to 12
_SHORT: Final = 12
_NULL: Final = "__HIVE_DEFAULT_PARTITION__"
"""What who reads a dataset takes for nothing."""


@dataclass(slots=True)
class TableFiles:
    """What is in `tables/`.

    Attributes:
        inputs: the account of the inputs is there.
        parts: the files of each table, sorted.
        links: what is no plain file, and why that is wrong, by its path below the store.
        foreign: plain files that are nothing of a store, likewise.
    """

    inputs: bool = False
    parts: dict[str, list[Path]] = field(default_factory=lambda: {name: [] for name in KEYS})
    links: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)


def table_files(root: Path) -> TableFiles:
    """List what is in the tables of a store, if it has any.

    Raises:
        OSError: the system does not list it.
    """
    found = TableFiles()
    parts: list[tuple[str, Path]] = []
    top = root / TABLES
    everything = all_below(top) if is_folder(top) or not top.is_symlink() else [top]
    for path in everything:
        at = path.relative_to(root).as_posix()
        steps = path.relative_to(top).parts
        if not stat.S_ISREG(path.lstat().st_mode):
            found.links[at] = phrase("it is a link, or no plain file")
        elif steps == (INPUTS_FILE,):
            found.inputs = True
        elif _is_part(steps):
            parts.append((steps[0], path))
        else:
            found.foreign[at] = phrase("it is nothing of a store")
    for table, path in sorted(parts):
        found.parts[table].append(path)
    return found


def _is_part(steps: Sequence[str]) -> bool:
    if not steps or steps[0] not in KEYS:
        return False
    table, *folders, name = steps
    return (
        len(folders) == len(KEYS[table])
        and all(map(_is_value, KEYS[table], folders))
        and _FILE.fullmatch(name) is not None
    )


def _is_value(key: str, name: str) -> bool:
    """Tell whether a folder has a name that `folder_name` gives."""
    given, mark, written = name.partition("=")
    if given != key or not mark:
        return False
    try:
        value = unquote(written, errors="strict")
        cut = _CUT.fullmatch(written)
        begin = None if cut is None else unquote(cut[1], errors="strict")
    except UnicodeDecodeError:
        return False
    if key == "month":
        return _MONTH.fullmatch(written) is not None
    if begin is not None and cut is not None and len(begin) == _SHORT:
        return quote(begin, safe="") == cut[1]
    return folder_name(value) == written


def folder_name(value: str) -> str:
    r"""Write a value for the name of a folder, as Hive does; a very long one is cut.

    >>> folder_name("EX01"), folder_name("../a=b\n"), folder_name("")
    ('EX01', '..%2Fa%3Db%0A', '')
    """
    text = whole(value)
    name = quote(text, safe="")
    if len(name) <= _LONGEST and name != _NULL:
        return name
    return f"{quote(text[:_SHORT], safe='')}~{sha256(text.encode()).hexdigest()[:16]}"
