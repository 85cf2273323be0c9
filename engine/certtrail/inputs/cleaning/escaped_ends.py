r"""Line ends that are written out, as in a string of JSON: what a shell printed gets its lines.

    {"stdout": "[PS] C:\\>Get-ExchangeCertificate | fl\r\n\r\nServices   : SMTP\r\n"}

Only a text in which stand labels of a list, a table's rule, or a prompt with what was printed
below it, is taken apart. A message of an event in JSON may look like one, so where events are,
strings stay as they are: `has_written_list` tells then what is left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.cleaning.draft import Draft

# In strings of JSON, YAML, Python and C, of PowerShell, of links, of PowerShell's XML and of other
# XML, as rsyslog writes them, in forums, and as pictures.
_FEED: Final = (
    r"(?:\\{1,8}(?:n|u000[aA]|x0[aA]|012|u2028|u2029|u0085)|`n|%0[aA]|_x000[aA]_|#012"
    r"|&#(?:10|[xX]0{0,3}[aA]);|\[br\]|[\u240a\u2424\u21b5\u23ce])"
)
_RETURN: Final = (
    r"(?:\\{1,8}(?:r|u000[dD]|x0[dD]|015)|`r|%0[dD]|_x000[dD]_|#015|&#(?:13|[xX]0{0,3}[dD]);"
    r"|\u240d)"
)
# One of these stands in each of them.
_WRITTEN: Final = ("\\", "`", "%0", "_x000", "#01", "&#", "[br]", *"\u240a\u2424\u21b5\u23ce\u240d")
# Where both stand written out, one alone is the begin of a name in a path; a return alone ends a
# line only where nothing else does.
_ENDS: Final = (
    re.compile(r"(?:\\{1,8}r\\{1,8}n|`r`n)"),
    re.compile(rf"{_RETURN}?{_FEED}"),
    re.compile(_RETURN),
)
_MARKS: Final = re.compile(rf"{_RETURN}?{_FEED}|{_RETURN}")
_ESCAPED_END: Final = re.compile(r"\\(?:[nr]|u000[aAdD]|u2028|u2029|u0085|x0[aAdD]|01[25])")
# A key that objects of events have; within another string its quotes are escaped.
_EVENT_KEY: Final = re.compile(
    r"(?:provider|event\.?_?(?:id|code)|record_?(?:id|number)|winlog|source_?name)[\w.@]{0,40}"
    r"\\{0,8}\"[ \t]{0,8}:",
    re.IGNORECASE,
)
STRING: Final = re.compile(r'"((?:[^"\\\n]|\\.)*+)(?:"|\\?\Z)|\'((?:[^\'\\\n]|\\.)*+)(?:\'|\\?\Z)')
"""A string within a line; one that is cut goes to the end of its text."""
_ESCAPE: Final = re.compile(r"((?:\\u[0-9A-Fa-f]{4})+)|\\x([0-9A-Fa-f]{2})|\\([0-3][0-7]{2})|\\(.)")
_LETTERS: Final = {"r": "\r", "n": "\n", "t": "\t", "b": " ", "f": " "}
LABEL_FORM: Final = r"[ \t]{0,40}([^\W\d_][\w ()-]{0,60}?)[ \t]{1,60}:(?:[ \t]|$)"
"""A label, as lists have it; what it says is a group."""
_LABEL: Final = re.compile(LABEL_FORM)
# Below the heads of a table.
_RULE: Final = re.compile(r"[ \t]{0,40}-{3,200}[ \t]{1,200}-{2}")
_LABELLED: Final = re.compile(
    rf"(?:{_FEED}|{_RETURN})(?:{LABEL_FORM}|{_RULE.pattern})", re.MULTILINE
)
_PROMPT: Final = re.compile(
    r"\W{0,12}(?:\[PS\][ \t]?(?:[A-Z]:\\|>)|PS [^\n>]{0,200}>|\[[^\]\n]{1,80}\]: PS )"
)
_LEAST_LABELS: Final = 3
# A program's log of what another printed has an object for each line, and the line's end in it.
_OBJECT: Final = re.compile(r"[ \t]{0,8}\{")
_LOGGED_END: Final = re.compile(r"(?:\\r)?\\n\Z")
_LEAST_LOGGED: Final = 5


def without_escaped_ends(draft: Draft) -> Draft:
    """End the lines where it is written out, within strings and without."""
    # Behind an end stands a label or a rule, or an object ends a string with one.
    written = any(mark in draft.text for mark in _WRITTEN) and _LABELLED.search(draft.text)
    if not (written or '\\n"' in draft.text):
        return draft
    has_events = has_event_keys(draft.text)
    lines: list[str] = []
    sources: list[int] = []
    whole = draft.text.split("\n")
    for number, line in enumerate(whole) if has_events else _unlogged(whole):
        parts = [line] if has_events and '"' in line else _parts(line)
        lines += parts
        sources += [number] * len(parts)
    text = "\n".join(lines)
    return draft if text == draft.text else draft.other_lines(text, sources)


def has_written_list(text: str) -> bool:
    """Tell whether a line holds a list, or what was printed below a prompt, in one piece."""
    return any(_holds_printed(line) for line in text.split("\n"))


def written_line(text: str, start: int, end: int) -> tuple[str, str]:
    """Give what stands before and behind a stretch on its line, though ends are written out."""
    before = text[:start].rpartition("\n")[2]
    behind = text[end:].partition("\n")[0]
    return _MARKS.split(before)[-1], _MARKS.split(behind, maxsplit=1)[0]


def _holds_printed(line: str) -> bool:
    return _MARKS.search(line) is not None and is_printed(_parted(line), within=True)


def _parted(text: str) -> list[str]:
    """Part a text at its ends, whatever else may be written like one."""
    form = next((form for form in _ENDS[1:] if form.search(text)), None)
    return [text] if form is None else form.split(text)


def _parts(line: str) -> list[str]:
    """Part a line where an end is written."""
    if not _holds_printed(line):
        return [line]
    strings = [one for one in STRING.finditer(line) if is_printed(_parted(content_of(one)))]
    if not strings:
        return _bare(line, _LEAST_LABELS)
    parts: list[str] = []
    at = 0
    for one in strings:
        begin, end = one.span(1 if one[1] is not None else 2)
        parts += [*_bare(line[at:begin]), *_lines(line[begin:end])]
        at = end
    return [*parts, *_bare(line[at:])]


def _bare(text: str, least: int = 1) -> list[str]:
    """Part what stands in no string, or behind a quote that did not end one, at its ends."""
    form = next((form for form in _ENDS if form.search(text)), None)
    parts = [text] if form is None else form.split(text)
    is_list = _labels(parts) >= least or any(map(_RULE.match, parts))
    return parts if is_list else [text]


def _lines(content: str) -> list[str]:
    """Give the lines of a string that a shell's output is written in."""
    if not _ESCAPED_END.search(content):
        return _parted(content)
    shown = unescaped(content).replace("\r\n", "\n")
    return shown.replace("\r", "" if "\n" in shown else "\n").split("\n")


def _unlogged(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give the lines with their numbers; of those of a log what was logged, where it is printed."""
    run: list[tuple[int, str, str]] = []  # the number of each line, it, and what was logged
    for number, line in enumerate([*lines, ""]):
        said = _logged(line) if "\\n" in line and _OBJECT.match(line) else None
        if said is not None:
            run.append((number, line, said))
            continue
        printed = len(run) >= _LEAST_LOGGED and is_printed([said for _, _, said in run])
        yield from ((at, said if printed else whole) for at, whole, said in run)
        run = []
        if number < len(lines):
            yield number, line


def _logged(line: str) -> str | None:
    """Give the one line that an object of a log holds."""
    contents = map(content_of, STRING.finditer(line))
    ended = next((one for one in contents if _LOGGED_END.search(one, max(0, len(one) - 4))), None)
    if ended is None or len(_MARKS.findall(ended)) > 1:
        return None
    return unescaped(ended).rstrip("\r\n")


def content_of(string: re.Match[str]) -> str:
    """Give what stands between the quotes of a `STRING`."""
    return string[1] if string[1] is not None else string[2]


def is_printed(parts: Sequence[str], *, within: bool = False) -> bool:
    """Tell what a shell printed, by its lines; its first may stand within a longer one."""
    if len(parts) < _LEAST_LABELS:
        return False
    if any(map(_RULE.match, parts)):
        return True
    labels = _labels(parts)
    prompt = labels and (within or any(map(_PROMPT.match, parts)))
    return labels >= _LEAST_LABELS or bool(prompt)


def _labels(parts: Sequence[str]) -> int:
    return len({found[1] for part in parts if (found := _LABEL.match(part))})


def has_event_keys(text: str) -> bool:
    """Tell whether objects of events are in a text: their strings stay as they are."""
    return _EVENT_KEY.search(text) is not None


def unescaped(content: str) -> str:
    """Give what the content of a string says."""
    return _ESCAPE.sub(_character, content)


def _character(escape: re.Match[str]) -> str:
    if escape[1]:
        units = bytes.fromhex(escape[1].replace("\\u", ""))
        return units.decode("utf-16-be", "replace")
    if escape[2] or escape[3]:
        return chr(int(escape[2], 16) if escape[2] else int(escape[3], 8))
    return _LETTERS.get(escape[4], escape[4])
