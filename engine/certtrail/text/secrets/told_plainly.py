"""Secrets in plain words and tables: `the password for x is y`, `| password | y |`, `密码是 y`.

No mark says where such a secret ends; it is a word that is no plain one, or one in quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.text.secrets.shell_marks import QUOTES

if TYPE_CHECKING:
    from certtrail.text.secrets.masks import Masks

_BE: Final = (
    r"(?:is|are|was|now|has|been|will\s{1,4}be|(?:changed|set|reset)(?:\s{1,4}to)?|ist|lautet|sind|war|est|sera|es"
    r"|será|era|é|foi|è|jest|je|är|er|это|равен|wordt|luidt)"
)
_QUOTED: Final = rf"[{QUOTES}][^{QUOTES}\r\n]{{1,100}}[{QUOTES}]?"
# No plain word: it has a digit, or a mark that no word has. Thumbprints and instants are none.
_NEVER: Final = (
    r"(?![0-9A-Fa-f]{40}(?![\w])|\d{1,4}[-/.]\d\d?[-/.]\d{1,4}(?![\w])|\d{4}-\d\d-\d\dT|\d\d?:\d\d"
    r"|\d{1,4}(?![^\s.,;:)]))"
)
_ODD: Final = rf"{_NEVER}(?=[^\s]{{0,60}}[\d#$%&*!@])[^\s;,|]{{4,100}}"
_BEING: Final = re.compile(
    rf"(?:\s{{1,4}}[\w.@\\/'\u2019-]{{1,40}}){{0,5}}?\s{{1,4}}(?:{_BE}\s{{0,2}}[:\uff1a]?\s{{1,4}}){{1,4}}"
    rf"({_QUOTED}|{_ODD})",
    re.IGNORECASE,
)
# As a program asks: `Password for user dana: x`.
_FOR: Final = re.compile(
    r"\s{1,4}(?:for|of|von|für|pour|de|para|per|voor)\s{1,4}"
    r"(?:(?:the|user|account|Benutzer|Konto)\s{1,4}){0,2}"
    rf"(?!(?:user|account)\b)[{QUOTES}]?[\w.@\\/-]{{1,60}}[{QUOTES}]?\s?[:\uff1a=]\s{{1,4}}"
    rf"({_QUOTED}|[^\s;,|]{{4,100}})",
    re.IGNORECASE,
)
# The same of several words: `Password for the file (mail.pfx): x`.
_FOR_SEVERAL: Final = re.compile(
    r"[ \t]{1,4}(?:for|of|von|für|pour|de|para|per|voor)(?:[ \t]{1,2}[\w.@\\/()'-]{1,60}){2,5}"
    rf"[ \t]?[:\uff1a=][ \t]{{1,4}}({_ODD})",
    re.IGNORECASE,
)
# Behind a dash, as labels have it, or in the next cell of a row.
_DASHED: Final = re.compile(
    rf"[ \t]{{1,4}}(?:[-/\u2013\u2014]|>{{1,2}})[ \t]{{1,4}}(?!0x)({_ODD})"
    rf"|[;,](?!0x)({_ODD})(?=[;,\s]|\Z)"
)
_LABEL: Final = re.compile(r"(?:\A|[\r\n;|,.:])[ \t]*(?:\w{1,20}[ \t]){0,2}\Z")
_PHRASE: Final = re.compile(
    rf"[ \t-]phrase[ \t]{{0,2}}[:\uff1a=][ \t]{{0,4}}({_QUOTED}|[^\s;,|]{{4,100}})", re.IGNORECASE
)
# `Password (of the file) [x]: y`, and the word alone on the line below.
_REMARKED: Final = re.compile(
    rf"(?:[ \t]{{0,2}}[(\[][^()\[\]\r\n]{{1,40}}[)\]]){{1,3}}[ \t]{{0,2}}[:\uff1a=][ \t]{{1,4}}"
    rf"({_QUOTED}|{_ODD})"
    rf"|[:\uff1a][ \t]{{0,8}}\r?\n[ \t]{{0,20}}({_ODD})(?=[ \t]{{0,8}}(?:\r?\n|\Z))"
)
# `x is the password`, `use x as password`, `x (the password)`.
_SAID_BEFORE: Final = re.compile(
    rf"(?<!\S)[{QUOTES}]?(?!0x)({_ODD}?)[{QUOTES}]?(?:[ \t]{{1,4}}(?:is|as|ist|est|es)|[ \t]\()"
    r"(?:[ \t]{0,4}(?<![\w])(?:the|a|my|your|our|its|das|le|la|el)(?![\w]))?"
    r"[ \t]{0,4}(?:[\w.-]{1,20}[ \t]{1,4}){0,2}\Z",
    re.IGNORECASE,
)
_SAID_BEHIND: Final = re.compile(r"[ \t]{0,4}(?:[.,;)!\r\n]|\Z|(?:for|of|to|für|pour|de)\b)")
# Letters and digits in one word, right behind: `use password a1b2c3 to`. A host has dots.
_BEHIND: Final = re.compile(
    rf"[ \t]{{1,2}}({_NEVER}(?=[^\s\d]{{0,60}}\d)(?=[\d\W_]{{0,60}}[^\W\d_])"
    rf"[^\s;,|=:\\/.<>(){QUOTES}]{{6,100}}"
    rf"|{_NEVER}(?=[\w.]{{0,60}}[#$%&*!])[^\s;,|=:\\/<>(){QUOTES}]{{6,100}}"
    rf"|'[^'\r\n\s]{{4,100}}')(?=[\s.,;)]|\Z)"
)
# A user and then the secret, right behind: `Credentials admin a1b2c3`.
_USER_AND: Final = re.compile(
    r"[ \t]{1,2}(?!(?:for|of|on|at|to|from|by|in|with|via|as|are|is|were|was|not|used|and|or)\b)"
    rf"[\w.@\\-]{{1,60}}{_BEHIND.pattern}",
    re.IGNORECASE,
)
# In columns: of a table's row, of `reg query`.
_COLUMN: Final = re.compile(
    rf"[ \t]{{1,60}}REG_(?:EXPAND_|MULTI_)?SZ[ \t]{{1,60}}([^\r\n]{{1,200}})"
    rf"|[ \t]{{0,60}}\|[ \t]{{0,60}}({_ODD})|(?:[ \t]{{2,60}}|\t)({_ODD})"
)
# `name: PASSWORD` and then `value: x`, as lists in YAML, JSON and of Format-List are.
_NAME_BEFORE: Final = re.compile(r"\b(?:name|key)[\"']?\s{0,20}[:=]\s{0,4}[\"']?\Z", re.IGNORECASE)
_VALUE_BEHIND: Final = re.compile(
    r"[\"']?\s{0,4},?\s{0,40}[\"']?value[\"']?\s{0,20}[:=][ \t]{0,4}", re.IGNORECASE
)
_WORD: Final = re.compile(_ODD)
_PAIR: Final = re.compile(
    rf"\s{{1,4}}(?:are|is|sind|=|:)\s{{1,4}}(?!not\b)[^\s;,|]{{1,60}}(?:\s{{0,4}}[/|:]\s{{0,4}}"
    rf"|\s{{1,4}}(?:and|und)?\s{{0,4}})({_ODD})",
    re.IGNORECASE,
)
_PLAIN_LETTERS: Final = re.compile(rf"[{QUOTES}「『]?([!-~]{{3,100}})")
_PASSWORD: Final = re.compile(
    r"pass|pwd|kennwort|contrase|wachtwoord|пароль|has[łl]o|parola|lozinka|senha|heslo|l[öo]senord"
    r"|adgangskode|salasana|jelsz|secret\Z",
    re.IGNORECASE,
)


def told_beside(masks: Masks, begin: int, end: int) -> bool:
    """Mask the value that stands behind `name: PASSWORD`; tell whether there is one."""
    text = masks.text
    if not _NAME_BEFORE.search(text[max(0, begin - 30) : begin]):
        return False
    found = _VALUE_BEHIND.match(text, end)
    if found is not None:
        masks.expression(found.end())
    return found is not None


def told_with_remarks(masks: Masks, begin: int, end: int) -> bool:
    """Mask what is behind a password's name and a remark, or below it; tell whether there is any.

    Arguments as of `told_plainly`.
    """
    found = _REMARKED.match(masks.text, end) if _PASSWORD.search(masks.text[begin:end]) else None
    if found is not None:
        masks.hide(*found.span(1 if found[1] is not None else 2))
    return found is not None


def login(masks: Masks, found: re.Match[str]) -> None:
    """Mask what stands behind a user with a mark between: `login: smtp/x`."""
    value = _WORD.match(masks.text, found.end())
    if value is not None:
        masks.hide(*value.span())
    masks.done = max(masks.done, found.end())


def told_plainly(masks: Masks, begin: int, end: int) -> None:
    """Mask what belongs to a name of a secret by words or by its place alone.

    Args:
        masks: of the text.
        begin: where the name begins.
        end: where it and what closes its quotes ends.
    """
    text = masks.text
    before = text[max(0, begin - 80) : begin]
    name = text[begin:end]
    if before.endswith(" (") and ")" in text[end - 1 : end + 1]:
        word = before[:-2].split(" ")[-1]
        if _WORD.fullmatch(word):
            masks.hide(begin - 2 - len(word), begin - 2)
        return
    secret = _PASSWORD.search(name) is not None
    said = _SAID_BEFORE.search(before) if secret else None
    if said is not None and _SAID_BEHIND.match(text, end):
        masks.hide(begin - len(before) + said.start(1), begin - len(before) + said.end(1))
        return
    found = _BEING.match(text, end)
    if found is None and secret:
        found = _FOR.match(text, end) or _BEHIND.match(text, end) or _PHRASE.match(text, end)
        found = found or _FOR_SEVERAL.match(text, end)
        if found is None and _LABEL.search(before):
            found = _DASHED.match(text, end)
    if found is None and name.lower().startswith("cred"):
        found = _PAIR.match(text, end) or _USER_AND.match(text, end)
    found = found or _COLUMN.match(text, end)
    if found is not None:
        group = next(number for number in range(1, 4) if found[number] is not None)
        masks.hide(*found.span(group))


LOGIN: Final = (
    r"\blog[io]n[ \t]{0,2}[:=]?[ \t]{1,4}(?!https?:)[\w.@\\-]{1,40}[/:](?!/)"
    r"(?=[^\s;,|]{0,60}[A-Za-z])(?=[^\s;,|]{0,60}[\d#$%&*!@])"
)
# Languages that put no blank between a name and what it is.
UNSPACED: Final = (
    r"(?:密[码碼]|口令|密钥|密鑰|パスワード|비밀번호|암호)[^\s\x21-\x7e]{0,8}?"
    r"(?:[ \t]{0,4}(?:是|为|為|は|が|는|은|가|이|[:\uff1a=\uff1d])[ \t]{0,4})"
)


def unspaced(masks: Masks, found: re.Match[str]) -> None:
    """Mask the word in plain letters that is said to be the secret."""
    value = _PLAIN_LETTERS.match(masks.text, found.end())
    if value is not None:
        masks.hide(*value.span(1))
    masks.done = max(masks.done, found.end())
