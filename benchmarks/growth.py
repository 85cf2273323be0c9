"""Growth: what every reader takes for n bytes of what costs it most, and for 4 n.

python -m benchmarks.growth [NAME...] [--bytes 250000]

What costs in proportion grows four times, the square sixteen times. Each shape is of a kind that
once took a reader out of proportion, or is made of the marks that it looks for. A case is many
servers or files, is diagnosed and written as text.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.growth_cases import CASES
from certtrail import pipeline
from certtrail.inputs.limits import Limits
from certtrail.reports.formats import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FACTOR: Final = 4
LIMITS: Final = Limits(seconds=120.0)
_CLI: Final = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
_RECORD: Final = "<TN><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T></TN>"
_SYSTEM: Final = (
    '<System><Provider Name="MSExchangeTransport"/><EventID>12017</EventID>'
    '<TimeCreated SystemTime="2026-02-01T00:00:00Z"/><EventRecordID>1</EventRecordID>'
    "<Channel>Application</Channel><Computer>EX01</Computer></System>"
)
_PASTED: Final = "Log Name: Application\nSource: MSExchangeTransport\nEvent ID: 12024\n"


def filled(before: str, unit: str, after: str = "") -> Callable[[int], str]:
    """Repeat a unit between what stands before and after, up to a size."""
    return lambda size: before + unit * (size // len(unit)) + after


def counted(before: str, unit: str, after: str = "") -> Callable[[int], str]:
    """Repeat a unit with a number in it."""
    return lambda size: (
        before + "".join(unit.format(n) for n in range(size // len(unit.format(9999)))) + after
    )


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "xml: nested events": filled(f"<Events><Event>{_SYSTEM}<EventData>", "<Event>"),
    "xml: starts alone": filled("<Events>", "<Event><System>"),
    "xml: blanks before System": filled("<Events>", "<Event>" + " " * 90),
    "xml: attributes": counted(f"<Events><Event>{_SYSTEM}<EventData><Data ", 'a{0}="b" '),
    "xml: names": counted(
        f"<Events><Event>{_SYSTEM}<EventData>", "<n{0}>x</n{0}>", "</EventData></Event></Events>"
    ),
    "xml: data": filled(
        f"<Events><Event>{_SYSTEM}<EventData>", "<Data>x</Data>", "</EventData></Event></Events>"
    ),
    "xml: events": filled("<Events>", f"<Event>{_SYSTEM}</Event>", "</Events>"),
    "xml: forbidden": filled(f"<Events><Event>{_SYSTEM}<EventData><Data>", "&#x00000;"),
    "clixml: nulls": filled(f"{_CLI}<Obj><LST>", "<Nil/>", "</LST></Obj></Objs>"),
    "clixml: references": lambda size: (
        f'{_CLI}<Obj RefId="x">{_RECORD}<Props><Obj N="Properties" RefId="p"><LST>'
        + "<S>a</S>" * (size // 16)
        + "</LST></Obj></Props></Obj>"
        + f'<Obj>{_RECORD}<Props><Ref N="Properties" RefId="p"/></Props></Obj>' * (size // 280)
        + "</Objs>"
    ),
    "clixml: types": lambda size: (
        f'{_CLI}<Obj><TN RefId="0">'
        + "<T>System.A</T>" * (size // 30)
        + "</TN></Obj>"
        + '<Obj><TNRef RefId="0"/><Props><S N="a">b</S></Props></Obj>' * (size // 120)
        + "</Objs>"
    ),
    "clixml: properties": counted(
        f"{_CLI}<Obj>{_RECORD}<Props>", '<S N="p{0}">v</S>', "</Props></Obj></Objs>"
    ),
    "clixml: escapes": filled(f"{_CLI}<S>", "_x000D_", "</S></Objs>"),
    "clixml: depth": filled(_CLI, "<Obj><Props>"),
    "json: quotes": filled('{"TimeCreated":1,"Id":2}\n', '{"\n'),
    "json: open strings": filled('{"TimeCreated":1,"Id":2}\n', '"\\"'),
    "json: depth": filled('{"TimeCreated":1,"Id":2,"x":', "["),
    "json: numbers": filled('[{"TimeCreated":1,"Id":2,"x":[1', ",1", "]}]"),
    "json: objects": filled('[{"TimeCreated":1,"Id":2}', ',{"TimeCreated":1,"Id":2}', "]"),
    "json: other objects": filled("Thumbprint\n", '{"a":1,"b":{"c":2}}\n'),
    "json: keys": counted('{{"TimeCreated":1,"Id":2'.replace("{{", "{"), ',"k{0}":1', "}"),
    "csv: quotes": filled("Id,TimeCreated,ProviderName\n1,2026-02-01T00:00:00Z,x\n", '"\n'),
    "csv: broken rows": filled("Id,TimeCreated,ProviderName\n1,2026-02-01T00:00:00Z,x\n", '"a"b\n'),
    "csv: cells": filled("Id,TimeCreated,ProviderName\n1,2026-02-01T00:00:00Z,x", ","),
    "csv: rows": filled("Id,TimeCreated,ProviderName\n", "1,2026-02-01T00:00:00Z,x\n"),
    "pem: blanks": filled("-----BEGIN CERTIFICATE-----", " "),
    "pem: starts": filled("", "-----BEGIN CERTIFICATE-----\n"),
    "pem: pairs": filled("", "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n"),
    "pem: base64": filled("-----BEGIN CERTIFICATE-----\n", "MIIB\n", "-----END CERTIFICATE-----"),
    "config: keys": counted(
        "<configuration><appSettings>", '<add key="k{0}" value="v"/>', "</appSettings>"
    ),
    "smtp log": filled(
        "#Software: Microsoft Exchange Server\n#Log-type: SMTP Send Protocol Log\n#Fields: "
        "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,"
        "data,context\n",
        "2026-02-01T00:00:00.000Z,c,8,1,1.2.3.4:25,1.2.3.5:25,>,STARTTLS,\n",
    ),
    "mail: headers": counted("From: a@b\nMIME-Version: 1.0\n", "X-{0}: y\n", "\n\ntext"),
    "mail: folded header": filled("From: a@b\nMIME-Version: 1.0\nSubject: x", "\n =?utf-8?q?a?="),
    "mail: boundaries": filled(
        'From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n', "--b\n\n"
    ),
    "mail: quoting": filled("From: a@b\nMIME-Version: 1.0\n\n", ">>>>>>>> Thumbprint\n"),
    "html: open tags": filled("<html><body>", "<div>"),
    "html: cells": filled("<html><body><table>", "<tr><td>x"),
    "html: tables": filled("<html><body>", "<table><tr><td>"),
    "html: comments": filled("<html><body>", "<!-- "),
    "html: heads": filled("", "<tr><th>Thumbprint</th><th>NotAfter</th></tr>\n"),
    "html: links": filled("<html><body>", "<a href='x"),
    "html: entities": filled("<html><body>", "&amp"),
    "rtf: groups": filled("{\\rtf1 ", "{"),
    "rtf: words": filled("{\\rtf1 ", "\\par\\b x"),
    "rtf: characters": filled("{\\rtf1\\ansi ", "\\'e4\\u8364?"),
    "text: events": filled("", f"{_PASTED}Date: 2/3/2026 7:50:02 AM\nLevel: Error\n\n"),
    "text: event starts": filled("", _PASTED),
    "text: lists": counted("", "Thumbprint : {0:040X}\nServices : SMTP\nSubject : CN=a\n\n"),
    "text: table": counted(
        "Thumbprint                               Services Subject\n"
        "----------                               -------- -------\n",
        "{0:040X} IP.WS..  CN=mail.contoso.com\n",
    ),
    "text: prompts": counted("", "[PS] C:\\>Enable-ExchangeCertificate {0:040X} -Services SMTP\n"),
    "text: heads of CSV": filled("", '"Thumbprint","NotAfter","Status"\n'),
    "text: heads of CSV, open": filled("", '"Thumbprint","NotAfter","Status\n'),
    "text: heads and rules": filled("", "Thumbprint|NotAfter|Status\n---|---|---\n\n"),
    "text: heads with a type": filled("#TYPE x\n", "Thumbprint,NotAfter\n"),
    "text: heads of tables": filled("", "Thumbprint Services\n---------- --------\n"),
    "text: heads of sections": filled("", "=== Certificate 1 ===\nX509 Certificate:\n"),
    "text: commands that list": filled("", "[PS] C:\\>Get-Queue | fl Identity,Status,LastError\n"),
    "text: rows unfit": filled("Thumbprint Services\n---------- --------\n", "abc def ghi jkl\n"),
    "text: halves": counted("", "Thumbprint : {0:040X}\n\nStatus : Valid\nServices : SMTP\n\n"),
    "text: cells": counted("", "{0:040X};foo\n"),
    "text: strings": filled("", "@{a=b; c=d}"),
    "text: cut": filled(f"Thumbprint : {'A1' * 20}\nServices : {{a...", " "),
    "text: ends written out": counted('"', "\\nA{0} : b"),
    "text: quotes written out": filled('"\\nA : b\\nB : c\\nC : d', '\\"'),
    "text: open quotes": filled("A : b\\nB : c\\nC : d", "\\\"'"),
    "text: objects of lines": counted("", '{{"log":"A{0} : b\\n"}}\n'),
    "text: openssl": filled("", "CONNECTED(00000003)\n 0 s:CN=a\n   i:CN=b\nVerify return\n"),
}
# A text of nothing but one mark, in one line and in many, behind what makes it worth a look.
MARKS: Final = (
    *" .:;,-=|<>[]{}()\\/\"'`@#&*_a0\t\r\0",
    *(
        "\u00e4",
        "\ud55c",
        "\u200b",
        "\u202e",
        "a ",
        "a:",
        ": ",
        "a=",
        "--- ",
        "@{",
        "{a=",
        "CN=",
        "0x",
    ),
    *("12024 ", "\\n", "=3D", "=\n", "...", "&lt;", "<a>", "</a>", "[PS]>", "a.b.", "1/2/", "1:2:"),
)
for _mark in MARKS:
    SHAPES[f"mark: {_mark!a}"] = filled("Thumbprint : 12024 MSExchangeTransport\n", _mark)
    SHAPES[f"mark: {_mark!a}, lines"] = filled("Thumbprint : 12024 Exchange\n", f"{_mark * 3}\n")


def case_seconds(files: dict[str, str]) -> float:
    """Say how many seconds of computing it takes to diagnose files and write the report."""
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            (Path(place) / name).write_text(text)
        begin = time.process_time()
        render(pipeline.diagnose([place], engine="plain", limits=LIMITS))
        return time.process_time() - begin


def seconds(content: bytes, folder: Path) -> float:
    """Say how many seconds of computing it takes to read a file."""
    path = folder / "a.txt"
    path.write_bytes(content)
    begin = time.process_time()
    pipeline.read([path], limits=LIMITS)
    return time.process_time() - begin


def measured(names: list[str], size: int) -> Iterator[tuple[str, float, float]]:
    """Measure shapes; gives the name, and the seconds for the size and four times the size."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        seconds(b"Thumbprint : 12024 MSExchangeTransport", folder)  # loads what is loaded once
        for name in names or (*SHAPES, *CASES):
            sizes = (size, FACTOR * size)
            if name in CASES:
                few, many = (case_seconds(CASES[name](number)) for number in sizes)
            else:
                few, many = (seconds(SHAPES[name](number).encode(), folder) for number in sizes)
            yield name, few, many


def main() -> None:
    """Print what the shapes take."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="shapes; all by default")
    parser.add_argument("--bytes", type=int, default=250_000, dest="size")
    given = parser.parse_args()
    print(f"{'shape':34} {given.size:>10,} B {FACTOR * given.size:>10,} B   growth")
    for name, few, many in measured(given.names, given.size):
        print(f"{name:34} {few:10.2f} s {many:10.2f} s {many / max(few, 0.01):8.1f}", flush=True)


if __name__ == "__main__":
    main()
