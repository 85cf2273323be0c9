"""The names of months as the Unicode consortium has them (CLDR), written as a file of their own.

`python -m tools.month_names` writes `inputs/month_names.json`, which is read where a text is not in
English. It is a tool of the makers; nothing here runs for a report.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Final

from babel import Locale

from certtrail.inputs.date_words import folded, is_name

FILE: Final = Path(str(files("certtrail.inputs"))) / "month_names.json"
_LANGUAGES: Final = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "da", "nb", "sv", "fi", "pl", "cs", "sk", "hu"),
    *("ro", "bg", "el", "ru", "uk", "tr", "hr", "sl", "et", "lv", "lt"),
)


def month_names() -> dict[str, int]:
    """Give the number of a month by its name, whole and short, folded."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    word = folded(name)
                    if is_name(word):
                        found.setdefault(word, number)
    return found


def written() -> str:
    """Write the file: a line for each month, whose names are sorted."""
    names = month_names()
    months = [sorted(name for name in names if names[name] == number) for number in range(1, 13)]
    lines = [
        f'"{number}": {json.dumps(month, ensure_ascii=False)}'
        for number, month in enumerate(months, 1)
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
