r"""Lines whose ends are lost, as a page or a mail program joins them: each gets its own again.

    [PS] C:\>Get-SendConnector | fl Identity,Fqdn Identity : Internet Fqdn : mail.contoso.com [PS]

What a shell or a log writes at the start of a line only, several times within one, tells where the
ends were. Sentences have no prompts, and no properties with a blank before the colon.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.object_labels import shipped_labels

if TYPE_CHECKING:
    from certtrail.inputs.cleaning.draft import Draft

_PROMPT: Final = (
    r"(?:\[PS\] ?[A-Z]:\\[^\n>]{0,120}>|PS [A-Z]:\\[^\n>]{0,120}>"
    r"|\[[\w.-]{1,80}\]: PS [^\n>]{1,120}>|[A-Z]:\\[^\s>]{0,120}>(?=\S))"
)
_LABEL: Final = r"[A-Z][A-Za-z0-9]{1,62}(?=[ \t]{1,60}:(?:[ \t]|$))"
_ROW: Final = (
    r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z,[^,\n]{1,200},[0-9A-Fa-f]{1,32},\d{1,9},"
    r"|#(?:Software|Version|Log-type|Date|Fields): ?\S)"
)
_SESSION: Final = (
    r"(?:CONNECTED\(|depth=\d|verify (?:error|return):|---(?=[ \t])|Certificate chain(?= )"
    r"|\d s:|i:(?=[/A-Z])|[av]:(?=PKEY|NotBefore)|subject=|issuer="
    r"|-----(?:BEGIN|END) [A-Z ]{1,40}-----|SSL handshake has"
    r"|Verif(?:y return code|ication)[: ]|DONE\b)"
)
_SHELL: Final = (
    r"(?:WARNING: |Confirm(?= [A-Z])|\[Y\] Yes\b|[A-Z][a-z]{2,12}-[A-Z][A-Za-z]{2,60} ?: (?=[A-Z]))"
)
_BEGIN: Final = re.compile(
    rf"(?<!\S)(?:(?P<prompt>{_PROMPT})|(?P<row>{_ROW})|(?P<session>{_SESSION})"
    rf"|(?P<shell>{_SHELL})|(?P<label>{_LABEL}))"
)
_QUICK: Final = re.compile(rf"(?<=[ \t])(?:{_PROMPT}|{_ROW}|{_LABEL}|depth=\d)")
# Data has ends of its own, and so has a string of a program, in which backslashes are doubled.
_DATA: Final = re.compile(r"[ \t]*[<{\"]|[ \t]*\[[^P]|.*?(?<![A-Za-z])[A-Za-z]:\\\\")
_COMPOUND: Final = re.compile("[a-z][A-Z]")
# So many in one line are no chance.
_LEAST: Final = {"prompt": 2, "row": 2, "session": 4, "label": 3}
_SHORTEST: Final = 60
_ENDS: Final = " \t,;|"
_BLANKS: Final = " \t"


def without_lost_ends(draft: Draft) -> Draft:
    """End the lines that others were joined to."""
    if not _QUICK.search(draft.text):
        return draft
    lines: list[str] = []
    sources: list[int] = []
    for number, line in enumerate(draft.text.split("\n")):
        parts = _parts(line) if len(line) >= _SHORTEST else [line]
        lines += parts
        sources += [number] * len(parts)
    text = "\n".join(lines)
    return draft if text == draft.text else draft.other_lines(text, sources)


def _parts(line: str) -> list[str]:
    """Part a line before each thing that begins one, if there are several of its sort."""
    if _DATA.match(line) or not _QUICK.search(line):
        return [line]
    labels = shipped_labels()
    found: list[tuple[str, int, str]] = []
    for one in _BEGIN.finditer(line):
        sort = one.lastgroup or ""
        known = sort != "label" or labels.name_of(one[sort]) is not None
        if known or _COMPOUND.search(one[sort]):
            found.append((sort if known else "other", one.start(), one[0]))
    several = {
        sort
        for sort, least in _LEAST.items()
        if len({(at if sort != "label" else word) for each, at, word in found if each == sort})
        >= least
    }
    # Where a line has lost its ends, what stands there once began one, too.
    several |= {"prompt", "shell"} if several else set()
    several |= {"other"} if "label" in several else set()
    first = len(line) - len(line.lstrip())
    begun = [(sort, at) for sort, at, _ in found if sort in several and at > first]
    parts: list[str] = []
    before = 0
    for sort, at in begun:
        # What a form writes between a value and the next label is no part of the value.
        parts.append(line[before:at].rstrip(_ENDS if sort in ("label", "other") else _BLANKS))
        before = at
    return [*parts, line[before:]]
