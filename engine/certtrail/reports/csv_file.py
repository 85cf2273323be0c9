"""A diagnosis to comma separated values: a row for each record that a finding rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.reports.speech import Speech
from certtrail.text.outgoing import Csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def render(diagnosis: Diagnosis, reader: Reader) -> Csv:
    """Render every finding with its evidence; one without records has a row without any.

    The columns' names are the same in every language: programs read them.
    """
    return Csv([COLUMNS, *_rows(diagnosis, Speech(reader))])


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
            _written(finding.first, speech.clock(unplaced="first" in finding.unplaced)),
            _written(finding.last, speech.clock(unplaced="last" in finding.unplaced)),
            finding.count,
            finding.explained_by or "",
            finding.cause,
        )
        for line in finding.evidence:
            time = _written(line.time, speech.clock(unplaced=line.unplaced))
            yield (*shared, time, line.server, line.channel, line.record_id, line.file, line.line)
        if not finding.evidence:
            yield (*shared, *[""] * 6)


def _written(at: int | None, speech: Speech) -> str:
    return "" if at is None else speech.moment(at, seconds=True)
