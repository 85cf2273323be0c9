"""The state of a Windows service as a text names it: its words in, the English ones out."""

from __future__ import annotations

from typing import Final

_PENDING: Final = frozenset(f"{act} pending" for act in ("start", "stop", "pause", "continue"))
_STATES: Final = {
    "running": frozenset(
        {
            "running",
            # German of two versions of Windows
            "ausgef\u00fchrt",
            "wird ausgef\u00fchrt",
            # French
            "en cours d'ex\u00e9cution",
            # Spanish
            "en ejecuci\u00f3n",
        }
    ),
    "stopped": frozenset({"stopped", "beendet", "arr\u00eat\u00e9", "detenido"}),
    "paused": frozenset({"paused"}),
}
_ENGLISH: Final = {word: state for state, words in _STATES.items() for word in words}


def state_word(text: str) -> str | None:
    """Give the English word of a state, in small letters; None of what is no state.

    >>> state_word("Beendet"), state_word("start pending"), state_word("active")
    ('stopped', 'start pending', None)
    """
    word = " ".join(text.replace("\u2019", "'").replace("\u00a0", " ").casefold().split())
    return word if word in _PENDING else _ENGLISH.get(word)
