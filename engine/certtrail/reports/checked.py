"""What a reader may run or follow: commands that pass the grammar, links of shipped rules.

A saved diagnosis, or a rule of somebody else's, can say anything between backticks. Only what
passes here gets a copy button, a block of its own or an address to click on, in any report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.command_forms import read_command
from certtrail.rulebook.command_table import command_table
from certtrail.rulebook.loading import OTHERS
from certtrail.rulebook.yaml_files import rules_root, yaml_files
from certtrail.text.languages import noted
from certtrail.text.links import is_reference, split_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NOT_CHECKED: Final = noted("not checked")
"""What stands behind a command or a link that does not pass."""
_ADDRESS: Final = re.compile(r"<(https://[^<>\s]+)>")
_BACKTICKED: Final = re.compile(r"`([^`]+)`")
# What a cmdlet's name begins with.
_VERBS: Final = (
    "add|clear|copy|disable|dismount|enable|export|format|get|import|install|invoke|mount|move|new"
    "|out|read|register|remove|rename|reset|restart|restore|resume|save|send|set|start|stop"
    "|suspend|test|uninstall|unregister|update|write"
)
# A name or a number, or an option of certtrail with its value.
_PLAIN: Final = re.compile(
    rf"(?!(?i:{_VERBS})-[A-Za-z]+$)[\w.-]{{1,120}}|-{{1,2}}[a-z][a-z-]*(?: [\w.-]{{1,60}})?"
)
_RUNS: Final = re.compile(
    r".*\.(?:application|bat|chm|cmd|com|cpl|dll|exe|gadget|hta|inf|ins|iso|jar|job|js|jse|lnk|msc"
    r"|msi|msp|ocx|pif|ps1|ps1xml|psd1|psm1|py|reg|scf|scr|sct|shb|sys|url|vb|vbe|vbs|vhdx?|ws|wsc"
    r"|wsf|wsh|xll)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_command(text: str) -> bool:
    """Tell whether a text is a command of the allowed forms."""
    return not read_command(text, command_table()).problems


def is_plain(text: str) -> bool:
    """Tell whether a text between backticks is a name, which nobody would run."""
    return _PLAIN.fullmatch(text) is not None and _RUNS.fullmatch(text) is None


@dataclass(frozen=True, slots=True)
class Source:
    """A reference: what it says, the address to follow, and whether it has one not to follow."""

    words: str
    address: str = ""
    unchecked: bool = False


def read_source(reference: str) -> Source:
    """Read a reference; an address that no shipped rule has stays in its words."""
    title, address = split_link(reference)
    if not address:
        # What is written like an address that no rule could have is none to follow, either.
        return Source(reference, unchecked=not is_reference(reference))
    return (
        Source(title, address)
        if address in shipped_addresses()
        else Source(reference, unchecked=True)
    )


def not_checked(texts: Iterable[str]) -> Iterator[str]:
    """Give what stands in texts like a command or a link, and does not pass."""
    for text in texts:
        for piece in _BACKTICKED.findall(text):
            if not is_plain(piece) and not is_command(piece):
                yield piece
        if read_source(text).unchecked:
            yield split_link(text)[1] or text


@cache
def shipped_addresses() -> frozenset[str]:
    """Give every address that the shipped rules name."""
    files = yaml_files(rules_root())
    rules = (file for shown, file in files if shown.split("/")[1] not in OTHERS)
    return frozenset(
        address for file in rules for address in _ADDRESS.findall(file.read_text(encoding="utf-8"))
    )
