r"""Certificates that a short message names in words, such as a monitor's alert: facts of them out.

    CRIT - certificate 9196A5FE... missing in LocalMachine\My

What such a message says of it nobody here reads, as it may be any words of any program; but what
the other evidence tells of that certificate answers it. A text that holds more is no such message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.labelled_blocks import told_blocks
from certtrail.model.fact import Fact
from certtrail.text.thumbprint import thumbprints_within

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste
    from certtrail.rulebook.labels import Field

_LONGEST: Final = 3_000
_LINES: Final = 40
_MOST: Final = 3
_WORDS: Final = 3
_LABELS: Final = 2
# As monitors write them: a label, and what it is about.
_LABEL: Final = re.compile(
    r"^[ \t*]{0,8}[^\W\d_][\w -]{0,30}[ \t]{0,8}[:=][ \t]{1,12}\S", re.MULTILINE
)
# What an event says, or of an end that comes, somebody has to read as what it is.
_TELLS_MORE: Final = re.compile(
    r"starttls|anonymoustls|hours remaining|(?<!\d)12(?:0[12]\d|03[0-4])(?!\d)"
    r"|expir|abgelaufen|abl(?:a|\u00e4)uf",
    re.IGNORECASE,
)
# Labels that only the head of an event has, whatever else it lost.
_OF_EVENTS: Final[frozenset[Field]] = frozenset({"category", "keywords"})
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_HEX: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])", re.ASCII)


def named_in_words(paste: Paste) -> tuple[Fact, ...]:
    """Make a `certificate-mentioned` fact of each; none where the text may be anything else."""
    text = paste.text
    if len(text) > _LONGEST or text.count("\n") > _LINES:
        return ()
    if _TELLS_MORE.search(text) or len(_LABEL.findall(text)) <= _LABELS:
        return ()
    if any(_OF_EVENTS & fields.keys() for _, _, fields in told_blocks(text)):
        return ()
    found = list(_HEX.finditer(text))
    named = {place[0].upper(): place.start() for place in reversed(found)}
    # One that is written in another way stands in a form that somebody should read.
    if not 0 < len(named) <= _MOST or set(thumbprints_within(text)) - named.keys():
        return ()
    for place in found:
        begin = text.rfind("\n", 0, place.start()) + 1
        end = text.find("\n", place.end())
        line = text[begin : place.start()] + text[place.end() : end if end >= 0 else len(text)]
        if len(_WORD.findall(line)) < _WORDS:
            return ()
    return tuple(
        Fact(
            "certificate-mentioned",
            paste.hint,
            0,
            {"thumbprint": thumbprint},
            (paste.evidence(place, paste.hint, f"{thumbprint} is named in words"),),
        )
        for thumbprint, place in sorted(named.items(), key=lambda one: one[1])
    )
