"""What nobody could use: does a text speak of what certtrail is about, and is a file of any use?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.text.has_words import has_word
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.inputs.opened import Head
    from certtrail.inputs.walk import FoundFile

# Words that stay recognisable in every language that Windows speaks, and numbers that need none. A
# thumbprint may come with blanks, colons or invisible marks between its bytes.
_SUBJECTS: Final = (
    *("exchange", "certif", "zertif", "сертиф", "証明書"),
    *("证书", "憑證", "인증서", "thumbprint", "fingerabdruck"),
    *("empreinte", "smtp", "starttls", "schannel", "transport", "edgesync", "keyset", "mail"),
)
# What has to stand by itself.
_PARTS: Final = ("tls", "mx")
_WORDS: Final = re.compile(r"\btls\b|\bmx\b.{0,9}record", re.IGNORECASE)
_NUMBERS: Final = (
    re.compile(r"(?<!\d)12(?:0[12]\d|03[0-4])(?!\d)"),
    re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])"),
    re.compile(r"[0-9A-Fa-f]{2}(?:[ :\u200e-][0-9A-Fa-f]{2}){19}"),
)
# Beside exported logs and archives lies what nobody has to read.
_SIDECAR: Final = re.compile(r"(?:^|/)LocaleMetaData/[^/]+\.MTA$", re.IGNORECASE)
_DESKTOP: Final = re.compile(
    r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|\._[^/]*|desktop\.ini|Thumbs\.db)$", re.IGNORECASE
)
_MARK: Final = "\ufeff".encode()
_OTHER_LOGS: Final = re.compile(
    r"\s*#(?:Software: Microsoft Internet Information Services"
    r"|Software: Microsoft Exchange Server\s+#Version: [\d.]+\s+#Log-type: (?:Message Tracking"
    r"|Agent|Connectivity|Routing Table|Queue|Address Book|Http|RPC|Mailbox)[\w -]* Log)",
    re.IGNORECASE,
)

# What is no row of such a log: neither its header nor begun with a date; or it names transport.
_NO_ROW: Final = re.compile(
    rb"^(?![ \t]*#(?:Software|Version|Log-type|Date|Fields|Start-Date|End-Date|Remark|GMT-Offset):"
    rb"|\d{4}-\d\d-\d\d[T ]|[ \t\r\0]*$).|MSExchangeTransport",
    re.IGNORECASE | re.MULTILINE,
)


def speaks_of_it(text: str) -> bool:
    """Tell whether a text names an event of transport, a thumbprint, certificates or Exchange.

    >>> speaks_of_it("Ereignis-ID: 12024"), speaks_of_it("Dear all, see you on Monday.")
    (True, False)
    """
    if has_word(text, _SUBJECTS):
        return True
    if has_word(text, _PARTS) and _WORDS.search(text):
        return True
    return any(number.search(text) for number in _NUMBERS)


def not_needed(file: FoundFile, head: Head) -> str:
    """Say why nobody has to read a file; empty where that cannot be said."""
    if _SIDECAR.search(file.name):
        return phrase("Left aside: the texts of an event log's messages; certtrail needs none")
    if _DESKTOP.search(file.name):
        return phrase("Left aside: what a desktop keeps for itself beside files")
    if head.text is not None and _OTHER_LOGS.match(head.text.removeprefix("\ufeff")):
        return phrase("Left aside: a log in which no certificate is named")
    return ""


def only_rows(blocks: Iterable[bytes]) -> bool:
    r"""Tell whether a log that `not_needed` knows by its start has nothing else behind it.

    Args:
        blocks: its text, in blocks of whole lines.

    >>> only_rows([b"#Version: 1.0\n2026-02-01 07:50:02 GET /owa/ 200\n"])
    True
    >>> only_rows([b"#Version: 1.0\n", b"Event ID: 12024\n"])
    False
    """
    return not any(_NO_ROW.search(block.removeprefix(_MARK)) for block in blocks)
