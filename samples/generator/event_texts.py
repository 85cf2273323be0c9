"""The events of a made-up server in the forms that people save them in."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from samples.generator.exchange_exports import clixml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAMESPACE: Final = "http://schemas.microsoft.com/win/2004/08/events/event"
_LEVELS: Final = {1: "Critical", 2: "Error", 3: "Warning", 4: "Information", 0: "Information"}
HEADINGS: Final = {
    "en": "Level,Date and Time,Source,Event ID,Task Category",
    "de": "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie",
    "fr": "Niveau,Date et heure,Source,ID de l\u2019événement,Catégorie de la tâche",
    "zh": "级别,日期和时间,来源,事件 ID,任务类别",
    "ja": "レベル,日付と時刻,ソース,イベント ID,タスクのカテゴリ",
}
DATES: Final = {
    "en": "%m/%d/%Y %I:%M:%S %p",
    "de": "%d.%m.%Y %H:%M:%S",
    "fr": "%d/%m/%Y %H:%M:%S",
    "zh": "%Y/%m/%d %H:%M:%S",
    "ja": "%Y/%m/%d %H:%M:%S",
}
# What the catalogue knows of the wording of messages; the rest of the texts is made up here.
MESSAGES: Final = {
    12014: "No certificate contains the domain name {0} in the personal store, so it is unable to "
    "support the STARTTLS SMTP verb for the connector {1} with a FQDN parameter of {0}.",
    12015: "An internal transport certificate expired. Thumbprint:{0}",
    12016: "There is no valid SMTP Transport Layer Security (TLS) certificate for the FQDN of "
    "{0}. The one that there is has expired.",
    12017: "An internal transport certificate will expire soon. Thumbprint:{0}, hours "
    "remaining: {1}",
    12024: "The certificate {0} is configured for authentication with other Exchange servers and "
    "could not be loaded. Meanwhile, an ephemeral certificate {1} is used. Check {0}.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An event as an export tells it."""

    provider: str
    event_id: int
    qualifiers: int
    level: int
    task: int
    ticks: int
    record_id: int
    channel: str
    computer: str
    strings: tuple[str, ...]
    names: tuple[str, ...] = ()
    binary: bytes = b""

    @property
    def moment(self) -> datetime:
        """When it was, to the microsecond."""
        return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.ticks // 10)

    @property
    def stamp(self) -> str:
        """When it was, with all seven digits."""
        return f"{self.moment:%Y-%m-%dT%H:%M:%S}.{self.ticks % 10_000_000:07d}"

    @property
    def message(self) -> str:
        """Its rendered message."""
        pattern = MESSAGES.get(self.event_id) if self.provider.startswith("MSExchange") else None
        return pattern.format(*self.strings) if pattern else f"Event {self.event_id}."


def event_xml(events: Iterable[Told], *, root: bool = True, rendered: bool = False) -> str:
    """Write what Event Viewer saves, or `wevtutil qe` prints (without a root)."""
    body = "".join(_event(one, rendered=rendered) + ("" if root else "\r\n") for one in events)
    if not root:
        return body
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<Events>{body}</Events>'


def _event(one: Told, *, rendered: bool) -> str:
    names = [f" Name={quoteattr(name)}" for name in one.names] or [""] * len(one.strings)
    data = "".join(
        f"<Data{name}>{escape(value)}</Data>"
        for name, value in zip(names, one.strings, strict=True)
    )
    binary = f"<Binary>{one.binary.hex().upper()}</Binary>" if one.binary else ""
    text = (
        f"<RenderingInfo Culture='en-US'><Message>{escape(one.message)}</Message></RenderingInfo>"
    )
    return (
        f"<Event xmlns='{_NAMESPACE}'><System><Provider Name={quoteattr(one.provider)}/>"
        f"<EventID Qualifiers='{one.qualifiers}'>{one.event_id}</EventID><Level>{one.level}</Level>"
        f"<Task>{one.task}</Task><Keywords>0x80000000000000</Keywords>"
        f"<TimeCreated SystemTime='{one.stamp}Z'/><EventRecordID>{one.record_id}</EventRecordID>"
        f"<Channel>{escape(one.channel)}</Channel><Computer>{escape(one.computer)}</Computer>"
        f"<Security/></System><EventData>{data}{binary}</EventData>"
        f"{text if rendered else ''}</Event>"
    )


def winevent_clixml(events: Iterable[Told]) -> str:
    """Write what Export-Clixml makes of Get-WinEvent."""
    return clixml(_winevent(one) for one in events)


def _winevent(one: Told) -> str:
    kind = "System.Diagnostics.Eventing.Reader.EventLogRecord"
    items = "".join(f"<Obj><Props><S N='Value'>{escape(s)}</S></Props></Obj>" for s in one.strings)
    if one.binary:
        items += f"<Obj><Props><BA N='Value'>{_base64(one.binary)}</BA></Props></Obj>"
    return (
        f"<Obj RefId='0'><TN RefId='0'><T>{kind}</T></TN><Props><I32 N='Id'>{one.event_id}</I32>"
        f"<I32 N='Qualifiers'>{one.qualifiers}</I32><By N='Level'>{one.level}</By>"
        f"<I32 N='Task'>{one.task}</I32><I64 N='RecordId'>{one.record_id}</I64>"
        f"<S N='ProviderName'>{escape(one.provider)}</S><S N='LogName'>{escape(one.channel)}</S>"
        f"<S N='MachineName'>{escape(one.computer)}</S><DT N='TimeCreated'>{one.stamp}Z</DT>"
        f"<Obj N='Properties' RefId='1'><LST>{items}</LST></Obj></Props>"
        f"<MS><S N='Message'>{escape(one.message)}</S></MS></Obj>"
    )


def _base64(value: bytes) -> str:
    import base64

    return base64.b64encode(value).decode()


def eventlog_clixml(events: Iterable[Told]) -> str:
    """Write what Export-Clixml makes of Get-EventLog: whole seconds, no channel."""
    return clixml(_entry(one) for one in events)


def _entry(one: Told) -> str:
    strings = "".join(f"<S>{escape(text)}</S>" for text in one.strings)
    kind = f"System.Diagnostics.EventLogEntry#{one.channel}/{escape(one.provider)}/{one.event_id}"
    kinds = f"<T>{kind}</T><T>System.Diagnostics.EventLogEntry</T>"
    return (
        f"<Obj RefId='0'><TN RefId='0'>{kinds}</TN><Props><I32 N='EventID'>{one.event_id}</I32>"
        f"<S N='MachineName'>{escape(one.computer)}</S><BA N='Data'>{_base64(one.binary)}</BA>"
        f"<I32 N='Index'>{one.record_id}</I32><I16 N='CategoryNumber'>{one.task}</I16>"
        f"<Obj N='EntryType' RefId='1'><ToString>{_LEVELS[one.level]}</ToString>"
        f"<I32>{one.level}</I32></Obj>"
        f"<Obj N='ReplacementStrings' RefId='2'><LST>{strings}</LST></Obj>"
        f"<S N='Source'>{escape(one.provider)}</S>"
        f"<I64 N='InstanceId'>{one.qualifiers << 16 | one.event_id}</I64>"
        f"<DT N='TimeGenerated'>{one.stamp[:19]}Z</DT></Props></Obj>"
    )


def winevent_json(events: Iterable[Told], *, version: int = 5) -> str:
    """Write what ConvertTo-Json makes of Get-WinEvent in Windows PowerShell 5 or PowerShell 7."""
    return json.dumps([_object(one, version) for one in events], indent=2)


def _object(one: Told, version: int) -> dict[str, object]:
    milliseconds = (one.ticks - 116_444_736_000_000_000) // 10_000
    values: list[object] = [{"Value": text} for text in one.strings]
    if one.binary:
        values.append({"Value": list(one.binary)})
    return {
        "Id": one.event_id,
        "Qualifiers": one.qualifiers,
        "Level": one.level,
        "Task": one.task,
        "RecordId": one.record_id,
        "ProviderName": one.provider,
        "LogName": one.channel,
        "MachineName": one.computer,
        "TimeCreated": f"/Date({milliseconds})/" if version == 5 else f"{one.stamp}+00:00",
        "Properties": values,
        "Message": one.message,
    }


def winevent_csv(events: Iterable[Told], offset: timedelta) -> str:
    """Write what Export-Csv makes of Get-WinEvent on a German server: messages only, local time."""
    out = io.StringIO()
    out.write("#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n")
    names = ("Message", "Id", "Level", "Task", "RecordId", "ProviderName", "LogName", "MachineName")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, delimiter=";")
    writer.writerow([*names, "TimeCreated", "Properties"])
    for one in events:
        local = one.moment + offset
        row = (one.message, one.event_id, one.level, one.task, one.record_id, one.provider)
        place = (one.channel, one.computer, f"{local:%d.%m.%Y %H:%M:%S}")
        writer.writerow([*row, *place, "System.Collections.Generic.List`1"])
    return out.getvalue()


def viewer_csv(events: Sequence[Told], language: str, offset: timedelta) -> str:
    """Write what Event Viewer saves as CSV: newest first, five headings for six columns."""
    out = io.StringIO()
    out.write(f"{HEADINGS[language]}\r\n")
    writer = csv.writer(out)
    for one in reversed(events):
        local = one.moment + offset
        when = local.strftime(DATES[language])
        row = (_LEVELS[one.level], when, one.provider, one.event_id, "(12)", one.message)
        writer.writerow(row)
    return out.getvalue()
