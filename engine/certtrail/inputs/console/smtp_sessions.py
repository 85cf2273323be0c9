"""SMTP sessions by hand in pasted text (telnet, nc): text in; facts out: how the machine
that answers greets, that a device on the way masks what it says, and that none answers.

220 ****************************************
EHLO test
250-mail.contoso.com Hello [192.0.2.7]
250-XXXXXXXA
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Scanned, Scanner
from certtrail.inputs.exchange.smtp_masks import SmtpMasks, mask_in
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.console.paste import Paste

_LINE: Final = re.compile(r"^[ \t>|]{0,20}(?P<said>2[25]0[ -][^\n]{7,2000})$", re.MULTILINE)
# What this side says, or an answer with stars, for what it tells of a hand that masked it.
_OWN_SIDE: Final = re.compile(
    r"\b(?:EHLO|HELO|telnet(?:\.exe)?|nc|ncat|netcat)[ \t]{1,3}\[?(?:\*{3}|X{3})"
    r"|^[ \t>|]{0,20}250[ -]\*{3}",
    re.MULTILINE,
)
_OPENED: Final = re.compile(
    r"(?:\btelnet(?:\.exe)?[ \t]+|\b(?:nc|ncat|netcat)[ \t]+(?:-\w+[ \t]+){0,4}"
    r"|^Connected to[ \t]+)"
    r"(?P<host>[A-Za-z0-9][A-Za-z0-9.:-]{0,252}?)(?=\.?(?:$|[ \t]))",
    re.MULTILINE | re.IGNORECASE,
)
# The first line of a session; a later 220 answers STARTTLS.
_GREETING: Final = re.compile(r"220[ -](?P<words>[A-Za-z0-9][^\n]{0,200}\bE?SMTP\b[^\n]{0,200})")
_PORT: Final = re.compile(r"\.?[ \t]+(\d{1,5})[ \t]*\n")
# How each begins in its answer that there is no connection: Windows goes on behind three points, in
# whatever language, with the port and, behind a colon, why.
_WINDOWS: Final = r"[ \t>|]{0,20}[^\n]{0,60}%s\.{3}[^\n]{5,200}\b%s ?:[^\n]{3,100}"
_OTHERS: Final = re.compile(
    r"(?:[ \t>|]{0,20}Trying [^\n]{1,80}\n){0,9}[ \t>|]{0,20}(?:telnet|nc|ncat|netcat): "
    r"(?:unable to connect|connect(?:ion)? to)[^\n]{3,200}"
    r"(?:timed out|refused|unreachable|no route)",
    re.IGNORECASE,
)
_NUMERIC: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}")
_BEFORE: Final = 4_000
_MOST: Final = 100
_COUNTS: Final = phrase("lines of SMTP sessions")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such a line."""
    masked = any(mask_in(found["said"]) for found in _LINE.finditer(paste.text))
    return masked or _OPENED.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the masked lines and the greetings, each with the host that was asked."""
    facts = [*_greetings(paste), *_unanswered(paste)]
    room = Room(_MOST)
    masks = SmtpMasks()
    for line in _OWN_SIDE.finditer(paste.text):
        masks.own(line[0])
    until = -1
    for found in _LINE.finditer(paste.text):
        answers = found["said"].startswith("250")
        sign = masks.sign(found["said"], first=answers and found.start() != until)
        until = found.end() + 1 if answers else -1
        if not sign or not masks.counts(sign):
            continue
        start = max(0, found.start() - _BEFORE)
        opened = list(_OPENED.finditer(paste.text, start, found.start()))
        server = paste.server_at(found.start())
        fields: dict[str, str | int | bool] = {"direction": "send", "sign": sign}
        if opened:
            fields["remote"] = opened[-1]["host"]
        same = server, *sorted(fields.items())
        if same in room or not room.takes(same):
            continue
        evidence = paste.evidence(
            found.start(), server, shown(" ".join(found["said"].split()), 300)
        )
        facts.append(Fact("smtp-filtered", server, 0, fields, (evidence,)))
    return Scanned(len(facts), tuple(facts), problems=room.problems(_COUNTS))


def _greetings(paste: Paste) -> Iterator[Fact]:
    """Find what each machine said first, where it is told which one was asked."""
    seen: set[tuple[str, str]] = set()
    opened = list(_OPENED.finditer(paste.text))
    for place, found in enumerate(opened):
        end = opened[place + 1].start() if place + 1 < len(opened) else len(paste.text)
        line = _LINE.search(paste.text, found.end(), min(end, found.end() + _BEFORE))
        said = None if line is None else _GREETING.match(" ".join(line["said"].split()))
        if line is None or said is None or len(seen) >= _MOST:
            continue
        told = found["host"].lower(), shown(said["words"], 200)
        if told in seen:
            continue
        seen.add(told)
        fields: dict[str, str | int | bool] = {"host": told[0], "text": told[1]}
        # Exchange's own words, which can be changed there, so their absence tells nothing.
        fields["exchange"] = "microsoft esmtp mail service" in told[1].casefold()
        evidence = paste.evidence(line.start(), "", f"{told[0]}: 220 {told[1]}")
        yield Fact("smtp-greeting", "", 0, fields, (evidence,))


def _unanswered(paste: Paste) -> Iterator[Fact]:
    """Find the machines to which no connection came about, and the ports."""
    seen: set[tuple[str, str]] = set()
    for found in _OPENED.finditer(paste.text):
        port = _PORT.match(paste.text, found.end())
        if port is None or len(seen) >= _MOST:
            continue
        host = found["host"].lower()
        windows = re.compile(_WINDOWS % (re.escape(host), port[1]), re.IGNORECASE)
        failed = next(
            (
                answer
                for form in (windows, _OTHERS)
                if (answer := form.match(paste.text, port.end())) is not None
            ),
            None,
        )
        if failed is None or (host, port[1]) in seen:
            continue
        seen.add((host, port[1]))
        server = paste.server_at(found.start())
        said = shown(" ".join(failed[0].split()), 300)
        fields: dict[str, str | int | bool] = {
            "host": host,
            "port": int(port[1]),
            "state": "closed",
        }
        fields |= {"address": host} if _NUMERIC.fullmatch(host) else {}
        yield Fact("port-tested", server, 0, fields, (paste.evidence(found.start(), server, said),))


SCANNER: Final = Scanner(_COUNTS, ("*******", "xxxxxxx", "smtp", "telnet"), recognise, scan)
