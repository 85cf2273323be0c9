"""Names that strangers gave to files, in archives and in listings; names to show them by out."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 300


class ShownNames:
    r"""Makes names: relative, `/` between their parts, and another for each file.

    >>> names = ShownNames()
    >>> names.of("../C:\\a\\b.txt", ""), names.of("a/b.txt", ""), names.of("/", "own")
    ('a/b.txt', 'a/b.txt (2)', 'own')
    """

    def __init__(self) -> None:
        self._names: dict[str, int] = {}

    def of(self, name: str, own: str) -> str:
        """Make one; `own` is for what has none."""
        plain = name.replace("\\", "/").replace("\0", "")
        parts = [re.sub(r"^[A-Za-z]:", "", part) for part in plain.split("/")]
        kept = [part for part in parts if part not in ("", ".", "..")]
        shown = "/".join(kept)[:_LONGEST] or own
        number, tried = self._names.get(shown, 1), shown
        while tried in self._names:
            number += 1
            tried = f"{shown} ({number})"
        # The next one of this name begins to count where this one ended.
        self._names[shown] = number
        self._names.setdefault(tried, 1)
        return tried
