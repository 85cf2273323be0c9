"""Console transcripts: pasted text in, the precedence warnings in it out.

A console wraps lines at any width, in the middle of words too, so the fixed wording is matched
with all white space taken out; names that hold spaces are then read from the text as it stands.
The warning names the certificate that wins; which one loses is told by the command before it or
by the prompt to overwrite the default certificate.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.default_prompts import MARK, PROMPT
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.sentences import has_words
from certtrail.inputs.console.thumbprints import thumbprints_in
from certtrail.inputs.room import first_of
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.console.paste import Squeezed

_WARNING: Final = re.compile(
    r"notbeusedforexternalTLSconnectionswithanFQDNof'(?P<fqdn>[^']{1,255})'"
    r"becausethe(?P<kind>CA-?signed|self-?signed)certificatewiththumbprint"
    r"'?(?P<winner>[0-9A-F]{40})'?takesprecedence\."
    r"Thefollowing(?:receive/send)?connectorsmatchthatFQDN:",
    re.IGNORECASE | re.ASCII,
)
# The same in any language: a name and a thumbprint in quotation marks, and a list behind a colon.
_SHAPE: Final = re.compile(
    rf"{MARK}(?P<fqdn>(?:\*\.)?[A-Z0-9_-]{{1,63}}(?:\.[A-Z0-9_-]{{1,63}}){{1,10}}){MARK}"
    rf"(?P<kind>[^'\"\u00ab\u00bb:\[\]]{{1,200}}){MARK}(?P<winner>[0-9A-F]{{40}}){MARK}"
    rf"[^'\"\u00ab\u00bb:\[\]]{{1,300}}[:\uff1a]",
    re.IGNORECASE,
)
_COMMAND: Final = re.compile(r"(?:Enable|New|Import)-ExchangeCertificate", re.IGNORECASE | re.ASCII)
# A request would make none that is warned of.
_MADE: Final = re.compile(
    r"New-ExchangeCertificate(?!.{0,2000}-GenerateRequest)", re.IGNORECASE | re.ASCII | re.DOTALL
)
_ANY_CERTIFICATE_COMMAND: Final = re.compile(r"-ExchangeCertificate", re.IGNORECASE | re.ASCII)
_NEXT: Final = re.compile(
    r"\s*$|\s*(?:\[PS\]|PS\b.*>|WARNING:|VERBOSE:|Confirm\b|Thumbprint\b)", re.IGNORECASE
)
# Lines; more connectors than any organisation has.
_LONGEST_LIST: Final = 400
_NEAR: Final = 2_000
_MOST_NOTES: Final = 20
# A command and the warnings that it prints stand within so many characters.
_APART: Final = 8_000


def recognise(paste: Paste) -> bool:
    """Tell whether a text shows work with Exchange certificates."""
    squeezed = paste.squeezed.text
    return bool(_ANY_CERTIFICATE_COMMAND.search(squeezed) or _WARNING.search(squeezed))


def scan(paste: Paste) -> Scanned:
    """Find the precedence warnings."""
    facts, quoted = precedence_warnings(paste)
    notes = [
        phrase(
            "Line {line}: a warning in somebody's explanation is no fact of the case; paste the "
            "console's text from the command on.",
            line=line,
        )
        for line in quoted
    ]
    return Scanned(len(facts), tuple(facts), notes=tuple(first_of(notes, _MOST_NOTES)))


def precedence_warnings(paste: Paste) -> tuple[list[Fact], list[int]]:
    """Make a `precedence-warning` fact for each warning in a transcript.

    Fields: `fqdn`, `winner` (thumbprint), `winner_kind` (`ca-signed` or `self-signed`), `loser`
    (thumbprint; left out where the text does not tell), `connectors` (as listed), and `own` where
    the command before it makes the one that loses, which is self-signed then. The server is empty
    where the text does not name it.

    Returns:
        The facts, and the lines of warnings that only somebody's words around them quote.
    """
    plain, squeezed = paste.text, paste.squeezed
    commands = [match.start() for match in _COMMAND.finditer(squeezed.text)]
    matches = list(_matches(squeezed.text, commands))
    facts: dict[tuple[object, ...], Fact] = {}
    quoted: list[int] = []
    for match in matches:
        if _is_explained(paste, squeezed.place(match.start()), squeezed.place(match.end() - 1)):
            quoted.append(paste.line_at(squeezed.place(match.start())))
            continue
        before = bisect_left(commands, match.start())
        after = bisect_right(commands, match.end())
        start = max(commands[before - 1] if before else 0, match.start() - _APART)
        following = commands[after] if after < len(commands) else len(squeezed.text)
        loser = _loser(squeezed, start, match, min(following, match.end() + _APART))
        connectors = _connectors(
            plain, squeezed.place(match.start()), squeezed.place(match.end() - 1)
        )
        fields: dict[str, str | int | bool] = {
            "fqdn": match["fqdn"].lower(),
            "winner": match["winner"].upper(),
            "connectors": ", ".join(connectors),
        }
        if kind := _kind(match["kind"]):
            fields["winner_kind"] = kind
        if loser is not None:
            fields["loser"] = loser
        if before and _MADE.match(squeezed.text, start, match.start()):
            fields["own"] = True
        place = squeezed.place(match.start())
        server = paste.server_at(place)
        key = (server, *fields.values())
        if key not in facts:
            facts[key] = _fact(fields, server, paste, place)
    return list(facts.values()), quoted


def _is_explained(paste: Paste, start: int, end: int) -> bool:
    """Tell a warning that an article or a question shows from one that a console printed."""
    command = paste.commands.before(start)
    if command is not None and (command.typed or start - command.place < _NEAR):
        return False
    if PROMPT.search(paste.squeezed.text):
        return False
    above = paste.text[max(0, start - _NEAR) : start].rpartition("\n")[0].rstrip()
    below = paste.text[end : end + _NEAR].partition("\n\n")[2].lstrip()
    return has_words(above.rpartition("\n")[2], 3) or has_words(below.partition("\n")[0], 3)


def _matches(text: str, commands: Sequence[int]) -> Iterator[re.Match[str]]:
    """Find the warnings by their English words, and by their shape behind a command."""
    known = list(_WARNING.finditer(text))
    yield from known
    starts = [match.start() for match in known]
    for match in _SHAPE.finditer(text):
        near = bisect_right(starts, match.start()) - 1
        if near >= 0 and known[near].end() >= match.start():
            continue
        before = bisect_left(commands, match.start()) - 1
        if before >= 0 and match.start() - commands[before] <= _APART:
            yield match


def _kind(words: str) -> str:
    """Tell who signed the certificate that wins; empty where the words do not."""
    if re.search(r"(?<![A-Z])CA(?![A-Z])", words) or "ca-signed" in words.lower():
        return "ca-signed"
    return "self-signed" if re.search(r"self-?signed|selbst", words, re.IGNORECASE) else ""


def _fact(fields: dict[str, str | int | bool], server: str, paste: Paste, place: int) -> Fact:
    kind = fields.get("winner_kind", "other")
    told = (
        f"the {kind} certificate {fields['winner']} takes precedence for "
        f"{fields['fqdn']}; connectors: {fields['connectors']}"
    )
    evidence = paste.evidence(place, server, told)
    return Fact("precedence-warning", server, 0, fields, (evidence,))


def _loser(squeezed: Squeezed, start: int, match: re.Match[str], following: int) -> str | None:
    """Find the certificate that was being enabled: in the prompt, else in the command."""
    winner = match["winner"].upper()
    prompt = PROMPT.search(squeezed.text, start, following)
    if prompt is not None and prompt["replacement"].upper() != winner:
        return prompt["replacement"].upper()
    # A pipeline names the certificate before the cmdlet, so the command starts at its prompt.
    nearest = max(0, start - 400)
    opening = max(nearest, squeezed.text.rfind("PS", nearest, start))
    warned = squeezed.text.find("WARNING:", start, match.start())
    end = warned if warned >= 0 else match.start()
    named = [hit for _, hit in thumbprints_in(squeezed, opening, end)]
    others = [hit for hit in dict.fromkeys(named) if hit != winner]
    return others[-1] if others else None


def _connectors(text: str, start: int, end: int) -> list[str]:
    """Read the list that follows the warning's colon.

    Args:
        text: the whole transcript.
        start: where the warning's wording starts.
        end: where its colon stands.
    """
    opening = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    message = text[opening : stop if stop >= 0 else len(text)].split("\n")
    column = end + 1 - (text.rfind("\n", 0, end) + 1)
    last_before_list = len(message) - 1
    for after in _lines(text, stop + 1) if stop >= 0 else ():
        if _NEXT.match(after) or _is_last(message, after):
            break
        message.append(after)
    width = _cut_width(message)
    listed = message[last_before_list][column:]
    for before, after in pairwise(message[last_before_list:]):
        inside = _is_cut_inside(before, after, width, single=len(message) == 2)
        listed = _join(listed, after, cut_inside=inside)
    return [name.strip() for name in listed.strip().removesuffix(".").split(",") if name.strip()]


def _lines(text: str, start: int) -> Iterator[str]:
    """Give the lines from a place on, as many as a list can have."""
    for _ in range(_LONGEST_LIST):
        end = text.find("\n", start)
        yield text[start : end if end >= 0 else len(text)]
        if end < 0:
            return
        start = end + 1


def _is_last(message: Sequence[str], after: str) -> bool:
    """Tell whether the list ends here: at a full stop, unless that only filled the width."""
    line = message[-1].rstrip()
    return line.endswith(".") and len(line) != _cut_width([*message, after])


def _cut_width(message: Sequence[str]) -> int | None:
    """Give the width at which a console cut all lines but the last; None if it kept words whole.

    A line that was cut before a space may have lost that space.
    """
    lengths = [len(line) for line in message[:-1]]
    widest = max(lengths, default=0)
    return widest if lengths and min(lengths) >= widest - 1 else None


def _is_cut_inside(before: str, after: str, width: int | None, *, single: bool) -> bool:
    """Tell whether the break between two lines stands where the text has no space.

    A single break does not show whether the console cut or kept words; a word that starts there
    with a capital is then taken for a word of its own.
    """
    if before[-1:].isspace() or after[:1].isspace() or before.endswith(","):
        return False
    if single and re.search(r"[a-z0-9)]$", before) and re.match(r"[A-Z(]", after):
        return False
    return len(before) == width if width else re.search(r"\w-$", before) is not None


def _join(before: str, after: str, *, cut_inside: bool) -> str:
    return before + after if cut_inside else f"{before.rstrip()} {after.lstrip()}"


SCANNER = Scanner(
    phrase("precedence warnings"),
    ("-exchangecertificate", "notbeusedforexternaltlsconnections"),
    recognise,
    scan,
)
