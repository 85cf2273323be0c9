"""What stands beside what was read, in a form that nobody reads: a text in, what to say of it out.

A text of which nothing is read is told as a whole. Beside a list or an event the same lines would
be passed over, so they are looked through, paragraph by paragraph, for marks that words for people
do not have: fingerprints with their labels, events by number and source, replies about TLS.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.escaped_ends import has_written_list, written_line
from certtrail.inputs.cleaning.string_lines import has_string_lines
from certtrail.inputs.cleaning.written_signs import decoded
from certtrail.inputs.console.listed_kinds import of_known_kinds
from certtrail.inputs.console.other_hashes import other_hashes, without_named_others
from certtrail.inputs.console.protocol_lines import rows_in
from certtrail.inputs.console.unread_exports import SIGNS, export_in
from certtrail.inputs.events.named_events import says_an_event
from certtrail.inputs.letters import is_prose
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.inputs.printed import has_labels
from certtrail.inputs.room import first_of
from certtrail.text.message import phrase
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inputs.console.paste import Paste, Scanned

# One of these is in whatever has a mark.
_MAY: Final = re.compile(
    r"print|sha-?1|X509v3|result-type|notafter|private|\\n|`n|#012"
    rf"|(?<!\d)(?:120[12]\d|454[ -]4|451[ -]5)|{SIGNS}",
    re.IGNORECASE,
)
_PRINT: Final = re.compile(
    r"(?:thumbprint|fingerprints?|sha-?1)\W{1,60}(?:sha-?1\W{1,9})?"
    r"(?P<print>(?:[0-9A-Fa-f]{2}[ :]?){19}[0-9A-Fa-f]{2})(?![0-9A-Fa-f])"
    r"(?P<more>:[0-9A-Fa-f]{2}|(?: [0-9A-Fa-f]{2}){4})?",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_REACH: Final = 300
_FEW: Final = 4  # with fewer words on its line a fingerprint is in no sentence
_SOURCE: Final = re.compile(r"\bMSExchange ?(?:FrontEnd)?Transport", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<![\w.])120(?:1[2-9]|20|2[2-4])(?![\w.])")
_PARTED: Final = r"[ \t,;|:/()\[\]\"'-]{1,40}"
_OF_EVENT: Final = r"120(?:1[2-9]|20|2[2-4])"
_OF_TRANSPORT: Final = r"MSExchange ?(?:FrontEnd)?Transport\w{0,20}"
_ROW: Final = re.compile(
    rf"^[ \t\"'(<*-]{{0,40}}(?:{_OF_TRANSPORT}{_PARTED}{_OF_EVENT}"
    rf"|{_OF_EVENT}{_PARTED}{_OF_TRANSPORT}"
    r"|454[ -]4\.7\.\d|451[ -]5\.7\.3)(?![\w.])(?:[^\n]{0,400}[^\n.!?])?$",
    re.MULTILINE | re.IGNORECASE,
)
_REPLY: Final = re.compile(r"(?<!\d)(?:454[ -]4\.7\.\d|451[ -]5\.7\.3)(?!\d)")
# In what OpenSSL prints of a certificate, and in a report on TLS (RFC 8460).
_CERTIFICATE: Final = re.compile(
    r"^[ \t]{0,40}X509v3 |\"result-type\"\s{0,9}:\s{0,9}\"(?:certificate|starttls)",
    re.MULTILINE,
)
_TOLD: Final = 20
# A sentence that was read may go on over so many lines.
_WRAPPED: Final = 4


def unread_marks(paste: Paste, scans: Sequence[Scanned], told: Iterable[int] = ()) -> list[str]:
    """Say of each paragraph that holds such marks, and nothing that was read, what it holds.

    Args:
        paste: the text, without the events in it.
        scans: what was found in it.
        told: the places of events of which is told that they cannot be read.
    """
    known = _thumbprints(scans)
    known |= other_hashes(paste.text, known)
    read = sorted(_lines_read(scans))
    return first_of(list(_problems(paste, known, read, sorted(told))), _TOLD)


def _problems(
    paste: Paste, known: set[str], read: Sequence[int], told: Sequence[int]
) -> Iterator[str]:
    text = paste.cleaned.without(sorted([*_taken(paste, known), *rows_in(paste.text)])).text
    for begin, end in _apart(paste, text, read):
        what = ""
        if _MAY.search(text, begin, end):
            of_event = bisect_left(told, begin) < bisect_left(told, end)
            what = _mark(text[begin:end], known, said=of_event)
        if what:
            yield phrase(
                "Line {line}: beside what was read stands {what} in a form that certtrail does not "
                "read; send the export itself, or Get-ExchangeCertificate | Format-List.",
                line=paste.line_at(begin),
                what=what,
            )


def _taken(paste: Paste, known: set[str]) -> Iterator[tuple[int, int]]:
    """Give where the lines of objects stand that are read: what is among them without a label, or
    with one that nobody knows, is not.
    """
    objects = sorted(of_known_kinds(paste), key=lambda one: one.place)
    begins = [*(one.place for one in objects[1:]), len(paste.text)]
    for one, following in zip(objects, begins, strict=False):
        remarks = frozenset(one.remarks)
        at = begin = one.place
        # Several on a line each end with it: what is the next one's is looked at there.
        last = min(one.end, following) if following > one.place else one.end
        for line in paste.text[one.place : last].split("\n"):
            if line.strip() in remarks or _is_foreign(line, paste, known):
                yield begin, at
                begin = at + len(line)
            at += len(line) + 1
        yield min(begin, one.end), one.end


def _is_foreign(line: str, paste: Paste, known: set[str]) -> bool:
    """Tell a fingerprint that no property of the object holds."""
    found = _PRINT.search(line) if _MAY.search(line) else None
    if found is None or found["more"] or read_thumbprint(found["print"]) in known:
        return False
    return paste.labels.name_of(line.partition(":")[0].strip()) is None


def _apart(paste: Paste, text: str, read: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the stretches of paragraphs that stand before what was read, and well behind it."""
    for begin, end in _paragraphs(text):
        at = begin
        skipped = 0
        start = begin
        for line in text[begin:end].split("\n"):
            number = paste.line_at(at)
            place = bisect_left(read, number)
            if place < len(read) and read[place] == number:
                if start < at and not skipped:
                    yield start, at - 1
                skipped = _WRAPPED
            elif skipped:
                skipped -= 1
            if skipped:
                start = at + len(line) + 1
            at += len(line) + 1
        if start < end:
            yield start, end


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Give where lines that are not empty stand side by side."""
    begin, at = -1, 0
    for line in text.split("\n"):
        if line and not line.isspace():
            begin = at if begin < 0 else begin
        elif begin >= 0:
            yield begin, at - 1
            begin = -1
        at += len(line) + 1
    if begin >= 0:
        yield begin, len(text)


def _mark(text: str, known: set[str], *, said: bool) -> str:
    """Say what a paragraph has a mark of; empty for one without, and where an event was `said` to
    be there that cannot be read.
    """
    if said:
        return ""
    if found := export_in(decoded(text)):
        return found
    bare = "\n".join(line for line in text.split("\n") if not PROMPT.match(line))
    bare = without_named_others(decoded(bare).replace("\v", "\n"))
    prints = {
        read_thumbprint(one["print"])
        for one in _PRINT.finditer(bare)
        # A longer one, as of SHA-256, is mostly of what was read.
        if _is_alone(one) and not (one["more"] and known)
    }
    event = _NUMBER.search(bare) and _SOURCE.search(bare)
    # Of an event's sentence `unread_events` tells.
    said = bool(prints or event) and says_an_event(bare)
    if prints - known and not said:
        return phrase("a certificate")
    if _CERTIFICATE.search(bare) or (not said and has_labels(bare)):
        return phrase("a certificate")
    event = event if not said else None
    if has_written_list(text) or has_string_lines(text):
        return phrase("what a command printed")
    # A row or a reply that begins its line was copied from somewhere, not said.
    if not (event or _REPLY.search(bare)) or (is_prose(bare) and not _ROW.search(bare)):
        return ""
    return phrase("an event") if event else phrase("a reply about TLS")


def _is_alone(found: re.Match[str]) -> bool:
    """Tell whether a fingerprint stands with its label, and not in a sentence."""
    text = found.string
    begin = max(0, found.start() - _REACH)
    near = text[begin : found.end() + _REACH]
    before, behind = written_line(near, found.start() - begin, found.end() - begin)
    return len(_WORD.findall(f"{before} {behind}")) < _FEW


def _thumbprints(scans: Iterable[Scanned]) -> set[str]:
    """Give the thumbprints that something was told of."""
    facts = {
        value
        for scan in scans
        for fact in scan.facts
        for value in fact.fields.values()
        if isinstance(value, str)
    }
    listed = {one.thumbprint for scan in scans for one in scan.inventory.certificates}
    return facts | listed


def _lines_read(scans: Iterable[Scanned]) -> Iterator[int]:
    """Give the lines that what was found rests on."""
    for scan in scans:
        for fact in scan.facts:
            yield from (place.record_id for place in fact.evidence)
        yield from (one.evidence.record_id for one in scan.inventory.certificates)
        yield from (one.evidence.record_id for one in scan.inventory.connectors)
        yield from (one.evidence.record_id for one in scan.inventory.services)
