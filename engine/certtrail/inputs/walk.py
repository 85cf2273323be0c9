"""The walk: paths that the user gave in, the files below them out, each with its shown name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from certtrail.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to look at.

    Attributes:
        path: where it is.
        name: how the report calls it, `/` between parts, never absolute.
        asked_for: the user named this file, rather than a folder that holds it.
    """

    path: Path
    name: str
    asked_for: bool

    @property
    def size(self) -> int:
        """How many bytes it has; 0 where that cannot be told."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


def find_files(paths: Sequence[Path]) -> list[FoundFile]:
    """List every file once, sorted by shown name, whatever the order of the arguments.

    With one argument names are relative to it; with several they start with as many of the
    argument's last parts as tell the arguments apart.

    Raises:
        InputError: a path does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise InputError(f"{path}: no such file or folder; check the spelling")
    roots = _distinct(paths)
    prefixes = _prefixes(roots)
    found: dict[Path, FoundFile] = {}
    for root, prefix in zip(roots, prefixes, strict=True):
        for path, parts in _below(root):
            name = "/".join((*prefix, *parts)) or root.name
            entry = FoundFile(path, name, asked_for=not parts)
            known = found.get(_resolved(path))
            # A file that is also named itself was asked for, and keeps the name that sorts first.
            if known is not None:
                entry = FoundFile(path, min(known.name, name), known.asked_for or entry.asked_for)
            found[_resolved(path)] = entry
    return sorted(found.values(), key=lambda file: file.name)


def _resolved(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _distinct(paths: Sequence[Path]) -> list[Path]:
    return sorted({_resolved(path): path for path in sorted(paths)}.values(), key=_resolved)


def _prefixes(roots: Sequence[Path]) -> list[tuple[str, ...]]:
    """Give each argument the shortest tail of its path that no other argument shares."""
    if len(roots) == 1:
        return [() if roots[0].is_dir() else (roots[0].name,)]
    parts = [_resolved(root).parts[1:] for root in roots]
    depth = 1
    while depth < max(map(len, parts)):
        tails = [part[-depth:] for part in parts]
        if len(set(tails)) == len(tails):
            break
        depth += 1
    return [part[-depth:] for part in parts]


def _below(root: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Give each file below a folder with its relative parts; links to folders are not followed."""
    if not root.is_dir():
        yield root, ()
        return
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(files):
            path = Path(folder) / name
            yield path, path.relative_to(root).parts
