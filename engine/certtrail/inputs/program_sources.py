r"""Sources of programs and scripts: a text in; whether it is one, and where its words stand, out.

    import re
    PATTERN = "550 5.7.64 TenantAttribution; Relay Access Denied SMTP"
    if re.search(PATTERN, line):
        notify("ops")

What stands between its quotation marks, and in its comments, is what somebody looks for or tells
of, and nothing that a server said. What it names by a word or two, such as a host, it uses. The
lines between its statements that are none, such as what it printed, stay what they are: rows of
cells in quotation marks, or an object, prove no program, and are never taken for its words. So do
a comment and words of several lines that look like output, as people keep it in a script.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inputs.kept_output import looks_printed
from certtrail.inputs.objects.text_lines import PROMPT

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST: Final = 200_000
# What only a program has at the start of a line: in PowerShell, Python, shells, and what looks
# like C or Basic.
_STATEMENT: Final = re.compile(
    r"[ \t]{0,80}(?:\$[\w:.]{1,80}(?:\[[^\]\n]{0,40}\]|->\w{1,80})?[ \t]{0,40}[-+.]?=(?!=)"
    r"|(?:param|foreach|for|while|switch|(?:\}[ \t]{0,9})?(?:else ?)?if)[ \t]{0,9}\("
    r"|\}[ \t]{0,9}(?:else|catch|finally)\b|try[ \t]{0,9}\{|function[ \t]{1,9}[\w:-]{1,80}"
    r"|import[ \t]+[\w.*\"@/{]{1,80}[^\n.!?]{0,200};?$|from[ \t]+[\w.]{1,80}[ \t]+import\b"
    r"|(?:async[ \t]+)?def[ \t]+\w{1,80}\(|(?:try|else|finally):[ \t]{0,9}$|return(?:[ \t;]|$)"
    r"|(?:if|elif|for|while|with|except)\b[^\n]{0,300}(?:[\w\])][(\[.]|[=<>_])[^\n]{0,300}"
    r":[ \t]{0,9}$"
    r"|#!/|(?:if|while)[ \t]+!?[ \t]{0,9}(?:\[|grep\b)|(?:fi|done|esac)[ \t;]{0,9}$"
    r"|(?:for|while)\b[^\n]{1,300};[ \t]{0,9}do[ \t]{0,9}$|@echo[ \t]+off|set -e"
    r"|(?:package|namespace)[ \t]+[\w.]{1,80}[ \t;{]{0,9}$|using[ \t]+[\w.]{1,80};|#include\b"
    r"|func(?:tion)?[ \t]+[\w(]|fn[ \t]+\w|use[ \t]+[\w:]{1,80};|my[ \t]+[$@%]"
    r"|sub[ \t]+\w+[ \t]{0,9}\{"
    r"|(?:var|let|const)[ \t]+\w[^\n]{0,200}=|(?:public|private|protected|static|internal)[ \t]+\w"
    r"|class[ \t]+\w{1,80}[^\n]{0,80}[:{]|Dim[ \t]+\w|Set[ \t]+\w{1,80}[ \t]{0,9}="
    r"|If\b[^\n]{1,300}\bThen\b|End[ \t]+(?:Sub|If|Function))"
)
_ASSIGNMENT: Final = re.compile(
    r"[ \t]{0,80}[A-Za-z_][\w.]{0,80}[ \t]{0,40}(?::[ \t]{0,9}\w{1,40}[ \t]{0,9})?[-+:]?="
    r"[ \t]{0,40}(?:[rbfu@$]{0,2}[\"'`\[{(]|\w[\w.]{0,80}\(|new\b)",
    re.IGNORECASE,
)
# Names with words are constants, or an object of data: here the marks of words are left.
_NAMED: Final = re.compile(r"[^\"=]{1,160}=[ \t]{0,40}[rbfu@$]{0,2}\"+[ \t;,]{0,9}$", re.IGNORECASE)
# Lines of it between these; comments are blank here, and of other words only the marks are left.
_PART: Final = re.compile(
    r"[ \t]{0,80}[\w$](?![\w ]{0,60}:)[^\n]{0,400}[{(\[]$"
    r"|[ \t]{0,80}[\w$@.:>&-]{1,120}\([^\n]{0,600}\)[ \t;:]{0,9}$"
    r"|[ \t]{0,80}(?:return|throw|break|continue|pass|echo|exit|raise|print|else|end|do|then|case"
    r"|default|logger|Write-\w{3,12}|[A-Z][a-z]{2,11}-[A-Z]\w{2,60})\b(?![ \t]{0,9}:)"
)
# What goes on in a bracket that such a line opened; elsewhere it is a row or an object of data.
_INNER: Final = re.compile(
    r"[\s\"',;:()\[\]{}+.&|@%]*$|[^\n]{0,400}[{(\[,;|`\\]$|[ \t]{0,80}[\])}]"
)
# What may have its opening bracket, or words about it, alone on the next line.
_HEAD: Final = re.compile(
    r"[ \t]{0,80}(?:\}[ \t]{0,9})?(?:(?:async[ \t]+)?def|if|else|elseif|for|foreach|while|switch"
    r"|try|catch|finally|func|function|class|namespace|public|private|protected|static|internal)\b"
    r"[^{;]{0,300}$"
)
_OPENING: Final = re.compile(r"[ \t]{0,80}(?:\{|\"+)$")
# What Python, PowerShell, C and shells begin a comment or words of several lines with, and a line.
_OPENS: Final = re.compile(
    r"(?P<long>\"\"\"|'''|@\"(?=[ \t]{0,9}\n)|@'(?=[ \t]{0,9}\n)|/\*|<#)"
    r"|(?P<comment>(?:^|(?<=[ \t;{}]))(?:#(?!!/|include\b)|//|REM[ \t]))|(?P<mark>[\"'`])",
    re.MULTILINE,
)
_CLOSES: Final = {'@"': '\n"@', "@'": "\n'@", "/*": "*/", "<#": "#>"}
_REPL: Final = re.compile(
    r"^[ \t]{0,8}(?:>>> |In \[\d{1,5}\]:|[\w.@-]{1,80}:[^\s]{0,80}[$#] |\[PS\])", re.MULTILINE
)
_TRACE: Final = "Traceback (most recent call last)"
# The issuer and subject of a certificate, as a connector is given them.
_IDENTITY: Final = re.compile(r"<I>", re.IGNORECASE)
_WORDS: Final = 4
_MARGIN: Final = 80
_STATEMENTS: Final = 2
_SHARE: Final = 0.8


class _Words(NamedTuple):
    start: int
    end: int
    comment: bool
    # Whether nothing stands before it on its line.
    alone: bool
    # Whether it is, or may be, what a server or a shell printed.
    output: bool


def is_source(text: str) -> bool:
    r"""Tell whether a text is a program's source.

    >>> is_source('import re\nif re.search("12014", line):\n    notify("ops")\n')
    True
    >>> is_source("Event 12014 is logged.\nif nobody knows why:\nwe ask you.\n")
    False
    """
    return _code_lines(text, _words(text)) is not None if _may_be(text) else False


def words_of_source(text: str) -> list[tuple[int, int]]:
    """Give where the comments of a source stand, and what it has in quotation marks that is longer
    than a name; nothing for what is no source.
    """
    if not _may_be(text):
        return []
    words = _words(text)
    code = _code_lines(text, words)
    if code is None:
        return []
    starts = [start for start, _ in code]
    found: list[tuple[int, int]] = []
    for one in words:
        at = bisect_right(starts, one.start) - 1
        of_code = at >= 0 and one.start <= code[at][1]
        said = text[one.start : one.end]
        if one.output or _IDENTITY.search(said) or not (of_code or (one.comment and one.alone)):
            continue
        if one.comment or len(said.split()) >= _WORDS:
            found.append((one.start, one.end))
    return found


def _may_be(text: str) -> bool:
    if len(text) > _LONGEST or _TRACE in text or _REPL.search(text) is not None:
        return False
    return any(map(_STATEMENT.match, text.split("\n")))


def _words(text: str) -> list[_Words]:
    """Give the comments and what stands in quotation marks, in their order.

    Comments on lines of their own that follow each other are one.
    """
    found: list[tuple[int, int, bool, bool]] = []
    unclosed: set[str] = set()
    at = 0
    while (opened := _OPENS.search(text, at)) is not None:
        start, at = opened.span()
        comment = opened["comment"] is not None or opened[0] in {"/*", "<#"}
        if opened["comment"] is not None:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
        else:
            closing = _CLOSES.get(opened[0], opened[0])
            stop = -1 if closing in unclosed else text.find(closing, at)
            if opened["mark"] is not None:
                line = text.find("\n", at)
                # An apostrophe, or words that go on below.
                if stop < 0 or 0 <= line < stop:
                    continue
            elif stop < 0:
                unclosed.add(closing)
                continue
            end = stop + len(closing)
        margin = text[max(0, start - _MARGIN) : start]
        alone = not margin.rpartition("\n")[2].strip() and ("\n" in margin or start < _MARGIN)
        if comment and alone and found and found[-1][2] and found[-1][3]:
            before = found[-1]
            if not text[before[1] : start].strip():
                start = found.pop()[0]
        found.append((start, end, comment, alone))
        at = end
    return [_Words(*one, looks_printed(text[one[0] : one[1]])) for one in found]


def _code_lines(text: str, words: list[_Words]) -> list[tuple[int, int]] | None:
    """Give the lines of a source, each with its start and end; None for what is none."""
    code: list[tuple[int, int]] = []
    lines = statements = assignments = named = depth = 0
    # The line before, where that is code; nothing is before the first.
    before = "\n"
    for start, line, bare in _lines(text, words):
        if PROMPT.match(line):
            return None
        if not bare:
            continue
        lines += 1
        statement = _STATEMENT.match(bare) is not None
        # Below what is no code it may be a value of what begins there.
        assignment = bool(not statement and (before or depth) and _ASSIGNMENT.match(bare))
        named += assignment and _NAMED.match(bare) is not None
        statements += statement
        assignments += assignment
        is_code = statement or assignment or _PART.match(bare) is not None
        if not is_code and depth:
            is_code = _INNER.match(bare) is not None
        elif not is_code and _HEAD.match(before) and _OPENING.match(bare):
            is_code = bare.endswith("{") != before.endswith(":")
        if is_code:
            code.append((start, start + len(line)))
        if is_code or depth:
            depth = max(0, depth + sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}")))
        before = bare if is_code else ""
    enough = statements >= max(1, named) and statements + assignments >= _STATEMENTS
    # What a bracket holds that nobody closed may be anything.
    return code if enough and not depth and len(code) >= _SHARE * lines else None


def _lines(text: str, words: list[_Words]) -> Iterator[tuple[int, str, str]]:
    """Give each line with its place, and the same without comments, words in marks only."""
    parts: list[str] = []
    at = 0
    for one in words:
        said = text[one.start : one.end]
        first, *more = said.split("\n")
        if one.output and (one.comment or more):
            continue
        mark = " " if one.comment else '"'
        gone = "\n".join([mark * len(first), *(" " * len(each) for each in more)])
        parts += (text[at : one.start], gone)
        at = one.end
    bare = "".join([*parts, text[at:]]).split("\n")
    place = 0
    for line, rest in zip(text.split("\n"), bare, strict=True):
        yield place, line, rest.rstrip()
        place += len(line) + 1
