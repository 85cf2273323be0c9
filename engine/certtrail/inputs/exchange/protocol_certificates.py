"""A certificate that a protocol log describes in one row: the row's data in, what it tells out.

    CN=mx CN=Contoso CA, O=Contoso 4F11 5E4E55.. 2026-01-20T00:00:00Z 2027-05-30T23:59:59Z mx;mx2

Subject and issuer stand side by side without a mark between them, so only the own part of each is
taken. A serial number and a name may look like a thumbprint: what stands right before the two
instants is one.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from certtrail.text.thumbprint import THUMBPRINT

# A number that is the value of a name is none of the certificate.
_NUMBER: Final = re.compile(rf"(?<![0-9A-Fa-f=]){THUMBPRINT.pattern}(?![0-9A-Fa-f])", re.ASCII)
_ALONE: Final = re.compile(r"[\s,;]*\Z")
_DATED: Final = re.compile(r"[\s,;]{1,9}\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
# Before there were instants, one stood between the serial number and the names.
_SERIAL: Final = re.compile(r"(?<![0-9A-Za-z=])[0-9A-Fa-f]{8,60}\s{1,9}\Z", re.ASCII)
_NAMES: Final = re.compile(r"\s{1,9}\S{1,2000}\s{0,9}\Z")
_LONGEST_SERIAL: Final = 80
# What stands behind the thumbprint: two instants, and the names.
_BEHIND: Final = re.compile(
    r"\s+(?P<start>\d{4}-\d\d-\d\dT[\d:.]{5,16}Z?)\s+(?P<end>\d{4}-\d\d-\d\dT[\d:.]{5,16}Z?)"
    r"\s+(?P<names>\S{1,2000})\s*$"
)
_OWN: Final = re.compile(r"\s*(CN=[^\s,=]{1,255})(?=[\s,])", re.IGNORECASE)
# From the last CN to the next part, or to the serial number behind all.
_ISSUER: Final = re.compile(
    r"(CN=[^,=\"+]{1,255}?)(?:,.{0,1000})?\s+[0-9A-F]{1,80}\s*", re.IGNORECASE
)


def thumbprint_in(data: str) -> re.Match[str] | None:
    """Find the thumbprint of the one certificate that a row's data describes.

    It stands before the instants, is the last of what is written, or stands between the serial
    number and the names. None where it is not found, and where several may be it.

    >>> thumbprint_in("CN=mx CN=CA " + "0A" * 20 + " " + "0B" * 20 + " 2026-01-20T00:00:00Z")[0]
    '0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B'
    """
    numbers = list(_NUMBER.finditer(data))
    for fits in (_DATED, _ALONE):
        found = [number for number in numbers if fits.match(data, number.end())]
        if found:
            return found[0] if len({number[0].upper() for number in found}) == 1 else None
    return numbers[0] if len(numbers) == 1 and _is_between(data, numbers[0]) else None


def _is_between(data: str, number: re.Match[str]) -> bool:
    """Tell whether a number stands between the serial number and the names at the end."""
    before = data[max(0, number.start() - _LONGEST_SERIAL) : number.start()]
    behind = _NAMES.match(data, number.end())
    return behind is not None and _SERIAL.search(before) is not None


def described(data: str, thumbprint: re.Match[str]) -> dict[str, str | int]:
    """Read the own parts of subject and issuer, the names, and both dates in seconds since 1970 UTC.

    Args:
        data: of the row.
        thumbprint: where it stands in it; see `thumbprint_in`.

    >>> row = "CN=mx CN=CA 4F " + "0B" * 20 + " 2026-01-20T00:00:00Z 2027-05-30T23:59:59Z mx.a;b"
    >>> described(row, thumbprint_in(row))
    {'subject': 'CN=mx', 'issuer': 'CN=CA', 'names': 'mx.a, b', 'not_before': 1768867200, 'not_after': 1811721599}
    """  # noqa: E501
    before, behind = data[: thumbprint.start()], data[thumbprint.end() :]
    told: dict[str, str | int] = {}
    if (own := _OWN.match(before)) is not None:
        told["subject"] = own[1]
        last = before.upper().rfind("CN=")
        # An issuer without a common name leaves that of the subject the last.
        if last >= own.end() and (issuer := _ISSUER.fullmatch(before[last:])) is not None:
            told["issuer"] = issuer[1]
    if (found := _BEHIND.match(behind)) is not None:
        told["names"] = ", ".join(filter(None, re.split("[;,]", found["names"])))[:400]
        for name, date in (("not_before", found["start"]), ("not_after", found["end"])):
            # Only what says so is in UTC.
            if date.endswith("Z") and (instant := _seconds(date)) is not None:
                told[name] = instant
    return told


def _seconds(text: str) -> int | None:
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return None
