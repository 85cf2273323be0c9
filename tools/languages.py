"""The catalogues of the languages: all texts that reports say in, each `<code>.po` updated.

`python -m tools.languages zh` brings `zh.po` up to date, or makes it: new texts are
added untranslated, those that are gone are dropped, and what is translated stays. It is a tool of
the makers; nothing here runs for a report.
"""

from __future__ import annotations

import ast
import io
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from babel.numbers import format_decimal

from certtrail.certificates.validity import Validity
from certtrail.model.compared_findings import Change
from certtrail.model.input_reports import ReadState
from certtrail.model.selected_certificates import Direction
from certtrail.model.vocabulary import Basis, Confidence, Outcome, Severity, Verdict
from certtrail.rulebook.binding import every_text
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.sound import sound_rulebook
from certtrail.text.languages import DAY, MINUTES, SECONDS
from certtrail.text.words import WORDS
from certtrail.text.written_dates import MONTHS, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

Text = str | tuple[str, str]

# Where what is said is English only: the verbs of the command line, and what they print.
_ENGLISH_ONLY: Final = frozenset({"cmdlet_texts.py", "what_if.py", "wording.py"})
_ONE: Final = dict.fromkeys(("phrase", "noted", "say", "_say", "gettext", "perhaps", "_between"))
_MANY: Final = {
    "count": (2, 3),
    "_count": (2, 3),
    "counted": (2, 3),
    "ngettext": (1, 2),
    "_units": (1, 2),
}
_ENUMS: Final = (
    Basis,
    Confidence,
    Outcome,
    ReadState,
    Severity,
    Verdict,
    Validity,
    Change,
    Direction,
)
# Codes that pages say as words.
_PAGE_WORDS: Final = (
    *("none", "dropped", "lost", "selected", "missing", "substitute", "valid"),
    *("internal, configured", "internal, in use", "remote", "Auth", "STARTTLS"),
    *("internal, configured before", "internal, in use before", "STARTTLS before"),
)
# Babel's own has the day and its version, and the same texts shall give the same file.
_HEADER: Final = """\
msgid ""
msgstr ""
"Project-Id-Version: certtrail\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"""
# Read when a language writes dates.
_PATTERNS: Final = (MINUTES, SECONDS, DAY)
# Nobody needs to translate these: the Unicode consortium has them for every language.
_KNOWN: Final = (NUMBER, *MONTHS)


def texts() -> dict[Text, set[str]]:
    """Give every text that a report can say, with where it is from."""
    found: dict[Text, set[str]] = {}
    for text, place in (*_sources(), *_rules(), *_catalogue()):
        found.setdefault(text, set()).add(place)
    for enum in _ENUMS:
        for member in enum:
            found.setdefault(member.value.replace("-", " "), set()).add("vocabulary")
    for text in (*WORDS, *_PAGE_WORDS, *_PATTERNS, *_KNOWN):
        found.setdefault(text, set()).add("vocabulary")
    return found


def _sources() -> Iterator[tuple[Text, str]]:
    root = Path(str(files("certtrail")))
    for path in sorted(root.rglob("*")):
        if path.name in _ENGLISH_ONLY:
            continue
        place = path.relative_to(root).as_posix()
        if path.suffix == ".py":
            yield from ((text, place) for text in _python(path.read_text(encoding="utf-8")))
        elif path.suffix == ".j2":
            with path.open("rb") as file:
                found = extract("jinja2.ext:babel_extract", file, keywords={**_ONE, **_MANY})
                for _, text, _, _ in found:
                    yield (text if isinstance(text, str) else (text[0], text[1])), place


def _python(source: str) -> Iterator[Text]:
    """Find the literal arguments of the calls; Babel's own reader stops at bytes."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in _ONE:
            yield from (text for argument in node.args for text in _literals(argument))
        elif name in _MANY:
            first, second = (place - 1 for place in _MANY[name])
            if len(node.args) > second:
                one, many = _literals(node.args[first]), _literals(node.args[second])
                yield from zip(one, many, strict=True)


def _literals(node: ast.expr) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _rules() -> Iterator[tuple[Text, str]]:
    rulebook = sound_rulebook(cases=False)
    for rule in rulebook.rules:
        place = f"rule {rule.id}"
        yield rule.title, place
        yield from ((each.template.text, place) for each, _ in every_text(rule) if not each.step)
        yield from ((text, place) for text in rule.references)
    yield from ((text, "risks") for text in rulebook.steps.risks.values())
    yield from ((each.again, "once") for each in rulebook.steps.once.values())
    for name, step in rulebook.steps.steps.items():
        yield from ((line.text, f"step {name}") for _, line in step.lines)
        if step.risk:
            yield step.risk, f"step {name}"


def _catalogue() -> Iterator[tuple[Text, str]]:
    catalogue = load_catalogue()
    yield from ((entry.meaning, "catalogue") for entry in catalogue.entries.values())
    yield from ((each.about, "catalogue") for each in catalogue.surroundings)


def template() -> Catalog:
    """Make a catalogue of every text, untranslated."""
    made = Catalog(charset="utf-8", fuzzy=False)
    for text, places in texts().items():
        made.add(text, auto_comments=sorted(places))
    return made


def _conventions(code: str) -> dict[str, str]:
    """Give how a language writes numbers and short months."""
    months = get_month_names("abbreviated", locale=code)
    named = {text: months[number] for number, text in enumerate(MONTHS, 1)}
    return {NUMBER: format_decimal(1_234_567, locale=code), **named}


def updated(code: str, old: bytes) -> bytes:
    """Bring a catalogue up to date.

    Args:
        code: of its language.
        old: the file as it is; empty for a new language.
    """
    catalogue = read_po(io.BytesIO(old), locale=code) if old else Catalog(locale=code)
    catalogue.update(template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for text, said in _conventions(code).items():
        if not catalogue[text].string:
            catalogue[text].string = said
    out = io.BytesIO()
    write_po(
        out,
        catalogue,
        width=100,
        sort_output=True,
        no_location=True,
        ignore_obsolete=True,
        omit_header=True,
    )
    header = _HEADER.format(code=code, plurals=catalogue.plural_forms)
    return header.encode() + b"\n" + out.getvalue()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        po = Path(str(files("certtrail.text"))) / f"{name}.po"
        po.write_bytes(updated(name, po.read_bytes() if po.exists() else b""))
