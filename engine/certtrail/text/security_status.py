"""Status codes of Windows' security packages: what a record says of a refusal in, its name out.

Names, numbers and what they mean are of winerror.h, as Learn lists them (COM error codes, security:
<https://learn.microsoft.com/en-us/windows/win32/com/com-error-codes-4>). Exchange writes the
number, hexadecimal or signed, or the name without `SEC_E_` and underscores.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.text.languages import noted

_BASE: Final = 0x8009_0300
_MEANINGS: Final = {
    (0x00, "INSUFFICIENT_MEMORY"): noted("not enough memory"),
    (0x03, "TARGET_UNKNOWN"): noted("the target is unknown or cannot be reached"),
    (0x04, "INTERNAL_ERROR"): noted("the Local Security Authority cannot be contacted"),
    (0x05, "SECPKG_NOT_FOUND"): noted("the security package does not exist"),
    (0x08, "INVALID_TOKEN"): noted("the token is invalid"),
    (0x0C, "LOGON_DENIED"): noted("the logon attempt failed"),
    (0x0D, "UNKNOWN_CREDENTIALS"): noted("the credentials were not recognized"),
    (0x0E, "NO_CREDENTIALS"): noted("no credentials are available"),
    (0x0F, "MESSAGE_ALTERED"): noted("the message was altered"),
    (0x11, "NO_AUTHENTICATING_AUTHORITY"): noted("no authority could be contacted"),
    (0x17, "CONTEXT_EXPIRED"): noted("the context has expired"),
    (0x22, "WRONG_PRINCIPAL"): noted("the target's principal name is incorrect"),
    (0x24, "TIME_SKEW"): noted("the clocks of client and server differ"),
    (0x25, "UNTRUSTED_ROOT"): noted("an authority of the chain is not trusted"),
    (0x26, "ILLEGAL_MESSAGE"): noted("the message was unexpected or badly formatted"),
    (0x27, "CERT_UNKNOWN"): noted("an unknown error with the certificate"),
    (0x28, "CERT_EXPIRED"): noted("the certificate has expired"),
    (0x31, "ALGORITHM_MISMATCH"): noted("client and server have no algorithm in common"),
    (0x42, "KDC_UNKNOWN_ETYPE"): noted("the KDC does not support the encryption type"),
}
_NUMBER: Final = re.compile(r"0[xX]([0-9A-Fa-f]{8})|(-?\d{10})", re.ASCII)
_OF: Final = {f"SEC_E_{name}": (_BASE + low, meaning) for (low, name), meaning in _MEANINGS.items()}
_BY_NUMBER: Final = {number: name for name, (number, _) in _OF.items()}
_BY_WORD: Final = {
    word: name
    for name in _OF
    for word in (name.casefold(), name.removeprefix("SEC_E_").replace("_", "").casefold())
}
MEANINGS: Final[tuple[str, ...]] = tuple(_MEANINGS.values())
"""What the codes mean, in English; catalogues of other languages have each."""
TIME_SKEW: Final = "SEC_E_TIME_SKEW"


def status_of(error: str) -> tuple[str, str] | None:
    """Give the name of a status code and what it means, in English; None for anything else.

    >>> status_of("0x80090324")
    ('SEC_E_TIME_SKEW', 'the clocks of client and server differ')
    >>> status_of("LogonDenied")
    ('SEC_E_LOGON_DENIED', 'the logon attempt failed')
    """
    word = error.strip()
    number = _NUMBER.fullmatch(word)
    if number is None:
        name = _BY_WORD.get(word.casefold())
    else:
        value = int(number[1], 16) if number[1] else int(number[2]) % (1 << 32)
        name = _BY_NUMBER.get(value)
    return None if name is None else (name, _OF[name][1])
