"""The cmdlets that change what certificates there are, and what their use is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from certtrail.text.filters import ENABLED_FOR

DONE_BY: Final[Mapping[str, str]] = {
    "Enable-ExchangeCertificate": "enabled",
    "New-ExchangeCertificate": "created",
    "Import-ExchangeCertificate": "imported",
    "Remove-ExchangeCertificate": "removed",
}
"""What a certificate then is, by the cmdlet."""
CMDLET_OF: Final[Mapping[str, str]] = {verb: name for name, verb in DONE_BY.items()}
VERB_OF: Final[Mapping[str, str]] = {name.lower(): verb for name, verb in DONE_BY.items()}
"""The same by the name in small letters, as logs and people write it in any."""

ENABLES: Final = "enable-exchangecertificate"


def more_services(given: str) -> str:
    """Give the services of a value of -Services as a command takes them, where there are more than
    SMTP alone, which is what is advised anyway; else nothing.

    >>> more_services("POP,IMAP,IIS,SMTP"), more_services("'SMTP'")
    ('IIS,IMAP,POP,SMTP', '')
    """
    words = set(re.findall(r"[A-Z]{3,4}", given[:200].upper()))
    named = ",".join(one for one in ENABLED_FOR if one in words)
    return "" if named == "SMTP" else named
