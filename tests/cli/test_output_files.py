"""Files that a report is written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.cli.output_files import whole

if TYPE_CHECKING:
    from pathlib import Path


def test_only_what_certtrail_left_is_swept(tmp_path: Path) -> None:
    """A file of somebody else's stays, though it is named after the report as well."""
    others = [tmp_path / f".r.json.{name}.part" for name in ("my-own-notes", "my_notes")]
    others += [tmp_path / ".r.json.certtrail-notes.part"]
    for other in others:
        other.write_text("mine")
    left = tmp_path / ".r.json.certtrail-abc_0123.part"
    left.write_text("half")
    with whole(tmp_path / "r.json") as part:
        part.write_text("{}")
    assert sorted(tmp_path.iterdir()) == sorted([*others, tmp_path / "r.json"])
