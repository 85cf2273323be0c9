"""Text for a notebook in, HTML out: nothing in it is hidden, is markup, or is set as a formula.

Notebooks look through HTML for TeX, which can hide, move and link what it says.
"""

from __future__ import annotations

from html import escape
from typing import Final

from certtrail.text.display import visible

NO_FORMULAS: Final = "tex2jax_ignore mathjax_ignore"
"""The classes of an element whose text is left as it is, as MathJax calls them."""


def shown(text: str) -> str:
    """Escape a text, and spell out what cannot be seen in it."""
    return escape(visible(text))


def block(html: str) -> str:
    """Make one element of pieces of HTML, in whose text no formula is looked for."""
    return f'<div class="{NO_FORMULAS}">{html}</div>'
