"""How a value from a log is written in a sentence, and whether it may stand in a command.

Logs are written by attackers too: every value loses its control characters, its backticks (they
mark commands) and what exceeds a length. A command takes a value only when it matches its type.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail import times
from certtrail.rulebook.conditions import is_int

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from certtrail.rulebook.conditions import Constant

MAX_VALUE: Final = 200
THUMBPRINT: Final = re.compile(r"[0-9A-Fa-f]{40}")
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
HOST: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_CONNECTOR: Final = re.compile(r"\w[\w .\\()@-]{0,198}")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to write a value.

    Attributes:
        text: writes it in a sentence.
        command: writes it in a command, or gives None where it does not match its type; the
            attribute is None where the filter has no place in a command.
        type: what a value must be, as in "is not ...".
    """

    text: Callable[[Constant, tzinfo], str]
    command: Callable[[Constant], str | None] | None = None
    type: str = ""


def clean(value: Constant) -> str:
    """Write any value on one line, without control characters and backticks, capped."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    spaced = re.sub(r"\s+", " ", str(value)[: 4 * MAX_VALUE])
    kept = "".join(mark for mark in spaced if unicodedata.category(mark) not in _DROPPED)
    plain = kept.replace("`", "'").strip()
    return plain if len(plain) <= MAX_VALUE else plain[: MAX_VALUE - 1] + "…"


def _text(value: Constant, _zone: tzinfo) -> str:
    return clean(value)


def _thumbprint(value: Constant) -> str | None:
    fits = isinstance(value, str) and THUMBPRINT.fullmatch(value)
    return str(value).upper() if fits else None


def _host(value: Constant) -> str | None:
    return value if isinstance(value, str) and HOST.fullmatch(value) else None


def _connector(value: Constant) -> str | None:
    fits = isinstance(value, str) and value.isprintable() and _CONNECTOR.fullmatch(value)
    return f"'{value}'" if fits else None


def _number(value: Constant) -> str | None:
    return str(value) if is_int(value) else None


def _time(value: Constant, zone: tzinfo) -> str:
    if not is_int(value):
        return clean(value)
    try:
        return times.short(value * times.SECOND, zone)
    except (OverflowError, ValueError):
        return clean(value)


def _counted(unit: str) -> Callable[[Constant, tzinfo], str]:
    def write(value: Constant, _zone: tzinfo) -> str:
        if not is_int(value):
            return clean(value)
        return f"{value} {unit}" if value == 1 else f"{value} {unit}s"

    return write


def _span(value: Constant, _zone: tzinfo) -> str:
    return times.span(value) if is_int(value) and value >= 0 else clean(value)


def _list(value: Constant, _zone: tzinfo) -> str:
    items = [item for item in map(clean, re.split(r"[,;|\n]", str(value))) if item]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"[: 2 * MAX_VALUE]


def _upper(value: Constant, _zone: tzinfo) -> str:
    return _thumbprint(value) or clean(value)


FILTERS: Final[dict[str, Filter]] = {
    "text": Filter(_text),
    "name": Filter(_text),
    "list": Filter(_list),
    "time": Filter(_time),
    "span": Filter(_span),
    "hours": Filter(_counted("hour")),
    "days": Filter(_counted("day")),
    "number": Filter(_text, _number, "a whole number"),
    "thumbprint": Filter(_upper, _thumbprint, "a thumbprint of 40 hexadecimal digits"),
    "server": Filter(_text, _host, "a host name"),
    "fqdn": Filter(_text, _host, "a host name"),
    "connector": Filter(_text, _connector, "a plain connector name"),
}
