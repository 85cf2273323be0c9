"""Reads a catalogue of gettext (`.po`), as `make languages` writes it: texts in, translations out.

The library that makes catalogues is as large as NumPy, and all that a report needs of one is this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from gettext import c2py
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_LINE: Final = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d+)\])? +)?"(.*)"')
_ESCAPED: Final = re.compile(r"\\(.)")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r"}
_PLURAL: Final = re.compile(r"\bplural=([^;\n]+)")


@dataclass(frozen=True, slots=True)
class CatalogueTexts:
    """What a catalogue says.

    Attributes:
        texts: translations by the text, or its singular; of one with a plural every form.
        form: gives the number of the form that goes with a number of things.
    """

    texts: Mapping[str, str | tuple[str, ...]]
    form: Callable[[int], int]


def read_catalogue(text: str) -> CatalogueTexts:
    r"""Read a catalogue; what is not translated, or only by guess (fuzzy), is left out.

    >>> read_catalogue('msgid "day"\nmsgstr "Tag"\n').texts
    {'day': 'Tag'}

    Raises:
        ValueError: a line is none of such a file; says which.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    plural = "n != 1"
    for entry in _entries(text):
        forms = [said for name, said in entry.items() if name.startswith("msgstr")]
        if not entry["msgid"]:
            told = _PLURAL.search("".join(forms))
            plural = told[1] if told else plural
        elif any(forms):
            found[entry["msgid"]] = tuple(forms) if "msgid_plural" in entry else forms[0]
    return CatalogueTexts(found, c2py(plural))


def _entries(text: str) -> Iterator[dict[str, str]]:
    """Give each entry that counts: its texts by what stands before them."""
    entry: dict[str, str] = {}
    fuzzy = at_guess = False
    at = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None or not (found[1] or at):
            raise ValueError(f"line {number}: expected msgid, msgstr or a text, found {line!r}")
        if found[1]:
            if found[1] in ("msgid", "msgctxt") and "msgstr" in at:
                if not at_guess:
                    yield entry
                entry = {}
            if not entry:
                at_guess, fuzzy = fuzzy, False
            at = f"{found[1]}{found[2] or ''}"
        entry[at] = entry.get(at, "") + _ESCAPED.sub(_plain, found[3])
    if entry and not at_guess:
        yield entry


def _plain(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[1])
