"""The names of the report formats and the file suffixes that mean them; cheap to import."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Format(StrEnum):
    """What `--format` takes."""

    TEXT = "text"
    MARKDOWN = "md"
    PLAIN_MARKDOWN = "md-plain"
    JSON = "json"
    HTML = "html"
    CSV = "csv"


SUFFIXES: Final[dict[str, Format]] = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".json": Format.JSON,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".csv": Format.CSV,
}
WORKBOOK: Final = "xlsx"
"""What `--format` takes beside, where servers are compared."""
COMPARED_FORMATS: Final = (*map(str, Format), WORKBOOK)
COMPARED_SUFFIXES: Final[dict[str, str]] = {**SUFFIXES, ".xlsx": WORKBOOK}
