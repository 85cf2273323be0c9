r"""Characters that are written out, as programs write what they do not print: what they are, out.

    {"stdout": "\u001b[32;1mThumbprint : \u001b[0m0A1B..", "next": "Services\u00a0: SMTP"}
    <13>Mar  2 10:12:00 ex01 msg='Thumbprint : 0A1B..#015#012Services : SMTP'

Colours and blanks mean nothing to anybody, so that they go wherever they stand. All else is decoded
only for who looks whether anything is there.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.characters import without_marks

if TYPE_CHECKING:
    from certtrail.inputs.cleaning.draft import Draft

# JSON, C and shells, PowerShell, what rsyslog and `cat -v` make of it.
_COLOUR: Final = re.compile(
    r"(?:\\{1,8}(?:u001[bB]|x1[bB]|033|e)|`e|#033|\^\[|_x001[bB]_|&#(?:27|[xX]1[bB]);)"
    r"\[[0-9;:?]{0,40}[A-Za-z]"
    r"|\\{1,8}(?:u009[bB]|x9[bB])[0-9;:?]{0,40}m"
)
_BLANK: Final = re.compile(r"\\{1,8}(?:u(?:00[aA]0|200[0-9aA]|202[fF]|205[fF]|3000)|x[aA]0)")
_UNSEEN: Final = re.compile(r"\\{1,8}u(?:00[aA][dD]|200[b-fB-F]|202[a-eA-E]|2060|[fF][eE][fF]{2})")
_LINE_END: Final = re.compile(r"\\{1,8}(?:[nr]|u000[aAdD]|x0[aAdD])|#01[25]")
_WIDE_BLANK: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# Of one that was shown the escape character itself may be lost.
_SHOWN_COLOUR: Final = re.compile(r"[\x1b\u241b\x9b]?\[\d{1,3}(?:;\d{1,3}){0,8}m")
_SIGNS: Final = ("\\", "`e", "#033", "^[", "_x001", "&#")
_WRITTEN: Final = re.compile(
    r"\\{1,8}(?:u(?P<unit>[0-9A-Fa-f]{4})|x(?P<byte>[0-9A-Fa-f]{2})|(?P<octal>[0-3][0-7]{2})"
    r"|(?P<letter>[nrtfv\"'/]))"
    r"|#(?P<syslog>[0-3][0-7]{2})|%(?P<link>[0-9A-Fa-f]{2})|=(?P<mail>3D|20|09)(?![: ])"
    r"|_x(?P<cell>[0-9A-Fa-f]{4})_|`(?P<shell>[nrt])|(?P<entity>&(?:#[xX]?[0-9A-Fa-f]{1,6}"
    r"|[A-Za-z]{2,8});)|\[(?P<forum>br)\]"
)
# Within a string of a string all is written twice.
_ROUNDS: Final = 5
_BASES: Final = {"octal": 8, "syslog": 8}
_LETTERS: Final = {"n": "\v", "r": "\v", "t": "\t", "f": " ", "v": " ", "br": "\v"}
_NAMED: Final = frozenset({"letter", "shell", "forum"})


def without_written_signs(draft: Draft) -> Draft:
    """Take out colours, and marks that nobody sees, that are written out; blanks become blanks."""
    text = draft.text
    if not any(sign in text for sign in _SIGNS):
        return draft
    text, colours = _COLOUR.subn("", text)
    if "\\" in text:
        text = _BLANK.sub(" ", text)
        # In values of objects a mark is a part of them, as it is in other files.
        if colours or _LINE_END.search(text):
            text = _UNSEEN.sub("", text)
    return draft.same_lines(text)


def decoded(text: str) -> str:
    r"""Show a text as it would be if all that is written out were characters.

    That is only to look for words in: in a path, a name may begin with what looks so. An end of a
    line that is written out becomes a vertical tab, so that lines keep their numbers.

    >>> decoded(r"Thumbprint\u00a0: 0A#015#012Services&nbsp;: SMTP\r\n").split("\v")
    ['Thumbprint : 0A', '', 'Services : SMTP', '', '']
    """
    for _ in range(_ROUNDS):
        before = text
        bare = _UNSEEN.sub("", _COLOUR.sub("", _SHOWN_COLOUR.sub("", text)))
        # Who takes out marks takes vertical tabs for ends of a page.
        parts = map(without_marks, bare.split("\v"))
        text = _WIDE_BLANK.sub(" ", _WRITTEN.sub(_character, "\v".join(parts)))
        if text == before:
            break
    return text


def _character(found: re.Match[str]) -> str:
    sort = found.lastgroup or ""
    told = found[sort]
    if sort in _NAMED:
        return _LETTERS.get(told, told)
    shown = html.unescape(told) if sort == "entity" else chr(int(told, _BASES.get(sort, 16)))
    return "\v" if shown in ("\n", "\r", "\x85", "\u2028", "\u2029") else shown
