"""Commands in pasted text: what was typed, for which server, and whether it lists all there is."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.whole_lists import shows_all
from certtrail.inputs.console.wrapped_commands import command_at
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FLAGS: Final = re.IGNORECASE | re.ASCII
_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9.-]{0,253}"
# White space is left out of what this looks in: consoles wrap in the middle of words.
_COMMAND: Final = re.compile(
    r"(?P<cmdlet>(?:Get|New|Import|Enable|Remove|Set|Test|Restart|Export)-(?:ExchangeCertificate"
    r"|(?:Receive|Send|Inbound)Connector|TransportServ(?:ice|er)|FrontendTransportService|Queue"
    r"|Message(?!Track)|AuthConfig|ServiceHealth|Service|PACertificate|PfxCertificate|ChildItem"
    r"|Item|EdgeSubscription|ServerComponentState|PopSettings|ImapSettings))|(?P<certutil>certutil(?:\.exe)?-)"
    r"|(?P<openssl>openssls_client)"
    r"|(?P<drive>(?:dir|ls|gci)[\"']?cert:)|PSCert:[^>]{0,80}>(?P<there>(?:dir|ls|gci)\b)",
    _FLAGS,
)
# Where a shell runs: it says so when it starts, at its prompt, or when it is asked.
_SESSION: Final = re.compile(
    rf"VERBOSE: Connected to (?P<one>{_NAME}?)\.?(?=\s|$)|^\[(?P<two>{_NAME})\]: PS\b"
    rf"|^(?:Machine|Computer)[ \t]*:[ \t]*(?P<three>{_NAME}) \("
    rf"|^[^\n:]{{2,30}}:[ \t]*(?P<five>{_NAME}) \(Microsoft Windows NT "
    rf"|^{PROMPT.pattern}[^\n]{{0,80}}?(?:hostname(?:\.exe)?|\$env:COMPUTERNAME)[ \t]*\n"
    rf"(?:[ \t]*\n)?(?P<four>{_NAME})[ \t]*$",
    _FLAGS | re.MULTILINE,
)
# It also shows in errors of commands that are for no other server. These start no session.
_BETRAYED: Final = re.compile(
    rf"occurs on server (?P<one>{_NAME}?)\.?(?=[\s:,]|$)|\[Server=(?P<two>{_NAME}),"
    rf"|^[ \t+]*PSComputerName[ \t]*:[ \t]*(?P<three>{_NAME})[ \t]*$",
    _FLAGS | re.MULTILINE,
)
_SERVER: Final = (
    re.compile(rf"-(?:Server|ComputerName|Cn)[ \t:]+['\"]?(?P<server>{_NAME})", _FLAGS),
    re.compile(
        rf"(?:-Identity[ \t:]+|(?:Connector|Queue|Certificate|Message)[ \t]+)['\"]?"
        rf"(?P<server>{_NAME})\\[^\s\\]",
        _FLAGS,
    ),
    re.compile(
        rf"TransportServ(?:ice|er)[ \t]+(?:-Identity[ \t:]+)?['\"]?(?P<server>{_NAME})", _FLAGS
    ),
)
_OTHER_STORE: Final = re.compile(
    r"-dump\b|-user\b|cert:\\?currentuser|cert:\\?localmachine\\(?!my\b)\w"
    r"|-store\s+['\"]?(?!my\b)[a-z]|PACertificate|PfxCertificate",
    _FLAGS,
)
# The personal store of a user: certutil's as well as the certificate drive's.
_USER_STORE: Final = re.compile(
    r"(?=.*-user\b).*-(?:view)?store\s+(?:-user\s+)?['\"]?my\b"
    r"|cert(?:ificate::|:)[\\/]{0,2}currentuser[\\/]my\b",
    _FLAGS,
)
# The drive that the prompt shows goes on for every command that names none.
_AT_DRIVE: Final = re.compile(r"PS (?P<drive>Cert:[^>\n]{0,80})>", _FLAGS)
_OWN_OUTPUT: Final = frozenset(
    f"{verb}-exchangecertificate" for verb in ("new", "import", "enable")
)
_PATH: Final = r"[ \t]?[A-Z]:\\[^\n>]{0,200}>"
SHELL_PROMPT: Final = (
    rf"(?:\[PS\](?:{_PATH}|(?!{_PATH}))|PS(?: [^\n>]{{0,200}})?>|[A-Z]:\\[^\n>]{{0,200}}>)"
)
"""A prompt: of the management shell, which is not left halfway, of PowerShell, or of cmd."""
# Whole statements may stand before it, or a pipe into it; its result may be kept.
_BEGIN: Final = re.compile(
    rf"[ \t]{{0,8}}{SHELL_PROMPT}\s*"
    r"(?:(?!\s*(?:(?:Get-)?Help|man\b|Get-Command|gcm\b|echo\b|Write-"
    # Behind these nothing of the line is run.
    r"|(?:throw|exit|return|break|continue)\b))"
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^;|#\"'{}\n])+[;|])*\s*(?:\$\w+\s*=\s*)?\(?\s*",
    _FLAGS,
)
_NAMED: Final = {"certutil": "certutil", "openssl": "openssl", "drive": "cert:", "there": "cert:"}
_LONGEST_BEFORE: Final = 500


@dataclass(frozen=True, slots=True)
class TypedCommand:
    """One command, or a pipeline by its first one.

    Attributes:
        place: where it stands in the text.
        end: where it ends, with the lines that it was wrapped to.
        name: in lower case: a cmdlet, `certutil`, `openssl`, or `cert:` for the certificate drive.
        text: all of it, on one line.
        server: that it is for; empty where it names none.
        typed: it stands behind a prompt, not only in somebody's words.
        ran: it stands there where a command begins, not in a comment, a string or a block, nor as
            what another one is told, such as Get-Help.
        drive: the folder of the certificate drive that its prompt stands in; mostly empty.
    """

    place: int
    end: int
    name: str
    text: str
    server: str
    typed: bool
    ran: bool = False
    drive: str = ""

    @property
    def whole(self) -> bool:
        """It lists all certificates of a store, not some that were chosen or its own result."""
        return self.name not in _OWN_OUTPUT and shows_all(self.text)

    @property
    def own_store(self) -> bool:
        """It lists what is in the computer's personal store."""
        return _OTHER_STORE.search(self._store) is None

    @property
    def user_store(self) -> bool:
        """It lists what is in the personal store of a user."""
        return _USER_STORE.search(self._store) is not None

    @property
    def _store(self) -> str:
        """The words that tell the store: its own, or those of its prompt."""
        at_drive = self.drive and self.name != "certutil" and "cert:" not in self.text.casefold()
        return f"{self.drive} {self.text}" if at_drive else self.text


@dataclass(frozen=True)
class TypedCommands:
    """The commands of a text, in their order.

    Attributes:
        text: the text.
        found: the commands.
    """

    text: str
    found: Sequence[TypedCommand]

    @cached_property
    def _places(self) -> list[int]:
        return [one.place for one in self.found]

    @cached_property
    def _sessions(self) -> tuple[list[int], list[str]]:
        """Give where the shell is told to run, and what it is then called, by place."""
        told = [(found.start(), _only(found)) for found in _SESSION.finditer(self.text)]
        betrayed = [
            (found.start(), _only(found))
            for found in _BETRAYED.finditer(self.text)
            if (command := self.before(found.start())) is not None
            and command.typed
            and not command.server
        ]
        found = sorted(told + betrayed)
        # What no session was begun for is all of one.
        if betrayed and len({host_of(name) for _, name in found}) == 1:
            found.insert(0, (0, found[0][1]))
        return [place for place, _ in found], [name for _, name in found]

    @property
    def servers(self) -> set[str]:
        """The servers that they are for, and those that the shell is connected to."""
        return {*(one.server for one in self.found), *self._sessions[1]} - {""}

    def before(self, place: int) -> TypedCommand | None:
        """Give the command whose output stands at a place: the last one before it, if any."""
        number = bisect_right(self._places, place) - 1
        return self.found[number] if number >= 0 else None

    def connected_at(self, place: int) -> str:
        """Give the server that the shell is connected to at a place; empty where not told."""
        places, names = self._sessions
        number = bisect_right(places, place) - 1
        return names[number] if number >= 0 else ""


def commands_in(text: str, found: Sequence[tuple[str, int]]) -> TypedCommands:
    """Read the commands of a text.

    Args:
        text: the text.
        found: what `command_names` found, with the places in the text.
    """
    commands: list[TypedCommand] = []
    end = -1
    for name, place in found:
        if place < end:
            continue
        whole, end = command_at(text, place)
        start = text.rfind("\n", 0, place) + 1
        typed = PROMPT.match(text, start) is not None
        ran = typed and _begins(text[start:place])
        # In somebody's words a command that shows nothing has no output below.
        if typed or name.startswith("get-") or "-" not in name:
            drive = found_at["drive"] if (found_at := _AT_DRIVE.search(text, start, place)) else ""
            server = _server(whole)
            commands.append(TypedCommand(place, end, name, whole, server, typed, ran, drive))
    return TypedCommands(text, tuple(commands))


def command_names(squeezed: str) -> Iterator[tuple[str, int]]:
    """Find the names of commands in a text without white space, with their places."""
    for found in _COMMAND.finditer(squeezed):
        kind = found.lastgroup or ""
        name = _NAMED.get(kind) or found[0].lower()
        yield name, found.start(kind) if kind == "there" else found.start()


def _begins(before: str) -> bool:
    """Tell whether a command begins behind a prompt and what stands between them."""
    if len(before) > _LONGEST_BEFORE:
        return False
    return _BEGIN.fullmatch(before) is not None


def _only(found: re.Match[str]) -> str:
    return next(filter(None, found.groups()), "")


def _server(text: str) -> str:
    for pattern in _SERVER:
        found = pattern.search(text)
        if found is not None:
            return found["server"].rstrip(".")
    return ""
