"""Somebody's words that trouble is over, beside the events that a mail shows: a text in; such a
sentence, as a fact, out.

    This is resolved, and the event has not come back since. Please close the case.
    ...
    Event ID: 12014

It counts in the newest mail of the text, and only where nothing around it there takes it back: who
writes that it came again, or goes on to something else, does not say that all is over. And who
shows an event in the same mail has to say it of the event: "the printer's problem is solved, and
now we have this" is of another trouble.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.listed_times import ListedTimes
from certtrail.model.fact import Fact
from certtrail.text.has_words import around_words
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.inputs.console.paste import Paste

KIND: Final = "told-over"
"""The kind of the facts."""
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
_OVER: Final = re.compile("|".join((*_GONE, *_ENDED)), re.IGNORECASE | re.MULTILINE)
# One of these stands in each of them.
_WORDS: Final = (
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
_REACH_OF_WORDS: Final = 100
_OF_EVENTS: Final = re.compile("|".join(_GONE), re.IGNORECASE)
# Right before it: not so.
_NOT: Final = re.compile(
    r"(?:\b(?:not|never|nicht|noch|pas|jamais|no|non|n\u00e3o|niet|nog|ikke|inte|nie|\u043d\u0435)"
    r"|n't|\u6ca1\u6709?|\u672a)[ ]?(?:\w{2,8}[ ])?$",
    re.IGNORECASE,
)
# In its sentence: nobody knows yet.
_UNSURE: Final = re.compile(
    r"\?|\b(?:thought|believed|before|if|when|once|until|unless|whether|hope|should|would|might|not|never|wenn|falls|sobald"
    r"|bis|ob|hoffen\w*|sollte|si|quand|jusqu\w*|lorsque|cuando|quando|hasta|als|zodra|hvis|n\u00e5r"
    r"|je\u015bli|\u0435\u0441\u043b\u0438|\u043a\u043e\u0433\u0434\u0430)\b"
    r"|\u5982\u679c|\u662f\u5426|\u5417",
    re.IGNORECASE,
)
# Around it: not all of it, or not for good.
_BUT: Final = re.compile(
    r"\b(?:but|however|again|still|yet|although|except|another|different|second|new issue"
    r"|aber|jedoch|wieder|erneut|weiterhin|immer|trotzdem|allerdings|andere[rsnm]?|weitere[rsnm]?"
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
_ENDS: Final = re.compile(r"[.!?\u3002\uff01\uff1f](?=\s|$)|[\u3002\uff01\uff1f]|\n")
_STOPS: Final = ".!\u3002\uff01"
_REACH: Final = 400
_AROUND: Final = 1_200
_BEFORE: Final = 24
_SHOWN: Final = 200
_MOST: Final = 200


def told_over(paste: Paste, events: Iterable[int]) -> Iterator[Fact]:
    """Make a `told-over` fact of the first such sentence of the newest mail, if nothing takes it
    back.

    Args:
        paste: the text.
        events: where in it those are that it shows.
    """
    times = ListedTimes(paste)
    text = paste.text
    stretches = around_words(text, _WORDS, _REACH_OF_WORDS)
    every = chain.from_iterable(_OVER.finditer(text, *stretch) for stretch in stretches)
    for number, found in enumerate(every):
        if number >= _MOST:
            return
        if times.further_back(found.start()):
            continue
        begin, end = _sentence(text, found.start(), found.end())
        said = text[begin:end]
        around = _OVER.sub(" ", _around(times, text, begin, end))
        if _NOT.search(text[max(begin, found.start() - _BEFORE) : found.start()]):
            return
        if not _OF_EVENTS.search(said) and not all(map(times.further_back, events)):
            return
        if _UNSURE.search(_OVER.sub(" ", said)) or _BUT.search(around):
            return
        said = shown(" ".join(said.split()).rstrip(_STOPS), _SHOWN)
        fields: dict[str, str | int | bool] = {"said": said, "file": paste.name}
        day = times.newest_day
        fields |= {} if day is None else {"sent": day}
        yield Fact(KIND, "", 0, fields, (paste.evidence(found.start(), "", said),))
        return


def _around(times: ListedTimes, text: str, begin: int, end: int) -> str:
    """Give what stands around a sentence in its mail: an older one says nothing against it."""
    first, last = begin, end
    while (above := text.rfind("\n", 0, max(0, first - 1)) + 1) < first:
        if begin - above > _AROUND or times.further_back(above):
            break
        first = above
    while last < len(text) and last - end < _AROUND:
        below = text.find("\n", last) + 1
        if not below or times.further_back(below):
            break
        last = below
    return text[max(first, begin - _AROUND) : min(last, end + _AROUND)]


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Give where the sentence begins and ends that a place is in."""
    floor = max(0, start - _REACH)
    begin = max((one.end() for one in _ENDS.finditer(text, floor, start)), default=floor)
    stop = _ENDS.search(text, end, end + _REACH)
    return begin, min(end + _REACH, len(text)) if stop is None else stop.end()
