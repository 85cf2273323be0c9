r"""Stores of authorities in a text: a listed certificate in; the store that it is in, out.

What lies there are authorities' own certificates, and none of the server's. The command tells the
store (`certutil -store CA`, `Cert:\LocalMachine\CA`), or else the line that certutil prints above
its list: `CA "Intermediate Certification Authorities"`, in whatever language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.objects.text_object import TextObject

_KNOWN: Final = {"ca": "CA", "root": "Root"}
# What a user trusts says nothing of the computer.
_OF_A_USER: Final = re.compile(r"(?<![\w-])-user\b|CurrentUser", re.IGNORECASE)
_COMMAND: Final = re.compile(
    r"-store\s+['\"]?(?P<tool>ca|root)\b|localmachine\\(?P<drive>ca|root)\b", re.IGNORECASE
)
_HEADING: Final = re.compile(r'(?P<store>CA|Root) "[^"\n]{1,80}"[ \t]*', re.IGNORECASE)
_FIRST: Final = re.compile(r"[ \t]*={3,} [^=\n]{1,60}? ?0 ={3,}")


def store_of(paste: Paste, listed: TextObject, before: str) -> str:
    """Name the store of authorities that a certificate is listed from; empty for any other.

    Args:
        paste: the text.
        listed: the certificate.
        before: the store of the one listed before it, of which a further one of a list is.
    """
    command = paste.commands.before(listed.place)
    told = listed.part("PSParentPath") or ("" if command is None else command.text)
    if _OF_A_USER.search(told) is not None:
        return ""
    if (found := _COMMAND.search(told)) is not None:
        return _KNOWN[(found["tool"] or found["drive"]).casefold()]
    if not paste.text.startswith("=", listed.place) or (command is not None and command.typed):
        return ""
    if _FIRST.match(paste.text, listed.place) is None:
        return before
    above = paste.text[max(listed.place - 200, 0) : listed.place].rstrip().rpartition("\n")[2]
    heading = _HEADING.fullmatch(above.strip())
    return "" if heading is None else _KNOWN[heading["store"].casefold()]


def authority_fact(paste: Paste, listed: TextObject, server: str, store: str) -> Fact | None:
    """Tell of an authority's certificate in such a store; None where the list does not name it."""
    fields = {"store": store, "subject": listed.part("Subject")}
    if not fields["subject"]:
        return None
    evidence = paste.evidence(listed.place, server, f"in the store {store}: {fields['subject']}")
    return Fact("authority-in-store", server, 0, dict(fields), (evidence,))
