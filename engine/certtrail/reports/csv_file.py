"""A diagnosis to comma separated values: a row for each record that a finding rests on."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from certtrail.reports.speech import Speech
from certtrail.text.display import harmless, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.languages import Reader

COLUMNS: Final = (
    "finding",
    "rule",
    "title",
    "severity",
    "confidence",
    "basis",
    "verdict",
    "servers",
    "thumbprints",
    "first",
    "last",
    "records",
    "explained_by",
    "cause",
    "time",
    "server",
    "channel",
    "record_id",
    "file",
    "line",
)


def render(diagnosis: Diagnosis, reader: Reader) -> str:
    """Render every finding with its evidence; one without records has a row without any.

    The columns' names are the same in every language: programs read them.
    """
    return written(COLUMNS, _rows(diagnosis, Speech(reader)))


def written(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write rows; nothing in them is run by a spreadsheet or hidden from its reader."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            [harmless(visible(cell) if isinstance(cell, str) else cell) for cell in row]
        )
    return out.getvalue()


def _rows(diagnosis: Diagnosis, speech: Speech) -> Iterator[Sequence[object]]:
    for finding in speech.written(diagnosis.findings):
        shared = (
            finding.id,
            finding.rule,
            finding.title,
            str(finding.severity),
            str(finding.confidence),
            str(finding.basis),
            str(finding.verdict or ""),
            " ".join(finding.servers),
            " ".join(finding.thumbprints),
            _written(finding.first, speech),
            _written(finding.last, speech),
            finding.count,
            finding.explained_by or "",
            finding.cause,
        )
        for line in finding.evidence:
            time = _written(line.time, speech)
            yield (*shared, time, line.server, line.channel, line.record_id, line.file, line.line)
        if not finding.evidence:
            yield (*shared, *[""] * 6)


def _written(at: int | None, speech: Speech) -> str:
    return "" if at is None else speech.moment(at, seconds=True)
