"""Compound files of Office (.msg, .doc, .xls, ...): what is in them, by its place."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final, Self

from certtrail.inputs.archives.unread import BrokenError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Entries of the directory: their size, where their type is, and the types of those in use.
_ENTRY, _TYPE_AT = 128, 66
_ENTRIES: Final = frozenset({1, 2, 5})


class Compound:
    """A compound file; ended by `with`.

    Args:
        path: where it is.

    Raises:
        BrokenError: it is damaged.
    """

    def __init__(self, path: Path) -> None:
        import olefile

        _check(path)
        try:
            self._file: Any = olefile.OleFileIO(path)
        # The library raises what it stumbles over: ValueError, IndexError, RecursionError and more.
        except Exception as error:
            why = phrase("it is cut or damaged ({error})", error=str(error)[:120])
            raise BrokenError(why) from error
        self._size = path.stat().st_size
        self._paths = {
            tuple(part.casefold() for part in found): tuple(found)
            for found in self._file.listdir(streams=True, storages=True)
        }
        self._inside: dict[tuple[str, ...], list[str]] = {}
        for key, found in self._paths.items():
            self._inside.setdefault(key[:-1], []).append(found[-1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def damage(self) -> str:
        """What is wrong with it, so that something may be missing; empty for nothing."""
        issues = [str(issue) for _, issue in self._file.parsing_issues]
        directory = self._file.directory_fp.getvalue()
        listed = sum(directory[at] in _ENTRIES for at in range(_TYPE_AT, len(directory), _ENTRY))
        if listed > len(self._paths) + 1:
            issues.append(phrase("entries that nothing leads to"))
        if _crossed(self._file.fat):
            issues.append(phrase("sectors that belong to more than one place"))
        return "; ".join(dict.fromkeys(issues))[:200]

    def holds(self, *place: str) -> bool:
        """Tell whether there is a stream or storage at a place."""
        return tuple(part.casefold() for part in place) in self._paths

    def inside(self, *place: str) -> list[str]:
        """Give the names of what is in a storage."""
        return self._inside.get(tuple(part.casefold() for part in place), [])

    def streams(self) -> list[tuple[str, ...]]:
        """List the places of all streams, as they stand in the file.

        Raises:
            BrokenError: together they say that they are larger than the file.
        """
        places = [found for found in self._paths.values() if self._file.get_type(list(found)) == 2]
        if sum(self._file.get_size(list(place)) for place in places) > self._size:
            raise BrokenError(phrase("it is cut or damaged (streams larger than the file)"))
        return places

    def read(self, *place: str) -> bytes:
        """Read a stream; empty where there is none.

        Raises:
            BrokenError: it says that it is larger than the file, or is damaged.
        """
        found = self._paths.get(tuple(part.casefold() for part in place))
        if found is None or self._file.get_type(list(found)) != 2:
            return b""
        if self._file.get_size(list(found)) > self._size:
            raise BrokenError(phrase("it is cut or damaged (a stream larger than the file)"))
        try:
            content: bytes = self._file.openstream(list(found)).read()
        # As above.
        except Exception as error:
            why = phrase("it is cut or damaged ({error})", error=str(error)[:120])
            raise BrokenError(why) from error
        return content


def _crossed(table: Sequence[int]) -> bool:
    """Tell whether a sector follows two others, as in a circle: what is read of it is made up."""
    followers = [following for following in table if following < len(table)]
    return len(set(followers)) < len(followers)


def _check(path: Path) -> None:
    """See that the tables of sectors are not larger than they have to be for the file's size.

    The library takes their sizes from the header, and follows them however often they repeat.

    Raises:
        BrokenError: they are.
    """
    with path.open("rb") as file:
        head = file.read(512)
    if len(head) < 512:
        raise BrokenError(phrase("it is cut"))
    (shift,) = struct.unpack_from("<H", head, 30)
    tables, small = (struct.unpack_from("<I", head, at)[0] for at in (44, 64))
    sectors = path.stat().st_size >> shift if shift in (9, 12) else 0
    if shift not in (9, 12) or tables > sectors // 100 + 8 or small > sectors:
        raise BrokenError(phrase("it is cut or damaged (tables larger than the file)"))
