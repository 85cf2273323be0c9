r"""Where a value ends: PowerShell's strings, here-strings, groups and concatenations, and others'.

Only what stands right there is looked at, never what the whole text before it opened: texts are
cut, and a piece of a script begins anywhere. So a quote that is never closed reaches to the end.
Each function goes over a text once; what it went over is masked, and not looked at again.

>>> end_of_value("'a b' + 'c' -Force", 0)
11
>>> end_of_value("(Join 'x)' $(2)) -Force", 0)
16
"""

from __future__ import annotations

import re
import sys
from typing import Final

from certtrail.text.secrets.shell_marks import DOUBLE, QUOTES, SINGLE

# Before 3.11.5 a repeated group that keeps what it took loses its place where its parts differ in
# length (bpo gh-106052). Nothing stands behind these groups, so they find the same without that.
_KEPT: Final = "+" if sys.version_info >= (3, 11, 5) else ""
_HERE: Final = re.compile(rf"@([{QUOTES}])[^\S\r\n]*\r?\n")
_HERE_ENDS: Final = {
    "'": re.compile(rf"\n[{SINGLE}]@|\Z"),
    '"': re.compile(rf"\n[{DOUBLE}]@|\Z"),
}
# A quote within a word is no end: `'hun\'ter'` as others write it, `''` as PowerShell does.
_IN_SINGLE: Final = re.compile(
    rf"(?:[^{SINGLE}\\]++|[{SINGLE}]{{2}}|\\[{SINGLE}](?=\w)|\\)*{_KEPT}"
)
_IN_DOUBLE: Final = re.compile(
    rf"(?:[^{DOUBLE}`\\$]++|`.|[{DOUBLE}]{{2}}|\\[{DOUBLE}]|\\|`|\$(?!\())*{_KEPT}", re.DOTALL
)
# A quote within a string that another program or level reads: \"x\", `"x`", ""x"".
_ESCAPED: Final = re.compile(
    rf"(\\+|`)([{QUOTES}])|([{SINGLE}])(?=\3[^\s;,)|}}\]>])\3|([{DOUBLE}])(?=\4[^\s;,)|}}\]>])\4"
)
_ENTITY: Final = re.compile(r"&(?:quot|apos|#3[49]|#x2[27]);", re.IGNORECASE)
_OPENS: Final = re.compile(r"(?:[@$])?[({]|\[")
_IN_GROUP: Final = re.compile(rf"[^{QUOTES}(){{}}\[\]`@]++|`.", re.DOTALL)
# What a word without quotes has in it; a mark that ends one may stand within, as in `a,b`.
_WORD: Final = re.compile(
    rf"(?:[^\s;|,&(){{}}\[\]<>{QUOTES}`+:]++|:(?!:)|`[^\r\n]|[,|<>&](?!\w{{1,40}}\s?=|/)(?=[\w!#$%*/=@^~?-])"
    rf"|\+(?=[^\s{QUOTES}(]))+{_KEPT}"
)
_BLANKS: Final = re.compile(r"[^\S\r\n]*")
_CAST: Final = re.compile(r"\[[A-Za-z][\w.`\[\], ]{0,120}\](?!::)")
_STATIC: Final = re.compile(r"\[[A-Za-z][\w.]{0,120}\](?=::)")
_CALL: Final = re.compile(r"(?:::|\.)[A-Za-z]\w{0,60}")
_JOINS: Final = re.compile(
    r"(?:[^\S\r\n]|`?\r?\n)*(?:\+|-(?:[ci]?(?:f|join|replace|split|as|bxor|bor|band|format)|x?or)\b)"
    r"(?:[^\S\r\n]|`?\r?\n)*",
    re.IGNORECASE,
)
_NEXT_OF_LIST: Final = re.compile(rf"[^\S\r\n]*,\s*(?=[{QUOTES}(@$\[]|[\w.]+\s*[,;)}}]|[\w.]+\Z)")
_AFTER_WORD: Final = re.compile(rf"[{QUOTES}](?=[\s;,)|\]}}>:]|\Z)")
_STATEMENT: Final = re.compile(rf"[^{QUOTES}(){{}}\[\];|\r\n`@,+]++|`\r?\n|`.|[,+|]\s*")
_NEW_PARAMETER: Final = re.compile(r",\s*(?:\[[\w.\[\]]{1,60}\]\s*)*\$\w")


def end_of_value(text: str, start: int, *, listed: bool = False) -> int:
    """Give where the expression ends that begins there; `start` itself where there is none.

    Args:
        text: the whole.
        start: where it begins, behind blanks.
        listed: the members of a list behind commas belong to it.
    """
    at = start
    while True:
        end = _operand(text, at)
        if end == at:
            return at if at == start else _rstripped(text, start, at)
        at = end
        joins = _JOINS.match(text, at)
        if joins is None and listed:
            joins = _NEXT_OF_LIST.match(text, at)
        if joins is None:
            return at
        at = joins.end()


def _rstripped(text: str, start: int, at: int) -> int:
    while at > start and text[at - 1] in " \t\r\n+":
        at -= 1
    return at


def _operand(text: str, start: int) -> int:
    """Give where strings, groups and words end that stand together without a blank."""
    at = start
    while at < len(text):
        end = _piece(text, at, first=at == start)
        if end == at:
            break
        at = end
    return at


def _piece(text: str, at: int, *, first: bool) -> int:
    mark = text[at]
    if mark == "[" and (cast := _CAST.match(text, at) or _STATIC.match(text, at)):
        blanks = _BLANKS.match(text, cast.end()) if first else None
        return cast.end() if blanks is None else blanks.end()
    if mark == "@" and (end := _here_string(text, at)) != at:
        return end
    if escaped := _ESCAPED.match(text, at):
        return _end_of_escaped(text, at, escaped)
    if entity := _ENTITY.match(text, at):
        end = text.find(entity[0], entity.end())
        return len(text) if end < 0 else end + len(entity[0])
    if mark in QUOTES:
        if not first and text[at - 1] not in QUOTES + ")]}" and _AFTER_WORD.match(text, at):
            return at  # it closes what the value stands in
        return end_of_string(text, at)
    if _OPENS.match(text, at):
        return end_of_group(text, at)
    call = _CALL.match(text, at)
    if call is not None and not first:
        return call.end()
    word = _WORD.match(text, at)
    return at if word is None else word.end()


def _here_string(text: str, at: int) -> int:
    here = _HERE.match(text, at)
    if here is None:
        return at
    ends = _HERE_ENDS["'" if here[1] in SINGLE else '"']
    # The line break before the text may be the one before its end.
    found = ends.search(text, here.end() - 1)
    return len(text) if found is None else found.end()


def _end_of_escaped(text: str, at: int, opened: re.Match[str]) -> int:
    """Give where a string ends whose quotes are escaped for what reads the string around it."""
    quote = opened[0]
    end = text.find(quote, opened.end())
    return len(text) if end < 0 else end + len(quote)


def end_of_string(text: str, at: int) -> int:
    """Give where a string ends that a quote opens; the text's end where it is never closed."""
    return _end_of_nested(text, at)


def end_of_group(text: str, at: int) -> int:
    """Give where a bracket's partner ends, brackets in strings left aside; or the text's end."""
    return _end_of_nested(text, at)


def _end_of_nested(text: str, at: int) -> int:
    """Go over strings in groups in strings, however deep, each mark once."""
    within: list[bool] = []  # whether each that is open is a string, which only holds `$(`
    while at < len(text):
        mark = text[at]
        if within and within[-1]:
            inner = _IN_DOUBLE.match(text, at)
            at = at if inner is None else inner.end()
            if text.startswith("$(", at):
                within.append(False)
                at += 2
            else:
                within.pop()
                at += 1
        elif mark in "({[":
            within.append(False)
            at += 1
        elif mark in ")}]":
            if within:
                within.pop()
            at += 1
        elif mark in DOUBLE:
            within.append(True)
            at += 1
        else:
            at = _inside(text, at)
        if not within:
            return min(at, len(text))
    return len(text)


def _inside(text: str, at: int) -> int:
    """Give where ends what opens nothing: a string in single quotes, a here-string, other text."""
    end = _here_string(text, at) if text[at] == "@" else at
    if end > at:
        return end
    if text[at] in SINGLE:
        inner = _IN_SINGLE.match(text, at + 1)
        return at + 1 if inner is None else inner.end() + 1
    inner = _IN_GROUP.match(text, at)
    return at + 1 if inner is None else inner.end()


def end_of_statement(text: str, at: int, *, piped: bool = True) -> int:
    """Give where a statement ends: a semicolon, a line that does not go on, a bracket around it.

    Args:
        text: the whole.
        at: where to begin.
        piped: what stands behind a pipe belongs to it.
    """
    while at < len(text):
        mark = text[at]
        if mark in ");}]\r\n" or (mark == "|" and not piped):
            return at
        if mark == "," and _NEW_PARAMETER.match(text, at):
            return at
        if mark == "@" and (end := _here_string(text, at)) != at:
            at = end
        elif mark in QUOTES:
            at = end_of_string(text, at)
        elif mark in "({[":
            at = end_of_group(text, at)
        else:
            inner = _STATEMENT.match(text, at)
            at = at + 1 if inner is None else inner.end()
    return at


def begin_of_piped(text: str, end: int, least: int) -> int:
    """Give where begins what a pipe hands on that ends at `end`; not before `least`."""
    at = end
    while at > least:
        mark = text[at - 1]
        if mark == "@" and at - 2 >= least and text[at - 2] in QUOTES:
            at = max(text.rfind(f"@{text[at - 2]}", least, at - 1), least)
        elif mark in QUOTES:
            at = _begin_of_string(text, at - 1, least)
        elif mark in ")}]":
            at = _begin_of_group(text, at - 1, least)
        elif mark in ";|({[=" or (mark == "\n" and not _goes_on(text, at - 1, least)):
            return at
        else:
            at -= 1
    return at


def _goes_on(text: str, at: int, least: int) -> bool:
    """Tell whether a line that ends there goes on: behind a backtick, an operator, a comma."""
    while at > least and text[at - 1] in " \t\r":
        at -= 1
    return at > least and text[at - 1] in "`+,"


def _begin_of_string(text: str, at: int, least: int) -> int:
    alike = SINGLE if text[at] in SINGLE else DOUBLE
    at -= 1
    while at >= least:
        if text[at] in alike:
            if at > least and text[at - 1] in alike:
                at -= 2
                continue
            return at
        at -= 1
    return least


def _begin_of_group(text: str, at: int, least: int) -> int:
    depth = 0
    while at >= least:
        if text[at] in ")}]":
            depth += 1
        elif text[at] in "({[":
            depth -= 1
            if not depth:
                return at
        at -= 1
    return least
