"""A certificate that a protocol log describes in one row: the row's data in, what it tells out.

    CN=mx CN=Contoso CA, O=Contoso 4F11 5E4E55.. 2026-01-20T00:00:00Z 2027-05-30T23:59:59Z mx;mx2

Subject and issuer stand side by side without a mark between them, so only the own part of the
subject is taken.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

# What stands behind the thumbprint: two instants, and the names.
_BEHIND: Final = re.compile(
    r"\s+\d{4}-\d\d-\d\dT[\d:.]{5,16}Z?\s+(?P<end>\d{4}-\d\d-\d\dT[\d:.]{5,16}Z?)"
    r"\s+(?P<names>\S{1,2000})\s*$"
)
_OWN: Final = re.compile(r"\s*(CN=[^\s,=]{1,255})(?=[\s,])", re.IGNORECASE)


def described(data: str, thumbprint: str) -> dict[str, str | int]:
    """Read the subject's own part, the names, and the end in seconds since 1970 UTC.

    >>> described("CN=mx CN=CA 4F AB 2026-01-20T00:00:00Z 2027-05-30T23:59:59Z mx.a;b", "AB")
    {'subject': 'CN=mx', 'names': 'mx.a, b', 'not_after': 1811721599}
    """
    before, mark, behind = data.partition(thumbprint)
    told: dict[str, str | int] = {}
    if mark and (own := _OWN.match(before)) is not None:
        told["subject"] = own[1]
    if mark and (found := _BEHIND.match(behind)) is not None:
        told["names"] = ", ".join(filter(None, re.split("[;,]", found["names"])))[:400]
        # Only what says so is in UTC.
        if found["end"].endswith("Z") and (end := _seconds(found["end"])) is not None:
            told["not_after"] = end
    return told


def _seconds(text: str) -> int | None:
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return None
