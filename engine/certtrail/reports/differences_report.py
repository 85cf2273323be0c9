"""What differs between servers in a format: the report of `certtrail diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from certtrail.model.plain_values import plain
from certtrail.reports import outline
from certtrail.reports.differences import BLOCKS, shown
from certtrail.reports.differences_json import DifferencesJson, differences_csv
from certtrail.reports.differences_markdown import differences_markdown
from certtrail.reports.differences_text import differences_text
from certtrail.reports.format_names import WORKBOOK, Format
from certtrail.reports.html import Html
from certtrail.reports.markdown_flavours import GITHUB, PLAIN
from certtrail.reports.speech import Speech
from certtrail.text.outgoing import Json

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.languages import Reader
    from certtrail.text.outgoing import AnyOutgoing, Outgoing


@overload
def render_differences(diagnosis: Diagnosis, chosen: Format, reader: Reader) -> Outgoing: ...
@overload
def render_differences(diagnosis: Diagnosis, chosen: str, reader: Reader) -> AnyOutgoing: ...
def render_differences(diagnosis: Diagnosis, chosen: str, reader: Reader) -> AnyOutgoing:
    """Write what differs between the servers of a diagnosis in a format of `COMPARED_FORMATS`."""
    if chosen == WORKBOOK:
        from certtrail.reports.differences_sheets import differences_spreadsheet

        return differences_spreadsheet(diagnosis, reader)
    match Format(chosen):
        case Format.JSON:
            return Json(plain(DifferencesJson.of(diagnosis)))
        case Format.CSV:
            return differences_csv(diagnosis, reader)
        case Format.HTML:
            return _page(diagnosis, Speech(reader))
        case Format.MARKDOWN:
            return differences_markdown(diagnosis, reader, GITHUB)
        case Format.PLAIN_MARKDOWN:
            return differences_markdown(diagnosis, reader, PLAIN)
        case Format.TEXT:
            return differences_text(diagnosis, reader)


def _page(diagnosis: Diagnosis, speech: Speech) -> Html:
    told = speech.written(diagnosis)
    peers = shown(told, speech)
    return Html(
        "diff.html.j2",
        speech,
        diagnosis=told,
        servers=outline.worst_first(told),
        differences=peers,
        sides_shown=BLOCKS,
    )
