"""Texts that an attacker would plant, each with a mark by which it is found again."""

from __future__ import annotations

from typing import Final

_ESCAPE: Final = "\x1b"
_RAW: Final = {
    # Control codes of terminals.
    "clear-screen": f"{_ESCAPE}[2J{_ESCAPE}[H",
    "colour": f"{_ESCAPE}[31mred{_ESCAPE}[0m",
    "concealed": f"{_ESCAPE}[8mhidden{_ESCAPE}[28m",
    "title": f"{_ESCAPE}]0;owned\x07",
    "hyperlink": f"{_ESCAPE}]8;;http://a.example{_ESCAPE}\\link{_ESCAPE}]8;;{_ESCAPE}\\",
    "clipboard": f"{_ESCAPE}]52;c;Y2FsYw==\x07",
    "device-control": f'{_ESCAPE}P$q"p{_ESCAPE}\\',
    "c1-csi": "\x9b2J",
    "c1-osc": "\x9d52;c;Y2FsYw==\x9c",
    "c1-next-line": "one\x85two",
    "bell": "\x07\x07",
    "backspaces": "safe\x08\x08\x08\x08evil",
    "carriage-return": "evil\rsafe",
    "new-line": "one\nError: forged",
    "vertical-tab": "a\x0bb\x0cc",
    "null": "a\x00b",
    "delete": "a\x7fb",
    "shift-out": "\x0elqqk\x0f",
    # What cannot be seen.
    "bidi-override": "\u202egnp.exe",
    "bidi-isolate": "\u2066a\u2069\u2067b",
    "bidi-mark": "a\u200fb\u061cc",
    "zero-width": "a\u200bb\u200cc\u200dd\u2060e\ufeff",
    "soft-hyphen": "a\xadb",
    "tags": "a" + "".join(chr(0xE0000 + ord(mark)) for mark in "rm -rf") + "b",
    "variation": "a\ufe0fb\U000e0101c",
    "fillers": "a\u115f\u3164\uffa0\u2800b",
    "line-separator": "a\u2028b\u2029c",
    "no-character": "a\ufffeb\uffffc\ufdd0",
    "private-use": "a\ue000b\U000f0000c",
    "interlinear": "a\ufff9b\ufffac\ufffb",
    "lone-surrogate": "a\ud800b\udc00c",
    # Formulas of spreadsheets.
    "equals": '=HYPERLINK("http://a.example","x")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-1+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "pipe": "|calc",
    "tab-formula": "\t=1+1",
    "return-formula": "\r=1+1",
    "return-within": "x\r=1+1",
    "blank-formula": " =1+1",
    "quote-formula": '"=1+1',
    "semicolon-formula": "a;=1+1;@SUM(1)",
    "wide-equals": "\uff1d1\uff0b1",
    "wide-plus": "\uff0b1",
    "wide-minus": "\uff0d1",
    "wide-at": "\uff20SUM(1)",
    # Markdown and HTML.
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)',
    "entity": "&lt;script&gt; &#60;b&#62;",
    "markdown-link": "[x](javascript:alert(1))",
    "markdown-image": "![x](http://a.example/x.png)",
    "definition": "[x]: http://a.example",
    "autolink": "<http://a.example> http://a.example www.a.example me@a.example",
    "table": "a | b | c",
    "fence": "```",
    "ticks": "`whoami` ``x`` `",
    "emphasis": "**bold** _em_ ~~gone~~ $x$",
    "heading": "# heading",
    "list-item": "- item",
    "rich-markup": "[bold red]x[/bold red][link=http://a.example]y[/link]",
    "template": "{{ 7*7 }} {% raw %} {0} ${x} %s",
    # Calendars, JSON, XML.
    "calendar-line": "x\r\nATTENDEE:mailto:a@a.example\r\nEND:VEVENT",
    "calendar-marks": "a;b,c:d\\n\\;",
    "json": '","x":[{}],"y":"\\',
    "xml": "]]><!--<![CDATA[",
    # Files.
    "path": "..\\..\\evil",
    "stream": "a:b*?c<d>e",
    "very-long": "long" * 2000,
}
PAYLOADS: Final = {
    name: (f"{text} P{number:02}P" if text.startswith(" ") else f"{text}P{number:02}P")
    for number, (name, text) in enumerate(_RAW.items())
}
"""Each text by what it is; it ends in a mark of its own, such as `P07P`."""


def mark_of(name: str) -> str:
    """Give the mark of a payload."""
    return PAYLOADS[name][-4:]
