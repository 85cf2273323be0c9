"""Masking: a command line or script in, the same without the values of its secrets out.

What looks like a password, token or key is replaced by ***, and more rather than less: what is
shown of a command has to say what ran, not with which secret. It is done by the look of the text,
so a secret that nothing announces stays.

>>> masked('wacs.exe --pfxpassword "open sesame" --host mail.contoso.com')
'wacs.exe --pfxpassword *** --host mail.contoso.com'
>>> masked('Import-PfxCertificate -Password (ConvertTo-SecureString "a b" -AsPlainText -Force)')
'Import-PfxCertificate -Password ***'
"""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "***"
_WORDS: Final = (
    r"(?:password|passwd|passphrase|pass(?!\w)|passin|passout|pwd|secret|token|credential|api-?_?key"
    r"|access-?_?key|account-?_?key|shared-?_?key|private-?_?key|connectionstring|hmac)"
)
_NAME: Final = rf"[\w.-]{{0,24}}?{_WORDS}[\w-]{{0,40}}"
# A quote that is never closed hides the rest of the text: what follows belongs to the secret.
_QUOTED: Final = r"(?:\"[^\"]*(?:\"|$)|'[^']*(?:'|$))"
_GROUP: Final = rf"@?\((?:{_QUOTED}|[^()\"']|\((?:{_QUOTED}|[^()\"'])*\))*(?:\)|$)"
_VALUE: Final = rf"(?:{_GROUP}|{_QUOTED}|[^\s;|,]+)"
_ANY: Final = re.compile(
    rf"{_WORDS}|securestring|\s-e(?:nc|\s)|certutil|://[^/\s]{{1,200}}@", re.IGNORECASE
)
_STEPS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # A module log gives each parameter a line of its own.
        (rf"(name=\"{_NAME}\";\s{{0,4}}value=)[^\r\n]*", r"\1" + MASK),
        (r"(\(ConvertTo-SecureString\)[^\r\n]{0,80}?value=)[^\r\n]*", r"\1" + MASK),
        (rf"((?:Network|PS)Credential\s{{0,4}}){_GROUP}", r"\1(" + MASK + ")"),
        (rf"{_QUOTED}(\s{{0,20}}\|\s{{0,20}}ConvertTo-SecureString)", MASK + r"\1"),
        # What names a secret itself is no value: the name before it is a switch.
        (
            rf"([-/]{{1,2}}{_NAME})(?:\s{{0,4}}[:=]\s{{0,4}}|\s{{1,20}}(?![-/]{{1,2}}{_NAME}(?:[\s:=]|$))){_VALUE}",
            r"\1 " + MASK,
        ),
        (rf"(ConvertTo-SecureString)(?:\s{{1,8}}(?:-\w{{1,40}}|{_VALUE})){{1,8}}", r"\1 " + MASK),
        # Only what follows the name changes, so it does not matter where the name begins.
        (rf"({_WORDS}[\w-]{{0,40}}[\"']?\s{{0,8}}[:=]\s{{0,8}}){_VALUE}", r"\1" + MASK),
        (rf"(certutil[^\r\n;|]{{0,300}}?\s-p\s{{1,8}}){_VALUE}", r"\1" + MASK),
        (r"(\s-e(?:nc(?:odedcommand)?)?\s{1,8})[A-Za-z0-9+/=]{24,}", r"\1" + MASK),
        (r"(://)[^/\s@]{1,200}@", r"\1" + MASK + "@"),
    )
)


def masked(text: str) -> str:
    """Replace what looks like the value of a secret; texts without any are returned as they are."""
    if _ANY.search(text) is None:
        return text
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text
