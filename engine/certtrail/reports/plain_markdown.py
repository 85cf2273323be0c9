"""A diagnosis to Markdown that reads well where nothing renders it: no tables, no escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.reports import markdown
from certtrail.reports.markdown_flavours import PLAIN

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.markdown_text import Markdown
    from certtrail.text.languages import Reader


def render(diagnosis: Diagnosis, reader: Reader) -> Markdown:
    """Render as plain Markdown."""
    return markdown.render(diagnosis, reader, PLAIN)
