"""ExchangeSetup.log, whole or in part: what Setup was run for, and errors of it that are about a
certificate, as facts.

[11.24.2026 06:41:13.1187] [0] Command Line Parameter Name='mode', Value='RecoverServer'.

[03/29/2024 07:55:12.1180] [2] [ERROR] The following error was generated when "...
Install-ExchangeCertificate -services "IIS, POP, IMAP" ...
" was run: "...: Insufficient rights to grant Network Service access to the certificate with
thumbprint 7A1B... ---> ...CryptographicException: Keyset does not exist

What Setup shows on its last page is the same error without its time, as people paste it. There the
names of exceptions tell the reason in every language. One line of the log that stands alone among
somebody's words is only quoted, whatever it says.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.sentences import has_words
from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.room import Room
from certtrail.model.fact import Evidence, Fact
from certtrail.text.instants import SECOND, iso
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Setup writes the month first in every culture, and UTC; what stands between the numbers is the
# culture's.
_ENTRY: Final = re.compile(
    r"^[ \t]{0,8}\[(?P<stamp>\d\d[./-]\d\d[./-]\d{4} \d\d[:.]\d\d[:.]\d\d)\.\d{1,7}\]"
    r" \[\d{1,2}\] ",
    re.MULTILINE,
)
_ERROR: Final = "[ERROR]"
_MODE: Final = re.compile(r"Command Line Parameter Name='mode', Value='(\w{3,40})'", re.IGNORECASE)
_DONE: Final = re.compile(r"setup operation completed successfully", re.IGNORECASE)
_ABOUT: Final = re.compile(r"certificate|cert:\\", re.IGNORECASE)
_KEYSET, _RIGHTS, _EITHER = "keyset-missing", "rights-on-key", "rights-or-keyset"
_REASONS: Final = (
    (_KEYSET, re.compile(r"keyset\s+does\s+not\s+exist|\b0x80090016\b", re.IGNORECASE)),
    (
        "certificate-expired",
        re.compile(
            r"certificate\s+(?:is|has)\s+expired"
            r"|CryptographicException:[^\n]{0,200}(?:abgelaufen|expiré|caducado|expirado|scaduto)",
            re.IGNORECASE,
        ),
    ),
    (
        _RIGHTS,
        re.compile(
            r"insufficient\s+rights\s+to\s+grant|\bAddAccessRule\w{3,40}Exception\b", re.IGNORECASE
        ),
    ),
)
# Rights are lacking by the outer exception, whatever that came of.
_BARRED: Final = re.compile(
    r"insufficient\s+rights\s+to\s+grant|UnauthorizedAccessException", re.IGNORECASE
)
# The script that Setup was running, as its error shows it, and the exception behind that.
_SCRIPT: Final = re.compile(r"\$error\.Clear\(\);", re.IGNORECASE)
_THROWN: Final = re.compile(r"[\w.]{3,200}Exception:")
# What an exception is called without its namespace, the next one that it came of, and where the
# calls begin that led to it, each with its full name.
_NAMESPACE: Final = re.compile(r"\b(?:\w{1,60}\.){1,8}(?=\w{1,80}Exception\b)")
_CAME_OF: Final = re.compile(r"[ \t]*[-\u2013\u2014]{1,3}>\s*")
_CALLS: Final = re.compile(r"\n[ \t>]{0,20}\w{1,8} (?:System|Microsoft)\.")
# Where an error is over and somebody's words go on: behind an empty line, or a sentence of its own.
# What belongs to the error is indented there.
_OVER: Final = re.compile(r"(?:\n[ \t]{0,80}|[.!?\u3002][\"\u201c\u201d]?[ \t]{0,80})\n(?=[^\W_])")
# Languages that part no words: so many of their letters in a row are words.
_UNPARTED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{3}")
# The reason of an error that somebody's words quote.
QUOTED: Final = "quoted"
_LONGEST: Final = 8_000
_SHOWN: Final = 300
_MOST: Final = 200
_MOST_NOTES: Final = 5
_COUNTS: Final = phrase("runs and errors of Setup")


def recognise(paste: Paste) -> bool:
    """Tell whether a text holds entries of Setup's log, or an error that Setup showed."""
    if _SCRIPT.search(paste.text) is not None:
        return True
    signs = (_MODE, _DONE)
    told = _ERROR in paste.text or any(sign.search(paste.text) is not None for sign in signs)
    return told and _ENTRY.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find runs of Setup, and the errors about certificates; one that is repeated is one."""
    facts: dict[tuple[str, str], Fact] = {}
    room = Room(_MOST)
    over: list[int] = []
    mended = max((done.start() for done in _DONE.finditer(paste.text)), default=-1)
    lone = _lone(paste.text)
    for place, stamp, text in (*_errors(paste.text), *_shown(paste.text)):
        # What has no time is over where the text goes on with a run that ended well.
        if not stamp and place < mended:
            over.append(place)
            continue
        reason = _reason(text)
        form = lone if stamp else "words"
        if form == QUOTED:
            reason = QUOTED
        thumbprint = only_thumbprint(text) or ""
        if not room.takes((reason, thumbprint)):
            continue
        links = _links(text[_told_from(text) :])
        said = shown(" ---> ".join(links), _SHOWN)
        known = {
            "reason": reason,
            "thumbprint": thumbprint,
            "text": shown(links[0], _SHOWN),
            "error": shown(links[-1], _SHOWN) if links[1:] else "",
            "form": "" if form == QUOTED else form,
        }
        at = _seconds(stamp)
        fields: dict[str, str | int | bool] = {
            name: value for name, value in known.items() if value
        }
        fields |= {} if at is None else {"logged": at}
        told = _fact("setup-failed", paste, place, at, fields, said)
        before = facts.setdefault((reason, thumbprint), told)
        if before.time < told.time:
            facts[reason, thumbprint] = told
    runs = [run for run in _runs(paste) if room.takes(("run", str(run.time)))]
    found = (*runs, *facts.values())
    count, notes = len(found) + len(over), tuple(_ended_well(paste, over[:_MOST_NOTES]))
    return Scanned(count, found, problems=room.problems(_COUNTS), notes=notes)


def _ended_well(paste: Paste, places: Iterable[int]) -> Iterator[str]:
    """Say which errors are left out, as Setup ended well below them."""
    for place in places:
        yield phrase(
            "Line {line}: an error of Setup at a certificate, below which Setup ended well: taken "
            "to be over.",
            line=paste.line_at(place),
        )


def _reason(text: str) -> str:
    """Tell why Setup stopped: what the outer exception says beside what it came of. A key without
    rights looks as if it was missing, so where both are said either can be.
    """
    said = next((name for name, words in _REASONS if words.search(text)), "other")
    return _EITHER if said == _KEYSET and _BARRED.search(text) else said


def _fact(
    kind: str,
    paste: Paste,
    place: int,
    seconds: int | None,
    fields: Mapping[str, str | int | bool],
    said: str,
) -> Fact:
    time, line = (seconds or 0) * SECOND, paste.line_at(place)
    shown = f"{iso(time) if time else ''} {paste.name} line {line}: {said}".strip()
    evidence = Evidence(time or None, paste.hint, "console", line, paste.name, shown)
    return Fact(kind, paste.hint, time, dict(fields), (evidence,))


def _seconds(stamp: str) -> int | None:
    """Read a time: Setup writes the month first whatever the language, between any signs."""
    day, _, clock = stamp.partition(" ")
    date = WrittenDate.read(f"{re.sub('[.-]', '/', day)} {clock.replace('.', ':')}")
    return None if date is None else date.instant("mdy")


def _runs(paste: Paste) -> Iterator[Fact]:
    """Give each run of Setup: what it was for, and when it was done where the log shows that.

    One that ended well is given even where what it was for is not in the text.
    """
    ends = {done.start(): done for done in _DONE.finditer(paste.text)}
    modes = list(_MODE.finditer(paste.text))
    for number, mode in enumerate(modes, 1):
        stop = modes[number].start() if number < len(modes) else len(paste.text)
        begun = _before(paste.text, mode.start())
        if begun is None:
            continue
        fields: dict[str, str | int | bool] = {"mode": mode[1].casefold()}
        done = _DONE.search(paste.text, mode.end(), stop)
        finished = None if done is None else _stamped(paste.text, done.start())
        if done is not None and finished is not None:
            fields["finished"] = finished
            del ends[done.start()]
        said = f"Setup, mode {mode[1]}"
        yield _fact("setup-run", paste, mode.start(), _seconds(begun["stamp"]), fields, said)
    for place, done in ends.items():
        if (finished := _stamped(paste.text, place)) is not None:
            yield _fact(
                "setup-run", paste, place, finished, {"finished": finished}, f"Setup: {done[0]}"
            )


def _stamped(text: str, place: int) -> int | None:
    """Read the time of the entry that a place is in."""
    entry = _before(text, place)
    return None if entry is None else _seconds(entry["stamp"])


def _before(text: str, place: int) -> re.Match[str] | None:
    """Give the head of the entry that a place is in."""
    begin = text.rfind("\n", 0, place) + 1
    return _ENTRY.match(text, begin)


def _errors(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the errors that speak of certificates, each with its place and time."""
    entries = [(found.start(), found.end(), found["stamp"]) for found in _ENTRY.finditer(text)]
    bounds = [*entries, (len(text), len(text), "")]
    for (start, begin, stamp), (stop, _, _) in pairwise(bounds):
        said = text[begin : min(stop, begin + _LONGEST)]
        if said.startswith(_ERROR) and _ABOUT.search(said):
            yield start, stamp, _without_words(said.removeprefix(_ERROR))


def _without_words(said: str) -> str:
    """Leave out what somebody wrote behind an error; the script in it may have empty lines."""
    thrown = _THROWN.search(said) if _SCRIPT.search(said) else None
    over = _OVER.search(said, max(_told_from(said), thrown.start() if thrown else 0))
    return said[: over.start() + 1] if over else said


def _lone(text: str) -> str:
    """Tell whether one line is all that a text has of the log: `line` where it is, `quoted` where
    words of somebody stand around it; empty for more of the log, and an error with its script.
    """
    entries = list(islice(_ENTRY.finditer(text), 2))
    if len(entries) != 1 or _SCRIPT.search(text) is not None:
        return ""
    begin = entries[0].start()
    stop = begin + len(_without_words(text[begin : begin + _LONGEST]))
    around = (*text[:begin].splitlines(), *text[stop:].splitlines())
    told = any(has_words(line) or _UNPARTED.search(line) for line in around)
    return QUOTED if told else "line"


def _shown(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the errors without an entry around them: the script that was run, then what it threw."""
    for found in _SCRIPT.finditer(text):
        line = text[text.rfind("\n\n", 0, found.start()) + 1 : found.start()]
        if _ERROR in line or _ENTRY.search(line):
            continue
        said = text[found.start() : found.start() + _LONGEST]
        thrown = _THROWN.search(said)
        known = thrown and any(words.search(said, thrown.start()) for _, words in _REASONS)
        if thrown and known and _ABOUT.search(said, 0, thrown.start()):
            yield found.start(), "", said[thrown.start() :].partition("\n\n")[0]


def _links(text: str) -> list[str]:
    """Give what was thrown and, where it came of others, these, without namespaces and calls."""
    calls = _CALLS.search(text)
    named = _NAMESPACE.sub("", text[: calls.start()] if calls else text).strip(
        ' \t\n>"\u201e\u201c.'
    )
    return [" ".join(link.split()) for link in _CAME_OF.split(named)]


def _told_from(text: str) -> int:
    """Find where the message begins, behind the script that was run."""
    found = text.find("was run: ")
    return found + len("was run: ") if found >= 0 else 0


SCANNER = Scanner(
    _COUNTS,
    ("[error]", "name='mode'", "$error.clear()", "setupoperationcompleted"),
    recognise,
    scan,
)
