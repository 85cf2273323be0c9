r"""Free space on a disk, out of pasted text: what `fsutil volume diskfree`, `dir` and Get-PSDrive
print in; a `disk-free` fact out.

    C:\>fsutil volume diskfree c:
    Total free bytes        :   1,284,333,568 (  1.2 GB)
    Total bytes             : 128,848,973,824 (120.0 GB)

The words are in the language of Windows, so the lines are told by their order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_GIGABYTE: Final = 1 << 30
_NUMBER: Final = r"\d[\d.,'\u00a0\u202f ]{0,30}\d|\d"
_FSUTIL: Final = re.compile(
    r"\bfsutil(?:\.exe)?[ ]+volume[ ]+diskfree[ ]+\"?(?P<drive>[a-z]):?[^\n]{0,20}\n"
    rf"(?:[ \t]*\n){{0,2}}[^\n:]{{1,60}}:[ \t]*(?P<free>{_NUMBER})[^\n]{{0,40}}\n"
    rf"[^\n:]{{1,60}}:[ \t]*(?P<total>{_NUMBER})",
    re.IGNORECASE,
)
# The last line of a folder's list, in few languages; the line before tells which drive in none.
_DIR: Final = re.compile(
    rf"\b\d{{1,6}} [^\n\d]{{3,24}}[ ,]+(?P<free>{_NUMBER}) (?:bytes free|Bytes frei|octets libres"
    r"|bytes libres|byte disponibili|bytes beschikbaar|bytes livres)\b",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(r"\bdir[ ]+\"?(?P<drive>[a-z]):", re.IGNORECASE)
_DRIVE: Final = re.compile(
    r"^[ \t]{0,4}(?P<drive>[A-Z])[ ]{2,30}(?P<used>\d{1,7}[.,]\d\d)[ ]{2,30}"
    r"(?P<free>\d{1,7}[.,]\d\d)[ ]+FileSystem\b",
    re.MULTILINE,
)
_NEAR: Final = 4_000


def recognise(paste: Paste) -> bool:
    """Tell whether a text may have any of these."""
    return any(pattern.search(paste.text) for pattern in (_FSUTIL, _DIR, _DRIVE))


def scan(paste: Paste) -> Scanned:
    """Find the drives; what is printed last of a server's drive counts."""
    facts: dict[tuple[str, str], Fact] = {}
    for place, drive, free, total in _told(paste.text):
        if total is not None and free > total:
            continue
        server = paste.server_at(place)
        fields: dict[str, str | int] = {"drive": f"{drive.upper()}:" if drive else ""}
        fields |= {"free": _size(free), "total": _size(total) if total is not None else ""}
        known = {name: value for name, value in fields.items() if value}
        evidence = paste.evidence(place, server, f"disk {fields['drive']} {fields['free']} free")
        facts[server, drive] = Fact("disk-free", server, 0, known, (evidence,))
    return Scanned(len(facts), tuple(facts.values()))


def _told(text: str) -> Iterator[tuple[int, str, int, int | None]]:
    """Give places, drives, free and all bytes."""
    for found in _FSUTIL.finditer(text):
        free, total = _bytes(found["free"]), _bytes(found["total"])
        yield found.start("free"), found["drive"].lower(), free, total
    for found in _DIR.finditer(text):
        asked = list(_LISTED.finditer(text, max(0, found.start() - _NEAR), found.start()))
        yield (
            found.start(),
            asked[-1]["drive"].lower() if asked else "",
            _bytes(found["free"]),
            None,
        )
    for found in _DRIVE.finditer(text):
        left, used = (
            int(float(found[one].replace(",", ".")) * _GIGABYTE) for one in ("free", "used")
        )
        yield found.start(), found["drive"].lower(), left, left + used


def _bytes(number: str) -> int:
    return int(re.sub(r"\D", "", number))


def _size(count: int) -> str:
    return f"{count / _GIGABYTE:.1f} GB"


SCANNER = Scanner(
    phrase("free space on disks"),
    ("diskfree", "filesystem", "bytesf", "octetsl", "bytesl", "byted", "bytesb"),
    recognise,
    scan,
)
