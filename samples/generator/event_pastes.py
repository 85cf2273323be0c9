"""The events of a made-up server as people copy them out of windows and consoles.

Each function is a way to show events, written from what these programs show, and knows nothing of
how certtrail reads it. `Told` is in `samples.generator.event_texts`.
"""

from __future__ import annotations

import csv
import io
import json
import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from samples.generator.event_texts import event_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from samples.generator.event_texts import Told


class Labels(NamedTuple):
    """What Event Viewer writes in a language, in the order of its copy, and how it writes dates."""

    labels: tuple[str, ...]
    levels: tuple[str, str, str]  # error, warning, information
    classic: str
    xml: str
    date: str
    pad: int = 15


def _date(moment: datetime, form: str) -> str:
    hour = moment.hour % 12 or 12
    words = {
        "en": ("AM", "PM"),
        "zh-TW": ("上午", "下午"),
        "ko": ("오전", "오후"),
    }
    am, pm = words.get(form, ("", ""))
    half = pm if moment.hour >= 12 else am
    day = f"{moment:%Y/%m/%d}"
    written = {
        "en": f"{moment.month}/{moment.day}/{moment.year} {hour}:{moment:%M:%S} {half}",
        "de": f"{moment:%d.%m.%Y %H:%M:%S}",
        "fr": f"{moment:%d/%m/%Y %H:%M:%S}",
        "ja": f"{day} {moment.hour}:{moment:%M:%S}",
        "zh-TW": f"{day} {half} {hour:02}:{moment:%M:%S}",
        "ko": f"{moment:%Y-%m-%d} {half} {hour}:{moment:%M:%S}",
        "sv": f"{moment:%Y-%m-%d %H:%M:%S}",
    }
    return written[form]


VIEWERS: Final = {
    "en": Labels(
        ("Log Name", "Source", "Date", "Event ID", "Task Category", "Level", "Keywords", "User", "Computer", "Description"),
        ("Error", "Warning", "Information"), "Classic", "Event Xml", "en"),
    "de": Labels(
        ("Protokollname", "Quelle", "Datum", "Ereignis-ID", "Aufgabenkategorie", "Ebene", "Schlüsselwörter", "Benutzer", "Computer", "Beschreibung"),
        ("Fehler", "Warnung", "Informationen"), "Klassisch", "Ereignis-XML", "de"),
    "fr": Labels(
        ("Nom du journal ", "Source ", "Date ", "ID de l’événement ", "Catégorie de la tâche ", "Niveau ", "Mots clés ", "Utilisateur ", "Ordinateur ", "Description "),
        ("Erreur", "Avertissement", "Information"), "Classique", "XML de l’événement ", "fr"),
    "es": Labels(
        ("Nombre de registro", "Origen", "Fecha", "Id. del evento", "Categoría de la tarea", "Nivel", "Palabras clave", "Usuario", "Equipo", "Descripción"),
        ("Error", "Advertencia", "Información"), "Clásico", "XML de evento", "fr"),
    "it": Labels(
        ("Nome registro", "Origine", "Data", "ID evento", "Categoria attività", "Livello", "Parole chiave", "Utente", "Computer", "Descrizione"),
        ("Errore", "Avviso", "Informazioni"), "Classico", "XML evento", "fr"),
    "pt": Labels(
        ("Nome do Log", "Fonte", "Data", "Identificação do Evento", "Categoria da Tarefa", "Nível", "Palavras-chave", "Usuário", "Computador", "Descrição"),
        ("Erro", "Aviso", "Informações"), "Clássico", "XML do Evento", "fr"),
    "ja": Labels(
        ("ログの名前", "ソース", "日付", "イベント ID", "タスクのカテゴリ", "レベル", "キーワード", "ユーザー", "コンピューター", "説明"),
        ("エラー", "警告", "情報"), "クラシック", "イベント XML", "ja"),
    "zh": Labels(
        ("日志名称", "来源", "日期", "事件 ID", "任务类别", "级别", "关键字", "用户", "计算机", "描述"),
        ("错误", "警告", "信息"), "经典", "事件 Xml", "ja"),
    "zh-TW": Labels(
        ("記錄檔名稱", "來源", "日期", "事件識別碼", "工作類別", "層級", "關鍵字", "使用者", "電腦", "描述"),
        ("錯誤", "警告", "資訊"), "傳統", "事件 Xml", "zh-TW"),
    "ru": Labels(
        ("Имя журнала", "Источник", "Дата", "Код события", "Категория задачи", "Уровень", "Ключевые слова", "Пользователь", "Компьютер", "Описание"),
        ("Ошибка", "Предупреждение", "Сведения"), "Классический", "Xml события", "de"),
    "ko": Labels(
        ("로그 이름", "원본", "날짜", "이벤트 ID", "작업 범주", "수준", "키워드", "사용자", "컴퓨터", "설명"),
        ("오류", "경고", "정보"), "클래식", "이벤트 Xml", "ko"),
    # A language of which no table tells: only the order of the lines does.
    "xx": Labels(
        ("Nazwa wykazu", "Skond", "Kedy", "Zdarzenie-nr", "Rodzaj zadanja", "Stopen", "Kluczowe", "Kto", "Maszina", "Tekst"),
        ("Blud", "Uwaga", "Wiadomosc"), "Klasyczne", "Xml zdarzenja", "sv"),
}  # fmt: skip
_LEVELS: Final = {1: 0, 2: 0, 3: 1, 4: 2, 0: 2}
_CLASSIC: Final = {
    "en": ("Event Type", "Event Source", "Event Category", "Event ID", "Date", "Time", "User", "Computer", "Description"),
    "de": ("Ereignistyp", "Ereignisquelle", "Ereigniskategorie", "Ereigniskennung", "Datum", "Zeit", "Benutzer", "Computer", "Beschreibung"),
    "ja": ("イベントの種類", "イベント ソース", "イベント カテゴリ", "イベント ID", "日付", "時刻", "ユーザー", "コンピュータ", "説明"),
    "xx": ("Rodzaj", "Skond", "Grupa", "Numer", "Dzien", "Godzina", "Kto", "Maszina", "Tekst"),
}  # fmt: skip


def viewer_copy(events: Iterable[Told], language: str = "en", *, xml: bool = False) -> str:
    """Copy each event out of Event Viewer's window, one after the other."""
    return "\n".join(_copied(one, VIEWERS[language], xml=xml) for one in events)


def _copied(one: Told, words: Labels, *, xml: bool) -> str:
    values = (
        one.channel,
        one.provider,
        _date(one.moment, words.date),
        one.event_id,
        "TransportService" if one.task == 12 else f"({one.task})",
        words.levels[_LEVELS[one.level]],
        words.classic,
        "N/A",
        one.computer,
    )
    lines = [
        f"{label + ':':<{words.pad}}{value}"
        for label, value in zip(words.labels, values, strict=False)
    ]
    lines += [f"{words.labels[-1]}:", one.message]
    if xml:
        lines += [f"{words.xml}:", event_xml([one], root=False).strip()]
    return "\n".join([*lines, ""])


def classic_copy(events: Iterable[Told], language: str = "en") -> str:
    """Copy each event as Windows Server 2003 does: date and time apart, tabs."""
    return "\n".join("\n".join([*_classic(one, language), ""]) for one in events)


def _classic(one: Told, language: str) -> list[str]:
    words = VIEWERS[language]
    day, _, clock = _date(one.moment, words.date).partition(" ")
    values = (
        words.levels[_LEVELS[one.level]],
        one.provider,
        "TransportService " if one.task == 12 else f"({one.task})",
        one.event_id,
        day,
        clock,
        "N/A",
        one.computer.partition(".")[0],
    )
    labels = _CLASSIC[language]
    lines = [f"{label}:\t{value}" for label, value in zip(labels, values, strict=False)]
    return [*lines, f"{labels[-1]}:", one.message]


def one_line(events: Iterable[Told]) -> str:
    """Write each event on one line, as an article or a form without line ends has it."""
    return "\n\n".join(" ".join(_classic(one, "en")).replace("\t", " ") for one in events)


def wevtutil_text(events: Iterable[Told], *, utc: bool = False) -> str:
    """Print what `wevtutil qe LOG /f:text` does, before or since it writes universal time."""
    return "\n".join(_of_wevtutil(one, number, utc) for number, one in enumerate(events))


def _of_wevtutil(one: Told, number: int, utc: bool) -> str:
    stamp = f"{one.stamp}0000Z"[:28] + "Z" if utc else f"{one.stamp[:19]}.000"
    level = ("Error", "Warning", "Information")[_LEVELS[one.level]]
    end = "\x00" if utc else ""
    return (
        f"Event[{number}]:\n  Log Name: {one.channel}\n  Source: {one.provider}\n"
        f"  Date: {stamp[:27] + 'Z' if utc else stamp}\n  Event ID: {one.event_id}\n"
        f"  Task: TransportService{end}\n  Level: {level}{end}\n  Opcode: Info{end}\n"
        f"  Keyword: Classic,{end}\n  User: N/A\n  User Name: N/A\n  Computer: {one.computer}\n"
        f"  Description: \n{one.message}\n"
    )


def _listed(properties: dict[str, str], width: int) -> str:
    """Print an object as Format-List does: values wrapped at blanks, and indented."""
    column = max(map(len, properties))
    lines = []
    for name, value in properties.items():
        parts = textwrap.wrap(
            value, max(width - column - 3, 24), break_long_words=True, break_on_hyphens=False
        ) or [""]
        lines.append(f"{name:<{column}} : {parts[0]}")
        lines += [f"{'':<{column + 3}}{part}" for part in parts[1:]]
    return "\n".join([*lines, ""])


def winevent_list(events: Iterable[Told], *, every: bool = False, width: int = 120) -> str:
    """Print what `Get-WinEvent | fl` does, or `fl *`."""
    found = []
    for one in events:
        plain = {
            "TimeCreated": _date(one.moment, "en"),
            "ProviderName": one.provider,
            "Id": str(one.event_id),
            "Message": one.message,
        }
        whole = {
            "Message": one.message,
            "Id": str(one.event_id),
            "Version": "",
            "Qualifiers": str(one.qualifiers),
            "Level": str(one.level),
            "Task": str(one.task),
            "Opcode": "",
            "Keywords": "36028797018963968",
            "RecordId": str(one.record_id),
            "ProviderName": one.provider,
            "ProviderId": "",
            "LogName": one.channel,
            "ProcessId": "",
            "MachineName": one.computer,
            "UserId": "",
            "TimeCreated": _date(one.moment, "en"),
            "MatchedQueryIds": "{}",
            "Bookmark": "System.Diagnostics.Eventing.Reader.EventBookmark",
            "LevelDisplayName": ("Error", "Warning", "Information")[_LEVELS[one.level]],
            "TaskDisplayName": "TransportService",
            "KeywordsDisplayNames": "{Classic}",
            "Properties": "{System.Diagnostics.Eventing.Reader.EventProperty}",
        }
        found.append(_listed(whole if every else plain, width))
    return "\n\n" + "\n".join(found) + "\n"


def eventlog_list(events: Iterable[Told], *, width: int = 120) -> str:
    """Print what `Get-EventLog | fl` does; the number is in InstanceId only."""
    found = []
    for one in events:
        strings = ", ".join(one.strings[:4]) + ("..." if len(one.strings) > 4 else "")
        properties = {
            "Index": str(one.record_id),
            "EntryType": ("Error", "Warning", "Information")[_LEVELS[one.level]],
            "InstanceId": str(one.qualifiers << 16 | one.event_id),
            "Message": one.message,
            "Category": "TransportService",
            "CategoryNumber": str(one.task),
            "ReplacementStrings": f"{{{strings}}}",
            "Source": one.provider,
            "TimeGenerated": _date(one.moment, "en"),
            "TimeWritten": _date(one.moment, "en"),
            "UserName": "",
        }
        found.append(_listed(properties, width))
    return "\n\n" + "\n".join(found) + "\n"


def winevent_table(events: Sequence[Told], width: int = 120) -> str:
    """Print what Get-WinEvent does by default: a table for each source, messages cut."""
    lines = []
    for provider in dict.fromkeys(one.provider for one in events):
        lines += ["", "", f"   ProviderName: {provider}", ""]
        lines.append(f"{'TimeCreated':<31} {'Id':>2} {'LevelDisplayName':<16} Message")
        lines.append(f"{'-----------':<31} {'--':>2} {'----------------':<16} -------")
        for one in events:
            if one.provider == provider:
                level = ("Error", "Warning", "Information")[_LEVELS[one.level]]
                row = f"{_date(one.moment, 'en'):<28} {one.event_id:>5} {level:<16} {one.message}"
                lines.append(row if len(row) <= width else f"{row[: width - 3]}...")
    return "\n".join([*lines, ""])


def eventlog_table(events: Iterable[Told], width: int = 120) -> str:
    """Print what Get-EventLog does by default: no year, no seconds, the message cut."""
    lines = [
        "",
        f"{'Index':>8} {'Time':<13} {'EntryType':<11} {'Source':<22} {'InstanceID':>12} Message",
        f"{'-----':>8} {'----':<13} {'---------':<11} {'------':<22} {'----------':>12} -------",
    ]
    for one in events:
        level = ("Error", "Warning", "Information")[_LEVELS[one.level]]
        source = one.provider if len(one.provider) <= 22 else f"{one.provider[:19]}..."
        instance = one.qualifiers << 16 | one.event_id
        row = (
            f"{one.record_id:>8} {one.moment:%b %d %H:%M}  {level:<11} {source:<22} "
            f"{instance:>12} {one.message}"
        )
        lines.append(row if len(row) <= width else f"{row[: width - 3]}...")
    return "\n".join([*lines, ""])


def chosen_csv(
    events: Iterable[Told], names: Sequence[str], delimiter: str = ",", date: str = "en"
) -> str:
    """Write what `Select-Object NAMES | Export-Csv` does."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, delimiter=delimiter, lineterminator="\n")
    writer.writerow(names)
    for one in events:
        given = _properties(one, _date(one.moment, date))
        writer.writerow([given[name] for name in names])
    return out.getvalue()


def chosen_json(events: Iterable[Told], names: Sequence[str], *, version: int = 5) -> str:
    """Write what `Select-Object NAMES | ConvertTo-Json` does; one object is no list."""
    made = []
    for one in events:
        milliseconds = (one.ticks - 116_444_736_000_000_000) // 10_000
        when = f"/Date({milliseconds})/" if version == 5 else f"{one.stamp}+00:00"
        given = _properties(one, when)
        made.append({name: given[name] for name in names})
    return json.dumps(made[0] if len(made) == 1 else made, indent=2)


def _properties(one: Told, when: str) -> dict[str, object]:
    level = ("Error", "Warning", "Information")[_LEVELS[one.level]]
    return {
        "TimeCreated": when,
        "TimeGenerated": when,
        "Id": one.event_id,
        "EventID": one.event_id,
        "InstanceId": one.qualifiers << 16 | one.event_id,
        "LevelDisplayName": level,
        "EntryType": level,
        "ProviderName": one.provider,
        "Source": one.provider,
        "MachineName": one.computer,
        "LogName": one.channel,
        "RecordId": one.record_id,
        "Message": one.message,
    }


def saved_by_a_spreadsheet(events: Iterable[Told]) -> str:
    """Write Event Viewer's CSV as a German spreadsheet saves it again: no seconds, semicolons."""
    out = io.StringIO()
    out.write("Ebene;Datum und Uhrzeit;Quelle;Ereignis-ID;Aufgabenkategorie;\n")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    for one in events:
        level = VIEWERS["de"].levels[_LEVELS[one.level]]
        when = f"{one.moment:%d.%m.%Y %H:%M}"
        writer.writerow((level, when, one.provider, one.event_id, "TransportService", one.message))
    return out.getvalue()


def saved_with_tabs(events: Iterable[Told]) -> str:
    """Write what Event Viewer saves as text."""
    rows = ["Level\tDate and Time\tSource\tEvent ID\tTask Category"]
    for one in events:
        level = ("Error", "Warning", "Information")[_LEVELS[one.level]]
        when = _date(one.moment, "en")
        rows.append(f'{level}\t{when}\t{one.provider}\t{one.event_id}\t(12)\t"{one.message}"')
    return "\n".join([*rows, ""])


def browser_tree(events: Iterable[Told]) -> str:
    """Copy Event XML out of a browser, or out of the XML view: marks before what can be folded."""
    text = event_xml(events, root=False).replace("<System>", "\n- <System>\n  ")
    text = text.replace("</System>", "\n  </System>\n").replace("<EventData>", "- <EventData>\n  ")
    text = text.replace("</Data>", "</Data>\n  ").replace("/><", "/>\n  <")
    return "".join(
        f"- {line}\n" if "<Event " in line else f"{line}\n" for line in text.splitlines()
    )


PROSE: Final = """\
Hello team,

since the update on Tuesday we see the following on our server. Can you tell us what it means, and
whether we have to run Enable-ExchangeCertificate?

{}

Thank you and kind regards
Jim
"""
WALL: Final[Callable[[str], str]] = PROSE.format


def at(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> int:
    """Give a moment in ticks since 1601, as `Told` has it."""
    moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return int(moment.timestamp()) * 10_000_000 + 116_444_736_000_000_000
