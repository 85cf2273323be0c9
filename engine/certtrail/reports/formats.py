"""The formats a report can have, by the name that `--format` takes, each with its renderer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from importlib import import_module
from typing import Final

from certtrail.model.diagnosis import Diagnosis
from certtrail.reports.format_names import Format
from certtrail.text.languages import ENGLISH_CODE, Reader, language
from certtrail.text.outgoing import Outgoing

Renderer = Callable[[Diagnosis, Reader], Outgoing]

# Loaded when first used: each brings a library of its own.
RENDERERS: Final[dict[Format, str]] = {
    Format.TEXT: "certtrail.reports.summary",
    Format.MARKDOWN: "certtrail.reports.markdown",
    Format.PLAIN_MARKDOWN: "certtrail.reports.plain_markdown",
    Format.JSON: "certtrail.reports.saved_json",
    Format.HTML: "certtrail.reports.html",
    Format.CSV: "certtrail.reports.csv_file",
}


def renderer(format: Format) -> Renderer:
    """Give what renders a diagnosis in that format."""
    found: Renderer = import_module(RENDERERS[format]).render
    return found


def render(
    diagnosis: Diagnosis, format: str = "text", zone: tzinfo = UTC, lang: str = ENGLISH_CODE
) -> Outgoing:
    """Render a diagnosis as a format: `text`, `md`, `md-plain`, `json`, `html` or `csv`.

    Args:
        diagnosis: the diagnosis.
        format: the name of the format, as on the command line.
        zone: the zone of the times that it shows; JSON is always UTC.
        lang: the code of the language, as on the command line; JSON is always English, and
            renders again in any.

    Raises:
        ValueError: there is no such format or language.
    """
    return renderer(Format(format))(diagnosis, Reader(language(lang), zone))
