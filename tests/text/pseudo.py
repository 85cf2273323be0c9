"""A language that puts brackets around all it says: what stands outside was never translated."""

from __future__ import annotations

from certtrail.text.languages import Language
from certtrail.text.written_dates import MONTHS, NUMBER

OPEN, CLOSE = "⟦", "⟧"


class Pseudo(Language):
    """English in brackets."""

    code = "en-x-pseudo"

    def gettext(self, text: str) -> str:
        """Say a text in brackets; patterns of dates and what joins lists stay."""
        if "yy" in text or "MMM" in text or text in (NUMBER, *MONTHS):
            return text
        return f"{OPEN}{text}{CLOSE}"

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Say it in brackets, too."""
        return f"{OPEN}{super().ngettext(one, many, number)}{CLOSE}"

    def _between(self, text: str) -> str:
        return text.removeprefix("{first}").removesuffix("{rest}")


def outside(text: str) -> str:
    """Give what stands outside of all brackets."""
    depth, kept = 0, []
    for character in text:
        if character == OPEN:
            depth += 1
        elif character == CLOSE:
            depth -= 1
        elif not depth:
            kept.append(character)
    return "".join(kept)
