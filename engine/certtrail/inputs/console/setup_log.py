"""ExchangeSetup.log, whole or in part: errors of Setup that are about a certificate, as facts.

[03.29.2024 07:55:12.1180] [2] [ERROR] The following error was generated when "...
Install-ExchangeCertificate -services "IIS, POP, IMAP" ...
" was run: "...: Insufficient rights to grant Network Service access to the certificate with
thumbprint 7A1B... ---> ...CryptographicException: Keyset does not exist
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.room import Room
from certtrail.model.fact import Evidence, Fact
from certtrail.text.instants import SECOND, iso
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterator

# Setup writes the month first in every culture, and UTC.
_ENTRY: Final = re.compile(
    r"^[ \t]{0,8}\[(?P<stamp>\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d)\.\d{1,7}\] \[\d{1,2}\] ",
    re.MULTILINE,
)
_ERROR: Final = "[ERROR]"
_ABOUT: Final = re.compile(r"certificate|cert:\\", re.IGNORECASE)
_REASONS: Final = (
    ("keyset-missing", re.compile(r"keyset\s+does\s+not\s+exist", re.IGNORECASE)),
    ("certificate-expired", re.compile(r"certificate\s+is\s+expired", re.IGNORECASE)),
    ("rights-on-key", re.compile(r"insufficient\s+rights\s+to\s+grant", re.IGNORECASE)),
)
_LONGEST: Final = 8_000
_SHOWN: Final = 300
_MOST: Final = 200
_COUNTS: Final = phrase("errors of Setup")


def recognise(paste: Paste) -> bool:
    """Tell whether a text holds entries of Setup's log."""
    return _ERROR in paste.text and _ENTRY.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the errors about certificates; one that is repeated is one."""
    facts: dict[tuple[str, str], Fact] = {}
    room = Room(_MOST)
    for place, stamp, text in _errors(paste.text):
        reason = next((name for name, words in _REASONS if words.search(text)), "other")
        thumbprint = only_thumbprint(text) or ""
        if not room.takes((reason, thumbprint)):
            continue
        said = shown(" ".join(text[_told_from(text) :].split()), _SHOWN)
        # Setup writes month first whatever the language, though with dots.
        date = WrittenDate.read(stamp.replace(".", "/"))
        seconds = None if date is None else date.instant("mdy")
        time = (seconds or 0) * SECOND
        known = {"reason": reason, "thumbprint": thumbprint, "text": said}
        fields = {name: value for name, value in known.items() if value}
        line = paste.line_at(place)
        told = f"{iso(time) if time else ''} {paste.name} line {line}: {said}".strip()
        evidence = Evidence(time or None, paste.hint, "console", line, paste.name, told)
        facts.setdefault(
            (reason, thumbprint), Fact("setup-failed", paste.hint, time, fields, (evidence,))
        )
    return Scanned(len(facts), tuple(facts.values()), problems=room.problems(_COUNTS))


def _errors(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the errors that speak of certificates, each with its place and time."""
    entries = [(found.start(), found.end(), found["stamp"]) for found in _ENTRY.finditer(text)]
    bounds = [*entries, (len(text), len(text), "")]
    for (start, begin, stamp), (stop, _, _) in pairwise(bounds):
        said = text[begin : min(stop, begin + _LONGEST)]
        if said.startswith(_ERROR) and _ABOUT.search(said):
            yield start, stamp, said.removeprefix(_ERROR)


def _told_from(text: str) -> int:
    """Find where the message begins, behind the script that was run."""
    found = text.find("was run: ")
    return found + len("was run: ") if found >= 0 else 0


SCANNER = Scanner(_COUNTS, ("[error]",), recognise, scan)
