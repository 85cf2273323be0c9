"""Signs that a text holds what a shell printed, however it is wrapped: a text in; what it is, and
on which line, out.

Who finds nothing in a text asks here before it is called read in full, or words for people. What is
written out is taken for what it stands for, so that a form that nobody knows is told all the same.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.cleaning.written_signs import decoded
from certtrail.rulebook.object_labels import shipped_labels
from certtrail.text.message import phrase

# What Get-ExchangeCertificate calls what it shows; no sentence has several of them with a colon.
_LABEL: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(Thumbprint|CertificateDomains|HasPrivateKey|IsSelfSigned|NotAfter|NotBefore"
    r"|RootCAType|PublicKeySize|SerialNumber)(?![A-Za-z0-9])"
    r"[\"'\]\s*_|\\-]{0,60}(?:[:>]|=(?!\s{0,8}[$\"'{(]))",
    re.IGNORECASE,
)
_LEAST: Final = 3
_PRINT: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(?:Thumbprint)[\"'\]\s*_|\\-]{0,60}[:=>]\W{0,12}"
    r"(?:[0-9A-Fa-f]{2}[ :]?){19}[0-9A-Fa-f]{2}(?![0-9A-Fa-f])",
    re.IGNORECASE,
)
_TYPED: Final = re.compile(
    r"(?:\[PS\]|(?<![A-Za-z])PS[ ]?[A-Z]:)[^>\n\v]{0,200}>[ \t(]{0,9}"
    r"(?P<cmdlet>[A-Za-z]{3,12}-[A-Za-z]{3,60})"
)
_PROMPT: Final = re.compile(r"\[PS\]|(?<![A-Za-z])PS[ ]?[A-Z]:\\")
# A label with its value, the rule below the heads of a table, a thumbprint, a name.
_SHOWN: Final = re.compile(
    r"\w[ \t]{1,60}:(?:[ \t\n\v]|$)|-{3,}|(?<![0-9A-Za-z])[0-9A-Fa-f]{40}(?![0-9A-Za-z])|\bCN ?="
)
# What the command asks for is not yet what it prints.
_ASKED: Final = re.compile(r"-(?:Thumbprint|Identity)[ :\"'(]{1,8}\S{1,400}", re.IGNORECASE)
_FAILED: Final = re.compile(r"[^\n\v]{0,400}[\n\v]\s{0,40}(?:[A-Za-z]+-[A-Za-z]+ ?: |WARNING: )")
_ALSO: Final = frozenset({"get-authconfig", "get-transportservice", "get-transportserver"})
_REACH: Final = 4_000
_CERTIFICATE: Final = phrase("a certificate")
_OUTPUT: Final = phrase("what a command printed")


def printed(text: str) -> str:
    r"""Say that a text in which nothing was found holds what a shell printed; mostly empty.

    >>> printed("[PS] C:\\>Get-ExchangeCertificate -Server EX01\n[PS] C:\\>")
    ''
    >>> bool(printed("[PS] C:\\>Get-ExchangeCertificate\\nSubject : CN=a"))
    True
    """
    shown = decoded(text)
    place, what = _certificate(shown), _CERTIFICATE
    if place < 0:
        place, what = _output(shown), _OUTPUT
    if place < 0:
        return ""
    return phrase(
        "Line {line}: here stands {what} in a form that certtrail does not read; send the export "
        "itself, or what Get-ExchangeCertificate | Format-List prints.",
        line=shown.count("\n", 0, place) + 1,
        what=what,
    )


def has_labels(text: str) -> bool:
    """Tell whether a text describes a certificate with the labels of the shell."""
    return _certificate(decoded(text)) >= 0


def _certificate(shown: str) -> int:
    found: dict[str, int] = {}
    for label in _LABEL.finditer(shown):
        found.setdefault(label[1].casefold(), label.start())
        if len(found) == _LEAST:
            return min(found.values())
    lone = _PRINT.search(shown)
    return -1 if lone is None else lone.start()


def _output(shown: str) -> int:
    known = {name.casefold() for kind in shipped_labels().kinds for name in kind.commands} | _ALSO
    for typed in _TYPED.finditer(shown):
        if typed["cmdlet"].casefold() not in known:
            continue
        begin = typed.end()
        end = begin + _REACH
        behind = _PROMPT.search(shown, begin, end)
        told = _ASKED.sub("", shown[begin : end if behind is None else behind.start()])
        if _SHOWN.search(told) and not _FAILED.match(told):
            return typed.start()
    return -1
