"""The walk: paths that the user gave in, the files below them out, each with its shown name."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certtrail.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    AnyPath = str | os.PathLike[str]
    Paths = Sequence[AnyPath] | AnyPath

# ExchangeLogCollector's layout: files `<SERVER>_<what>.xml`, folders `<date>/<SERVER>/<set>/...`,
# archives `<SERVER>-<Md>.zip` that hold the sets.
_COLLECTED: Final = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9-]{0,62})_(?:Application|System|Security|Services_Information|HotFixInfo"
    r"|ExchangeServer|HealthReport|ServerComponentState|TransportServer|ReceiveConnectors"
    r"|InstantQueueInfo|ClientAccessServer|FrontendTransportService|MailboxServer"
    r"|MailboxTransportService|GCM)\.(?:xml|txt)",
    re.IGNORECASE,
)
_SET: Final = re.compile(
    r"(?:.*/)?(?:(?P<folder>[A-Za-z0-9][A-Za-z0-9-]{0,62})"
    r"|(?P<zip>[A-Za-z0-9][A-Za-z0-9-]{0,62}?)-\d{2,4}(?:-\d{1,3})?\.zip)"
    r"/(?:Windows_Event_Logs|Exchange_Server_Data|General_Server_Info(?:\.zip)?|Transport_Configuration"
    r"|(?:Hub|FE|MBX)_\w+_Protocol_Logs|Message_Tracking_Logs)/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to look at.

    Attributes:
        path: where it is.
        name: how the report calls it, `/` between parts, never absolute.
        asked_for: the user named this file, rather than a folder that holds it.
        sha256: of its bytes, where that was found out on the way here (members of archives).
        from_picture: it is the text that was read from one.
    """

    path: Path
    name: str
    asked_for: bool
    sha256: str = ""
    from_picture: bool = False

    @property
    def server_hint(self) -> str:
        """The server that the name tells, in ExchangeLogCollector's layout; else empty.

        >>> FoundFile(Path("x"), "a.zip/20261125/EX01/Windows_Event_Logs/a.csv", False).server_hint
        'EX01'
        >>> FoundFile(Path("x"), "EX01-1125.zip/Exchange_Server_Data/a.xml", False).server_hint
        'EX01'
        >>> FoundFile(Path("x"), "data/EX02_TransportServer.xml", False).server_hint
        'EX02'
        >>> FoundFile(Path("x"), "notes/certificates.txt", False).server_hint
        ''
        """
        file = _COLLECTED.fullmatch(self.name.rpartition("/")[2])
        if file:
            return file[1]
        place = _SET.match(self.name)
        return (place["folder"] or place["zip"]) if place else ""

    @property
    def size(self) -> int:
        """How many bytes it has; 0 where that cannot be told."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


def find_files(paths: Paths) -> list[FoundFile]:
    """List every file once, sorted by shown name, whatever the order of the arguments.

    With one argument names are relative to it; with several they start with as many of the
    argument's last parts as tell the arguments apart.

    Raises:
        InputError: a path does not exist, or there is none.
    """
    given = paths_of(paths)
    if not given:
        raise InputError("no input was given; name at least one file or folder")
    for path in given:
        if not os.path.lexists(path):
            raise InputError(f"{path}: no such file or folder; check the spelling")
    roots = _distinct(given)
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


def paths_of(paths: Paths) -> list[Path]:
    """List paths, of which there may be one alone."""
    given = [paths] if isinstance(paths, str) or hasattr(paths, "__fspath__") else list(paths)
    return [Path(path) for path in given]


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
