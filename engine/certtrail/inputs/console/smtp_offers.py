r"""What an Exchange server offers a client that greets it (EHLO): a text with sessions in; the
answers without STARTTLS, as facts, out.

    220 ex01.contoso.com Microsoft ESMTP MAIL Service ready at ...
    EHLO client.contoso.com
    250-ex01.contoso.com Hello [192.0.2.7]
    250-SIZE 37748736
    250-AUTH NTLM
    250 SMTPUTF8

People ask by telnet, nc or swaks, or let a program write down what it hears (PHPMailer, smtplib,
curl). Exchange answers with `Hello [address]`; so does the SMTP service of IIS, which tells its
version and offers TURN and ETRN. Within TLS nothing offers it again, and what a device on the way
masks is told as that. What the same server offers in another session of the text, it has, and so it
has what it accepts: a line may be lost. Names and addresses that are reserved for documentation are
nobody's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.exchange.smtp_masks import mask_in
from certtrail.inputs.reserved_names import is_reserved
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.registered import registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A line that the server said, behind what each program writes before it.
_SAID: Final = re.compile(
    r"^[ \t>|*]{0,20}(?:\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,\d]{0,8}[ \t]{1,4})?"
    r"(?:SERVER -> CLIENT:|SMTP INBOUND:|reply:|<-|<|S:)?[ \t]{0,24}(?:b?[\"'])?"
    r"(?P<said>2[25]0[ -][^\n]{1,2000})$",
    re.MULTILINE,
)
_HELLO: Final = re.compile(
    r"250-(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252}) Hello \[(?P<seen>[^\]\s]{0,45})"
)
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
_EXCHANGE: Final = re.compile(r"Microsoft ESMTP MAIL Service(?!, Version)", re.IGNORECASE)
_IIS: Final = re.compile(r"250[ -]E?TURN\b", re.IGNORECASE)
_DATED: Final = re.compile(r"\bready at {1,4}(?P<date>\w{3}, [^\n]{12,40})$", re.IGNORECASE)
_ASKER: Final = re.compile(r"\bEHLO[ \t]{1,4}(?P<name>[A-Za-z0-9][A-Za-z0-9.-]{0,252})")
# Who is seen from there, or asked there, is in the same network.
_INSIDE: Final = re.compile(
    r"(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[0-9.]{1,11}|::1|(?:f[cd]|fe80:)[0-9a-f:]{3,40}"
    r"|localhost",
    re.IGNORECASE,
)
# What a machine is called that has no domain.
_NO_DOMAIN: Final = "localdomain"
_BEGUN: Final = re.compile(r"220[ -](?:2\.0\.0|[^\n]{0,60}\b(?:TLS|ready)\b)", re.IGNORECASE)
_ACCEPTED: Final = re.compile(r"220[ -](?:2\.0\.0\b|SMTP server ready|Go ahead)", re.IGNORECASE)
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
# So many lines stand between an answer and the next one: a blank one, and a command.
_TYPED: Final = 3
# Of an offer, whatever its port.
_ANY: Final = -1
_MOST: Final = 100
_COUNTS: Final = phrase("answers of servers without STARTTLS")


class EhloAnswer(NamedTuple):
    """An answer of Exchange to EHLO without TLS.

    Attributes:
        place: where it stands in the text.
        offers: it offers STARTTLS.
        host: that was asked; where an address was, what answers calls itself.
        server: the same, by its whole name; servers behind one name of a connector differ by it.
        port: that was asked; 0 where it is not told.
        target: what was asked, as it was written; else empty.
        at: when it greeted, in seconds since 1970 UTC; None where it is not told.
        stranger: who asked named itself in a domain of somebody else.
    """

    place: int
    offers: bool
    host: str
    server: str
    port: int
    target: str
    at: float | None
    stranger: bool


def recognise(paste: Paste) -> bool:
    """Tell whether a text has an answer that does not offer it."""
    return bool(_lacking(paste.text))


def scan(paste: Paste) -> Scanned:
    """Make a `certificate-presented` fact of each: none came, as STARTTLS is not offered."""
    facts: list[Fact] = []
    room = Room(_MOST)
    for answer in _lacking(paste.text):
        address = answer.target if _NUMERIC.fullmatch(answer.target) else ""
        same = answer.host, answer.port, address
        if same in room or not room.takes(same):
            continue
        fields: dict[str, str | int | bool] = {"starttls": False, "host": answer.host}
        fields |= {"port": answer.port} if answer.port else {}
        fields |= {"address": address} if address else {}
        fields |= {"stranger": True} if answer.stranger else {}
        said = f"{answer.host}:{answer.port or '?'} answered EHLO without STARTTLS"
        evidence = paste.evidence(answer.place, "", said)
        facts.append(Fact("certificate-presented", "", 0, fields, (evidence,)))
    return Scanned(len(facts), tuple(facts), problems=room.problems(_COUNTS))


def _lacking(text: str) -> list[EhloAnswer]:
    """Give the answers that do not offer it, and that no other session speaks against."""
    answers = [one if one.offers else _accepted(text, one) for one in _answers(text)]
    offers = _offers(answers)
    return [one for one in answers if not one.offers and not _contradicted(one, offers)]


def _accepted(text: str, answer: EhloAnswer) -> EhloAnswer:
    """Give an answer, as one that offers it where the server accepts it right behind: between the
    two stands what was typed.
    """
    line, typed = text.find("\n", answer.place), 0
    while 0 <= line < len(text) - 1 and typed < _TYPED:
        said = _SAID.match(text, line + 1)
        if said is not None and _ACCEPTED.match(said["said"]):
            return answer._replace(offers=True)
        # Where it greets, another session begins.
        typed = 0 if said is not None and not typed else typed + 1
        line = text.find("\n", line + 1)
    return answer


def _offers(answers: Iterable[EhloAnswer]) -> dict[tuple[str, int], dict[str, float]]:
    """Give by server and port, or any, when it was last offered by each target that was asked."""
    found: dict[tuple[str, int], dict[str, float]] = {}
    for one in answers:
        for port in {one.port, _ANY} if one.offers else ():
            lasts = found.setdefault((one.server, port), {})
            at = float("inf") if one.at is None else one.at
            lasts[one.target] = max(at, lasts.get(one.target, at))
    return found


def _contradicted(one: EhloAnswer, offers: dict[tuple[str, int], dict[str, float]]) -> bool:
    """Tell whether the server offers it elsewhere on that port, or offered it not earlier there."""
    for port in {one.port or _ANY, 0}:
        lasts = offers.get((one.server, port), {})
        last = lasts.get(one.target)
        if len(lasts) > (last is not None):
            return True
        if last is not None and (one.at is None or last >= one.at):
            return True
    return False


def _answers(text: str) -> Iterator[EhloAnswer]:
    opened, asks = list(_OPENED.finditer(text)), list(_ASKER.finditer(text))
    begun, named = [one.start() for one in opened], [one.start() for one in asks]
    within = [found.start() for found in _WITHIN.finditer(text)]
    # A session begins where it is opened, or behind the greeting of the one before.
    before, greeted, secure, greeting = 0, 0, False, ""
    for place, said in _groups(text):
        offers = any(map(_OFFER.match, said))
        if _GREETING.match(said[0]):
            before, greeted, secure, greeting = greeted, place, False, said[0]
        elif _BEGUN.match(said[0]):
            secure = True
        hello = next(filter(None, map(_HELLO.match, said)), None)
        was, secure = secure, secure or offers
        if hello is None or was or any(map(mask_in, said)):
            continue
        number = bisect_left(begun, place)
        asked = opened[number - 1] if number and begun[number - 1] >= before else None
        since = before if asked is None else asked.start()
        greeting = greeting if since <= greeted else ""
        target = "" if asked is None else asked["host"].rstrip(".").lower()
        called = hello["host"].rstrip(".").lower()
        host = called if not target or _NUMERIC.fullmatch(target) else target
        short = target.partition(".")[0] == called.partition(".")[0]
        server = called if short else host
        plain = bisect_left(within, since) == bisect_left(within, place)
        whole = len(said) >= _LEAST and said[-1].startswith(_LAST)
        if not (plain and whole and _is_exchange(greeting, said)) or host.endswith(_CLOUD):
            continue
        if any(map(is_reserved, (called, host, target))):
            continue
        number = bisect_left(named, place)
        asker = asks[number - 1]["name"] if number and named[number - 1] >= since else ""
        inside = any(map(_INSIDE.fullmatch, (target, hello["seen"])))
        port = int(asked["port"] or 0) if asked is not None else 0
        stranger = not inside and _differ(asker, host)
        yield EhloAnswer(place, offers, host, server, port, target, _date(greeting), stranger)


def _is_exchange(greeting: str, said: list[str]) -> bool:
    """Tell Exchange from what answers alike; a greeting that is not shown tells nothing."""
    return not any(map(_IIS.match, said)) and (not greeting or bool(_EXCHANGE.search(greeting)))


def _differ(asker: str, host: str) -> bool:
    """Tell whether both have domains, of which not even the first words are the same."""
    own, other = registered(asker.rstrip(".")), registered(host)
    if not own or not other or own.endswith(_NO_DOMAIN) or is_reserved(own):
        return False
    return own.partition(".")[0] != other.partition(".")[0]


def _date(greeting: str) -> float | None:
    found = _DATED.search(greeting)
    try:
        date = None if found is None else parsedate_to_datetime(found["date"])
        return None if date is None or date.tzinfo is None else date.timestamp()
    except (ValueError, OverflowError):
        return None


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


SCANNER: Final = Scanner(_COUNTS, ("hello[",), recognise, scan)
