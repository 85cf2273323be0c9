"""What a note says of an input whose server is guessed."""

from __future__ import annotations

from typing import Final

from certtrail.text.languages import noted

GUESS: Final = noted(
    "It names no server: taken for {server}, a guess from the file's name; --server NAME says "
    "which it is."
)
"""What a note says of an input whose server is guessed."""
