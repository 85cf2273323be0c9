"""The cmdlets that change what certificates there are, and what their use is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
