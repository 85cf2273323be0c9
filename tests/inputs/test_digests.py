"""Digests are those of the files, whatever else goes on."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from samples.evtx_writer.log import write_log

from certtrail import pipeline
from certtrail.inputs.digests import Digests
from tests.evtx.factories import transport

if TYPE_CHECKING:
    from pathlib import Path


def test_reports_have_the_digest(tmp_path: Path) -> None:
    """Each file's report has the SHA-256 of its bytes, event log or not."""
    write_log(tmp_path / "a.evtx", [transport(n) for n in range(400)])
    (tmp_path / "b.txt").write_bytes(b"[PS] C:\\>Get-ExchangeCertificate\r\n")
    for report in pipeline.read([tmp_path]).inputs:
        content = (tmp_path / report.name).read_bytes()
        assert report.sha256 == hashlib.sha256(content).hexdigest()


def test_what_is_no_file_has_none(tmp_path: Path) -> None:
    """A pipe is never opened, which would wait for ever; what is missing has no digest."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with Digests([pipe, tmp_path / "missing", tmp_path]) as digests:
        found = [digests.of(path) for path in (pipe, tmp_path / "missing", tmp_path)]
    assert found == ["", "", ""]


def test_leaving_early_does_not_wait(tmp_path: Path) -> None:
    """What nobody will ask for is given up."""
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(1 << 36)  # sparse: hashing it would take half a minute
    with Digests([big]):
        pass


def test_a_file_that_is_cut_while_it_is_read_is_told(tmp_path: Path) -> None:
    """Nobody takes half a table for the whole, nor the digest of what was not read for its own."""
    table = tmp_path / "app.csv"
    # Of more than one piece of those that are read at once.
    header = "TimeCreated,Id,ProviderName,LogName,MachineName,RecordId,LevelDisplayName,Message\n"
    rows = [
        f"2026-02-01T00:00:{row % 60:02d}Z,12014,MSExchangeTransport,Application,EX01,{row},Error,x"
        for row in range(1, 60_000)
    ]
    table.write_text(header + "\n".join(rows) + "\n")
    left = len(header) + 1000 * len(rows[-1])

    def cut(name: str, share: float) -> None:
        if share < 1:
            os.truncate(table, left)

    (report,) = pipeline.read([table], progress=cut).inputs
    assert not report.complete
    assert not report.sha256
    assert report.problems[-1].startswith("It was changed while it was read")
