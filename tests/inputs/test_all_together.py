"""What no server has as many of: the report says that it was not judged, and how many it were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

MOST: Final = 4000
HEAD: Final = (
    "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | Format-List Thumbprint,Subject,NotAfter\n"
)


def put(folder: Path, name: str, first: int, count: int) -> None:
    """Write a list with certificates of these numbers."""
    entries = (
        f"\nThumbprint : {number:040X}\nSubject    : CN=m{number}.contoso.com\n"
        "NotAfter   : 2027-03-01 12:00:00\n"
        for number in range(first, first + count)
    )
    (folder / name).write_text(HEAD + "".join(entries), "utf-8")


def test_several_lists_of_one_server_have_room_together(tmp_path: Path) -> None:
    """Neither file alone is too much; the first is read whole, and the rest is counted."""
    put(tmp_path, "a.txt", 0, MOST - 10)
    put(tmp_path, "b.txt", MOST, 25)
    evidence = pipeline.read([tmp_path])
    first, second = evidence.inputs
    assert first.complete
    assert not second.complete
    assert "certificates in lists: 15 were not judged" in "\n".join(second.problems)
    assert len(evidence.inventory.certificates) == MOST
    whole = {one.evidence.file: one.whole_list for one in evidence.inventory.certificates}
    assert whole == {"a.txt": True, "b.txt": False}


def test_a_fleet_has_room_for_each_server(tmp_path: Path) -> None:
    """The room is for each server alone."""
    for server in ("EX01", "EX02"):
        put(tmp_path, f"{server}.txt", 0, 10)
        text = (tmp_path / f"{server}.txt").read_text().replace("EX01", server)
        (tmp_path / f"{server}.txt").write_text(text)
    assert all(one.complete for one in pipeline.read([tmp_path]).inputs)
