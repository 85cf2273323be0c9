"""The formats a report can have, by the name that `--format` takes, each with its renderer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
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
