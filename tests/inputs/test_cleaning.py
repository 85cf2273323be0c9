"""Cleaning: what mail programs, forums, terminals and editors do to a text, undone."""

from __future__ import annotations

import html
import quopri
import re
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail import read_events
from certtrail.inputs.cleaning.cleaned import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LISTED: Final = """\
Name                     : Outbound to Office 365 - 6f1
TlsCertificateName       : <I>CN=Corvid TLS CA 1, O=Corvid Trust, C=GB<S>CN=hybrid.auk.example
SourceTransportServers   : {MBX01, MBX02}
CertificateDomains       : {*.contoso.com, *.fabrikam.example}
Fqdn                     :

Thumbprint               : 1111AAAA1111AAAA1111AAAA1111AAAA1111AAAA
Services                 : IMAP, POP, IIS, SMTP
Subject                  : CN=MBX02
"""
COMMAND: Final = "[PS] C:\\>Enable-ExchangeCertificate 'AB' -Services \"SMTP\""


def lines(change: Callable[[str], str]) -> Callable[[str], str]:
    """Change each line."""
    return lambda text: "".join(change(line) + "\n" for line in text.splitlines())


MANGLINGS: Final[dict[str, Callable[[str], str]]] = {
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old line ends": lambda text: text.replace("\n", "\r"),
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "narrow blanks": lambda text: text.replace(" : ", "\u202f:\u2009"),
    "zero width": lambda text: text.replace("1", "\u200e1\u200b").replace("T", "\ufeffT"),
    "quoted": lines("> ".__add__),
    "quoted twice": lines("> > ".__add__),
    "quoted thrice, tight": lines(">>> ".__add__),
    "colours": lines(lambda line: f"\x1b[32;1m{line}\x1b[0m"),
    "colours, escape lost": lines(lambda line: f"[32;1m{line}[0m"),
    "entities": html.escape,
    "entities twice": lambda text: html.escape(html.escape(text)),
    "preformatted": lambda text: f"<html><body><pre>{html.escape(text)}</pre></body></html>",
    "divisions": lines(lambda line: f"<div>{html.escape(line) or '<br>'}</div>"),
    "breaks": lines(lambda line: html.escape(line).replace("  ", " &nbsp;") + "<br>"),
    "word processor": lambda text: "<html><style>p {margin:0}</style><body>"
    + lines(
        lambda line: "<p class=MsoNormal><span lang=EN-US>"
        + (html.escape(line).replace(" ", "&nbsp;") or "&nbsp;")
        + "<o:p></o:p></span></p>"
    )(text),
    "fence": lambda text: f"```powershell\n{text}```\n",
    "bold": lines(lambda line: re.sub(r"^(\w+)", r"**\1**", line)),
    "bullets": lines(lambda line: f"- {line}" if line else line),
    "round bullets": lines(lambda line: f"  \u2022 {line}" if line else line),
    "numbers": lambda text: "".join(f"{n:4}: {x}\n" for n, x in enumerate(text.splitlines(), 7)),
    "blank numbers": lambda text: "".join(f"{n} {x}\n" for n, x in enumerate(text.splitlines(), 1)),
    "doubled": lines("{}\n".format),
    "times": lines("2026-07-02 10:15:40 ".__add__),
    "times of a ticket": lines("[2026-07-02 10:15:40] ".__add__),
    "times with a zone": lines("2026-07-02T10:15:40.123+02:00 ".__add__),
    "times of a log that is translated": lines("02.07.2026, 10:15 - ".__add__),
    "times in American": lines("(7/2/2026 10:15:40 AM) ".__add__),
    "times without a date": lines("10:15 ".__add__),
    "times, blank ends lost": lines(lambda line: f"10:15:40 {line}".rstrip()),
    "times and names": lines("[10:15] Anna B.: ".__add__),
    "names": lines("Anna B.: ".__add__),
    "names in brackets": lines("10:15:40 <anna> ".__add__),
    "bars": lines("| ".__add__),
    "bars of a box": lines("\u2502 ".__add__),
    "comments": lines("# ".__add__),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "wrong code page": lambda text: text.replace(" ", "\u00a0").encode().decode("cp1252"),
}  # fmt: skip


def words(text: str) -> list[list[str]]:
    """Give the words of each line that has any."""
    return [line.split() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("name", MANGLINGS)
def test_manglings(name: str) -> None:
    """The lines are those of the text before."""
    found = clean(MANGLINGS[name](LISTED)).text
    assert words(found) == words(LISTED)
    # Where one object ends is told by a blank line.
    assert sum(not line.strip() for line in found.strip().split("\n")) == 1


@pytest.mark.parametrize("first", MANGLINGS)
@pytest.mark.parametrize("second", ["quoted", "no-break blanks", "entities", "windows line ends"])
def test_two_manglings(first: str, second: str) -> None:
    """A text goes through several programs."""
    found = clean(MANGLINGS[second](MANGLINGS[first](LISTED))).text
    assert words(found) == words(LISTED)


@pytest.mark.parametrize(
    "mangled",
    [
        COMMAND.replace("-S", "\u2013S").replace("e-E", "e\u2011E"),
        COMMAND.replace('"', "\u201c").replace("'", "\u2019"),
        COMMAND.replace("'", "`"),
    ],
)
def test_typography(mangled: str) -> None:
    """Quotes and dashes of a word processor are those of a shell."""
    assert clean(mangled).text == COMMAND


ERROR: Final = """\
Remove-ExchangeCertificate : A special Rpc error occurs on server EX01: These certificates are tagged with
following Send Connectors : Outbound. Removing and replacing certificates from Send Connector would
break the mail flow. If you still want to proceed then replace or remove these certificates and
then try this command.
At C:\\Scripts\\Import.ps1:206 char:6
+             | Remove-ExchangeCertificate -Confirm:$false
+               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : InvalidArgument: (:) [Remove-ExchangeCertificate]
    + FullyQualifiedErrorId : [Server=EX01,RequestId=b0d1eff2],Microsoft.Exchange.Management"""  # noqa: E501


@pytest.mark.parametrize(
    "mark",
    [
        "Error: ",
        " Script error: ",
        "[ERR ] ",
        " [EROR] Script error: ",
        "2021-01-29 18:57:50.022 +00:00 [ERR] Error: ",
        "VERBOSE: ",
        "2021-01-29 18:57:50 ",
    ],
)
def test_an_error_goes_on_without_the_marks_of_the_program(mark: str) -> None:
    """Its first line keeps the mark, which tells when it was; what follows is its own."""
    text = "\n".join(["Updating.", *(mark + line for line in ERROR.split("\n")), "Done."])
    assert words(clean(text).text) == words(f"Updating.\n{mark}{ERROR}\nDone.")


def test_lines_of_a_log_keep_what_stands_before_each() -> None:
    """Each is an entry of its own."""
    line = "2026-07-02 10:15:4{} [INF] Enable-ExchangeCertificate is run for the {}th server.\n"
    log = "".join(line.format(number, number) for number in range(6))
    assert clean(log).text == log


def test_what_is_slanted_and_struck_out_is_no_name_of_a_certificate() -> None:
    """Tags of a page are closed, the marks of a name are not."""
    assert clean("<i>one <s>two</s> three</i>").text == "one two three"
    assert clean("<i>one</i> and <s>two</s>").text == "one and two"


@pytest.mark.parametrize(
    "kept",
    [
        "* 10 SIZE",
        "Contoso \u2013 inbound",
        "{*.contoso.com, *.fabrikam.com}",
        "**********************",
        "a=3 b=4",
        "VGhpcyBpcyBhIHRlc3QgdGhhdCBpcyBsb25nIGVub3VnaCB0byBmaWxsIGEgbGluZQ=\n-----END X-----",
        "4488001 x\n4488002 x\n4488003 x\n4488004 x\n4488005 x",
        "<thumbprint> and <server>",
        "<I>CN=A<S>CN=B",
        "<I><issuer><S><subject>, and again <I>redacted<S>redacted",
        "a\tb",
        # What a log says is its own, and so are the first columns of tables.
        "\n".join(f"2026-07-02 10:15:4{n} [INFO] Renewing : {n}" for n in range(6)),
        "\n".join(f"7/2/2026 9:0{n}:00 AM 12017 Error The text: a" for n in range(6)),
        "\n".join(f"[07.02.2026 10:15:4{n}.1180] [2] Setup: {n}  :  b" for n in range(6)),
        "\n".join(f"Certificate: a{n}\nServices : SMTP\nStatus   : Valid" for n in range(6)),
    ],
)
def test_left_alone(kept: str) -> None:
    """What only looks as if it had been mangled is kept."""
    assert clean(kept).text.removeprefix("10 SIZE") == kept.removeprefix("* 10 SIZE")


def test_event_xml_is_left_alone() -> None:
    """The entities and names in an event are its own."""
    event = "<Event xmlns='x'><System><a/></System><Data>&lt;I&gt;CN=A&lt;S&gt;CN=B</Data></Event>"
    assert event in clean(f"<p>Hello</p>\n{event}\n&amp;").text
    assert event in clean(f"<html><pre>{html.escape(event)}</pre></html>").text


def test_tables() -> None:
    """Cells are parted by tabs, whatever drew the table."""
    page = (
        "<table><tr><th>Thumbprint</th><th>Services</th></tr>\n<tr><td><p>AB</p></td>"
        "<td>IP.WS..</td></tr><tr><td>CD</td><td></td><td>x</td></tr></table>"
    )
    assert words(clean(page).text) == [["Thumbprint", "Services"], ["AB", "IP.WS.."], ["CD", "x"]]
    assert "CD\t\tx" in clean(page).text
    drawn = "| Thumbprint | Services |\n|---|:--|\n| AB | IP.WS.. |\n"
    assert clean(drawn).text == "Thumbprint\tServices\n\nAB\tIP.WS..\n"


MARKS: Final = (
    "", "> ", ">", "- ", "* ", "**", "|", "`", "```", "&lt;", "&amp;", "&#38;", "<br>", "<p>",
    "</p>",
    "<td>", "<pre>", "</pre>", "<html>", "</html>", "<!--", "-->", "<I>CN=A", "<S>", "<Event>",
    "</Event>", "=3D", "=\n", "=C3=BC", "\u00c3\u00bc", "\x1b[1m", "[0m", "\u200e", "\u00a0",
    "\u2013", "\u201c", "Name : x", "a", "1 ", "2 ", "\n", "\n\n", "\r\n", "\r", "\x0b", "\t",
    "  ", "&nbsp;", "&#8203;",
)  # fmt: skip
MIXED: Final = st.lists(st.sampled_from(MARKS), max_size=40).map("".join)


@given(MIXED | st.text(max_size=200))
@settings(max_examples=400)
def test_clean_is_clean(text: str) -> None:
    """What is clean stays as it is."""
    once = clean(text).text
    assert clean(once).text == once


WORDS: Final = st.text("abcdefg", min_size=3, max_size=8)


@given(st.lists(WORDS | st.just(""), min_size=1, max_size=30), st.sampled_from(sorted(MANGLINGS)))
@settings(max_examples=300)
def test_places_are_those_of_the_text_as_it_came(written: list[str], name: str) -> None:
    """Every word is said to stand on the line on which an editor shows it."""
    numbered = [f"{word}{number}xyz" if word else "" for number, word in enumerate(written)]
    mangled = MANGLINGS[name]("".join(f"{line}\n" for line in numbered))
    cleaned = clean(mangled)
    shown = mangled.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = ["".join(x for x in line if x.isascii() and x.isalnum()) for line in shown]
    for word in filter(None, numbered):
        place = cleaned.text.find(word)
        assert place >= 0
        assert word in plain[cleaned.line_of(place) - 1]


def test_who_speaks_in_a_chat_goes_with_the_time() -> None:
    """Names before every line go; labels of a list, of which there are many, stay."""
    said = ("Get-ExchangeCertificate", "Thumbprint : AB", "that is all", "ok", "thanks", "bye")
    chat = "\n".join(f"[10:0{at}] {('Ana', 'Li')[at % 2]}: {line}" for at, line in enumerate(said))
    assert clean(chat).text == "\n".join(said)
    labels = "\n".join(f"[10:0{at}] Label{at}: x" for at in range(6))
    assert clean(labels).text == "\n".join(f"Label{at}: x" for at in range(6))


@given(st.text("ab \n", max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_what_is_taken_out_leaves_all_places(text: str, ends: list[tuple[int, int]]) -> None:
    """Also where one stretch is within another, or they share a part."""
    cleaned = clean(text)
    size = len(cleaned.text)
    taken = sorted((min(a, b, size), min(max(a, b), size)) for a, b in ends)
    left = cleaned.without(taken, "x").text
    gone = {place for start, end in taken for place in range(start, end)}
    assert left == "".join(
        "x" if place in gone and letter != "\n" else letter
        for place, letter in enumerate(cleaned.text)
    )


@pytest.mark.parametrize("name", ["mail.****.com", "mail.*****.com", "***.contoso.com"])
def test_what_was_struck_out_stays_so(tmp_path: Path, name: str) -> None:
    """Asterisks in the place of a name are no marks of bold letters, and make no other name."""
    (tmp_path / "a.txt").write_text(
        "Log Name:      Application\nSource:        MSExchangeTransport\n"
        "Date:          4/23/2025 8:00:12 AM\nEvent ID:      12014\nLevel:         Error\n"
        "Computer:      EX-****.****.local\nDescription:\n"
        "Microsoft Exchange could not find a certificate that contains the domain name "
        f"{name} in the personal store on the local computer. Therefore, it is unable to support "
        "the STARTTLS SMTP verb for the connector Default Frontend EX01 with a FQDN parameter of "
        f"{name}.\n"
    )
    (data,) = read_events(tmp_path)["data"]
    assert name in str(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```[PS] C:\\>Get-X\nrow\n```", "[PS] C:\\>Get-X\nrow\n"),
        ("row ends```\n9:43\n```[PS] C:\\>", "row ends\n\n9:43\n[PS] C:\\>"),
        ("{code:powershell}\nrow\n{code}\nwords", "\nrow\n\nwords"),
        ("{noformat}Log Name: a\nb{noformat}\nwords", "Log Name: a\nb\n\nwords"),
    ],
)
def test_what_encloses_a_block_is_no_part_of_it(text: str, expected: str) -> None:
    """Chats glue fences to lines, and the line behind one is no part of the table before it."""
    assert clean(text).text == expected
