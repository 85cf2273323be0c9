"""What notes say of an input of which something is guessed: its server, the order of its dates."""

from __future__ import annotations

from typing import Final

from certtrail.text.languages import noted

GUESS: Final = noted(
    "It names no server: taken for {server}, a guess from the file's name; --server NAME says "
    "which it is."
)
"""What notes say of an input of which something is guessed: its server, the order of its dates."""
DATE_ORDER: Final = "--date-order"
"""What a note names where the order of an input's dates is a guess."""
