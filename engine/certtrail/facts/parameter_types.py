"""The types of parameters: the text that a record has in, the value out; None for another type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.facts.service_words import state_word
from certtrail.text import instants
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import masked
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT_CAP: Final = 32_768
"""So many characters of a text are read."""
_INTEGER: Final = re.compile(r"-?\d{1,9}", re.ASCII)
_ENDPOINT: Final = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]{2,45}(?:%\d{1,4})?\]):(\d{1,5})", re.ASCII
)
_LAST_PORT: Final = 65_535
_HEXADECIMAL: Final = re.compile(r"(?:0[xX])?([0-9a-fA-F]{1,16})", re.ASCII)
_STATE: Final = re.compile(r"(.{1,256})/(\d)\x00*", re.ASCII)
_ZONE: Final = re.compile(r"\s*(-?\d{1,4})\s+(.{1,120}?)\s*")
_UNFILLED: Final = re.compile(r"\s*(?:\[?%[1-9]\d?\]?\s*)?")
_SERVICE_CAP: Final = 256
_BINARY_CAP: Final = 2_048


def _certificate_file(text: str) -> str | None:
    name = text.strip()
    return read_thumbprint(name[:-4]) if name[-4:].lower() == ".cer" else None


def _integer(text: str) -> int | None:
    bare = text.strip()
    return int(bare) if _INTEGER.fullmatch(bare) else None


def endpoint(text: str) -> str | None:
    """Give an address and port, such as `0.0.0.0:25` or `[::]:25`; None for anything else."""
    match = _ENDPOINT.fullmatch(text.strip()[:_SERVICE_CAP])
    return match[0] if match and int(match[1]) <= _LAST_PORT else None


def _hexadecimal(text: str) -> str | None:
    match = _HEXADECIMAL.fullmatch(text.strip())
    return f"0x{int(match[1], 16):08X}" if match else None


def _instant(text: str) -> int | None:
    try:
        return instants.parse_rendered(text)
    except (ValueError, OverflowError):
        return None


def _time_zone(text: str) -> str | None:
    match = _ZONE.fullmatch(text[:200])
    return f"{int(match[1])} {match[2]}" if match and abs(int(match[1])) <= 14 * 60 else None


def _text(text: str) -> str | None:
    """Give a text; of nothing but blanks, and of a place that was not filled in, None."""
    kept = text[:TEXT_CAP]
    return None if _UNFILLED.fullmatch(kept) else kept


def _command(text: str) -> str | None:
    return masked(text[:TEXT_CAP]) or None


def _decoded(hexadecimal: str) -> str | None:
    try:
        return bytes.fromhex(hexadecimal[:_BINARY_CAP]).decode("utf-16-le")
    except ValueError:
        return None


def _service_state(hexadecimal: str) -> str | None:
    match = _STATE.fullmatch(_decoded(hexadecimal) or "")
    return f"{match[1]}/{match[2]}" if match else None


def _service_name(hexadecimal: str) -> str | None:
    name = (_decoded(hexadecimal) or "").partition("\x00")[0]
    return name if name.isprintable() and 0 < len(name) <= _SERVICE_CAP else None


TYPES: Final[dict[str, Callable[[str], str | int | None]]] = {
    "thumbprint": read_thumbprint,
    "certificate-file": _certificate_file,
    "integer": _integer,
    "endpoint": endpoint,
    "hexadecimal": _hexadecimal,
    "instant": _instant,
    "time-zone": _time_zone,
    "text": _text,
    "command": _command,
    "service-state": _service_state,
    "service-name": _service_name,
    "service-word": state_word,
}
"""By type what reads it."""
EXPECTED: Final = {
    "thumbprint": phrase("40 hex digits"),
    "certificate-file": phrase("40 hex digits and .cer"),
    "integer": phrase("a whole number"),
    "endpoint": phrase("an address and port"),
    "hexadecimal": phrase("a hexadecimal number"),
    "instant": phrase("an instant such as 2026-01-31T08:00:00Z"),
    "time-zone": phrase("minutes and the name of a time zone"),
    "text": phrase("a text"),
    "command": phrase("a text"),
    "service-state": phrase("a service name and state in the record's binary"),
    "service-name": phrase("a service name in the record's binary"),
    "service-word": phrase("the state of a service in English"),
}
"""By type what was expected, in words."""
