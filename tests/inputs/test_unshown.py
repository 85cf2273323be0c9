"""What a page or a text holds and no browser shows: evidence in it is read or told, never lost."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest

from certtrail import pipeline
from certtrail.inputs.carriers.hypertext import page

if TYPE_CHECKING:
    from pathlib import Path

THUMBPRINT: Final = "A1" * 20
LIST: Final = (
    f"[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\nThumbprint : {THUMBPRINT}\n"
    "Services   : IMAP, SMTP\nSubject    : CN=mail.contoso.com\n"
)
EVENT: Final = (
    '<{0}Event xmlns{1}="http://schemas.microsoft.com/win/2004/08/events/event"><{0}System>'
    '<{0}Provider Name="MSExchangeTransport"/><{0}EventID>12014</{0}EventID>'
    '<{0}TimeCreated SystemTime="2026-02-01T00:00:00Z"/><{0}EventRecordID>1</{0}EventRecordID>'
    "<{0}Channel>Application</{0}Channel><{0}Computer>EX01</{0}Computer></{0}System></{0}Event>"
)
CODED: Final = b64encode(LIST.encode()).decode()
HIDDEN: Final = {
    "srcdoc": f'<iframe srcdoc="{escape(f"<pre>{LIST}</pre>")}"></iframe>',
    "srcdoc twice": '<iframe srcdoc="{}"></iframe>'.format(
        escape(f'<iframe srcdoc="{escape(f"<pre>{LIST}</pre>")}"></iframe>')
    ),
    "link, base64": f'<a href="data:text/plain;base64,{CODED}">x</a>',
    "link, percent": f'<a href="data:text/plain,{quote(LIST)}">x</a>',
    "link to a page": f'<iframe src="data:text/html,{quote(f"<pre>{LIST}</pre>")}"></iframe>',
    "link of no type": f'<object data="data:;base64,{CODED}"></object>',
    "refresh": f'<meta http-equiv="refresh" content="0;url=data:text/plain;base64,{CODED}">',
    "comment": f"<!--\n{LIST}-->",
    "script": f'<script type="text/plain">\n{LIST}</script>',
    "style": f"<style>\n/* {LIST} */</style>",
    "template": f"<template><pre>{LIST}</pre></template>",
    "noscript": f"<noscript><pre>{LIST}</pre></noscript>",
    "attribute": f'<div data-x="{escape(LIST)}"></div>',
    "title": f'<p title="{escape(LIST)}">x</p>',
}
PAGE: Final = "<!DOCTYPE html><html><body><p>Dear all</p>{}<p>Regards</p></body></html>"


def thumbprints(folder: Path, text: str, name: str) -> set[str]:
    """Read a text as a file; gives the certificates that it lists."""
    (folder / name).write_text(text, "utf-8")
    found = pipeline.read(folder / name)
    return {one.thumbprint for one in found.inventory.certificates}


@pytest.mark.parametrize("where", HIDDEN)
def test_lists_that_a_page_does_not_show_are_read(tmp_path: Path, where: str) -> None:
    """The report names the place as a member of the page."""
    assert thumbprints(tmp_path, PAGE.format(HIDDEN[where]), "a.html") == {THUMBPRINT}


@pytest.mark.parametrize("where", [name for name in HIDDEN if name != "srcdoc twice"])
def test_the_same_in_a_text_with_tags(tmp_path: Path, where: str) -> None:
    """Tags in the middle of a text are taken out like those of a page."""
    text = f"Dear all,\nsee below.\n<div>{HIDDEN[where]}</div>\n\nRegards\n"
    assert thumbprints(tmp_path, text, "a.txt") == {THUMBPRINT}


@pytest.mark.parametrize("where", HIDDEN)
def test_the_same_in_a_mail(tmp_path: Path, where: str) -> None:
    """Its body may be a page."""
    head = "From: a@b.c\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    assert thumbprints(tmp_path, head + PAGE.format(HIDDEN[where]), "a.eml") == {THUMBPRINT}


@pytest.mark.parametrize("prefix", ["", "e:"])
@pytest.mark.parametrize("around", ["{}", "<!-- {} -->", "<script>{}</script>", "<pre>{}</pre>"])
def test_event_xml_in_a_page_is_read(tmp_path: Path, prefix: str, around: str) -> None:
    """Its tags are none of HTML, which has no attributes of theirs."""
    xml = EVENT.format(prefix, f":{prefix[:-1]}" if prefix else "")
    (tmp_path / "a.html").write_text(PAGE.format(around.format(xml)), "utf-8")
    assert list(pipeline.read(tmp_path / "a.html").records.event_id) == [12014]


PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
LETTERS: Final = b64encode(PNG).decode()
DATA: Final = f"data:image/png;base64,{LETTERS}"
SVG: Final = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{DATA}"/></svg>'
PICTURED: Final = {
    "src": f'<img src="{DATA}">',
    "srcset": f'<img srcset="a.png 1x, {DATA} 2x">',
    "source": f'<picture><source srcset="{DATA}"></picture>',
    "style": f'<p style="background: url({DATA})">x</p>',
    "quoted style": f'<p style="background: url(&quot;{DATA}&quot;)">x</p>',
    "sheet": f"<style>p {{background: url('{DATA}')}}</style>",
    "script": f'<script>a.src = "{DATA}"</script>',
    "percent": f'<img src="data:image/png,{quote(PNG)}">',
    "percent letters": f'<img src="data:image/png;base64,{quote(LETTERS)}">',
    "lines": f'<img src="data:image/png;base64,{LETTERS[:80]}\n {LETTERS[80:]}">',
    "options": f'<img src="data:image/png; charset=x; base64 , {LETTERS}">',
    "no type": f'<img src="data:;base64,{LETTERS}">',
    "another type": f'<img src="data:font/woff;base64,{LETTERS}">',
    "object": f'<object data="{DATA}"></object>',
    "poster": f'<video poster="{DATA}"></video>',
    "link": f'<a href="{DATA}">x</a>',
    "drawing": f'<svg><image xlink:href="{DATA}"/></svg>',
    "office": f'<v:imagedata src="{DATA}"/>',
    "office comment": f'<!--[if mso]><v:fill src="{DATA}"/><![endif]-->',
}


@pytest.mark.parametrize("where", PICTURED)
def test_pictures_are_found_wherever_a_page_names_them(where: str) -> None:
    """By what they hold, and each once."""
    found = page(PAGE.format(PICTURED[where] * 2).encode()).pictures
    assert [(kind, content[: len(PNG)]) for kind, content in found] == [("png", PNG)]


@pytest.mark.parametrize("coded", [quote(SVG), f"base64,{b64encode(SVG.encode()).decode()}"])
def test_pictures_within_a_drawing_are_found(coded: str) -> None:
    """The drawing is a page of its own."""
    link = f"data:image/svg+xml{';' if coded.startswith('base64') else ','}{coded}"
    ((_, content),) = page(PAGE.format(f'<img src="{link}">').encode()).unshown
    assert page(content).pictures == [("png", PNG)]


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    """A script may hold evidence in a form of its own."""
    hidden = 'var told = "Source: MSExchangeTransport\\nEvent: 12014";'
    (tmp_path / "a.html").write_text(PAGE.format(f"<script>{hidden}</script>"), "utf-8")
    reports = {one.name: one for one in pipeline.read(tmp_path / "a.html").inputs}
    assert not reports["a.html/scripts.txt"].complete


def test_ordinary_pages_are_as_before(tmp_path: Path) -> None:
    """What pages are made of is no evidence, though it speaks of mail and certificates."""
    parts = (
        "<!--[if mso]><style>.mail {color: red}</style><![endif]-->"
        "<script>var exchange = 'certificate', mail = 'transport'; // 454 smtp</script>"
        '<link rel="stylesheet" integrity="sha1-0123" href="https://a.b/mail.css?x='
        + "a1"
        * 20
        + '">'
        '<a href="https://learn.microsoft.com/powershell/module/exchange/get-exchangecertificate">'
        "x</a><template><p>{{ name }}</p></template>"
        '<img src="data:image/svg+xml,%3Csvg/%3E"><a href="data:text/css,mail%20%7B%7D">x</a>'
    )
    (tmp_path / "a.html").write_text(PAGE.format(parts), "utf-8")
    names = {one.name for one in pipeline.read(tmp_path / "a.html").inputs}
    assert names == {"a.html", "a.html/text.txt"}
