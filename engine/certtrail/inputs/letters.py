"""Words for people: a text in; whether it is a letter or a note, with nothing of an export, out.

What a mail program writes around a letter (the head, that of what is answered, a signature, the
mark of mail from outside), a help desk around a ticket, and a chat before a message, has labels,
too, and dates. It is taken out before the rest is looked at.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.chat_heads import without_chat_heads
from certtrail.inputs.events.named_events import says_an_event
from certtrail.inputs.ticket_tables import words_of_tickets

# A letter is short. What an export is made of: a thumbprint, a pair of a label and its value, cells
# with tabs or wide blanks between, marks of XML, JSON, a prompt or a script.
_LONGEST: Final = 20_000
_DATE_TIME: Final = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ T]+\d{1,2}:\d\d"
_THUMBPRINT: Final = (
    r"(?<![0-9a-f])(?:[0-9a-f]{40}|[0-9a-f]{2}(?:[ :\u200e-][0-9a-f]{2}){19})(?![0-9a-f])"
)
_DATA: Final = re.compile(
    rf"{_THUMBPRINT}|^\s*[<{{\[#]|^\s*(?:\[PS\] |PS )?[A-Z]:\\.*>|^[ \t]*-{{3,}}[ \t-]*$"
    r"|[|;](?:[^|;\n]*[|;]){3}|(?:[^\s,]{1,60},){4}[^\s,]"
    rf"|=[ ]?[\"'][^\n]*[\"'];[ \t]*$|{_DATE_TIME}",
    re.IGNORECASE | re.MULTILINE,
)
_LABELLED: Final = re.compile(
    r"^[ \t]*(?:[^\s:\uff1a][^:\uff1a\n]{0,40}?[ \t]*(?::[ \t]+|\uff1a[ \t]*)"
    r"|[\w.]{2,40}[ ]?=[ ]?)\S",
    re.MULTILINE,
)
_LABELS: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
# Who writes of a certificate writes its thumbprint out: in a sentence it is no cell, and has no
# label of one word, as a record's has.
_NAMED: Final = re.compile(_THUMBPRINT, re.IGNORECASE)
_LABEL_BEFORE: Final = re.compile(
    r"(?:^|[.;,(])[ \t]*[^\W\d_]+[ ]{0,9}[:=\uff1a][ ]?$", re.MULTILINE
)
_WORDS_OF_A_SENTENCE: Final = 4
# A wide gap between cells; behind the end of a sentence somebody only left room.
_GAP: Final = re.compile(r"(?<=[^\s.!?])[ ]{0,3}(?:\t|[ ]{3,})[ ]{0,3}(?=\S)")
_WORDS_BEFORE_A_GAP: Final = 3

# The labels of a mail's head, as mail programs write them in their languages.
_FROM: Final = (
    "from|von|de|da|van|från|fra|lähettäjä|od|nadawca|от|від|kimden|feladó|de la|από|"
    "发件人|寄件者|寄件人|差出人|送信者|보낸 ?사람"
)
_OTHERS: Final = (
    # When.
    "sent|date|sent at|gesendet(?: am)?|datum|envoyé(?: le)?|inviato|data|enviado(?: el)?"
    "|enviada(?: em)?|fecha|verzonden|skickat|sendt|dato|lähetetty|päivämäärä|wysłano|odesláno"
    "|отправлено|дата|надіслано|gönderildi|gönderilme|tarih|elküldve|dátum|trimis"
    "|发送时间|发送日期|时间|日期|傳送時間|寄件日期|送信日時|日時|보낸 ?날짜|날짜"
    # To whom.
    "|to|cc|bcc|an|kopie|à|cci|copie(?: à)?|a|para|aan|till|til|do|kopia|komu|pro|кому|копия"
    "|kime|bilgi|címzett|reply-to|antwort an|收件人|收件者|抄送|副本|宛先|받는 ?사람|참조"
    # About what, and what else.
    "|subject|betreff|objet|oggetto|asunto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|тема|konu"
    "|tárgy|subiect|主题|主旨|件名|제목"
    "|importance|priority|wichtigkeit|priorität|attachments?|anlagen?|anhang|pièces? jointes?"
    "|allegati|datos adjuntos|bijlagen?|вложения|附件|添付ファイル|첨부"
)
_LINE: Final = r"[^\n]*(?:\n[ \t]+\S[^\n]*)*(?:\n|\Z)"
_COLON: Final = r"[ \t]?[:\uff1a]"
_QUOTED: Final = r"[ \t>*]{0,20}"
_HEAD: Final = re.compile(
    rf"^{_QUOTED}(?:{_FROM})\*?{_COLON}{_LINE}(?:{_QUOTED}(?:{_OTHERS})\*?{_COLON}{_LINE}){{1,12}}",
    re.IGNORECASE | re.MULTILINE,
)
# "On 11/26/2026 9:14 AM, Jo wrote:", in any language: one word, a date, nothing but a name.
_ANSWERED: Final = re.compile(
    rf"^{_QUOTED}[^\W\d_]{{1,12}}[ ]{_DATE_TIME}[^\n|;=]{{3,120}}[^\W\d_>]?>?[ ]?[:\uff1a][ \t]*$",
    re.MULTILINE,
)
# Where somebody can be reached: a label of one or two words, and nothing but a telephone's number
# (which starts with a plus or a zero and has gaps), an address or a page.
_REACHED: Final = re.compile(
    r"^[ \t]*[^\W\d_][^\s:]{0,15}(?:[ ][^\s:]{1,15})?[ \t]*[:\uff1a][ \t]*"
    r"(?:[+(0][\d()]{1,6}[ ()/.-]{1,2}[\d ()/-]{3,20}|<?[\w.+-]{1,64}@[\w.-]{1,255}>?"
    r"|<?(?:https?://|www\.)[^\s<>]{1,300}>?)[ \t]*$",
    re.MULTILINE,
)
_FROM_OUTSIDE: Final = re.compile(
    r"^[ \t]*\[[ ]?extern[^\]\n]{0,300}\]", re.IGNORECASE | re.MULTILINE
)
# What a program, or who forwards it, puts in on a line of its own: "[translated automatically]",
# "[image001.png]". A section of a file is of one word, and a key of the registry has other marks.
_PUT_IN: Final = re.compile(
    r"^[ \t>]{0,20}\[(?:[^\W\d_][\w'\u2019-]*[ ,:;]{1,2}){1,15}[\w.'\u2019-]+[.!]?\][ \t]*$"
    r"|^[ \t>]{0,20}\[(?:cid:)?[\w.@-]{1,80}\.(?:png|jpe?g|gif|bmp|emz)[\w.@-]{0,40}\][ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LINK: Final = re.compile(r"<(?:https?://|mailto:|[\w.+-]{1,64}@)[^\s<>]{1,400}>")
# The head of a ticket: its number, and what a help desk keeps of it, several on a line.
_TICKET: Final = re.compile(
    r"\A\s*\[?(?:(?:ticket|incident|case|request|vorgang|dossier|caso|工单|案件)"
    r"[ ]?(?:nr\.?|no\.?)?[ :#-]{0,3}(?-i:[A-Z]{0,10})[-_#]?\d{3,12}"
    r"|(?-i:[A-Z]{2,10}(?:[-_#]\d{3,12}|\d{6,12}))|#\d{2,12})\b"
    r"(?![ ]?[;,|][^ ])[^\n;|{}<>]{0,200}$",
    re.MULTILINE | re.IGNORECASE,
)
_KEPT_OF_IT: Final = (
    "report(?:er|ed)(?: by| on)?|request(?:er|or|ed)(?: by)?|caller|contact|customer|company"
    "|(?:last )?(?:updated|modified|changed)(?: by| on)?"
    "|(?:created|opened|closed|resolved|due|raised)(?: by| on)?|account|assign(?:ed|ee)(?: to)?"
    "|owner|agent|priority|severity|impact|urgency|status|state"
    "|category|type|queue|group|team|ticket|case|incident|number|ref(?:erence)?|product|subject"
    "|summary|title|sla"
    "|melder|gemeldet(?: von| am)?|erstellt(?: von| am)?|geöffnet(?: am)?|geändert(?: am)?"
    "|aktualisiert(?: am)?|bearbeiter|zugewiesen(?: an)?|priorität|kategorie|kunde|firma|kontakt"
    "|vorgang|fall|demandeur|créé(?: par| le)?|mis à jour(?: le)?|assigné à|priorité|statut|client"
    "|dossier|solicitante|creado|actualizado|asignado a|prioridad|estado|cliente"
    "|工单|状态|优先级|创建(?:人|时间)?|更新(?:时间)?|负责人|客户|报告人"
)
_ON_A_TICKET: Final = re.compile(
    rf"^[ \t]*(?:(?:{_KEPT_OF_IT})[ ]?[:\uff1a][ ]?[^\n:;|=<>{{}}]{{0,60}}(?::\d\d(?::\d\d)?)?"
    rf"(?:[ ]{{2,}}|\t+|[ ]?[|][ ]?|$)){{1,6}}$",
    re.MULTILINE | re.IGNORECASE,
)
_BULLET: Final = re.compile(r"^[ \t]*(?:[-*\u2022\u00b7o]|\(?\d{1,2}[.)])[ \t]+", re.MULTILINE)
# In a sentence a moment is no cell of a row: three words are before it.
_IN_SENTENCE: Final = re.compile(
    rf"(?<![^\W\d_])[^\W\d_]+,?[ ](?:[^\W\d_][\w'\u2019-]*,?[ ]){{2,40}}\(?{_DATE_TIME}"
)
_AROUND: Final = (
    *(_FROM_OUTSIDE, _PUT_IN, _LINK, _HEAD, _ANSWERED, _REACHED, _TICKET),
    *(_BULLET, _IN_SENTENCE),
)


def is_prose(text: str) -> bool:
    r"""Tell whether a text is a letter or a note: words for people, and nothing of an export.

    >>> is_prose("We renewed the certificate on Monday. Is 12017 a problem? Regards, Jo")
    True
    >>> is_prose("Von: Jo\nGesendet: 27.11.2026 16:31\nBetreff: 12017\n\nIst das schlimm?")
    True
    >>> is_prose("12024;MSExchangeTransport;Warning;yesterday;EX01")
    False
    """
    if len(text) > _LONGEST or _WORD.search(text) is None:
        return False
    if cells := words_of_tickets(text):
        return all(is_prose(cell) and not says_an_event(cell) for cell in cells)
    words = without_chat_heads(text.replace("\r\n", "\n").removeprefix("\ufeff"))
    # Without a ticket's number, a monitor or an export may say the same words.
    if _TICKET.match(words):
        words = _ON_A_TICKET.sub("", words)
    for around in _AROUND:
        words = around.sub("", words)
    words = _without_named(words)
    return (
        _DATA.search(words) is None
        and not _has_cells(words)
        and len(_LABELLED.findall(words)) < _LABELS
    )


def _without_named(words: str) -> str:
    """Take the thumbprints out that stand in sentences of people.

    The sentence of an event has one, too: who pasted that may have more of the record.
    """
    if _NAMED.search(words) is None or says_an_event(words):
        return words
    return "\n\n".join(map(_unnamed, words.split("\n\n")))


def _unnamed(paragraph: str) -> str:
    named = list(_NAMED.finditer(paragraph))
    rest = _NAMED.sub("", paragraph)
    labelled = any(_LABEL_BEFORE.search(paragraph[: one.start()]) for one in named)
    said = len(_WORD.findall(rest)) >= _WORDS_OF_A_SENTENCE * len(named)
    return rest if said and not labelled else paragraph


def _has_cells(words: str) -> bool:
    """Tell whether lines are rows: two gaps in one, or several lines with one.

    Somebody who leaves room once, in a line of many words, has made no table.
    """
    gaps = [
        (len(_GAP.findall(line)), len(_WORD.findall(_GAP.split(line, maxsplit=1)[0])))
        for line in words.split("\n")
        if _GAP.search(line)
    ]
    lone = len(gaps) == 1 and gaps[0][0] == 1
    return bool(gaps) and not (lone and gaps[0][1] >= _WORDS_BEFORE_A_GAP)
