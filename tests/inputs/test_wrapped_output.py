"""What a shell printed is read or told, however programs wrap it: it is never passed over."""

from __future__ import annotations

import html
import json
import re
import tempfile
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail import pipeline
from certtrail.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Callable

OWN, OTHER = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293", "1851CC210401E7DB7C6FC614295D24A45715D5AA"
PROMPT: Final = "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl"


def _listed(thumbprint: str, name: str) -> str:
    return (
        f"Thumbprint         : {thumbprint}\nCertificateDomains : {{{name}}}\n"
        "HasPrivateKey      : True\nIsSelfSigned       : False\nIssuer             : CN=CA\n"
        "NotAfter           : 2030-02-02 10:00:00\nNotBefore          : 2024-04-22 15:00:00\n"
        f"Services           : SMTP\nStatus             : Valid\nSubject            : CN={name}\n"
    )


SESSION: Final = (
    f"{PROMPT}\n\n{_listed(OWN, 'ex01.contoso.com')}\n{_listed(OTHER, 'mail.contoso.com')}"
)


def _coloured(text: str) -> str:
    return re.sub(r"(?m)^(\w+ *: )", "\x1b[32;1m\\1\x1b[0m", text)


def _ends(written: str) -> Callable[[str], str]:
    return lambda text: text.replace("\n", written)


READ: Final = {
    "colours in JSON": json.dumps({"stdout": _coloured(SESSION).replace("\n", "\r\n")}),
    "colours, \\x": json.dumps({"stdout": _coloured(SESSION)}).replace("\\u001b", "\\x1b"),
    "colours, octal": json.dumps({"out": _coloured(SESSION)}).replace("\\u001b", "\\033"),
    "colours as signs": _coloured(SESSION).replace("\x1b", "^["),
    "lines in JSON": json.dumps({"stdout_lines": SESSION.split("\n")}),
    "lines in JSON, one each": json.dumps({"stdout_lines": SESSION.split("\n")}, indent=1),
    "lines with colours": json.dumps({"out": _coloured(SESSION).split("\n")}, indent=4),
    "lines in Python": repr(SESSION.split("\n")),
    "lines in YAML": "out:\n" + "".join(f"  - '{line}'\n" for line in SESSION.split("\n")),
    "rsyslog": "msg='" + SESSION.replace("\n", "#012") + "'",
    "rsyslog, Windows": "<13>Mar  2 10:12:00 ex01 app: " + SESSION.replace("\n", "#015#012"),
    "numbers of JSON": json.dumps({"x": SESSION})[:-1].replace("\\n", "\\u000d\\u000a") + "}",
    "numbers of C": '"' + SESSION.replace("\n", "\\x0d\\x0a") + '"',
    "octal numbers": "$'" + SESSION.replace("\n", "\\015\\012") + "'",
    "a return alone": json.dumps({"stdout": SESSION.replace("\n", "\r")}),
    "a real return alone": SESSION.replace("\n", "\r"),
    "line separators": json.dumps({"stdout": SESSION.replace("\n", "\u2028")}),
    "blanks that do not break": json.dumps({"stdout": SESSION.replace(" :", "\u00a0:")}),
    "XML": f"<r><out>{html.escape(SESSION).replace(chr(10), '&#13;&#10;')}</out></r>",
    "XML, hexadecimal": f"<r><out>{html.escape(SESSION).replace(chr(10), '&#xD;&#xA;')}</out></r>",
    "XML with lines": f"<r>\n<out>{SESSION.rstrip()}</out></r>\n",
    "CDATA": f"<r><out><![CDATA[{SESSION.rstrip()}]]></out></r>\n",
    "pictures of ends": SESSION.replace("\n", "\u240d\u240a"),
}


@pytest.mark.parametrize("form", READ)
def test_it_is_read(tmp_path: Path, form: str) -> None:
    """Each certificate, its server and its subject, without what is around it."""
    (tmp_path / "a.txt").write_bytes(READ[form].encode())
    read = pipeline.read([tmp_path])
    found = {one.thumbprint: one for one in read.inventory.certificates}
    assert {name: (one.server, one.subject) for name, one in found.items()} == {
        OWN: ("EX01", "CN=ex01.contoso.com"),
        OTHER: ("EX01", "CN=mail.contoso.com"),
    }
    assert all(one.not_after or one.possible_ends for one in found.values())


@pytest.mark.parametrize("lines_first", [True, False])
def test_twice_the_same_is_read_once(tmp_path: Path, *, lines_first: bool) -> None:
    """Ansible writes a text, and once more its lines."""
    told = {"stdout": SESSION, "stdout_lines": SESSION.split("\n")}
    ordered = dict(sorted(told.items(), reverse=lines_first))
    (tmp_path / "a.json").write_text(json.dumps(ordered, indent=1))
    read = pipeline.read([tmp_path])
    assert sorted(one.thumbprint for one in read.inventory.certificates) == sorted((OWN, OTHER))


@pytest.mark.parametrize(
    "text",
    [
        f"2026-03-02 10:12:00 [INF] out {SESSION.replace(chr(10), ' ~ ')}\n" * 2,
        SESSION.replace("\n", "<<EOL>>").replace(" : ", " -> : "),
        f"{PROMPT}\n" + SESSION.partition("\n")[2].replace("\n", "$$").replace("Subject", "S"),
        f"PS C:\\>Get-ExchangeCertificate|||Subject||-------||CN=mail.contoso.com|||{PROMPT}",
        re.sub(r"(?m)^(\w+) +: (.*)$", r"{\1}<<:>>{\2}", SESSION),
        json.dumps({"a": [{"NotAfter": "x", "NotBefore": "y", "IsSelfSigned": "z"}]}),
        SESSION.encode("utf-16-le").decode("utf-16-le").replace(" ", "\u2007").replace("\n", "%%"),
    ],
)
def test_a_form_that_nobody_knows_is_told(tmp_path: Path, text: str) -> None:
    """The input is not read in full, and the exit code says so."""
    (tmp_path / "a.txt").write_text(text)
    done = CliRunner().invoke(cli, ["diagnose", str(tmp_path), "--format", "text"])
    assert done.exit_code == 3, done.output
    assert "certtrail: a.txt: " in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\n\nplease send Thumbprint, NotAfter and NotBefore of each one.\n\nRegards\n",
        "Run Get-ExchangeCertificate and look at NotAfter: it must lie ahead.\n",
        f"We renewed the certificate with the thumbprint {OWN} on Monday; its NotAfter is fine.\n",
        f"{PROMPT}\n[PS] C:\\>\n",
        "[PS] C:\\>Restart-Service MSExchangeTransport\n[PS] C:\\>\n",
        "Dear all,\n\n[PS] C:\\>Get-ExchangeCertificate shows what there is. Send it.\n\nJo\n",
    ],
)
def test_words_for_people_stay_in_peace(tmp_path: Path, text: str) -> None:
    """Nor is a prompt one, below which nothing was printed."""
    (tmp_path / "a.txt").write_text(text)
    (report,) = pipeline.read([tmp_path]).inputs
    assert report.problems == ()


def _each_line(before: str, behind: str = "") -> Callable[[str], str]:
    return lambda text: "\n".join(f"{before}{line}{behind}" for line in text.split("\n"))


STEPS: Final[dict[str, Callable[[str], str]]] = {
    "JSON": lambda text: json.dumps({"stdout": text}),
    "JSON, letters as they are": lambda text: json.dumps({"a": {"b": text}}, ensure_ascii=False),
    "lines in JSON": lambda text: json.dumps(text.split("\n"), indent=2),
    "lines in JSON, together": lambda text: json.dumps({"x": text.split("\n")}),
    "Python": repr,
    "colours": _coloured,
    "Windows": _ends("\r\n"),
    "old Macs": _ends("\r"),
    "rsyslog": _ends("#012"),
    "C": _ends("\\n"),
    "PowerShell": _ends("`r`n"),
    "breaks": _ends("<br>"),
    "bars": _ends(" | "),
    "semicolons": _ends("; "),
    "tildes": _ends("~~"),
    "HTML": html.escape,
    "numbers of XML": lambda text: html.escape(text).replace("\n", "&#10;"),
    "an element": lambda text: f"<r><out>{text}</out></r>",
    "CDATA": lambda text: f"<r><![CDATA[{text}]]></r>",
    "a link": urllib.parse.quote,
    "a page": lambda text: f"<html><body><pre>{html.escape(text)}</pre></body></html>",
    "hard blanks": lambda text: text.replace(" :", "\u00a0:"),
    "thin blanks": lambda text: text.replace("  ", "\u2009 "),
    "invisible marks": lambda text: text.replace(": ", ":\u200b "),
    "quoted": _each_line("> "),
    "commented": _each_line("# "),
    "logged": _each_line("2026-03-02 10:12:00.123 +01:00 [INF] "),
    "numbered": lambda text: "\n".join(
        f"{number}: {line}" for number, line in enumerate(text.split("\n"), 1)
    ),
    "a file's name": _each_line("out.txt:"),
    "in quotes": _each_line('"', '"'),
    "ends shown": _each_line("", "$"),
    "doubled": _ends("\n\n"),
    "indented": _each_line("        "),
    "a fence": lambda text: f"```\n{text}\n```",
    "a cell": lambda text: 'Server,Output\nEX01,"' + text.replace('"', '""') + '"\n',
    "small letters": str.lower,
    "no ends": lambda text: text.replace("\n", " "),
}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=3))
def test_any_wrapping_of_any_wrapping_is_read_or_told(steps: list[str]) -> None:
    """Of two certificates none is lost without a word."""
    text = SESSION
    for step in steps:
        text = STEPS[step](text)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.txt").write_bytes(text.encode())
        read = pipeline.read([Path(folder)])
    known = {one.thumbprint for one in read.inventory.certificates}
    assert known == {OWN, OTHER} or not all(report.complete for report in read.inputs), text
