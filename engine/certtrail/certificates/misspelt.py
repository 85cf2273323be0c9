"""Names that are misspelt: the name that a connector looks for and what certificates carry in, the
name that was meant out.

Who types a name swaps two letters, or leaves one out. Numbers are no slip: mx1 and mx2 are two
hosts. Nor is a short word that differs in one letter.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.certificates.at_hand import name_to_give

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.certificates.store import Store

# One letter more, less or other tells something in a word as long as this only.
_LONG: Final = 5


class NamesToGive:
    """Names that connectors could have; of each server they are sought out once."""

    def __init__(self) -> None:
        """Begin with no server."""
        self._near: dict[str, dict[tuple[int, str, str], list[str]]] = {}
        self._other: dict[str, str] = {}

    def instead_of(self, store: Store, asked_for: str) -> dict[str, str | int | bool]:
        """Give `instead`, the name that a connector could have, `misspelt` where it was meant.

        Args:
            store: of the server, none of whose certificates has the name.
            asked_for: the name that the connector looks for.
        """
        if store.server not in self._near:
            self._near[store.server] = _by_all_but_one(store)
            self._other[store.server] = name_to_give(store)
        index, other = self._near[store.server], self._other[store.server]
        parts = _but_one(asked_for.casefold())
        near = meant_by(asked_for, {name for part in parts for name in index.get(part, ())})
        if near:
            return {"instead": near, "misspelt": True}
        return {"instead": other} if other else {}


def _by_all_but_one(store: Store) -> dict[tuple[int, str, str], list[str]]:
    """Give the names of a store by what is left of them without one word."""
    found: dict[tuple[int, str, str], list[str]] = {}
    held = (one for one in store.all() if one.stored.smtp and not one.for_tokens)
    for name in {name for one in held for name in one.names if "*" not in name}:
        for part in _but_one(name.casefold()):
            found.setdefault(part, []).append(name)
    return found


@lru_cache(maxsize=4096)
def _but_one(name: str) -> tuple[tuple[int, str, str], ...]:
    """Give a name without each of its words: names that differ in one word have one of these."""
    words = name.split(".")
    return tuple((at, ".".join(words[:at]), ".".join(words[at + 1 :])) for at in range(len(words)))


def meant_by(name: str, known: Iterable[str]) -> str:
    """Give the one known name of which another is a slip of the pen; empty for none or several.

    >>> meant_by("mail.contsoo.com", ["mail.contoso.com", "mx1.contoso.com"])
    'mail.contoso.com'
    >>> meant_by("mx2.contoso.com", ["mx1.contoso.com"])
    ''
    """
    found = [one for one in known if _is_slip(name.casefold(), one.casefold())]
    return found[0] if len(found) == 1 else ""


def _is_slip(name: str, meant: str) -> bool:
    mine, theirs = name.split("."), meant.split(".")
    if len(mine) != len(theirs):
        return False
    differing = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and _slips(*differing[0])


def _slips(one: str, other: str) -> bool:
    """Tell whether two words differ by two letters swapped, or by one more, less or other."""
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    start = min(len(one), len(other)) if start is None else start
    a, b = one[start:], other[start:]
    swapped = len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    letters = (a[:1] + b[:1]).isalpha()
    if swapped:
        return letters
    changed = a[1:] == b[1:] or a[1:] == b or a == b[1:]
    return changed and letters and min(len(one), len(other)) >= _LONG
