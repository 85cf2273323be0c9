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
