"""Words that people call a file of events by, which are no server's name: a word in, its kind out.

The logs are called as Event Viewer calls them, and the rest as who saves or sends one does:
`Journal_Application.csv`, `Registro_Sistema.csv`, `Ereignisse-Anwendung.csv`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_CALLED: Final = {
    "Application": """
        alkalmazas anwendung anwendungen anwendungslog anwendungsprotokoll aplicacao aplicacion
        aplicaciones aplicativo aplikace aplikacja app appl application applicationlog applications
        applicazione applicazioni applog sovellus toepassing uygulama приложение приложения
        アプリケーション 应用程序 應用程式 응용
    """,
    "System": """
        rendszer sistema sys syslog system systeem systeme systemlog systemprotokoll система
        システム 系统 系統 시스템
    """,
    "Security": """
        beveiliging protezione seguranca seguridad securite security sicherheit sicurezza
        zabezpieczenia безопасность セキュリティ 安全 安全性 보안
    """,
}
LOGS: Final = {word: log for log, words in _CALLED.items() for word in words.split()}
"""The log that a word names, by the word as `folded` gives it."""
_KEPT: Final = """
    auszug csv dziennik ereignis ereignisanzeige ereignislog ereignisprotokoll ereignisse evenement
    evenements event eventi eventlog eventlogs evento eventos events evt evtx exp export exportacao
    exportacion exportation exportazione exporte exported exports extract extracto extrait filtered
    gebeurtenis gebeurtenissen gefiltert gespeichert gunluk handelser historial historique
    hendelser journal journaux log logboek logbog logboka logbuch logfile loggbok logg logs lokit
    naplo observateur olay protocole protocolli protocollo protocolo protokol protokoll protokolle
    registo registre registro registros saved tapahtumat viewer visor visualizador visualizzatore
    winevent zdarzen zdarzenia события событие журнал журналы イベント ログ 事件 日志 記錄 记录
    이벤트 로그
"""
_SAVED: Final = frozenset(_KEPT.split())
_APART: Final = re.compile(r"[\W_]+")
_DIGITS: Final = "0123456789"


def folded(text: str) -> str:
    """Give a text in small letters without accents.

    >>> folded("Événements"), folded("журнал"), folded("システム")
    ('evenements', 'журнал', 'システム')
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in apart if not "\u0300" <= letter <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def says_log(part: str) -> bool:
    """Tell whether a part of a file's name only says that it is a log or an export, or which.

    >>> says_log("Journal"), says_log("Ereignisse-2026"), says_log("Registro2"), says_log("EX01")
    (True, True, True, False)
    >>> says_log("EXCHANGE"), says_log("2026")
    (False, False)
    """
    words = [word.rstrip(_DIGITS) for word in _APART.split(folded(part))]
    told = [word for word in words if word]
    return bool(told) and all(word in LOGS or word in _SAVED for word in told)
