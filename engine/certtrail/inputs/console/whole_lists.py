"""Commands that list certificates: one in; whether what it prints is all of a store, out.

What is known to keep everything is named, and not what chooses: there is always one more way to
choose, and what a list leaves out would be taken for gone.
"""

from __future__ import annotations

import re
from typing import Final

_FLAGS: Final = re.IGNORECASE | re.ASCII
# A thumbprint, or as much of it as the console left on one line.
_THUMBPRINT: Final = re.compile(r"(?<![\w.\\-])[0-9A-F]{8,40}(?![\w.\\-])", _FLAGS)
_CHOSEN: Final = re.compile(
    r"-(?:Thumbprint|Identity|DomainName|Instance|Filter|First|Last|Skip|Index|Unique|Top|Bottom"
    r"|Include|Exclude|DnsName|Eku|ExpiringInDays|CodeSigningCert|SslServerAuthentication"
    r"|DocumentEncryptionCert)\b"
    r"|\)\s*\[|-store\s+['\"]?my['\"]?\s+['\"]?\w",
    _FLAGS,
)
_CHOOSES: Final = re.compile(r"\b(?:if|switch|while)\b|\.(?:where|find)\b", _FLAGS)
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_STAGE: Final = re.compile(r"[\s({&]*(?P<name>[\w%?-]*)")
_KEEPS_ALL: Final = frozenset(
    {"fl", "ft", "fw", "fc", "format-list", "format-table", "format-wide", "format-custom"}
    | {"select", "select-object", "sort", "sort-object", "%", "foreach", "foreach-object", "more"}
    | {"out-string", "oss", "out-file", "out-default", "out-host", "oh", "out-printer", "clip"}
    | {"out-clipboard", "set-clipboard", "tee", "tee-object", "set-content", "add-content"}
    | {"export-clixml", "export-csv", "epcsv", "convertto-csv", "convertto-html"}
    | {"convertto-json", "convertto-xml"}
)


def shows_all(command: str) -> bool:
    """Tell whether a command, with the pipeline behind it, prints all that it lists.

    >>> shows_all("Get-ExchangeCertificate | fl"), shows_all("Get-ExchangeCertificate | ? {$_.A}")
    (True, False)
    """
    if _THUMBPRINT.search(command) or _CHOSEN.search(command):
        return False
    bare = _QUOTED.sub("''", command)
    stages = (_STAGE.match(stage) for stage in bare.split("|")[1:])
    kept = all(stage is not None and stage["name"].lower() in _KEEPS_ALL for stage in stages)
    return kept and _CHOOSES.search(bare) is None
