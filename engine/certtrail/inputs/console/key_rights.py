r"""Commands that took rights to private keys away, out of pasted text: prompts with what was typed
and printed in; `console-command` facts out.

    PS C:\> icacls "C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys" /save C:\before.acl /T
    PS C:\> icacls "C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys" /remove:g "NETWORK SERVICE" /T

Of a script it is told that it holds such a command, and not that it ran. What gave the right back
further down is no loss any more, and what failed took nothing. `takeown` changes who may change the
rights, not the rights.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.told_times import ToldTimes
from certtrail.inputs.console.transcript_heads import user_of
from certtrail.inputs.console.typed_commands import SHELL_PROMPT
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.model.taking_words import KEY_RIGHTS, KEYS, NETWORK_SERVICE, taken_by
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FLAGS: Final = re.IGNORECASE
_PROMPTED: Final = re.compile(
    rf"[ \t]{{0,8}}(?:{SHELL_PROMPT}|\[[^\]\n]{{1,80}}\]: PS [^\n>]{{0,200}}>)[ \t]*",
    _FLAGS,
)
# What speaks of a command and runs none.
_SPOKEN: Final = re.compile(
    r"(?:#|::|rem\b|echo\b|Write-\w+|(?:Get-)?Help\b|man\b|Get-Content\b|gc\b|cat\b|type\b"
    r"|Select-String\b|findstr\b|notepad\b)",
    _FLAGS,
)
_SAVES: Final = re.compile(
    r"icacls(?:\.exe)?[ \t]+(?P<what>\"[^\"\n]{1,300}\"|'[^'\n]{1,300}'|\S{1,300})[^\n]{0,100}?"
    r"/save[ \t]+(?P<file>\"[^\"\n]{1,300}\"|'[^'\n]{1,300}'|\S{1,300})",
    _FLAGS,
)
_KEY_FOLDER: Final = re.compile(
    r"[A-Z]:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys(?P<all>\\\*)?\\?", _FLAGS
)
_GIVES: Final = re.compile(r"/restore(?!\w)|/grant(?::r)?(?!\w)", _FLAGS)
_SETS: Final = re.compile(r"(?<![\w-])Set-Acl(?![\w-])", _FLAGS)
# What makes a list of rights that lacks some, before it is set.
_LESSENS: Final = re.compile(
    r"RemoveAccessRule|PurgeAccessRules|SetAccessRuleProtection|AccessControlType\]?::Deny"
    r"|,[ \t]*['\"]Deny['\"]",
    _FLAGS,
)
# No file was done, in any language: numbers do not change. Or an error of PowerShell or of cmd.
_FAILED: Final = re.compile(
    r"^[^\d\n\\:]{0,40}\b0\b[^\d\n\\]{3,80}\b\d{1,9}\b[^\d\n\\]{0,80}$|FullyQualifiedErrorId"
    r"|^[^\n]{0,200}MachineKeys[^\n]{0,100}: Access is denied",
    re.MULTILINE | _FLAGS,
)
_SCRIPT: Final = re.compile(r"\.(?:ps1|psm1|cmd|bat)$", _FLAGS)
_LINE: Final = 2_000
_PRINTED: Final = 40
_BEFORE: Final = 12
_SHOWN: Final = 200
_MOST: Final = 100
_COUNTS: Final = phrase("commands that take rights to private keys away")


@dataclass(frozen=True, slots=True)
class _Typed:
    """A line behind a prompt: its place, its command, and what was printed below it."""

    place: int
    command: str
    printed: str


def recognise(paste: Paste) -> bool:
    """Tell whether a text names the place of the keys."""
    return KEYS.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the commands, each with what saved the rights before it, but those that are undone."""
    typed = list(_typed(paste.text))
    times, user = ToldTimes(paste, paste.raw), user_of(paste.text)
    room = Room(_MOST)
    facts: list[Fact] = []
    for number, one in enumerate(typed):
        if not _takes(typed, number) or _FAILED.search(one.printed):
            continue
        server = paste.server_at(one.place)
        if any(
            _gives(later) and paste.server_at(later.place) == server for later in typed[number:]
        ):
            continue
        told = shown(" ".join(one.command.split()), _SHOWN)
        if (server, told) in room or not room.takes((server, told)):
            continue
        fields: dict[str, str | int | bool] = {
            "verb": "key-rights-taken",
            "name": told,
            "smtp": False,
            "refused": False,
            **_saved(typed[:number]),
        }
        if user:
            fields["user"] = user
        seconds = times.at(one.place)
        if seconds is not None:
            fields["local"] = True
        evidence = paste.evidence(one.place, server, told)
        time = (seconds or 0) * SECOND
        facts.append(Fact("console-command", server, time, fields, (evidence,)))
    written = [] if facts else list(_written(paste))
    found = len(facts) + len(written)
    return Scanned(found, tuple(facts), problems=room.problems(_COUNTS), notes=tuple(written[:1]))


def _written(paste: Paste) -> Iterator[str]:
    """Say of each line of a script that takes such rights that nothing tells whether it ran."""
    if not _SCRIPT.search(paste.name):
        return
    at = 0
    for line in paste.text.split("\n"):
        bare = line[:_LINE].strip()
        taken = None if _SPOKEN.match(bare) else taken_by(bare)
        if taken is not None and taken[0] == KEY_RIGHTS:
            yield phrase(
                "Line {line}: a command that takes rights to private keys away. Whether and when "
                "the script ran nothing here tells; if it did, and a service cannot read a key, "
                "that is why.",
                line=paste.line_at(at),
            )
        at += len(line) + 1


def _typed(text: str) -> Iterator[_Typed]:
    lines = text.split("\n")
    at = 0
    for number, line in enumerate(lines):
        found = _PROMPTED.match(line)
        if found is not None and not _SPOKEN.match(line, found.end()):
            below = []
            for printed in lines[number + 1 : number + 1 + _PRINTED]:
                if PROMPT.match(printed):
                    break
                below.append(printed[:_LINE])
            command = line[found.end() : found.end() + _LINE].strip()
            yield _Typed(at + found.end(), command, "\n".join(below))
        at += len(line) + 1


def _takes(typed: Sequence[_Typed], number: int) -> bool:
    command = typed[number].command
    taken = taken_by(command)
    if taken is not None:
        return taken[0] == KEY_RIGHTS
    if not _SETS.search(command) or not KEYS.search(command):
        return False
    before = typed[max(0, number - _BEFORE) : number]
    return any(_LESSENS.search(one.command) for one in before)


def _gives(one: _Typed) -> bool:
    gives = _GIVES.search(one.command)
    if gives is None or _FAILED.search(one.printed):
        return False
    if gives[0].casefold() == "/restore":
        return "crypto" in one.command.casefold() or KEYS.search(one.command) is not None
    return NETWORK_SERVICE.search(one.command) is not None and bool(KEYS.search(one.command))


def _saved(before: Sequence[_Typed]) -> dict[str, str]:
    """Give the file in which icacls kept the rights of the folder, and from where it restores."""
    for one in reversed(before):
        found = _SAVES.search(one.command)
        folder = _KEY_FOLDER.fullmatch(found["what"].strip("\"'")) if found else None
        if found and folder and not _FAILED.search(one.printed):
            below = "files" if folder["all"] else "folder"
            return {"saved": found["file"].strip("\"'")[:_SHOWN], "saved_what": below}
    return {}


SCANNER: Final = Scanner(_COUNTS, (), recognise, scan)
