"""What the shipped YAML files say, read when certtrail was built: their bytes in, values out.

Parsing them takes a fifth of a small diagnosis. The values are kept as JSON in the package, where
its code is, each under a digest of its file and of the code that read it: what has changed since
is not found, and parsed as any other file.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import certtrail.model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.model.yaml_reader import Value

FILE: Final = Path(__file__).with_name("read_before.json")
_READERS: Final = ("strict_yaml.py", "yaml_reader.py")


def value_of(raw: bytes, until: str) -> tuple[Value] | None:
    """Give what a file says, alone in a tuple; None where it is not known.

    Args:
        raw: the file.
        until: as of `load_text`.
    """
    found = _known().get(digest(raw, until))
    # Who gets it may change it.
    return None if found is None else (json.loads(found),)


def digest(raw: bytes, until: str) -> str:
    """Give the name under which what a file says is kept; arguments as of `value_of`."""
    made = _reader().copy()
    made.update(f"{len(raw)} {until} ".encode())
    made.update(raw)
    return made.hexdigest()


@cache
def _reader() -> hashlib._Hash:
    """Begin a digest with the code that reads the files."""
    folder = Path(certtrail.model.__path__[0])
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in _READERS))


@cache
def _known() -> Mapping[str, str]:
    try:
        found = json.loads(FILE.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
