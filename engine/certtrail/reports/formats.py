"""The formats a report can have, by the name that `--format` takes, each with its renderer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import Final

from certtrail.diagnosis import Diagnosis
from certtrail.reports import html, json_file, markdown, text
from certtrail.reports.format_names import Format

Renderer = Callable[[Diagnosis, tzinfo], str]

RENDERERS: Final[dict[Format, Renderer]] = {
    Format.TEXT: text.render,
    Format.MARKDOWN: markdown.render,
    Format.JSON: json_file.render,
    Format.HTML: html.render,
}


def render(diagnosis: Diagnosis, format: str = "text", zone: tzinfo = UTC) -> str:
    """Render a diagnosis as `text`, `md`, `json` or `html`.

    Args:
        diagnosis: the diagnosis.
        format: the name of the format, as on the command line.
        zone: the zone of the times that it shows; JSON is always UTC.

    Raises:
        ValueError: there is no such format.
    """
    return RENDERERS[Format(format)](diagnosis, zone)
