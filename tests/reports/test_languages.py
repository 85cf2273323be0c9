"""Reports in other languages: all that is ours is said in them, and nothing that is not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import html
from tools import languages

from certtrail.model.input_reports import InputReport
from certtrail.model.saved_diagnosis import from_json
from certtrail.model.typed_texts import texts_of
from certtrail.pipeline import diagnose
from certtrail.reports.format_names import Format
from certtrail.reports.formats import render, renderer
from certtrail.text.languages import ENGLISH_READER, Reader, codes, language
from certtrail.text.message import Message
from tests.reports import examples, findings_of_cases
from tests.stories.sampled import SAMPLES, copied, diagnosed
from tests.text.pseudo import Pseudo, outside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

PSEUDO = Reader(Pseudo())
ENGLISH_WORDS = re.compile(r"\b[a-z]{3,} [a-z]{3,}\b|\b[A-Z][a-z]{2,} [a-z]{3,}\b")
PROSE = (Format.TEXT, Format.MARKDOWN, Format.PLAIN_MARKDOWN)


def _untranslated_html(diagnosis: Diagnosis) -> list[str]:
    """Find English words in a page outside of what was said, code and data aside."""
    tree = html.document_fromstring(renderer(Format.HTML)(diagnosis, PSEUDO))
    told = ""
    for part in tree.iter():
        if part.tag in ("style", "script", "code"):
            part.text = None
        # The pages of rules say that they are in English.
        if part.get("lang") == "en" and part is not tree:
            assert part.get("class") == "page small"
            for each in part.iter():
                each.text = each.tail = None
        told += "".join(f"\n{part.get(name, '')}" for name in ("aria-label", "data-label", "title"))
    told += str(tree.xpath("string()"))
    told = re.sub(r"wevtutil epl .*", "", told)
    return ENGLISH_WORDS.findall(outside(told))


def _untranslated_prose(diagnosis: Diagnosis, form: Format) -> list[str]:
    # The lines of logs are as they were found.
    findings = tuple(replace(finding, evidence=()) for finding in diagnosis.findings)
    told = outside(renderer(form)(replace(diagnosis, findings=findings), PSEUDO))
    told = re.sub(r"```.*?```|`[^`\n]*`", "", told, flags=re.DOTALL)
    lines = [line for line in told.splitlines() if "wevtutil" not in line]
    return [word for line in lines for word in re.findall(r"\b[a-z]{3,} [a-z]{3,}\b", line)]


@pytest.mark.parametrize("sample", SAMPLES)
def test_all_of_a_page_is_translated(sample: str) -> None:
    """No sentence of a sample's page comes from outside of the catalogues."""
    assert _untranslated_html(diagnosed(sample)) == []


@pytest.mark.parametrize("form", PROSE)
@pytest.mark.parametrize("sample", SAMPLES)
def test_all_of_a_summary_and_a_ticket_is_translated(sample: str, form: Format) -> None:
    """Neither does one of the terminal's summary, nor of either Markdown."""
    assert _untranslated_prose(diagnosed(sample), form) == []


def test_every_rules_finding_is_translated() -> None:
    """The findings of all rules' cases are said in the language, values in them included."""
    found = findings_of_cases.findings()
    numbered = tuple(
        replace(finding, id=f"{number}", explained_by=None, evidence=())
        for number, finding in enumerate(found)
    )
    assert len({finding.rule for finding in numbered}) > 70
    assert _untranslated_html(replace(examples.healthy(), findings=numbered)) == []


def test_what_was_not_read_is_translated(tmp_path: Path) -> None:
    """A damaged log, a foreign file and an empty one are told in the language, too."""
    folder = copied("classic-loss", tmp_path)
    log = folder / "Application.evtx"
    content = bytearray(log.read_bytes())
    content[70_000:70_400] = bytes(400)
    log.write_bytes(content[: len(content) - 30_000])
    (folder / "empty.evtx").touch()
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "letter.txt").write_text("nothing of interest in it")
    diagnosis = diagnose(folder, engine="plain")
    assert not diagnosis.complete
    assert _untranslated_html(diagnosis) == []


@pytest.mark.parametrize("code", codes())
def test_a_saved_diagnosis_renders_in_every_language(code: str) -> None:
    """Saved and read back, it says the same as when it was made."""
    diagnosis = diagnosed("classic-loss")
    again = from_json(renderer(Format.JSON)(diagnosis, ENGLISH_READER), "saved.json")
    for form in (Format.HTML, *PROSE):
        assert render(again, form, lang=code) == render(diagnosis, form, lang=code)


def test_a_saved_diagnosis_does_not_depend_on_the_reader() -> None:
    """JSON is English and UTC whoever asks for it."""
    diagnosis = diagnosed("classic-loss")
    assert render(diagnosis, "json", lang="zh") == render(diagnosis, "json")


def test_chinese_is_chinese() -> None:
    """The page says so in its head, and its sections, texts and dates are Chinese."""
    page = render(diagnosed("classic-loss"), "html", lang="zh")
    assert '<html lang="zh">' in page
    for part in ("证书诊断", "发现的问题", "处理步骤", "2026年2月19日"):
        assert part in page
    assert "Restart-Service MSExchangeTransport" in page
    assert language("zh").code == "zh"


def test_texts_of_inputs_keep_their_values() -> None:
    """An old diagnosis, saved before texts kept their values, stays readable in English."""
    report = InputReport("a.evtx", "evtx", "", problems=("At byte 5 nothing was found.",))
    diagnosis = replace(examples.healthy(), inputs=(report,))
    assert "At byte 5 nothing was found." in render(diagnosis, "md", lang="zh")


def _templates(text: str) -> set[str]:
    """Give the templates that a text is made of, itself where it is none."""
    if not isinstance(text, Message):
        return {text} - {""}
    inner = [
        each
        for value in text.values.values()
        for each in (value if isinstance(value, tuple | list) else (value,))
        if isinstance(each, Message)
    ]
    return {text.template}.union(*map(_templates, inner))


def _unknown(texts: Iterable[str]) -> set[str]:
    known = {text if isinstance(text, str) else text[0] for text in languages.texts()}
    return {template for text in texts for template in _templates(text)} - known


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_catalogues_know_every_text(sample: str) -> None:
    """What a diagnosis says is made of nothing but what the catalogues have."""
    assert _unknown(texts_of(diagnosed(sample))) == set()


def test_the_catalogues_know_every_text_of_every_rule() -> None:
    """Nor does any rule say something else."""
    assert _unknown(findings_of_cases.texts()) == set()
