"""Mails in which somebody says of which server a paste is: a text in, that server out.

    on EX02 we see this since this morning:

Words alone may mean any machine. They count where the paste itself shows the name, in the subject
of a certificate or the name of a receive connector that Exchange made, and nothing names another.
"""

from __future__ import annotations

import re
from typing import Final

_HOST: Final = r"[A-Za-z][A-Za-z0-9-]{1,14}"
_SHOWN: Final = (
    re.compile(
        rf"^[ \t>|]{{0,20}}Subject[ \t]{{0,40}}:[ \t]{{0,8}}CN=({_HOST})[ \t]*\r?$", re.MULTILINE
    ),
    re.compile(
        r"\b(?:Default(?: Frontend| internal receive connector)?|Client (?:Frontend|Proxy)"
        r"|Outbound Proxy Frontend)[ ]"
        # Words that follow in a sentence, such as those of event 1033.
        r"(?!(?:Frontend|internal|Exchange|SMTP|Web|Site|Receive|Send|TLS|certificate)\b)"
        rf"({_HOST})(?![\w.-])",
        re.IGNORECASE,
    ),
)
# A name of a server behind a short word, as in "on EX02", "auf dem EX02" or "sur le serveur EX02".
_SAID: Final = (
    r"(?:^|[\s(,])(?:on|at|from|of|auf|von|bei|am|sur|en|de|su|di|na|op|p\u00e5|server|serveur"
    r"|servidor|serwerze)[ ](?:[^\W\d_]{2,8}[ ]){0,2}%s(?![\w.\\-])"
)
# What tells of a record or a command whose server it is.
_NAMED: Final = re.compile(
    r"-(?:Server|ComputerName)\b|\bMachineName\b|<Computer>|\bPSComputerName\b"
    rf"|^[ \t>|]{{0,20}}[^\W\d_]{{4,12}}[ \t]?:[ \t]{{1,12}}{_HOST}\.[\w.-]+[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_READ: Final = 200_000  # characters


def told_host(text: str) -> str:
    r"""Give the one server that a text is of by its words and by what is pasted into it, or empty.

    >>> told_host("on EX02 we see:\n... for the connector Default Frontend EX02 with a FQDN\n")
    'EX02'
    >>> told_host("using the private key of the default Exchange certificate with exception Bad")
    ''
    >>> told_host("We see:\n... for the connector Default Frontend EX02 with a FQDN\n")
    ''
    """
    start = text[:_READ]
    shown = {found.casefold(): found for form in _SHOWN for found in form.findall(start)}
    if len(shown) != 1 or _NAMED.search(start):
        return ""
    (host,) = shown.values()
    said = re.compile(_SAID % re.escape(host), re.IGNORECASE | re.MULTILINE)
    return host.upper() if said.search(start) else ""
