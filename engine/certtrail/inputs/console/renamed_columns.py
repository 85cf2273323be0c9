"""Columns that a command gives names of its own: a text in; which property each name is of, out.

    Get-ExchangeCertificate | Select Thumbprint, @{N="Expired Date"; E={$_.NotAfter}}

Only a property as it is, or as a text, is known by the new name; what is counted from it is not it.
"""

from __future__ import annotations

import re
from typing import Final

_BEGIN: Final = re.compile(r"@\{\s{0,9}(?=[nle])", re.IGNORECASE)
_NAME: Final = re.compile(
    r"(?:n|name|l|label)\s{0,9}=\s{0,9}(?P<quote>['\"])(?P<name>[^'\"\n]{1,64})(?P=quote)",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(
    r"e(?:xpression)?\s{0,9}=\s{0,9}\{\s{0,9}\$(?:_|PSItem)\.(?P<property>[A-Za-z]\w{0,40})"
    r"(?:\.To\w{1,20}\([^(){}\n]{0,40}\))?\s{0,9}(?:-join\s{0,9}['\"][^'\"\n]{0,5}['\"]\s{0,9})?\}",
    re.IGNORECASE,
)
_THEN: Final = re.compile(r"\s{0,9};\s{0,9}")
_END: Final = re.compile(r"\s{0,9};?\s{0,9}\}")
_MOST: Final = 200


def renamed_columns(text: str) -> tuple[tuple[str, str], ...]:
    """Give each name with the property that it is of, as the first command that gives it says."""
    found: dict[str, str] = {}
    for begin in _BEGIN.finditer(text):
        for first, second in ((_NAME, _VALUE), (_VALUE, _NAME)):
            one = first.match(text, begin.end())
            between = _THEN.match(text, one.end()) if one else None
            other = second.match(text, between.end()) if between else None
            if one and other and _END.match(text, other.end()):
                told = one.groupdict() | other.groupdict()
                found.setdefault(told["name"].strip(), told["property"])
        if len(found) >= _MOST:
            break
    return tuple(found.items())
