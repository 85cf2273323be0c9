r"""Scripts and tasks that take rights to private keys away, or certificates: records in, facts out.

    powershell.exe -File C:\Ops\Harden-MachineKeys.ps1 -RemoveAce "NETWORK SERVICE"
    icacls C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys /remove "NETWORK SERVICE"
    Get-ChildItem Cert:\LocalMachine\My | Where NotAfter -lt (Get-Date) | Remove-Item

Told by its words alone: what a script does that has none of these, nobody sees here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.fact import Fact

# By record, where its words stand; of several the first that says so counts.
_RECORDS: Final = {
    "powershell-engine-started": ("program", "command"),
    "powershell-provider-started": ("program",),
    "powershell-pipeline": ("command", "program"),
    "powershell-module": ("command", "program"),
    "powershell-script-block": ("command", "script"),
    "scheduled-task-started": ("task", "action"),
}
_TASK: Final = "scheduled-task-started"
_KEYS: Final = re.compile(
    r"MachineKeys|Crypto[\\/](?:RSA|Keys|DSS|SystemKeys)(?![a-z])|private[ _-]?keys?(?![a-z])"
    r"|CryptoKey(?:AccessRule|Security)",
    re.IGNORECASE,
)
_RIGHTS: Final = re.compile(
    r"/remove(?::[gd])?(?![\w-])|/deny(?!\w)|/inheritance:[rd](?!\w)|/reset(?!\w)"
    r"|Remove-?(?:Ace|AccessRule\w*|Acls?|Permissions?|Rights?|NTFSAccess)(?![a-z])"
    r"|SetAccessRuleProtection|PurgeAccessRules|SecurityDescriptorSddlForm|AccessControlType\]?::Deny"
    r"|(?<![a-z])(?:harden|revoke|lock-?down|restrict)",
    re.IGNORECASE,
)
_REMOVES: Final = re.compile(
    # What defines the cmdlet, as the management shell does at its start, runs nothing.
    r"(?<![\w:-])Remove-ExchangeCertificate(?![\w-])"
    r"|(?<![\w-])certutil(?:\.exe)?[ \t][^\r\n]{0,40}?-delstore(?!\w)"
    r"|(?:clean\w{0,4}|remov\w{1,3}|delet\w{1,3}|purge)[-_ ]?(?:old|expired|unused|up)?[-_ ]?"
    r"cert(?:s|ificates?)?(?:\.ps1|(?![\w-]))",
    re.IGNORECASE,
)
_STORE: Final = re.compile(r"cert:\\", re.IGNORECASE)
_ITEM: Final = re.compile(r"(?<![\w-])Remove-Item(?![\w-])", re.IGNORECASE)
_ONLY_TRIED: Final = re.compile(r"-WhatIf(?!:\$false)\b", re.IGNORECASE)
_READ: Final = 20_000
_BEFORE: Final = 80
_SHOWN: Final = 200
# So long before the script, in seconds, Task Scheduler tells of the task that starts it.
_STARTED: Final = 30
_DAY: Final = 24 * 3600
# What runs by a schedule starts about the same time of the day, in seconds; summer time included.
_SAME_TIME: Final = 2 * 3600


def taking_scripts(events: EventsByKind) -> list[Fact]:
    """Make a `taking-script` fact for each script, command or task whose words say that it takes.

    Fields: `takes` (key-rights or certificates), `command` (its words, at most 200 characters,
    secrets masked), `script` (its path), `user`, `task` (that starts it, where Task Scheduler tells
    so), `runs` (how often, each start counted once), and `again` (it was run on several days about
    the same time).
    """
    groups: dict[tuple[str, str], list[CataloguedEvent]] = {}
    for event in events.of(_RECORDS):
        for name in _RECORDS[event.kind]:
            text = event.text(name)[:_READ]
            found = _taken(text)
            if found is not None:
                takes, at = found
                start = max(0, at - _BEFORE)
                shown = " ".join(text[start : start + 2 * _SHOWN].split())[:_SHOWN]
                groups.setdefault((takes, shown), []).append(event)
                break
    tasks = events.of((_TASK,))
    return [
        run_fact(
            "taking-script",
            group,
            {
                "takes": takes,
                "command": shown,
                "script": group[0].text("script") or None,
                "user": group[0].text("user") or None,
                "task": _task(group, tasks),
                "runs": len({event.seconds // 60 for event in group}),
                "again": _again([event.seconds for event in group]),
            },
        )
        for (takes, shown), group in groups.items()
    ]


def _taken(text: str) -> tuple[str, int] | None:
    """Tell what a text takes away, and where it says so."""
    if _ONLY_TRIED.search(text):
        return None
    keys, rights = _KEYS.search(text), _RIGHTS.search(text)
    if keys is not None and rights is not None:
        return "key-rights", min(keys.start(), rights.start())
    store, item = _STORE.search(text), _ITEM.search(text)
    if store is not None and item is not None:
        return "certificates", min(store.start(), item.start())
    removes = _REMOVES.search(text)
    return None if removes is None else ("certificates", removes.start())


def _task(group: Iterable[CataloguedEvent], tasks: Sequence[CataloguedEvent]) -> str | None:
    """Find the one task that is started right before each run."""
    found: set[str] | None = None
    for event in group:
        near = {
            task.text("task") for task in tasks if 0 <= event.seconds - task.seconds <= _STARTED
        }
        found = near if found is None else found & near
    return found.pop() if found and len(found) == 1 else None


def _again(times: Sequence[int]) -> bool:
    """Tell whether it ran on several days, each time about when it ran on the first."""
    first = min(times)
    days = {round((time - first) / _DAY) for time in times}
    apart = (abs((time - first) - round((time - first) / _DAY) * _DAY) for time in times)
    return len(days) > 1 and all(one <= _SAME_TIME for one in apart)
