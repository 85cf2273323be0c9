"""Names and addresses that are reserved for documentation: one in; whether it is, out."""

from __future__ import annotations

import re
from typing import Final

# RFC 2606, 5737 and 3849.
_RESERVED: Final = re.compile(
    r"(?:[\w*.-]{0,250}\.)?(?:example(?:\.(?:com|net|org))?|invalid)\.?"
    r"|(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}|2001:db8:[0-9a-f:]{0,32}",
    re.IGNORECASE,
)


def is_reserved(name: str) -> bool:
    """Tell whether nobody has a name or an address, as manuals use it.

    >>> is_reserved("mail.example.com"), is_reserved("mail.contoso.com")
    (True, False)
    """
    return _RESERVED.fullmatch(name) is not None
