"""Words about a matter that are no output of a server: a clean text in; the text without them out,
and what is said of them where something else in it was read.

Sources of programs look for an error, and pages show what one looks like; nobody has seen it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.program_sources import words_of_source
from certtrail.inputs.shown_examples import shown_examples
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.cleaning.cleaned import Cleaned


def without_words_about(cleaned: Cleaned) -> Cleaned:
    """Write over what only tells of output; all places stay."""
    spans = words_of_source(cleaned.text) or shown_examples(cleaned.text)
    return cleaned.without(spans)


def told_words_about(whole: Cleaned, rest: Cleaned) -> list[str]:
    """Say how much was written over, for who read the rest; empty where nothing was."""
    if rest is whole:
        return []
    pairs = enumerate(zip(whole.text.split("\n"), rest.text.split("\n"), strict=True))
    lines = [whole.line_of(whole.starts[number]) for number, (one, other) in pairs if one != other]
    if not lines:
        return []
    return [
        phrase(
            "Lines taken for words of a program or for an example, and not judged: {number}, the "
            "first of them line {line}; read them yourself.",
            number=len(lines),
            line=lines[0],
        )
    ]
