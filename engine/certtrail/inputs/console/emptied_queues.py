r"""Commands that take the mail out of a queue and mend nothing: a text in; which of them stands
between two lists of a queue, out.

    Get-Queue EX01\6 | Get-Message | Remove-Message -WithNDR $true
    Redirect-Message -Server EX01 -Target EX02
    Set-SendConnector "Outbound to Office 365" -Enabled $false
    Rename-Item 'C:\Program Files\...\TransportRoles\data\Queue' Queue.old

Mail that was thrown away, led round or sorted anew tells nothing of the way that it waited for. To
sort it anew (-Resubmit) is also the last step of who has mended something: then it tells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.queue_rows import is_one_hop
from certtrail.inputs.console.typed_commands import SHELL_PROMPT
from certtrail.inputs.console.wrapped_commands import command_at
from certtrail.text.hosts import host_of
from certtrail.text.tried_only import TRIED, TRYING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.console.listed_times import ListedTimes
    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.objects.text_object import TextObject

_FLAGS: Final = re.IGNORECASE | re.ASCII
# Below a prompt, or on a line of its own that begins as a statement does; what is piped into it
# stands in front. Words that only name a cmdlet go on otherwise.
_COMMAND: Final = re.compile(
    rf"^(?P<before>[ \t>|]{{0,20}}(?P<prompt>{SHELL_PROMPT}|>>)?[ \t]{{0,8}}"
    r"(?:(?=[A-Z]{2,12}-[A-Z]|[$(%?&]|foreach)[^\n#]{0,400}?[|;({&][ \t]{0,9})??)"
    r"(?P<cmdlet>(?:Remove|Redirect)-Message|Retry-Queue|(?:Set|Remove)-SendConnector"
    r"|(?:Enable|Import|New)-ExchangeCertificate|Set-TransportSer(?:vice|ver)"
    r"|(?:Rename|Move|Remove)-Item|ren|rename|move|rd|rmdir|del"
    r"|(?:New|Start)-Edge[A-Z]{4,15}|Restart-Service|certutil(?=\s[^\n]{0,40}-repairstore))"
    r"(?(prompt)(?![\w-])|(?=\s{0,9}(?:[|;})]|$)"
    r"|[ \t]{1,9}(?:[-\"'$({]|[A-Z]:\\|MSExchange|[^\s\\]{1,64}\\|\S{1,200}[ \t]{1,9}-)))",
    _FLAGS | re.MULTILINE,
)
_RESUBMITS: Final = re.compile(r"-Resub(?:mit?)?[ \t:]{1,3}\$?true", _FLAGS)
_SWITCHED_OFF: Final = re.compile(r"-Enabled[ \t:]{1,3}\$?false", _FLAGS)
# What of a connector decides how it does TLS.
_SETS_TLS: Final = re.compile(r"-(?:Tls|RequireTls|IgnoreStartTls|Fqdn)", _FLAGS)
_THROWN: Final = frozenset({"remove-message", "redirect-message"})
# The queue database, with the mail that is in it.
_FILES: Final = frozenset(
    {"rename-item", "move-item", "remove-item", "ren", "rename", "move", "rd", "rmdir", "del"}
)
_DATABASE: Final = re.compile(r"\\Queue\b|\bmail\.que\b", _FLAGS)
_CONNECTORS: Final = frozenset({"set-sendconnector", "remove-sendconnector"})
_CONNECTOR: Final = re.compile(
    r"-SendConnector[ ]{1,3}(?:-Identity[ :]{1,3})?(?:\"([^\"]{1,200})\"|'([^']{1,200})'"
    r"|([^\s'\"|;-][^\s|;]{0,200}))",
    _FLAGS,
)
_QUEUES: Final = re.compile(r"(?<![\w.\\-])([\w.-]{1,64})\\([\w-]{1,64})(?![\w.-])", _FLAGS)
_SERVER: Final = re.compile(r"-Server[ \t:]{1,3}['\"]?([A-Z0-9][A-Z0-9.-]{0,253})", _FLAGS)
# What any language of an error leaves in it, and an answer that is no.
_REFUSED: Final = re.compile(r"(?:CategoryInfo|FullyQualifiedErrorId)[ \t]{0,9}:", re.IGNORECASE)
_DECLINED: Final = re.compile(
    r"\[\?\][^\n]{0,80}[:\uff1a][ \t]{0,4}[nl][ \t]*$", re.IGNORECASE | re.MULTILINE
)
_PROMPT: Final = re.compile(rf"^[ \t]{{0,8}}{SHELL_PROMPT}", re.IGNORECASE | re.MULTILINE)
_PRINTED: Final = 4_000
# So many commands are looked at for one queue, from the last one back.
_TRIES: Final = 50


@dataclass(frozen=True, slots=True)
class Emptying:
    """A command that took mail out of queues, or one that may have mended something.

    Attributes:
        place: where it stands.
        when: by what it is told whether it was before or behind another place of the text.
        cmdlet: as it is spelt there.
        text: its line, with what it was wrapped to.
        mends: it may have mended something.
        again: it only has the mail sorted anew.
    """

    place: int
    when: tuple[int, int]
    cmdlet: str
    text: str
    mends: bool
    again: bool

    def is_for(self, listed: TextObject) -> bool:
        """Tell whether it can have emptied a queue: it names that, or no other one."""
        if self.cmdlet.casefold() in _FILES:
            return True
        server, _, number = listed.part("Identity").casefold().partition("\\")
        if self.cmdlet.casefold() in _CONNECTORS:
            found = _CONNECTOR.search(self.text)
            name = next(filter(None, found.groups()), "") if found else ""
            hop = listed.part("NextHopDomain")
            # The next hop of a queue is its domain, or the connector.
            return not name or "." in hop or is_one_hop(hop, name)
        named = [(host_of(one), queue.casefold()) for one, queue in _QUEUES.findall(self.text)]
        if named:
            return (host_of(server), number) in named
        asked = _SERVER.search(self.text)
        return asked is None or host_of(asked[1]) == host_of(server)


class EmptiedQueues:
    """The commands of a text that took mail out of queues."""

    def __init__(self, paste: Paste, times: ListedTimes) -> None:
        """Take a text, and the times of its lists."""
        self._paste = paste
        self._times = times

    def when(self, place: int) -> tuple[int, int]:
        """Give what tells the order of two places: what an older mail shows was before."""
        return -self._times.further_back(place), place

    def between(
        self, listed: TextObject, begin: tuple[int, int] | None, end: tuple[int, int] | None
    ) -> Emptying | None:
        """Give the last command that emptied a queue; None where none did, or the mail was sorted
        anew behind something that may have mended it.

        Args:
            listed: the queue.
            begin: behind this, as of `when`; None for all before the end.
            end: before this; None for all behind the begin.
        """
        all_of, places = self._found
        first = 0 if begin is None else bisect_left(places, begin)
        last = len(places) if end is None else bisect_left(places, end)
        within = all_of[max(first, last - _TRIES) : last]
        mended = any(one.mends for one in within)
        found = [one for one in within if not one.mends and one.is_for(listed)]
        thrown = [one for one in found if not (one.again and mended)]
        return thrown[-1] if thrown else None

    @cached_property
    def _found(self) -> tuple[Sequence[Emptying], Sequence[tuple[int, int]]]:
        text = self._paste.text
        trying = TRYING.search(text)
        until = len(text) if trying is None else trying.start()
        found = [
            one
            for each in _COMMAND.finditer(text, 0, until)
            if (one := self._read(each)) is not None
        ]
        found.sort(key=lambda one: one.when)
        return found, [one.when for one in found]

    def _read(self, found: re.Match[str]) -> Emptying | None:
        text, cmdlet = self._paste.text, found["cmdlet"]
        place = found.start("cmdlet")
        rest, end = command_at(text, place)
        whole = f"{found['before']}{rest}"
        name = cmdlet.casefold()
        again = name == "retry-queue"
        closed = name == "remove-sendconnector" or (
            name in _CONNECTORS and _SWITCHED_OFF.search(rest) is not None
        )
        if (again and not _RESUBMITS.search(rest)) or TRIED.search(whole):
            return None
        if name in _CONNECTORS and not closed and not _SETS_TLS.search(rest):
            return None
        if name in _FILES and not _DATABASE.search(rest):
            return None
        prompt = _PROMPT.search(text, end, end + _PRINTED)
        stop = min(len(text), end + _PRINTED) if prompt is None else prompt.start()
        # What stands below a command is sometimes taken for more of it, as a console wraps lines.
        if _REFUSED.search(text, place, stop) or _DECLINED.search(text, place, stop):
            return None
        mends = not (again or closed or name in _THROWN or name in _FILES)
        return Emptying(place, self.when(place), cmdlet, whole, mends, again)
