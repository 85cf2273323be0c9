"""How a value from a log is written in a sentence, and whether it may stand in a command.

Logs are written by attackers too: every value loses its control characters, its backticks (they
mark commands) and what exceeds a length. A command takes a value only when it matches its type.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeGuard

from certtrail.text import instants
from certtrail.text.languages import moment, noted, unplaced
from certtrail.text.security_status import status_of
from certtrail.text.thumbprint import THUMBPRINT
from certtrail.text.words import ENGLISH, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from certtrail.text.languages import Reader

    Value = str | int | bool | Sequence[str]

MAX_VALUE: Final = 200
_CUT_WORD: Final = re.compile(r"(?<!\w)\w{1,40}\Z")
UNNAMED: Final = "unnamed-server"
"""What reports call a server whose name nothing tells; commands have SERVER for it."""
OWN_NAME: Final = "<server>"
"""What stands for each server's own name where several servers are compared."""
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
HOST: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
# Between single quotes a shell takes all but quotes as it stands; more than names need is refused.
_CONNECTOR: Final = re.compile(r"\w[\w .\\()@&,:+/#-]{0,198}")
# The services of the processes that write events, where they are named otherwise.
_SERVICES: Final = {
    "MSExchangeTransportDelivery": "MSExchangeDelivery",
    "MSExchangeTransportSubmission": "MSExchangeSubmission",
    "MSExchange TransportService": "MSExchangeTransport",
    "MSExchange EdgeSync": "MSExchangeEdgeSync",
    "MSExchange Message Security": "MSExchangeEdgeCredential",
}
SERVICES: Final = frozenset(
    {*_SERVICES.values(), "MSExchangeTransport", "MSExchangeFrontEndTransport"}
)
# What Enable-ExchangeCertificate can be told; SMTP comes last, as it asks.
ENABLED_FOR: Final = ("IIS", "IMAP", "POP", "SMTP")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to write a value.

    Attributes:
        text: writes it in a sentence.
        command: writes it in a command, or gives None where it does not match its type; the
            attribute is None where the filter has no place in a command.
        type: what a value must be, as in "is not ...".
        sample: what a command could be given, to check commands by.
    """

    text: Callable[[Value, Reader], str]
    command: Callable[[Value], str | None] | None = None
    type: str = ""
    sample: str = ""


def clean(value: Value) -> str:
    """Write any value on one line, without control characters and backticks, capped."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    spaced = re.sub(r"\s+", " ", str(value)[: 4 * MAX_VALUE])
    kept = "".join(mark for mark in spaced if unicodedata.category(mark) not in _DROPPED)
    short = kept.replace("`", "'").strip()
    if len(short) <= MAX_VALUE:
        return short
    # The start of a number, or of a name, is another one.
    begun = _CUT_WORD.search(short, 0, MAX_VALUE)
    return short[: begun.start() if begun and begun.start() else MAX_VALUE - 1] + "…"


def _text(value: Value, _reader: Reader) -> str:
    return clean(value)


def _thumbprint(value: Value) -> str | None:
    fits = isinstance(value, str) and THUMBPRINT.fullmatch(value)
    return str(value).upper() if fits else None


def _host(value: Value) -> str | None:
    if value == UNNAMED:
        return "SERVER"
    return value if isinstance(value, str) and HOST.fullmatch(value) else None


def _short(value: Value) -> str | None:
    host = _host(value)
    return None if host is None else host.partition(".")[0]


def _hosts(value: Value) -> str | None:
    """Give several names behind commas, as the shell takes a list."""
    names = value.split(", ") if isinstance(value, str) else []
    known = [_short(name) for name in names]
    return ",".join(filter(None, known)) if known and None not in known else None


def _connector(value: Value) -> str | None:
    fits = isinstance(value, str) and value.isprintable() and _CONNECTOR.fullmatch(value)
    return f"'{value}'" if fits else None


def _bare(value: Value) -> str | None:
    """Give a connector's name to stand between quotes, without the server before it."""
    quoted = _connector(value)
    return None if quoted is None else quoted.strip("'").rpartition("\\")[2] or None


def service_of_process(name: str) -> str:
    """Name the service of a process by the name that this writes events under."""
    return _SERVICES.get(name, name)


def _service(value: Value) -> str | None:
    """Give the services of one process or of several, as the shell takes them."""
    names = value.split(", ") if isinstance(value, str) else []
    known = [service_of_process(name) for name in names]
    return ", ".join(dict.fromkeys(known)) if known and SERVICES.issuperset(known) else None


def _services_enabled(value: Value) -> str | None:
    """Give services of a certificate as a cmdlet takes them."""
    names = value.split(",") if isinstance(value, str) else []
    return ",".join(names) if names and set(names) <= set(ENABLED_FOR) else None


def _is_int(value: Value) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Value) -> str | None:
    return str(value) if _is_int(value) else None


def plain(value: Value, reader: Reader) -> str:
    """Write what our own texts say of themselves: it is not from a log, or a report cleans it."""
    if isinstance(value, str | int):
        return str(value)
    return reader.language.joined(value)


def _counted(value: Value, reader: Reader) -> str:
    return reader.language.number(value) if _is_int(value) else clean(value)


def _time(value: Value, reader: Reader) -> str:
    """Write seconds since 1970 UTC, or an instant in ISO 8601; one without an offset as it is."""
    try:
        if isinstance(value, str):
            if instants.is_unplaced(value):
                return unplaced(instants.parse_iso(value), reader)
            return moment(instants.parse_iso(value), reader)
        return moment(value * instants.SECOND, reader) if _is_int(value) else clean(value)
    except (OverflowError, ValueError):
        return clean(value)


def _units(one: str, many: str) -> Callable[[Value, Reader], str]:
    def write(value: Value, reader: Reader) -> str:
        if not _is_int(value):
            return clean(value)
        return reader.language.ngettext(one, many, value).replace("{n}", str(value))

    return write


def _span(value: Value, reader: Reader) -> str:
    if not _is_int(value) or value < 0:
        return clean(value)
    number, _, unit = instants.span(value).partition(" ")
    return reader.language.gettext(_SPANS[unit]).replace("{n}", number)


def _list(value: Value, reader: Reader) -> str:
    text = value if isinstance(value, str | int) else ",".join(value)
    parts = [part for part in re.split(r"[,;|\n]", str(text)) if part.strip()]
    items, left, room = list[str](), 0, 2 * MAX_VALUE
    for place, part in enumerate(parts):
        item = clean(part)
        room -= len(item) + len(", ")
        if items and room < 0:
            left = len(parts) - place
            break
        items += [item] if item else []
    if left:
        shown = reader.language.ngettext("{items} and {n} other", "{items} and {n} others", left)
        most = reader.language.joined(items)
        return shown.replace("{n}", reader.language.number(left)).replace("{items}", most)
    if len(items) < 2:
        return "".join(items)
    most = reader.language.joined(items[:-1])
    shown = reader.language.gettext("{items} and {last}")
    return shown.replace("{last}", items[-1]).replace("{items}", most)


def _upper(value: Value, _reader: Reader) -> str:
    return _thumbprint(value) or clean(value)


def _short_text(value: Value, _reader: Reader) -> str:
    return _short(value) or clean(value)


def _service_text(value: Value, _reader: Reader) -> str:
    return _service(value) or clean(value)


def _word(value: Value, reader: Reader) -> str:
    """Write a word of facts' fields; one that its language's catalogue has not, as in English."""
    word = clean(value)
    said = reader.language.gettext(word)
    if said != word or word not in WORDS:
        return said
    return ENGLISH.get(word, word.replace("-", " "))


def _status(value: Value, reader: Reader) -> str:
    """Write a code of Windows with its name and what it means; any other text as it is."""
    code = clean(value)
    if (known := status_of(code)) is None:
        return code
    name, meaning = known
    said = reader.language.gettext("{code} ({name}: {meaning})")
    told = {"code": code, "name": name, "meaning": reader.language.gettext(meaning)}
    return re.sub(r"\{(\w+)\}", lambda found: told[found[1]], said)


_SPANS: Final = {
    "s": noted("{n} s"),
    "min": noted("{n} min"),
    "h": noted("{n} h"),
    "d": noted("{n} d"),
}
FILTERS: Final[dict[str, Filter]] = {
    "text": Filter(_text),
    "name": Filter(_text),
    "word": Filter(_word),
    "status": Filter(_status),
    "list": Filter(_list),
    "time": Filter(_time),
    "span": Filter(_span),
    "count": Filter(_counted),
    "hours": Filter(_units("{n} hour", "{n} hours")),
    "days": Filter(_units("{n} day", "{n} days")),
    "times": Filter(_units("once", "{n} times")),
    "number": Filter(_text, _number, noted("a whole number"), "7"),
    "thumbprint": Filter(
        _upper, _thumbprint, noted("a thumbprint of 40 hexadecimal digits"), "AB" * 20
    ),
    "server": Filter(_text, _host, noted("a host name"), "ex01.contoso.com"),
    "fqdn": Filter(_text, _host, noted("a host name"), "mail.contoso.com"),
    "host": Filter(_short_text, _short, noted("a host name"), "ex01"),
    "hosts": Filter(_list, _hosts, noted("host names"), "ex01,ex02"),
    "service": Filter(
        _service_text,
        _service,
        noted("a process whose service has a name of its own"),
        "MSExchangeTransport",
    ),
    "services": Filter(_list, _services_enabled, noted("services of a certificate"), "IIS,SMTP"),
    "bare": Filter(_text, _bare, noted("a plain connector name"), "Default EX01"),
    "connector": Filter(_text, _connector, noted("a plain connector name"), "'Default EX01'"),
}
