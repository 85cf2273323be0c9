"""Why mail was not taken: the text of an SMTP reply in; its reason, code and status word out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from certtrail.inputs.objects.text_object import is_cut
from certtrail.rulebook.reply_reasons import shipped_replies, squeezed

CODE: Final = re.compile(r"(?<![\d.])([245]\d\d)[ \t-]{0,3}([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
# What stands before the word of a certificate's status.
_STATUS: Final = re.compile(
    r"(?:reason:|chain:|channel:|message=|errorcode=|securitystatus|statusof'[^']{0,300}'is)\s*"
    r"(?P<status>[a-z][a-z0-9]{3,60})"
)
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class ReplyText:
    """What a reply says.

    Attributes:
        reason: as `rules/replies/` names it; `other` where no phrase is known.
        code: of the innermost reply, such as 454; empty where there is none.
        enhanced: its enhanced code, such as 4.7.5.
        status: the word that says what is wrong with a certificate; empty where there is none.
    """

    reason: str
    code: str = ""
    enhanced: str = ""
    status: str = ""


def reason_of(text: str) -> ReplyText:
    """Read a reply, as far as it is there: the end may be cut.

    >>> found = reason_of('454 4.7.5 Certificate validation failure, Reason:UntrustedRoot."')
    >>> (found.reason, found.code, found.enhanced, found.status)
    ('peer-certificate-refused', '454', '4.7.5', 'UntrustedRoot')
    """
    bare = squeezed(text)
    replies = shipped_replies()
    reason = next((one for _, _, one in replies.find(bare)), None)
    if (reason is None or reason.wrapper) and is_cut(text):
        reason = replies.cut_short(bare.rstrip(".\u2026")) or reason
    codes = CODE.findall(text)
    code, enhanced = codes[-1] if codes else ("", "")
    return ReplyText(OTHER if reason is None else reason.reason, code, enhanced, status_in(bare))


def status_in(bare: str) -> str:
    """Find the word of a certificate's status in a text in lower case without white space."""
    known = shipped_replies().statuses
    for found in _STATUS.finditer(bare):
        told = next((word for key, word in known.items() if found["status"].startswith(key)), None)
        if told is not None:
            return told
    return next((word for key, word in known.items() if key in bare), "")
