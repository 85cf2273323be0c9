r"""The words of an error whose wording nobody knows: a text and where its id stands in; them out.

[PS] C:\\>Enable-ExchangeCertificate -Thumbprint 0A1B... -Services SMTP
Das Zertifikat mit dem Fingerabdruck 0A1B... ist nicht gültig.
    + CategoryInfo          : InvalidOperation: (:) [Enable-ExchangeCertificate], Inv...

They stand above the lines that are the same in every language, or behind `Exception` in a list.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.thumbprints import has_listed
from certtrail.inputs.objects.text_lines import PROMPT

_CATEGORY: Final = re.compile(r"^[ \t+]*CategoryInfo\b", re.MULTILINE)
_EXCEPTION: Final = re.compile(
    r"^[ \t]{0,8}Exception[ \t]{0,40}:[ \t]?(?:[\w.]{1,200}Exception: ?)?", re.MULTILINE
)
_LABEL: Final = re.compile(r"^[ \t]{0,8}\w{3,40}[ \t]{0,40}:(?:[ \t]|$)", re.MULTILINE)
# Where it happened, and what was typed, as PowerShell shows it again.
_SHOWN_AGAIN: Final = re.compile(r"[ \t]*(?:\+|~)|\w{1,12} \S{1,200}:\d+ \w{1,20}[.:] ?\d+[ \t]*$")
_CMDLET: Final = re.compile(r"[ \t]*[A-Za-z]{2,12}-[A-Za-z]{2,40} : ")
_TYPED: Final = re.compile(r"[ \t]*[A-Za-z]{2,12}-ExchangeCertificate\b(?! :)")


def error_words(text: str, start: int, end: int) -> str:
    """Give the words, on one line; empty where there are none.

    Args:
        text: the text.
        start: the error begins behind this place.
        end: where its id stands.
    """
    part = text[start:end]
    categories = list(_CATEGORY.finditer(part))
    if categories:
        part = part[: categories[-1].start()]
    exceptions = list(_EXCEPTION.finditer(part))
    if exceptions:
        behind = part[exceptions[-1].end() :]
        label = _LABEL.search(behind)
        return " ".join((behind[: label.start()] if label else behind).split())
    lines: list[str] = []
    for line in reversed(part.split("\n")):
        if not line.strip() and not lines:
            continue
        if not line.strip() or PROMPT.match(line) or _TYPED.match(line) or has_listed(line):
            break
        if not _SHOWN_AGAIN.match(line):
            lines.append(_CMDLET.sub("", line, count=1))
    return " ".join(" ".join(reversed(lines)).split())
