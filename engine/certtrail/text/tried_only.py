"""What says in PowerShell that a command, or all that follow, is only tried."""

from __future__ import annotations

import re
from typing import Final

_FLAGS: Final = re.IGNORECASE
TRIED: Final = re.compile(r"-(?:wi|wha?t?i?f?)\b(?!:\$?(?:false|0)\b)", _FLAGS)
"""The parameter of one command, which may be cut as far as no other begins like it."""
_OFF: Final = r"['\"}\]]*\s*(?:=|,|-Value\b)?\s*\$?(?:false|null|0)\b"
TRYING: Final = re.compile(
    rf"WhatIfPreference\b(?!{_OFF})|PSDefaultParameterValues[^\r\n]{{0,200}}?WhatIf(?!{_OFF})",
    _FLAGS,
)
"""The preference, however it is set: for all that follows."""
