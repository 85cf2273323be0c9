"""Regular expressions that more than one way to announce a secret needs."""

from __future__ import annotations

import re
from typing import Final

from certtrail.text.secrets.shell_marks import IN_CLASS, QUOTES

# Behind a name: the end of its quotes or brackets, as of a key.
QUOTED: Final = rf"(?:\\{{0,3}}|`)[{QUOTES}]{{1,2}}|&(?:quot|apos|\#3[49]);"
KEY_ENDS: Final = re.compile(rf"(?:{QUOTED})?[\]}})]?", re.IGNORECASE)
BLANKS: Final = re.compile(r"(?:[^\S\r\n]|`\r?\n|<#(?:[^#]|#(?!>)){0,500}#>)+")
COMMA: Final = re.compile(r"\s{0,8},\s{0,40}")
PARAMETER: Final = re.compile(rf"([{IN_CLASS}]{{1,2}}[A-Za-z][\w-]*)(?=[\s:=]|\Z)")
LOG_ENDS: Final = re.compile(
    r"[\r\n]+(?=\s*(?:ParameterBinding|CommandInvocation|TerminatingError)\()|\Z"
)
# What asks for a secret, or reads it from elsewhere, tells none.
ASKS: Final = re.compile(
    r"\(?\s*(?:\[[\w.]+\]\s*)?(?:Read-Host|Get-Credential|Get-Secret|Import-Clixml|Get-Command|Get-Content)\b",
    re.IGNORECASE,
)
CALLED: Final = re.compile(r"`?\]?(?:::new)?\s{0,4}(?=\()", re.IGNORECASE)
NEW: Final = re.compile(r"New-Object\s+(?:-Type\w*\s+)?[\"']?[\w.]*\Z", re.IGNORECASE)
