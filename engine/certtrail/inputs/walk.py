"""The walk: paths and addresses that the user gave in, the files below them out, each named."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certtrail.inputs.file_names import names_several, server_named
from certtrail.inputs.file_words import says_log
from certtrail.inputs.limits import Limits
from certtrail.inputs.stores.addresses import Address, is_address
from certtrail.model.errors import InputError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.stores.address_listing import AddressListing, RemoteFile

    Given = Path | Address
    AnyPath = str | os.PathLike[str] | Address
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
# A server in the name of a file that somebody saved: `EX01_certs.txt`, `LKS-EX1_Application.csv`,
# `EX01/Application.csv`. A host's name mostly has a number; words that people number have, too.
_HOST: Final = (
    r"(?!(?:appl?|application|attachment|case|certs?|certificates?|copy|data|day|doc|dump|events?"
    r"|evt|export|files?|folder|image|img|inc|incident|item|kb|list|logs?|mails?|message|msg|new"
    r"|notes?|old|output|page|part|paste|recv|report|result|scan|screen|screenshot|security|send"
    r"|cu|kb|su|sr|step|system|temp|test|text|ticket|tmp|trace|txt|v|week|xml)s?[ ._-]?\d)"
    r"(?=[a-z0-9-]{0,14}\d)[a-z][a-z0-9-]{1,14}(?:\.[a-z][a-z0-9-]{0,62}){0,6}"
)
_SAVED: Final = re.compile(
    rf"({_HOST})(?P<rest>[_ ].*)?\.(?:csv|json|log|md|txt|xml|html?|eml|docx)", re.IGNORECASE
)
_LOG: Final = r"(?:Application|System|Security|MSExchange Management)"
_NAMED: Final = re.compile(rf"([a-z0-9][a-z0-9-]{{0,62}})_{_LOG}\.\w{{2,5}}", re.IGNORECASE)
_FOLDER: Final = re.compile(rf"(?:.*/)?({_HOST})/{_LOG}\.\w{{2,5}}", re.IGNORECASE)
_SET: Final = re.compile(
    r"(?:.*/)?(?:(?P<folder>[A-Za-z0-9][A-Za-z0-9-]{0,62})"
    r"|(?P<zip>[A-Za-z0-9][A-Za-z0-9-]{0,62}?)-\d{2,4}(?:-\d{1,3})?\.zip)"
    r"/(?:Windows_Event_Logs|Exchange_Server_Data|General_Server_Info(?:\.zip)?|Transport_Configuration"
    r"|(?:Hub|FE|MBX)_\w+_Protocol_Logs|Message_Tracking_Logs)/",
    re.IGNORECASE,
)
# A folder, or an archive, of one server's files, whatever these are called. Alone, only a name in
# capitals is taken for one, and no number of a case.
_PLACE: Final = re.compile(rf"(?!.*\d{{5}}){_HOST}", re.IGNORECASE)
_PACKED: Final = (".zip", ".7z", ".rar", ".cab")
_SHORT: Final = 3
_LINK: Final = phrase("It is a link, which is not followed; give what it leads to by name")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to look at.

    Attributes:
        path: where it is; of one that lies elsewhere, where it will be is not known yet.
        name: how the report calls it, `/` between parts, never absolute.
        asked_for: the user named this file, rather than a folder that holds it.
        sha256: of its bytes, where that was found out on the way here (members of archives).
        server: that the user named for what tells none; else empty.
        from_picture: it is the text that was read from one.
        refused: why it is not even opened, as a sentence without its full stop; else empty.
        source: where to fetch it before it is read; None for what is here.
        sent: when the mail was sent that it is the body of, in seconds since 1970.
        alerted, said: the host that a monitor's alert in it is about, or its words name.
    """

    path: Path
    name: str
    asked_for: bool
    sha256: str = ""
    server: str = ""
    from_picture: bool = False
    refused: str = ""
    source: RemoteFile | None = None
    sent: int | None = None
    alerted: str = ""
    said: str = ""

    @property
    def is_here(self) -> bool:
        """It is on a disk of this computer, and may be opened."""
        return not self.refused and self.source is None

    @property
    def guesses(self) -> bool:
        """What server it is of only its name can tell."""
        return not (self.server or self.alerted or self.said)

    @property
    def server_hint(self) -> str:
        """The server that the user or its text named, else that of its name; else empty.

        >>> FoundFile(Path("x"), "a.zip/20261125/EX01/Windows_Event_Logs/a.csv", False).server_hint
        'EX01'
        >>> FoundFile(Path("x"), "EX01-1125.zip/Exchange_Server_Data/a.xml", False).server_hint
        'EX01'
        >>> FoundFile(Path("x"), "data/EX02_TransportServer.xml", False).server_hint
        'EX02'
        >>> FoundFile(Path("x"), "LKS-EX1_Application.csv", False).server_hint
        'LKS-EX1'
        >>> FoundFile(Path("x"), "a/EX01/Application.csv", False).server_hint
        'EX01'
        >>> FoundFile(Path("x"), "EX01_certs.txt", False).server_hint
        'EX01'
        >>> FoundFile(Path("x"), "case-17/LKS-EX1/app.txt", False).server_hint
        'LKS-EX1'
        >>> FoundFile(Path("x"), "notes/certificates.txt", False).server_hint
        ''
        >>> FoundFile(Path("x"), "Journal_Application.csv", False).server_hint
        ''
        """
        if known := self.server or self.alerted or self.said:
            return known
        told = self._told_by_names
        return "" if names_several(told) else told

    @property
    def _told_by_names(self) -> str:
        """The server that the file's name, or else its folders', seems to tell; else empty."""
        name = self.name.rpartition("/")[2]
        file = _COLLECTED.fullmatch(name) or _NAMED.fullmatch(name)
        if file and not says_log(file[1]):
            return file[1]
        place = _SET.match(self.name)
        if place and not says_log(place["folder"] or place["zip"]):
            return place["folder"] or place["zip"]
        if found := _FOLDER.fullmatch(self.name):
            return found[1]
        named = server_named(name)
        saved = _SAVED.fullmatch(name) if named is None else None
        if saved and (len(saved[1]) > _SHORT if saved["rest"] else saved[1].isupper()):
            return saved[1]
        places = map(_place, self.name.split("/")[-2::-1])
        return named or next(filter(None, places), "")

    @property
    def size(self) -> int:
        """How many bytes it has; 0 where that cannot be told."""
        if self.source is not None:
            return self.source.size or 0
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


def _place(part: str) -> str:
    """Give the server that a folder or an archive is called by; empty where it is no server's."""
    bare = part[: part.rfind(".")] if part.lower().endswith(_PACKED) else part
    found = _PLACE.fullmatch(bare)
    return bare if found and bare.isupper() and len(bare) > _SHORT else ""


def find_files(paths: Paths, limits: Limits | None = None) -> list[FoundFile]:
    """List every file once, sorted by shown name, whatever the order of the arguments.

    Links that were given are followed. Those in folders are listed, as what they lead to was meant
    by nobody; unless it is among what was given, and so is listed itself.

    With one argument names are relative to it; with several they start with as many of the
    argument's last parts as tell the arguments apart. What is below an address of a store has the
    names that a copy of it would have; what cannot be listed is given as a file that says why.

    Args:
        paths: paths, and addresses such as `s3://bucket/exports/`.
        limits: on what is listed of stores.

    Raises:
        InputError: a path does not exist, an address is none that is read, or there is none.
    """
    given = paths_of(paths)
    if not given:
        raise InputError("no input was given; name at least one file or folder")
    for path in given:
        if isinstance(path, Path) and not os.path.lexists(path):
            raise InputError(f"{path}: no such file or folder; check the spelling")
    roots = _distinct(given, limits or Limits())
    prefixes = _prefixes(roots)
    found: dict[Path | tuple[str, ...], FoundFile] = {}
    within = [_resolved(root) for root in roots if isinstance(root, Path)]
    for root, prefix in zip(roots, prefixes, strict=True):
        if not isinstance(root, Path):
            for key, entry in _elsewhere(root, prefix):
                found[key] = _met_again(found.get(key), entry)
            continue
        for path, parts in _below(root):
            name = "/".join((*prefix, *parts)) or root.name
            place = _resolved(path)
            if parts and path.is_symlink():
                if not any(place.is_relative_to(given) for given in within):
                    found[path] = FoundFile(path, name, asked_for=False, refused=_LINK)
                continue
            entry = FoundFile(path, name, asked_for=not parts)
            found[place] = _met_again(found.get(place), entry)
    return sorted(found.values(), key=lambda file: file.name)


def _met_again(known: FoundFile | None, file: FoundFile) -> FoundFile:
    """A file that is also named itself was asked for, and keeps the name that sorts first."""
    if known is None:
        return file
    asked_for = known.asked_for or file.asked_for
    return replace(file, name=min(known.name, file.name), asked_for=asked_for)


def _elsewhere(
    root: AddressListing, prefix: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], FoundFile]]:
    """Give each file of a store, and what tells it from all others."""
    address = root.address
    for one in root.files():
        name = "/".join((*prefix, *one.parts)) or root.name
        path = one.source.path if one.source is not None else ""
        key = (address.protocol, address.user, address.host, address.query, path or name)
        file = FoundFile(Path(name), name, not one.parts, "", "", False, one.refused, one.source)
        yield key, file


def paths_of(paths: Paths) -> list[Given]:
    """List paths and addresses, of which there may be one alone.

    Raises:
        InputError: an address is none that is read.
    """
    alone = isinstance(paths, str | Address) or hasattr(paths, "__fspath__")
    return [given_of(path) for path in ([paths] if alone else list(paths))]  # type: ignore[arg-type]


def given_of(path: AnyPath) -> Given:
    """Tell a path from an address, which only a text that the user wrote can be."""
    if isinstance(path, Address):
        return path
    return Address.of(path) if isinstance(path, str) and is_address(path) else Path(path)


def _resolved(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _distinct(given: Sequence[Given], limits: Limits) -> list[Path | AddressListing]:
    paths = sorted(path for path in given if isinstance(path, Path))
    here = sorted({_resolved(path): path for path in paths}.values(), key=_resolved)
    addresses = {path.text: path for path in given if isinstance(path, Address)}
    if not addresses:
        return list(here)
    from certtrail.inputs.stores.address_listing import AddressListing

    return [*here, *(AddressListing(addresses[text], limits) for text in sorted(addresses))]


def _prefixes(roots: Sequence[Path | AddressListing]) -> list[tuple[str, ...]]:
    """Give each argument the shortest tail of its path that no other argument shares."""
    if len(roots) == 1:
        (root,) = roots
        folder = root.is_dir() if isinstance(root, Path) else root.is_folder
        return [() if folder else (root.name,)]
    parts = [_resolved(root).parts[1:] if isinstance(root, Path) else root.parts for root in roots]
    depth = 1
    while depth < max(map(len, parts)):
        tails = [part[-depth:] for part in parts]
        if len(set(tails)) == len(tails):
            break
        depth += 1
    return [part[-depth:] for part in parts]


def _below(root: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Give each file, and each link, below a folder with its relative parts.

    A folder that the system does not let in is given like a file: reading it says why.
    """
    if not root.is_dir():
        yield root, ()
        return
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=closed.append):
        folders.sort()
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted([*files, *links]):
            path = Path(folder) / name
            yield path, path.relative_to(root).parts
    for error in closed:
        path = Path(error.filename)
        yield path, path.relative_to(root).parts
