"""Scripts and commands that change certificates, as PowerShell's logs tell of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact
from certtrail.facts.taking_scripts import taking_scripts
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.fact import Fact
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.catalogue_entries import Tool

_SOURCES: Final = {
    "powershell-engine-started": "engine-start",
    "powershell-pipeline": "pipeline",
    "powershell-module": "module",
    "powershell-script-block": "script-block",
}
_TEXTS: Final = ("command", "script", "program")
_HOSTED: Final = frozenset({"powershell-engine-started", "powershell-provider-started"})
_FILE: Final = re.compile(
    r"""["']([^"']{1,300}\.ps1)["']|([^\s"']{1,300}\.ps1)(?![\w.])""", re.IGNORECASE
)
# Exchange's own shell is started with it.
_SHELL: Final = "remoteexchange.ps1"
_BEFORE: Final = 80
_SHOWN: Final = 300


def script_facts(events: EventsByKind, catalogue: Catalogue) -> list[Fact]:
    """Make all facts of scripts: what they name, which they are, and what they take away."""
    return [*script_runs(events, catalogue), *host_scripts(events), *taking_scripts(events)]


def script_runs(events: EventsByKind, catalogue: Catalogue) -> list[Fact]:
    """Make a `script-run` fact for each command or script that names what changes certificates.

    Fields: `tool` (as the catalogue names it), `source` (engine-start, pipeline, module or
    script-block), `command` (what was found and its surroundings, at most 300 characters, secrets
    masked), `script` (its path), `program` (the command line of the host), `user`, and `thumbprint`
    where the texts name exactly one.
    """
    found = _Finder(catalogue.tools)
    groups: dict[tuple[str, ...], list[CataloguedEvent]] = {}
    for event in events.of(_SOURCES):
        hit = found.first(event)
        if hit is not None:
            key = (_SOURCES[event.kind], *hit, event.text("script"), event.text("user"))
            groups.setdefault(key, []).append(event)
    return [
        run_fact(
            "script-run",
            group,
            {
                "source": source,
                "tool": tool,
                "command": shown,
                "script": script[:_SHOWN],
                "program": group[0].text("program")[:_SHOWN],
                "user": user,
                "thumbprint": _thumbprint(group[0]),
            },
        )
        for (source, tool, shown, script, user), group in groups.items()
    ]


def host_scripts(events: EventsByKind) -> list[Fact]:
    """Make a `host-script` fact for each script that PowerShell was started with, whatever it does.

    Fields: `script` (its path), `program` (the command line of the host when it ran first).
    """
    groups: dict[str, list[CataloguedEvent]] = {}
    for event in events.of(_HOSTED):
        match = _FILE.search(event.text("program"))
        script = (match[1] or match[2]) if match is not None else ""
        if script and not script.casefold().endswith(_SHELL):
            groups.setdefault(script[:_SHOWN], []).append(event)
    return [
        run_fact(
            "host-script",
            group,
            {"script": script, "program": group[0].text("program")[:_SHOWN]},
        )
        for script, group in groups.items()
    ]


class _Finder:
    """Finds the words of tools in the texts of a record."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._tools = {word.casefold(): tool.name for tool in tools for word in tool.words}
        # The longest word first: of `wacs` and `wacs.exe` the text has the whole.
        words = sorted(self._tools, key=lambda word: (-len(word), word))
        joined = "|".join(map(re.escape, words))
        self._any = re.compile(
            rf"(?<![\w-])(?:{joined})(?![\w-])" if words else r"(?!)", re.IGNORECASE
        )

    def first(self, event: CataloguedEvent) -> tuple[str, str] | None:
        """Give the tool and what the first text says that names one."""
        for name in _TEXTS:
            text = event.text(name)
            match = self._any.search(text)
            if match is not None:
                start = max(0, match.start() - _BEFORE)
                shown = " ".join(text[start : start + 2 * _SHOWN].split())
                return self._tools[match[0].casefold()], shown[:_SHOWN]
        return None


def _thumbprint(event: CataloguedEvent) -> str | None:
    return only_thumbprint("\n".join(event.text(name) for name in _TEXTS))
