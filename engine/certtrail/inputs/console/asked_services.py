"""Mail clients' services that a sentence around pasted text speaks of: an `asked-service` fact out.

Most servers have POP and IMAP and nobody uses them. Who writes of one has somebody who does. What
Exchange itself prints of them (warnings, settings, lists) are no such sentences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact
from certtrail.text.has_words import has_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.console.paste import Paste

_LINE: Final = re.compile(r"^[^\n]*\b(?:IMAP|POP)[34]?\b[^\n]*$", re.MULTILINE)
_NAMES: Final = ("imap", "pop")
_SERVICE: Final = re.compile(r"\b(IMAP|POP)[34]?\b")
_LONGEST: Final = 800
# Three words in small letters, of whatever language.
_SAID: Final = re.compile(r"(?:(?<!\S)[^\W\d_A-Z]+,? ){3}")
_PRINTED: Final = re.compile(
    r"SSL|TLS|thumbprint|Settings|MSExchange|X509|[<>=\\|]|-Services\b|\bServices[ \t]*:",
    re.IGNORECASE,
)


def asked_services(paste: Paste) -> Iterator[Fact]:
    """Make a fact of each such service, of its first sentence."""
    if not has_word(paste.text, _NAMES):
        return
    told: set[tuple[str, str]] = set()
    for line in _LINE.finditer(paste.text):
        said = line[0]
        if len(said) > _LONGEST or not _SAID.search(said) or _PRINTED.search(said):
            continue
        for found in _SERVICE.finditer(said):
            place, service = line.start() + found.start(), found[1]
            server = paste.server_at(place)
            if (server, service) not in told:
                told.add((server, service))
                evidence = paste.evidence(place, server, f"{service} in a sentence")
                yield Fact("asked-service", server, 0, {"service": service}, (evidence,))
