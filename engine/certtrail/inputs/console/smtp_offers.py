r"""What an Exchange server offers a client that greets it (EHLO): a text with sessions in; the
answers without STARTTLS, as facts, out.

    220 ex01.contoso.com Microsoft ESMTP MAIL Service ready at ...
    EHLO client.contoso.com
    250-ex01.contoso.com Hello [192.0.2.7]
    250-SIZE 37748736
    250-AUTH NTLM
    250 SMTPUTF8

People ask by telnet, nc or swaks, or let a program write down what it hears (PHPMailer, smtplib,
curl). Exchange alone answers with `Hello [address]`. Within TLS nothing offers it again, and what a
device on the way masks is told as that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.exchange.smtp_masks import mask_in
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

# A line that the server said, behind what each program writes before it.
_SAID: Final = re.compile(
    r"^[ \t>|*]{0,20}(?:\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,\d]{0,8}[ \t]{1,4})?"
    r"(?:SERVER -> CLIENT:|SMTP INBOUND:|reply:|<-|<|S:)?[ \t]{0,24}(?:b?[\"'])?"
    r"(?P<said>2[25]0[ -][^\n]{1,2000})$",
    re.MULTILINE,
)
_HELLO: Final = re.compile(r"250-(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252}) Hello \[")
# Lines that lost what parted them, as pages show what a program wrote.
_RUN_ON: Final = re.compile(r"(?=250[ -][A-Z0-9])")
_OFFER: Final = re.compile(r"250[ -]STARTTLS\b", re.IGNORECASE)
_LAST: Final = "250 "
# A greeting has a name first. What answers STARTTLS may speak of SMTP, too: "220 2.0.0 SMTP server
# ready".
_GREETING: Final = re.compile(
    r"220[ -](?!2\.0\.0|SMTP server ready|(?:Go ahead|Ready)\b)[^\n]{0,300}\bE?SMTP\b",
    re.IGNORECASE,
)
_BEGUN: Final = re.compile(r"220[ -](?:2\.0\.0|[^\n]{0,60}\b(?:TLS|ready)\b)", re.IGNORECASE)
# Where a session begins, and who was asked.
_OPENED: Final = re.compile(
    r"(?:\b(?:telnet|nc|ncat|netcat)(?:\.exe)?[ \t]+(?:-\w{1,9}[ \t]+){0,4}"
    r"|\bopening to (?:tcp://)?|--server[ \t=]+)"
    r"(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252})(?:[ \t:]+(?P<port>\d{1,5})\b)?",
    re.IGNORECASE,
)
# A session that is within TLS from its first byte, or by a tool that began it before.
_WITHIN: Final = re.compile(
    r"\bs_client\b|^[ \t]{0,12}CONNECTED\(|(?:ssl|tls|smtps)://|TLS started|SSL_connect"
    r"|SSL connection using|\bisSSL true\b|^[ \t]{0,12}connect:[^\n]{0,280}\b465\)",
    re.IGNORECASE | re.MULTILINE,
)
_NUMERIC: Final = re.compile(r"[0-9.]+|localhost|.*:.*", re.IGNORECASE)
_CLOUD: Final = ".outlook.com"
# What programs write behind a line.
_AROUND: Final = " \t\r\"'"
_ESCAPED: Final = "\\r\\n"
_LEAST: Final = 3
_MOST: Final = 100
_COUNTS: Final = phrase("answers of servers without STARTTLS")


class Unoffered(NamedTuple):
    """An answer to EHLO that does not offer STARTTLS.

    Attributes:
        place: where it stands in the text.
        host: that was asked; where an address was, what answers calls itself.
        port: that was asked; 0 where it is not told.
    """

    place: int
    host: str
    port: int


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such an answer."""
    return next(_answers(paste.text), None) is not None


def scan(paste: Paste) -> Scanned:
    """Make a `certificate-presented` fact of each: none came, as STARTTLS is not offered."""
    facts: list[Fact] = []
    room = Room(_MOST)
    for answer in _answers(paste.text):
        if (answer.host, answer.port) in room or not room.takes((answer.host, answer.port)):
            continue
        fields: dict[str, str | int | bool] = {"starttls": False, "host": answer.host}
        fields |= {"port": answer.port} if answer.port else {}
        said = f"{answer.host}:{answer.port or '?'} answered EHLO without STARTTLS"
        evidence = paste.evidence(answer.place, "", said)
        facts.append(Fact("certificate-presented", "", 0, fields, (evidence,)))
    return Scanned(len(facts), tuple(facts), problems=room.problems(_COUNTS))


def _answers(text: str) -> Iterator[Unoffered]:
    opened = list(_OPENED.finditer(text))
    begun = [found.start() for found in opened]
    within = [found.start() for found in _WITHIN.finditer(text)]
    # A session begins where it is opened, or behind the greeting of the one before.
    before, greeted, secure = 0, 0, False
    for place, said in _groups(text):
        if _GREETING.match(said[0]):
            before, greeted, secure = greeted, place, False
        elif _BEGUN.match(said[0]) or any(map(_OFFER.match, said)):
            secure = True
        hello = next(filter(None, map(_HELLO.match, said)), None)
        if hello is None or secure or any(map(mask_in, said)):
            continue
        number = bisect_left(begun, place)
        asked = opened[number - 1] if number and begun[number - 1] >= before else None
        since = before if asked is None else asked.start()
        host = _host(asked, hello["host"])
        plain = bisect_left(within, since) == bisect_left(within, place)
        whole = len(said) >= _LEAST and said[-1].startswith(_LAST)
        if plain and whole and not host.endswith(_CLOUD):
            yield Unoffered(place, host, int(asked["port"] or 0) if asked is not None else 0)


def _groups(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give lines of a server that follow each other, with the place of the first."""
    place, until, said = 0, -1, list[str]()
    for found in _SAID.finditer(text):
        if found.start() != until and said:
            yield place, said
            said = []
        place = place if said else found.start()
        line = found["said"].strip(_AROUND).removesuffix(_ESCAPED)
        said += [part for part in _RUN_ON.split(line) if part]
        until = found.end() + 1
    if said:
        yield place, said


def _host(asked: re.Match[str] | None, called: str) -> str:
    """Give the name of who was asked, or else what it calls itself."""
    if asked is None or _NUMERIC.fullmatch(asked["host"]):
        return called.lower()
    return asked["host"].rstrip(".").lower()


SCANNER: Final = Scanner(_COUNTS, ("hello[",), recognise, scan)
