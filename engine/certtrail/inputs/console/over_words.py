"""The words by which people say that trouble is over, in the languages that they write."""

from __future__ import annotations

import re
from typing import Final

_YET: Final = r"(?:(?!nicht|noch|nie)\w{2,12} )"
_NOW: Final = r"(?:now |all |already )?"
_REMOVED: Final = r"\u0443\u0441\u0442\u0440\u0430\u043d"
# What an event is called: by its number, or by a word.
_IT: Final = (
    r"(?:1\d{4}|(?:event|error|warning|ereignis|fehler|warnung|erreur|avertissement|aviso)\w{0,3}"
    r"|\u00e9v\u00e8nements?|\u00e9v\u00e9nements?)"
)
_BY_DNS: Final = r"(?! (?:to|by|via|as|from|ip|address)\b)"
# It goes before the verb, as mail or a certificate can be gone as well.
_WORDS_FOR_IT: Final = (
    r"(?:1\d{4}|(?:event|error|warning|alert|ereignis|fehler|warnung|meldung|erreur|avertissement"
    r"|evento|aviso|errore|avviso|erro|gebeurtenis|fout|melding|waarschuwing|h\u00e6ndelse"
    r"|hendelse|fejl|feil|h\u00e4ndelse|fel|\u0441\u043e\u0431\u044b\u0442\u0438"
    r"|\u043e\u0448\u0438\u0431\u043a|\u043f\u0440\u0435\u0434\u0443\u043f\u0440\u0435\u0436\u0434\u0435\u043d\u0438)\w{0,4}"
    r"|\u00e9v\u00e8nements?|\u00e9v\u00e9nements?)"
)
_NO_MORE: Final = "\u0431\u043e\u043b\u044c\u0448\u0435 \u043d\u0435"
_OTHER: Final = r"(?!mails?\b|messages?\b|nachricht|zert|cert|serti|smtp|dass\b|that\b|qu|che\b)"
_SAYS: Final = rf"\b{_WORDS_FOR_IT} (?:{_OTHER}[\w-]{{1,15}} ){{0,3}}?"
_CHINESE: Final = "(?:\u4e8b\u4ef6|\u9519\u8bef|\u932f\u8aa4|\u8b66\u544a)"
# An event that is not logged any more.
_GONE: Final = (
    rf"{_SAYS}(?:has|have) not (?:come back|reappeared|returned|occurred) since\b",
    rf"{_SAYS}(?:is|are) gone\b",
    rf"{_SAYS}(?:no longer|not any ?more) logged\b",
    rf"\bno (?:more |further |new |such ){{0,2}}{_IT}(?: [\w:]{{1,12}}){{0,3}} since\b",
    rf"\bkeine?n? (?:weitere[nrs]? |neue[nrs]? )?{_IT}(?: [\w:.]{{1,12}}){{0,4}} mehr\b",
    rf"\bplus (?:aucune? |d[e'\u2019] ?){_IT}",
    rf"\b(?:ya no hay|n\u00e3o h\u00e1|non ci sono) (?:m\u00e1s |mais |pi\u00f9 )?{_IT}",
    rf"\bgeen {_IT}(?: [\w:.]{{1,12}}){{0,3}} meer\b",
    rf"{_SAYS}(?:tritt|treten|kommt|kommen) (?:\w{{2,12}} )?nicht mehr\b",
    rf"{_SAYS}n'appara\u00eet plus\b",
    rf"{_SAYS}a disparu\b",
    rf"{_SAYS}(?:ya no aparece|n\u00e3o aparece mais)\b",
    rf"{_SAYS}(?:non compare pi\u00f9|non si presenta pi\u00f9)\b",
    rf"{_SAYS}komt niet meer (?:voor|terug)\b",
    rf"{_SAYS}{_NO_MORE} \u043f\u043e\u044f\u0432\u043b\w{{3,6}}",
    rf"{_CHINESE}[^\n\u3002\uff0c]{{0,12}}\u4e0d\u518d(?:\u51fa\u73b0|\u51fa\u73fe)",
)
# Whatever it was.
_ENDED: Final = (
    rf"\b(?:is|are|was|were|been|now|issue|problem) {_NOW}(?:resolved|solved|fixed)\b{_BY_DNS}",
    r"\ball (?:is )?(?:good|well|fine|green|ok) (?:now|since)\b",
    r"\b(?:works?|working|runs|running|flows|fine|ok) again (?:now|since)\b",
    r"\bplease close(?: it)?(?=[.!,]|$)",
    r"\bclose (?:the|this) (?:case|ticket|incident)(?=[.!,]|$)",
    r"\b(?:case|ticket|incident) can be closed\b",
    # German
    rf"\b(?:ist|sind|wurden?|haben wir) {_YET}{{0,2}}(?:behoben|gel\u00f6st|erledigt)\b",
    r"\b(?:ticket|fall|vorgang) kann (?:zu|geschlossen)\b",
    r"\b(?:l\u00e4uft|funktioniert|geht) (?:seitdem|seit \w{2,10}|jetzt|nun) (?:alles )?wieder\b",
    # French
    r"\b(?:est|a \u00e9t\u00e9) (?:r\u00e9solu|r\u00e9gl\u00e9|corrig\u00e9)e?\b",
    r"\b(?:fermer|clore|cl\u00f4turer) (?:le|ce) (?:dossier|ticket)\b",
    r"\b(?:dossier|ticket) (?:clos|peut \u00eatre ferm\u00e9)\b",
    # Spanish, Portuguese and Italian
    r"\b(?:est\u00e1|ha sido|fue|foi) (?:resuelto|solucionado|resolvido)\b",
    r"\b(?:stato|\u00e8) risolto\b",
    # Dutch, Danish, Norwegian and Swedish
    r"\b(?:is|zijn) (?:(?!niet|nog)\w{2,12} )?(?:opgelost|verholpen)\b",
    r"\b(?:er|\u00e4r) (?:n\u00e5 |nu )?(?:l\u00f8st|loest|l\u00f6st|\u00e5tg\u00e4rdat)\b",
    r"\b(?:sagen|saken|\u00e4rendet) kan (?:lukkes|st\u00e4ngas)\b",
    # Polish and Czech
    r"\b(?:rozwi\u0105zan|naprawion|vy\u0159e\u0161en)[yoa]\b",
    # Russian
    rf"\b(?:\u0440\u0435\u0448|\u0438\u0441\u043f\u0440\u0430\u0432\u043b|{_REMOVED})\u0435\u043d[\u0430\u043e\u044b]?\b",
    # Chinese and Japanese
    r"\u5df2\u7ecf?(?:\u89e3\u51b3|\u4fee\u590d)|\u5df2\u7d93?\u89e3\u6c7a",
    r"(?:\u89e3\u6d88|\u89e3\u6c7a)\u3057\u307e\u3057\u305f",
)
OVER: Final = re.compile("|".join((*_GONE, *_ENDED)), re.IGNORECASE | re.MULTILINE)
# One of these stands in each of them.
WORDS: Final = (
    *("resolved", "solved", "fixed", "gone", "since", "logged", "close", "behoben", "gel\u00f6st"),
    *("erledigt", "nicht mehr", "kann zu", "kann geschlossen", "r\u00e9sol", "r\u00e9gl\u00e9"),
    *("corrig", "ra\u00eet plus", "disparu", "clos", "ferm\u00e9", "resuelto", "solucionado"),
    *("resolvido", "aparece", "compare pi", "presenta pi", "risolto", "opgelost", "verholpen"),
    *("niet meer", "l\u00f8st", "loest", "l\u00f6st", "\u00e5tg\u00e4rdat", "lukkes"),
    *("st\u00e4ngas", "rozwi\u0105zan", "naprawion", "vy\u0159e\u0161en", "\u0440\u0435\u0448"),
    *("\u0438\u0441\u043f\u0440\u0430\u0432\u043b", _REMOVED, "again", " now", "mehr", "wieder"),
    *("plus ", "no hay", "n\u00e3o h\u00e1", "ci sono", " meer", "fermer", "clore", "cl\u00f4tur"),
    _NO_MORE,
    *("\u89e3\u51b3", "\u4fee\u590d", "\u89e3\u6c7a", "\u4e0d\u518d", "\u89e3\u6d88"),
)
OF_EVENTS: Final = re.compile("|".join(_GONE), re.IGNORECASE)
# Right before it: not so.
NOT: Final = re.compile(
    r"(?:\b(?:not|never|nicht|noch|pas|jamais|no|non|n\u00e3o|niet|nog|ikke|inte|nie|\u043d\u0435)"
    r"|n't|\u6ca1\u6709?|\u672a)[ ]?(?:\w{2,8}[ ])?$",
    re.IGNORECASE,
)
# In its sentence: nobody knows yet.
UNSURE: Final = re.compile(
    r"\?|\b(?:thought|believed|before|if|when|once|until|unless|whether|hope|should|would|might|not|never|wenn|falls|sobald"
    r"|bis|ob|hoffen\w*|sollte|si|quand|jusqu\w*|lorsque|cuando|quando|hasta|als|zodra|hvis|n\u00e5r"
    r"|je\u015bli|\u0435\u0441\u043b\u0438|\u043a\u043e\u0433\u0434\u0430)\b"
    r"|\u5982\u679c|\u662f\u5426|\u5417",
    re.IGNORECASE,
)
# Around it: not all of it, or not for good.
BUT: Final = re.compile(
    r"\b(?:but|however|correction|(?:is|are|came|come) back|next|follows|re-?opened"
    r"|wait(?:ing)?|again|still|yet|although|except|another|different|second|new issue"
    r"|(?:state|status|zustand|\u00e9tat|estado|stato) ?: ?"
    r"(?:re)?(?:open|offen|ouvert|abierto|aperto)"
    r"|aber|jedoch|folgt|noch|n(?:\u00e4|ae)chste[nrsm]?|(?:wieder |erneut )ge\u00f6ffnet"
    r"|rouvert|reabiert[oa]|riapert[oa]|heropend|siguiente|prossim[oa]|volgende"
    r"|wartet?|suivra|prochain|wieder|erneut|weiterhin|immer|trotzdem|allerdings|andere[rsnm]?|weitere[rsnm]?"
    r"|mais|cependant|encore|toujours|(?:de|\u00e0) nouveau|nouveau (?:cas|probl\u00e8me|incident)"
    r"|autre|pero|sin embargo|otra vez|todav\u00eda|sigue"
    r"|otro|mas|por\u00e9m|novamente|ainda|outro|per\u00f2|ancora|altro|maar|opnieuw|nog|weer|ander"
    r"|men|igen|igjen|stadig|fortsatt|fortfarande|anden|annen|annan|ale|znowu|nadal|op\u011bt|znovu"
    r"|\u043d\u043e|\u043e\u0434\u043d\u0430\u043a\u043e|\u0441\u043d\u043e\u0432\u0430"
    r"|\u043e\u043f\u044f\u0442\u044c|\u0434\u0440\u0443\u0433\u0430\u044f"
    r"|\u0434\u0440\u0443\u0433\u043e\u0435)\b"
    r"|\u4f46|\u53c8|\u4ecd|\u8fd8\u662f|\u53e6|\u3057\u304b\u3057|\u518d\u3073",
    re.IGNORECASE,
)
# In its sentence: it is of another place, server or connector than the one that is shown.
ELSEWHERE: Final = re.compile(
    r"\b(?:there|dort|dr\u00fcben|l\u00e0|all[\u00ed\u00e1]|ah\u00ed|l\u00ec|daar|d\u00e4r|\u0442\u0430\u043c"
    r"|first|second|third|erste[nrsm]?|zweite[nrsm]?|dritte[nrsm]?|premi\u00e8?re?|deuxi\u00e8me"
    r"|second[oa]|primer[oa]?|segund[oa]|prim[oa]|eerste|tweede|f\u00f6rsta|andra|f\u00f8rste|anden"
    r"|test\w*|lab|branch|site|standort\w*|filiale?|niederlassung|sede|sucursal"
    r"|(?:front ?end|relay|client|connector|konnektor|connecteur|conector|connettore)\w*"
    r"|(?:old|new|alten?|neuen?|ancien|nouveau|viejo|nuevo|vecchio|nuovo)"
    r" (?:server|serveur|servidor|one|site|box|machine|maschine))\b"
    r"|\u90a3\u91cc|\u90a3\u53f0|\u53e6\u4e00\u53f0",
    re.IGNORECASE,
)
# A day that stands in its line: the words are of that day, and not of the mail's.
DAY: Final = re.compile(r"\b\d{1,4}([./-])\d{1,2}\1(?:\d{2,4}\b|(?=[ ,]))")
# A name with its domain.
DOTTED: Final = re.compile(r"\b(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b", re.IGNORECASE)
NUMBER: Final = re.compile(r"\b1\d{4}\b")
"""An event's number."""
# A computer's name, which has a digit; and a word.
HOST: Final = re.compile(r"\b(?=[A-Za-z-]{0,14}\d)[A-Za-z][A-Za-z0-9-]{2,14}\b")
WORD: Final = re.compile(r"[^\W\d_]+")
# What may stand before such words: what it is called, who says it, and thanks.
PLAIN: Final = frozenset(
    (
        *(
            "this",
            "that",
            "it",
            "all",
            "everything",
            "the",
            "our",
            "issue",
            "issues",
        ),
        *(
            "problem",
            "problems",
            "case",
            "ticket",
            "incident",
            "error",
            "trouble",
            "mail",
        ),
        *(
            "mails",
            "flow",
            "mailflow",
            "now",
            "thanks",
            "thank",
            "you",
            "ok",
            "okay",
            "hi",
        ),
        *(
            "hello",
            "dear",
            "please",
            "we",
            "i",
            "since",
            "das",
            "die",
            "der",
            "dies",
            "es",
        ),
        *(
            "fehler",
            "st\u00f6rung",
            "versand",
            "mailfluss",
            "fall",
            "danke",
            "vielen",
            "dank",
        ),
        *(
            "hallo",
            "wir",
            "le",
            "la",
            "les",
            "l",
            "ce",
            "c",
            "cela",
            "tout",
            "probl\u00e8me",
        ),
        *(
            "erreur",
            "dossier",
            "merci",
            "bonjour",
            "el",
            "esto",
            "todo",
            "problema",
            "caso",
        ),
        *(
            "incidente",
            "gracias",
            "hola",
            "o",
            "a",
            "isto",
            "tudo",
            "erro",
            "obrigado",
        ),
        *(
            "ol\u00e1",
            "il",
            "questo",
            "tutto",
            "errore",
            "grazie",
            "ciao",
            "het",
            "dit",
        ),
        *(
            "alles",
            "probleem",
            "fout",
            "bedankt",
            "problemet",
            "saken",
            "sagen",
        ),
        *(
            "\u00e4rendet",
            "felet",
            "fejlen",
            "tak",
            "tack",
            "takk",
            "det",
            "sprawa",
        ),
        *(
            "b\u0142\u0105d",
            "chyba",
            "v\u0161e",
            "to",
            "dzi\u0119kuj\u0119",
            "d\u011bkuji",
        ),
        *("\u043f\u0440\u043e\u0431\u043b\u0435\u043c\u0430",),
        *(
            "\u043e\u0448\u0438\u0431\u043a\u0430",
            "\u0432\u0441\u0451",
            "\u0432\u0441\u0435",
        ),
        *("\u0441\u043f\u0430\u0441\u0438\u0431\u043e",),
    )
)
PLAIN_CHINESE: Final = re.compile(
    "\u95ee\u9898|\u554f\u984c|\u6545\u969c|\u9519\u8bef|\u932f\u8aa4|\u969c\u5bb3"
)
