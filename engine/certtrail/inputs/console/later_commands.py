"""Commands that only Exchange 2013 and later has, and that answered: a text in; facts out.

Get-TransportServer is still there in later versions, so it tells nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.objects.text_object import TextObject

_LATER: Final = frozenset(
    {"get-transportservice", "get-frontendtransportservice", "get-servercomponentstate"}
)
# An Edge server refuses a name here, and has none of the others.
_ON_EDGE: Final = "get-transportservice"


def later_commands(paste: Paste, taken: Iterable[TextObject]) -> Iterator[Fact]:
    """Make a `later-version` of each server that such a command was answered by.

    Args:
        paste: the text.
        taken: the objects of known kinds in it.
    """
    told: set[tuple[str, bool]] = set()
    for listed in taken:
        command = paste.commands.before(listed.place)
        if command is None or not command.typed or command.name not in _LATER:
            continue
        server = command.server or paste.server_at(listed.place)
        inside = command.name != _ON_EDGE or bool(command.server)
        if (server, inside) not in told:
            told.add((server, inside))
            words = f"the command {command.name} was answered"
            evidence = paste.evidence(listed.place, server, words)
            yield Fact("later-version", server, 0, {"no_edge": inside}, (evidence,))
