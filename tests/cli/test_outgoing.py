"""What goes out: hostile texts through every verb and every format, whatever way they come in."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import time
import unicodedata
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import pandas as pd
import pytest
from icalendar import Calendar
from lxml import etree, html
from markdown_it import MarkdownIt
from samples.evtx_writer.log import write_log

from certtrail import pipeline
from certtrail.case import store_tables
from certtrail.cli import main, strays
from certtrail.cli.main import cli
from certtrail.model.saved_diagnosis import from_json
from certtrail.reports import saved_json, summary
from certtrail.reports.markdown_flavours import GITHUB, PLAIN, prose
from certtrail.reports.markdown_text import Markdown
from certtrail.rulebook import load_rulebook
from certtrail.rulebook.skeleton import RuleSkeleton
from certtrail.store.kept_store import KeptStore
from certtrail.text.display import printable
from certtrail.text.languages import ENGLISH_READER
from certtrail.text.links import split_link
from certtrail.text.outgoing import Csv, FileName, Json, Outgoing, OutgoingBytes, ScreenText
from tests.evtx.factories import transport
from tests.payloads import PAYLOADS
from tests.reports import extremes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

COLOURED: Final = ("colour", "concealed")
"""Text with what is left of colours is taken for a mangled one, so these come in by a log."""
NOT_IN_TEXTS: Final = {*COLOURED, "lone-surrogate"}
WORST: Final = ("clear-screen", "clipboard", "new-line", "bidi-override", "tags", "c1-osc")
LOST: Final = {"lone-surrogate"}
UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
OLD: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
MARK: Final = re.compile(r"P\d\dP")
PAGE: Final = re.compile(r"[a-z0-9-]+\.md")


@cache
def known_links() -> frozenset[str]:
    """Give the addresses of the shipped rules."""
    rulebook = load_rulebook()
    return frozenset(split_link(text)[1] for rule in rulebook.rules for text in rule.references)


def is_harmless(link: str) -> bool:
    """Tell whether a link leads to a place of ours."""
    return link in known_links() or PAGE.fullmatch(link) is not None


def unseen(text: str) -> set[str]:
    """Give the characters that nobody sees, or that do something; line ends aside."""
    hidden = {0x34F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, 0xFE0F, 0xE0101, 0xFFFE, 0xFDD0}
    return {
        repr(mark)
        for mark in set(text) - {"\n"}
        if unicodedata.category(mark) in UNSEEN or ord(mark) in hidden
    }


class Ran:
    """What a verb wrote, and with which code it ended."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code = code
        self.out = out.decode()
        self.err = err.decode()
        assert not unseen(self.err), unseen(self.err)
        assert code != 70, self.err


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Ran:
    """Run the program in this process, as it runs on its own: with its own doors."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in "oe"]
    monkeypatch.setattr(strays, "catch", lambda: None)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["certtrail", *map(str, arguments)])
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    with pytest.raises(SystemExit) as ended:
        main.main()
    written = []
    for stream in streams:
        stream.flush()
        written.append(stream.buffer.getvalue())
    code = ended.value.code
    return Ran(code if isinstance(code, int) else 0, *written)


def short(text: str) -> str:
    """Cut a payload to what a name can be, its mark kept."""
    return text if len(text) < 150 else f"{text[:140]}{text[-4:]}"


def events(payloads: Mapping[str, str]) -> str:
    """Write events that hold them: in their data, as their computer, provider and channel."""
    lines = []
    for number, text in enumerate(payloads.values()):
        record = {
            "time": f"2026-03-01T08:{number % 60:02}:00Z",
            "computer": "EX01",
            "channel": "Application",
            "provider": "MSExchangeTransport",
            "event_id": 12024,
            "level": 2,
            "record_id": 4 * number + 1,
            "data": [OLD, text],
        }
        changed: tuple[dict[str, Any], ...] = (
            {},
            {"computer": short(text)},
            {"provider": short(text)},
            {"channel": short(text)},
        )
        for more, change in enumerate(changed):
            lines.append(json.dumps({**record, **change, "record_id": 4 * number + more + 1}))
    return "\n".join(lines) + "\n"


def exports(payloads: Mapping[str, str]) -> str:
    """Write what ConvertTo-Json makes of certificates and connectors that are called so."""
    certificate = {
        "CertificateDomains": ["mail.contoso.com"],
        "HasPrivateKey": True,
        "IsSelfSigned": False,
        "NotAfter": "2026-12-31T12:00:00Z",
        "NotBefore": "2024-12-31T12:00:00Z",
        "Services": "SMTP",
        "Status": "Valid",
    }
    objects: list[dict[str, Any]] = []
    for number, text in enumerate(payloads.values()):
        name = short(text)
        print_ = f"{number + 1:040X}"
        objects += [
            {
                **certificate,
                "Issuer": f"CN={name}",
                "Subject": f"CN={name}",
                "CertificateDomains": ["mail.contoso.com", name],
                "Thumbprint": print_,
            },
            {"Name": name, "Identity": f"EX01\\{name}", "Fqdn": "mail.contoso.com", "Server": name,
             "AuthMechanism": "Tls", "TlsCertificateName": "", "Bindings": ["0.0.0.0:25"]},
        ]  # fmt: skip
    objects.append({"Name": "EX01", "InternalTransportCertificateThumbprint": OLD})
    return json.dumps(objects, indent=1)


def rules(folder: Path, payloads: Mapping[str, str]) -> None:
    """Write sound rules whose texts are hostile, as YAML can hold them."""
    folder.mkdir()
    for name, text in payloads.items():
        if any("\ud800" <= mark <= "\udfff" for mark in text):
            continue
        told = json.dumps(short(text).replace("{", "{{").replace("}", "}}").replace("`", "'"))
        rule: str = RuleSkeleton(f"hostile-{name}")
        for old, new in (
            (r"title: .*", f"title: {json.dumps(short(text))}"),
            (r"impact: .*", f"impact: {told}"),
            (r"What shows that it is mended\.", told),
            (r"what this case shows", json.dumps(short(text))),
        ):
            rule = re.sub(old, new.replace("\\", r"\\"), rule, count=1)
        (folder / f"hostile-{name}.yaml").write_text(rule, encoding="utf-8")


class Case:
    """Inputs that hold every payload, in each place where a text comes in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "case"
        self.folder.mkdir()
        self.short = {name: short(text) for name, text in PAYLOADS.items()}
        texts = {name: text for name, text in PAYLOADS.items() if name not in NOT_IN_TEXTS}
        (self.folder / "events.jsonl").write_text(events(texts), encoding="ascii")
        log = [transport(number, [OLD, PAYLOADS[name]]) for number, name in enumerate(COLOURED)]
        write_log(self.folder / "events.evtx", log)
        (self.folder / "exports.json").write_text(exports(PAYLOADS), encoding="ascii")
        self.archive = self.folder / "more.zip"
        with zipfile.ZipFile(self.archive, "w") as archive:
            for text in self.short.values():
                encodable = text.encode("utf-8", "replace").decode()
                archive.writestr(f"{encodable.replace('/', '_')}.txt", "nothing")
        for text in self.short.values():
            name = text.replace("/", "_").replace("\0", "_")
            path = self.folder / f"{name}.txt".encode("utf-8", "replace").decode()
            path.write_text(f"{text} CN={text}".replace("\ud800", ""), "utf-8", "replace")
        self.saved = folder / "saved.json"
        whole = extremes.hostile(" ".join(self.short.values()))
        self.saved.write_text(saved_json.render(whole, ENGLISH_READER), encoding="utf-8")
        self.rules = folder / "rules"
        rules(self.rules, PAYLOADS)
        self.few = folder / "few"
        rules(self.few, {name: PAYLOADS[name] for name in WORST})
        self.wrong = folder / "wrong"
        self.wrong.mkdir()
        for number, text in enumerate(self.short.values()):
            wrong = f"id: {json.dumps(text)}\n{json.dumps(text)}: 1\ntitle: {json.dumps(text)}\n"
            name = text.replace("/", "_").replace("\0", "_") if number % 2 else f"wrong-{number}"
            path = self.wrong / f"{name}.yaml".encode("utf-8", "replace").decode()
            path.write_text(wrong, encoding="utf-8", errors="replace")
        self.out = folder / "out"
        self.out.mkdir()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Write the case once."""
    return Case(tmp_path_factory.mktemp("hostile"))


def check_text(text: str) -> None:
    """Nothing in it is unseen."""
    assert not unseen(text), unseen(text)


def check_markdown(text: str) -> None:
    """Nothing in it is unseen, and it has no HTML, image or link but those of our own."""
    check_text(text)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for block in parser.parse(text):
        for token in (block, *(block.children or ())):
            assert not token.type.startswith(("html", "image", "s_open")), token
            if token.type == "link_open":
                assert is_harmless(str(token.attrs["href"])), token


def check_json(text: str) -> None:
    """It is JSON, and nothing in it is unseen; values come back as they were."""
    check_text(text)
    json.loads(text)


def check_json_lines(text: str) -> None:
    """Each line is JSON; the data come back as they were."""
    check_text(text)
    rows = [json.loads(line) for line in text.split("\n")[:-1]]
    held = {entry for row in rows if isinstance(row["data"], list) for entry in row["data"]}
    assert held >= {text for name, text in PAYLOADS.items() if name not in LOST}


def check_csv(text: str) -> None:
    """No cell is a formula, whatever parts the cells; each row is a line."""
    check_text(text)
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == text.count("\n") > 1
    for row in rows:
        assert len(row) == len(rows[0])
        for part in (part for cell in row for part in cell.split(";")):
            assert not re.match(r"[\s\"]*[=+\-@|\uff1d\uff0b\uff0d\uff20]", part), part


def check_html(text: str) -> None:
    """One script, of ours; nothing that loads or runs anything; links only to known places."""
    check_text(text)
    page = html.fromstring(text)
    assert page.xpath("count(//script)") == 1
    assert not page.xpath("//@*[starts-with(name(), 'on')] | //img | //iframe | //object | //form")
    for link in (each.get("href", "") for each in page.iter("a")):
        assert link.startswith("#") or is_harmless(link), link


def check_spreadsheet(path: Path) -> str:
    """Every cell is a text, no part of the file is anything else; gives all texts."""
    allowed = re.compile(
        r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml"
        r"|xl/(workbook|styles|sharedStrings|theme/theme1|worksheets/sheet\d+)\.xml"
        r"|xl/_rels/workbook\.xml\.rels"
    )
    told: list[str] = []
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            assert allowed.fullmatch(name), name
            part: Any = etree.fromstring(parts.read(name))
            assert not part.xpath("//*[local-name()='f' or local-name()='hyperlink']")
            assert not part.xpath("//@TargetMode | //*[local-name()='definedName']")
            if name.startswith("xl/worksheets/"):
                cells = part.xpath("//*[local-name()='c'][*]")
                assert {cell.get("t") for cell in cells} == {"inlineStr"}
                told += part.xpath("//*[local-name()='t']/text()")
    for text in told:
        assert not re.search("_x[0-9A-Fa-f]{4}_", text.replace("_x005F_", "")), text
        assert not re.match(r"[\s\"]*[=+\-@|\uff1d\uff0b\uff0d\uff20]", text), text
        check_text(text)
    return "\n".join(told)


def check_calendar(text: str) -> None:
    """Every line is a property of ours, and every entry has its name in it."""
    check_text(text.replace("\r\n", "\n"))
    known = {"BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "SUMMARY"}
    known |= {"DESCRIPTION", "ACTION", "TRIGGER"}
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    assert {re.split("[:;]", line)[0] for line in lines if line} <= known
    assert len(Calendar.from_ical(text).walk("VEVENT")) == text.count("BEGIN:VEVENT") > 10


def kept(case: Case) -> Path:
    """Give a store of the case."""
    folder = case.out / "kept"
    if not folder.exists():
        store = KeptStore(folder)
        store_tables.write(folder, pipeline.examine(case.folder, engine="plain", store=store))
    return folder


CHECKS: Final[dict[str, Callable[[str], None]]] = {
    "text": check_text,
    "table": check_text,
    "md": check_markdown,
    "md-plain": check_markdown,
    "json": check_json,
    "jsonl": check_json_lines,
    "csv": check_csv,
    "html": check_html,
    "ics": check_calendar,
}
RUNS: Final[dict[str, Callable[[Case], list[object]]]] = {
    "diagnose": lambda case: [case.folder, "--engine", "plain", "--rules", case.few,
                              "--title", case.short["clear-screen"], "--case", case.short["script"],
                              "--server", case.short["hyperlink"]],
    "render": lambda case: [case.saved, "--title", case.short["clipboard"]],
    "compare": lambda case: [case.saved, case.saved],
    "diff": lambda case: [case.folder],
    "inputs": lambda case: [case.folder],
    "events": lambda case: [case.folder],
    "info": lambda case: [case.folder],
    "certificates": lambda case: [case.folder],
    "select": lambda case: [case.folder],
    "what-if": lambda case: [case.folder, "--remove", f"{1:040X}", "--set-tls-name",
                             f"{case.short['table']}={case.short['bidi-override']}"],
    "renew": lambda case: [case.folder],
    "open": lambda case: [case.archive, "--no-open"],
    "config": lambda case: ["--title", case.short["clear-screen"]],
    "completion": lambda case: ["powershell"],
    "rules list": lambda case: ["--rules", case.rules],
    "rules show": lambda case: ["hostile-script", "--rules", case.rules],
    "rules check": lambda case: [case.wrong],
    "rules test": lambda case: ["hostile-script", "--rules", case.rules],
    "rules new": lambda case: ["a-rule", "--rules", case.out / "new"],
    "rules docs": lambda case: ["--rules", case.rules, "-o", case.out / "docs"],
    "sql": lambda case: [kept(case), "select * from events"],
    "store info": lambda case: [kept(case)],
    "store merge": lambda case: [kept(case), "-o", case.out / "merged"],
    "store prune": lambda case: [kept(case), "--before", "2100-01-01", "--dry-run"],
}  # fmt: skip
"""How each verb is run on the case; a new verb has to be added."""
SILENT: Final = {"rules new", "rules docs", "rules test", "open", "completion", "store merge"}
"""Verbs that tell little of what they read, on stdout."""


def verbs(group: click.Group = cli, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Give every verb that there is, with those of a group under `group verb`."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def formats(command: click.Command) -> list[str]:
    """Give the formats that a verb takes; one that has no choice writes text."""
    for param in command.params:
        if "--format" in param.opts and isinstance(param.type, click.Choice):
            return list(param.type.choices)
    return [""]


EVERY: Final = [(verb, name) for verb, command in verbs() for name in formats(command)]


@pytest.mark.parametrize(("verb", "format_name"), EVERY)
def test_every_verb_in_every_format(
    verb: str, format_name: str, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that came in does anything where it goes out, and it is still there to be read."""
    arguments = [*verb.split(" "), *RUNS[verb](case)]
    if format_name == "parquet":
        path = case.out / "events.parquet"
        assert run(monkeypatch, *arguments, "-o", path).code in (0, 3)
        held = {each for data in pd.read_parquet(path)["data"] for each in json.loads(data)}
        assert held >= {text for name, text in PAYLOADS.items() if name not in LOST}
        return
    if format_name == "xlsx":
        path = case.out / "differences.xlsx"
        assert run(monkeypatch, *arguments, "-o", path).code in (0, 1, 3)
        assert MARK.search(check_spreadsheet(path))
        return
    ran = run(monkeypatch, *arguments, *(["--format", format_name] * bool(format_name)))
    assert ran.code in (0, 1, 3, 4), ran.err
    check = CHECKS[format_name or "text"]
    if verb == "rules show":
        check = check_markdown
    check(ran.out)
    if (verb, format_name) == ("events", "csv"):
        rows = csv.DictReader(io.StringIO(ran.out))
        held = {entry for row in rows for entry in json.loads(row["data"].removeprefix("'"))}
        assert held >= {text for name, text in PAYLOADS.items() if name not in LOST}
    if verb not in SILENT:
        assert MARK.search(ran.out + ran.err), ran.err


def options() -> Iterator[tuple[str, str]]:
    """Give each option of each verb that takes a value."""
    for verb, command in verbs():
        for param in command.params:
            if isinstance(param, click.Option) and not param.is_flag:
                yield verb, param.opts[-1]


@pytest.mark.parametrize(("verb", "option"), list(options()))
def test_values_of_options_in_what_is_refused(
    verb: str, option: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was given stands in a message as text, and adds no line to it."""
    monkeypatch.chdir(tmp_path)
    for text in (PAYLOADS[name] for name in WORST):
        ran = run(monkeypatch, *verb.split(" "), option, text, tmp_path / f"no{text[-9:]}")
        assert ran.code != 0
        assert not unseen(ran.out)
        assert "\nError: forged" not in ran.err


@pytest.mark.parametrize("verb", ["", *(verb for verb, _ in verbs())])
@pytest.mark.parametrize("text", [PAYLOADS[name] for name in WORST])
def test_names_of_options_and_verbs(verb: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that is no verb, no option and no file is shown as text."""
    for word in (f"--{text}", text):
        ran = run(monkeypatch, *verb.split(), word)
        assert ran.code != 0
        assert ran.err.count("\nError: ") <= 1
        assert "\nError: forged" not in ran.err


def test_the_progress(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of files in bars and in JSON lines; a JSON line is one object."""
    ran = run(monkeypatch, "inputs", case.folder, "--progress", "json")
    told = [json.loads(line) for line in ran.err.splitlines()]
    assert any(MARK.search(one.get("name", "")) for one in told)
    run(monkeypatch, "inputs", case.folder, "--progress", "bar")


def test_the_page_of_a_rule(case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Opened in a browser, a hostile rule runs nothing and leads nowhere."""
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in WORST:
        ran = run(
            monkeypatch, *("rules", "show", f"hostile-{name}", "--open"), "--rules", case.rules
        )
        assert ran.code == 0, ran.err
        text = Path(opened[-1]).read_text("utf-8")
        check_html(text)
        assert MARK.search(text)


def test_the_pages_of_rules(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of a folder of hostile rules is Markdown with nothing in it that is not ours."""
    folder = case.out / "pages"
    assert run(monkeypatch, *("rules", "docs", "--rules", case.rules, "-o", folder)).code == 0
    pages = [path.read_text("utf-8") for path in sorted(folder.glob("*.md"))]
    assert sum(MARK.search(page) is not None for page in pages) > len(PAYLOADS) - 5
    for page in pages:
        check_markdown(page)


def test_the_name_of_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report beside an input is called like it, without what no name should have."""
    for name in (*WORST, "stream"):
        folder = tmp_path / name
        folder.mkdir()
        given = folder / f"{PAYLOADS[name].replace('/', '_')}.txt"
        given.write_text("nothing", encoding="utf-8")
        assert run(monkeypatch, given, "--no-open").code == 3
        (made,) = set(folder.iterdir()) - {given}
        assert not unseen(made.name)
        assert not set(made.name) & set('<>:"|?*\\')


def test_colours_are_the_only_codes(case: Case) -> None:
    """On a terminal, too, nothing of a diagnosis is a control code."""
    saved = from_json(case.saved.read_text("utf-8"), "saved")
    plain, coloured = (summary.render(saved, ENGLISH_READER, colour=on) for on in (False, True))
    assert "\x1b[1m" in coloured
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in bare.split("\n")] == plain.split("\n")
    check_text(plain)


@pytest.mark.parametrize("text", PAYLOADS.values())
def test_types_are_made_by_escaping_only(text: str) -> None:
    """Nobody gets one with a text as it is."""
    with pytest.raises(TypeError):
        Outgoing(text)
    with pytest.raises(TypeError):
        OutgoingBytes(text.encode("utf-8", "replace"))
    with pytest.raises(TypeError):
        Markdown("{}", text)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Markdown.joined("", [text])  # type: ignore[list-item]
    assert not unseen(ScreenText([text]))
    assert ScreenText([text]).count("\n") == 1
    assert json.loads(Json(text)) == text
    assert not unseen(FileName(text))


def test_what_is_unseen() -> None:
    """Every character that Unicode calls control, format, surrogate or separator is spelled out."""
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)) in UNSEEN:
            assert printable(chr(code)).isascii() or code == ord("\n")


def test_long_texts_are_shown_in_time() -> None:
    """However long runs of blanks or marks are, time grows with the length."""
    for piece in (" ", "\t", ";", "`", "\x1b", "a ", "\u202e"):
        text = f"a{piece * 50_000}b"
        began = time.process_time()
        ScreenText([text])
        Csv([[text]])
        for write in (Json, FileName, Markdown.escaped, PLAIN.escape, prose, GITHUB.escape):
            write(text)
        assert time.process_time() - began < 10
