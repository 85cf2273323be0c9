"""Everything that people attach to one mail: each is read, or says why not and what to send."""

from __future__ import annotations

import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Final

from click.testing import CliRunner

import certtrail
from certtrail import pipeline
from certtrail.cli.main import cli
from certtrail.inputs.carriers import picture_reader
from tests.inputs.archives import zipped
from tests.inputs.carried import EVENT, WARNING, compound, message, run, word
from tests.inputs.pictures import picture
from tests.inputs.test_pdf import made, text
from tests.inputs.test_workbooks import book
from tests.places import SAMPLES

if TYPE_CHECKING:
    import pytest

ENGINE: Final = Path(certtrail.__file__).parents[1]
LOG: Final = (SAMPLES / "classic-loss" / "Application.evtx").read_bytes()
PARAGRAPHS: Final = "".join(f"<w:p>{run(line)}</w:p>" for line in WARNING.splitlines())
ATTACHED: Final = {
    "Application.evtx": LOG,
    "case.docx": zipped(word(PARAGRAPHS)),
    "list.xlsx": book({"Certs": [["Thumbprint", "Services"], ["x", "SMTP"]]}),
    "print.pdf": made([text([(20, 20, "about Exchange")])]),
    "note.rtf": b"{\\rtf1 nothing of note}",
    "page.html": b"<html><p>nothing of note</p></html>",
    "more.zip": zipped({"inner.msg": compound(message(texts={0x1000: EVENT}))}),
    "shot.png": picture(300, 60),
    "old.doc": compound({"WordDocument": b"x" * 5000}),
    "capture.pcapng": b"\x0a\x0d\x0d\x0a" + bytes(40),
}
# What is known and not read, and the picture where nothing reads pictures.
UNREAD: Final = {
    "old.doc": ".docx",
    "capture.pcapng": "capture",
    "shot.png": "certtrail[pictures]",
}


def mail() -> bytes:
    """Write the mail."""
    sent = EmailMessage()
    sent["From"], sent["To"], sent["Subject"] = "a@contoso.com", "b@desk.example", "all of it"
    sent["Message-ID"] = "<1@contoso.com>"
    sent.set_content("Please see what is attached.")
    for name, content in ATTACHED.items():
        sent.add_attachment(content, maintype="application", subtype="x", filename=name)
    return sent.as_bytes()


def test_ten_attachments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost without a word; what is evidence is judged, wherever it is."""
    monkeypatch.setattr(picture_reader, "_LIBRARY", "nothing_of_that_name")
    (tmp_path / "case.eml").write_bytes(mail())
    found = pipeline.diagnose([tmp_path], engine="plain")
    reports = {report.name.removeprefix("case.eml/"): report for report in found.inputs}
    assert ATTACHED.keys() <= reports.keys()
    for name, words in UNREAD.items():
        assert not reports[name].complete
        assert words in " ".join(reports[name].problems)
    for name in ATTACHED.keys() - UNREAD.keys():
        assert reports[name].complete, name
    assert {"body.txt", "case.docx/text.txt", "list.xlsx/Certs.csv"} <= reports.keys()
    assert {"print.pdf/text.txt", "more.zip/inner.msg/body.txt"} <= reports.keys()
    for report in found.inputs:
        count = report.records
        assert count.found == count.decoded + count.recovered + count.skipped
        assert report.problems or report.complete
    rules = {finding.rule for finding in found.findings}
    assert {"internal-certificate-lost", "precedence-conflict"} <= rules


def test_the_verb_shows_members(tmp_path: Path) -> None:
    """`inputs` lists what is in a mail under the mail's name, with its kind."""
    (tmp_path / "case.eml").write_bytes(mail().replace(b"shot.png", b"none.bin"))
    shown = CliRunner().invoke(cli, ["inputs", str(tmp_path / "case.eml")]).stdout
    assert "case.eml\n  mail, 11 members" in shown
    assert "case.eml/case.docx\n  document, 1 members" in shown
    assert "case.eml/case.docx/text.txt\n  transcript" in shown


def test_libraries_are_loaded_for_a_file_that_needs_them(tmp_path: Path) -> None:
    """Where all is logs and texts, nothing of all this is; Python itself may need zipfile."""
    (tmp_path / "note.txt").write_text(WARNING)
    read = "import sys; from certtrail import pipeline; pipeline.read(sys.argv[1:])"
    program = f"{read}; print(*sys.modules)"
    inputs = [str(SAMPLES / "classic-loss"), str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", program, *inputs],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ENGINE)},
    )
    heavy = {"olefile", "openpyxl", "pypdfium2", "compressed_rtf", "libarchive", "PIL"}
    heavy |= {"email.parser", "certtrail.inputs.carriers.mail", "certtrail.inputs.carriers.office"}
    assert not heavy & set(done.stdout.split())
