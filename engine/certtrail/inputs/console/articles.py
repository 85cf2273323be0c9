"""Articles of knowledge bases: a text in; where one tells of an error, out.

    Symptoms
    Users receive the following report:
    550 5.7.64 TenantAttribution; Relay Access Denied SMTP
    Cause
    The certificate was changed.
    Resolution
    Run the wizard again.

Its headings stand alone on their lines, in this order, and the last has words below it: a form
of a ticket has no resolution yet. What stands above that is what an error looks like, not seen.
"""

from __future__ import annotations

import re
from typing import Final

_HEADINGS: Final = tuple(
    re.compile(
        rf"^[ \t#*=]{{0,8}}(?:{words})[ \t]{{0,8}}[:\uff1a]?[ \t*=]{{0,8}}$",
        re.MULTILINE | re.IGNORECASE,
    )
    for words in (
        (
            r"symptoms?|symptome|sympt\u00f4mes?|s\u00edntomas?|sintom[ai]s?|symptomen"
            r"|\u0441\u0438\u043c\u043f\u0442\u043e\u043c\u044b|\u75c7\u72b6|\u73fe\u8c61"
        ),
        (
            r"causes?|ursachen?|causas?|causa|oorzaak|\u043f\u0440\u0438\u0447\u0438\u043d\u0430"
            r"|\u539f\u56e0"
        ),
        (
            r"resolutions?|solutions?|l\u00f6sung(?:en)?|r\u00e9solution|resoluci\u00f3n|soluci\u00f3n"
            r"|risoluzione|soluzione|resolu\u00e7\u00e3o|solu\u00e7\u00e3o|oplossing"
            r"|\u0440\u0435\u0448\u0435\u043d\u0438\u0435|\u89e3\u51b3\u65b9\u6848|\u89e3\u6c7a\u65b9\u6cd5"
        ),
    )
)
_TOLD: Final = re.compile(r"\s{0,200}[^\s]")


def resolution_of(text: str) -> int:
    """Give where the resolution of the first article in a text begins; 0 where there is none."""
    at = 0
    for heading in _HEADINGS:
        found = heading.search(text, at)
        if found is None:
            return 0
        at = found.end()
    return found.start() if found and _TOLD.match(text, at) else 0
