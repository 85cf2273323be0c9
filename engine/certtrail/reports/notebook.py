"""A diagnosis to a few lines of HTML for a notebook; every value is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.reports import how_read, outline
from certtrail.reports.speech import Speech
from certtrail.reports.wishes import wishes
from certtrail.text.languages import ENGLISH_READER
from certtrail.text.notebook_html import block, shown

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis


def overview(diagnosis: Diagnosis) -> str:
    """Show each server's verdict, and the causes."""
    speech = Speech(ENGLISH_READER)
    told, named = outline.parted_servers(diagnosis)
    servers = "".join(
        f"<tr><td><b>{shown(server.name)}</b></td><td>{shown(speech.word(server.verdict))}</td>"
        f"<td>{shown(server.why)}</td></tr>"
        for server in told
    )
    causes = "".join(
        f"<li><b>{shown(cause.finding.severity)}</b>: {shown(cause.finding.title)}"
        f" ({shown(', '.join(cause.finding.servers))})</li>"
        for cause in outline.causes(diagnosis)
    )
    rest = f"<p>{shown(outline.named_only(named, speech))}</p>" if named else ""
    asked = len(wishes(diagnosis))
    return block(
        f"<table><tbody>{servers}</tbody></table>"
        f"{rest}<ol>{causes}</ol>"
        f"<p>{len(diagnosis.inputs)} inputs, "
        f"{how_read.completeness(diagnosis, speech)}; "
        f"{asked} things to ask the customer: <code>case.report()</code></p>"
    )
