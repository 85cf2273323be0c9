"""Words about a matter that are no output of a server: a clean text in; the text without them out.

Sources of programs look for an error, and pages show what one looks like; nobody has seen it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.program_sources import words_of_source
from certtrail.inputs.shown_examples import shown_examples

if TYPE_CHECKING:
    from certtrail.inputs.cleaning.cleaned import Cleaned


def without_words_about(cleaned: Cleaned) -> Cleaned:
    """Write over what only tells of output; all places stay."""
    spans = words_of_source(cleaned.text) or shown_examples(cleaned.text)
    return cleaned.without(spans)
