"""What decides what is read of a file, beside its content: options, versions, its name."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certtrail.runtime import VERSION
from certtrail.store.checked_file import FORMAT

if TYPE_CHECKING:
    from certtrail.inputs.limits import Limits
    from certtrail.inputs.walk import FoundFile
    from certtrail.model.record_filter import RecordFilter

# The rooms whose modules have a part in reading; a checkout has one version for many states.
_ROOMS: Final = ("text", "model", "evtx", "inputs", "store")
_LIBRARIES: Final = (
    "cabarchive",
    "charset-normalizer",
    "compressed-rtf",
    "cryptography",
    "ftfy",
    "hijridate",
    "icalendar",
    "inflate64",
    "libarchive-c",
    "lxml",
    "numpy",
    "olefile",
    "openpyxl",
    "pandas",
    "puremagic",
    "py7zr",
    "pypdfium2",
    "python-evtx",
    "pyzipper",
)


@dataclass(frozen=True, slots=True)
class HowRead:
    """How all files of a run are read.

    Attributes:
        wanted: the records wanted of logs.
        date_order, server: as of `inputs.reading.read_files`.
        limits: on what an input may take.
    """

    wanted: RecordFilter
    date_order: str
    server: str
    limits: Limits

    @property
    def key(self) -> str:
        """A digest of all of it, and of what reads."""
        wanted = self.wanted
        events = wanted.events
        return _digest(
            _reader(),
            self.date_order,
            self.server,
            sorted(asdict(self.limits).items()),
            None if events is None else sorted((name, sorted(ids)) for name, ids in events.items()),
            *(
                None if names is None else sorted(names)
                for names in (wanted.event_ids, wanted.channels, wanted.computers)
            ),
            *(None if at is None else at.isoformat() for at in (wanted.since, wanted.until)),
            wanted.beside,
        )


def place_of(how: str, file: FoundFile, size: int) -> str:
    """Give where in a store a file of that name and size is, however it changes otherwise.

    Args:
        how: the key of `HowRead`.
        file: the file.
        size: bytes that it has.
    """
    return _digest(how, file.name, file.asked_for, file.server, size)


@cache
def _reader() -> str:
    """Give a digest of what reads: certtrail as it is here, and the libraries that it reads by."""
    root = Path(__file__).resolve().parents[1]
    code = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*.py")) + sorted((root / room).rglob("*.json")):
            code.update(path.read_bytes())
    versions = [(name, _version(name)) for name in _LIBRARIES]
    return _digest(FORMAT, VERSION, sys.version_info[:2], versions, code.hexdigest())


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _digest(*values: object) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()
