"""The words in dates: months in the languages of Windows, halves of the day, and eras."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORENOON: Final = frozenset(
    {"am", "vorm", "vm", "πμ", "öö", "de", "fm", "sa", "dop", "上午", "午前", "오전", "ص", "قظ"}
)
_AFTERNOON: Final = frozenset(
    {"pm", "nachm", "nm", "μμ", "ös", "du", "em", "ch", "odp", "下午", "午後", "오후", "م", "بظ"}
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{3,}")
# Letters with dots between them are one word: `a. m.`, `p.m.`, `ق.ظ`.
_SPELT: Final = re.compile(r"\b([^\W\d_])\.[ ]?([^\W\d_])\b\.?")
ERAS: Final[Mapping[str, int]] = {
    # What to add to a year of the era.
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "民國": 1911,
    "民国": 1911,
}

# As Japanese Windows shortens them before a year: R8.3.31.
ERA_INITIALS: Final[Mapping[str, int]] = {"R": ERAS["令和"], "H": ERAS["平成"], "S": ERAS["昭和"]}


@cache
def _months() -> Mapping[str, int]:
    """Give the number of a month by its name, whole and short, folded."""
    import json

    text = files("certtrail.inputs").joinpath("month_names.json").read_text(encoding="utf-8")
    found = {name: int(month) for month, names in json.loads(text).items() for name in names}
    # Windows shortens some names to other letters than the Unicode consortium does.
    return found | {"mrz": 3, "mär": 3, "maj": 5, "mai": 5, "sept": 9, "okt": 10, "dez": 12}


def folded(name: str) -> str:
    """Write the name of a month as it is looked up."""
    return unicodedata.normalize("NFKC", name).casefold().strip(". ")


def is_name(word: str) -> bool:
    """Tell whether a folded word can be the name of a month: numbers and short ones cannot."""
    return _WORD.fullmatch(word) is not None and len(word) > 2


def month_in(text: str) -> tuple[int, int] | None:
    """Find the name of a month: its number, and where the word stands; None for none.

    >>> month_in("20. Jan 2026")
    (1, 4)
    """
    for word in _LONG_WORD.finditer(text):
        if month := _months().get(folded(word[0])):
            return month, word.start()
    return None


def afternoon_in(text: str) -> bool | None:
    """Tell the half of the day that a text names; None where it names none.

    >>> afternoon_in("8/1/2026 9:15 p. m."), afternoon_in("2026/1/8 9:15")
    (True, None)
    """
    plain = _SPELT.sub(r"\1\2", text.casefold()) if "." in text else text.casefold()
    words = set(_WORD.findall(plain))
    after, before = bool(words & _AFTERNOON), bool(words & _FORENOON)
    return None if after == before else after
