r"""Names that POP and IMAP are given: a console's text in; which one, from where on, out.

    WARNING: This certificate with thumbprint ... cannot used for POP SSL/TLS connections ...
    [PS] C:\>Set-PopSettings -X509CertificateName mail.contoso.com

Exchange warns when a certificate is enabled, and what it asks for is done below the warning.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.typed_commands import SHELL_PROMPT
from certtrail.inputs.server_names import server_in
from certtrail.text.tried_only import TRIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.console.paste import Paste

_SERVICES: Final = ("POP", "IMAP")
_SETS: Final = re.compile(r"\A[ \t]{0,40}Set-(POP|IMAP)Settings\b", re.IGNORECASE)
_BARE: Final = re.compile(
    r"^[ \t]{0,40}Set-(?:POP|IMAP)Settings[ \t][^\n]{1,400}", re.IGNORECASE | re.MULTILINE
)
_GIVEN: Final = re.compile(
    r"-X509CertificateName[ \t:]{1,9}['\"]?(?P<name>[\w*-][\w.*-]{0,253})", re.IGNORECASE
)

_PROMPT: Final = re.compile(rf"^[ \t]{{0,8}}{SHELL_PROMPT}", re.MULTILINE)
# No language translates these.
_ERROR: Final = re.compile(
    r"CategoryInfo|FullyQualifiedErrorId|Set-(?:Pop|Imap)Settings[ ]?:", re.IGNORECASE
)
_ERRORS_WITHIN: Final = 2_000


@dataclass(frozen=True, slots=True)
class ClientNames:
    """The names that were given, in their order.

    Attributes:
        places: where in the text, by service.
        names: which ones, in the same order.
    """

    places: Mapping[str, list[int]] = field(default_factory=dict)
    names: Mapping[str, list[str]] = field(default_factory=dict)

    def below(self, place: int, service: str) -> str:
        """Give the last name that a service got below a place; empty for none."""
        places = self.places.get(service.upper(), [])
        return self.names[service.upper()][-1] if bisect_right(places, place) < len(places) else ""


def names_given(paste: Paste) -> ClientNames:
    """Find the commands that give a name and did not fail.

    Where a text has no prompt at all, such as a script, those that begin their lines count.
    """
    found = ClientNames(
        {service: [] for service in _SERVICES},
        {service: [] for service in _SERVICES},
    )
    for place, end, line in _settings(paste):
        given, told = _SETS.search(line), _GIVEN.search(line)
        name = server_in(told["name"]) if told is not None else None
        if given is not None and name and "." in name and not _failed(paste.text, end, line):
            found.places[given[1].upper()].append(place)
            found.names[given[1].upper()].append(name)
    return found


def _settings(paste: Paste) -> Iterator[tuple[int, int, str]]:
    """Give of each command that sets one of the services its place, its end and all of it."""
    commands = paste.commands.found
    if any(one.typed for one in commands):
        yield from ((one.place, one.end, one.text) for one in commands if one.ran)
    else:
        yield from ((one.start(), one.end(), one[0]) for one in _BARE.finditer(paste.text))


def _failed(text: str, end: int, command: str) -> bool:
    """Tell whether it was only tried, or an error stands between it and the next prompt."""
    # What stands below a command is sometimes taken for more of it, as a console wraps lines.
    if TRIED.search(command) or _ERROR.search(command):
        return True
    rest = text[end : end + _ERRORS_WITHIN]
    prompt = _PROMPT.search(rest)
    return _ERROR.search(rest, 0, prompt.start() if prompt else len(rest)) is not None
