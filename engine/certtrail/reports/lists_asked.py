"""Events that are asked for as lists: a diagnosis in; what to send for what a table cut, or only
counted, out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.reports.outline import Missing
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.diagnosis import Diagnosis

_COUNTED: Final = "events-counted"
_IN_FULL: Final = phrase("the events whose messages a table cut, as a list (`Format-List`)")
_AS_A_LIST: Final = (
    "Get-WinEvent -LogName Application -MaxEvents 20000"
    " | Where-Object ProviderName -like MSExchange*"
    ' | Format-List * > "C:\\Windows\\Temp\\${env:COMPUTERNAME}-events.txt"'
)
_INTERNAL: Final = phrase(
    "the newest events about the internal certificate by themselves, as they may be few and old "
    "among many others (`Format-List`)"
)
_INTERNAL_AS_A_LIST: Final = (
    "Get-WinEvent -FilterHashtable @{LogName='Application'; "
    "Id=12013,12015,12017,12019,12023,12024} -MaxEvents 20"
    ' | Format-List * > "C:\\Windows\\Temp\\${env:COMPUTERNAME}-internal-events.txt"'
)


def as_lists(diagnosis: Diagnosis) -> Iterator[Missing]:
    """Ask for the rest of what is only begun, and for what is only counted.

    The newest of many records do not hold the few that are years old.
    """
    alone = [server.name for server in diagnosis.servers][:1] * (len(diagnosis.servers) == 1)
    begun = [each for each in diagnosis.inputs if each.cut]
    if begun:
        named = dict.fromkeys(one.computer for each in begun for one in each.spans)
        yield Missing(_IN_FULL, tuple(named or alone), (_AS_A_LIST,))
    counted = [one for one in diagnosis.findings if one.rule == _COUNTED and not one.over]
    if counted:
        named = dict.fromkeys(name for one in counted for name in one.servers)
        yield Missing(_INTERNAL, tuple(named or alone), (_INTERNAL_AS_A_LIST,))
