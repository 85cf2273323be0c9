"""Archives: every kind gives its members, nothing leaves its place, nothing is lost silently."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st

import certtrail
from certtrail import pipeline
from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.limits import Limits
from certtrail.inputs.walk import FoundFile
from tests.inputs.archives import FORMS, seven, tarred, zipped
from tests.places import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.model.input_reports import InputReport

ROOT: Final = Path(certtrail.__file__).parents[1]
SAMPLE: Final = SAMPLES / "classic-loss"
FILES: Final = {path.name: path.read_bytes() for path in sorted(SAMPLE.iterdir())}
TEXT: Final = b"the quick brown fox " * 500


@pytest.mark.parametrize("form", FORMS)
def test_the_same_diagnosis_out_of_every_archive(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names of archives do not matter; every file comes out, and nothing stays behind."""
    (tmp_path / "case").write_bytes(FORMS[form](FILES))
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(unpacked))
    found = pipeline.diagnose([tmp_path / "case"], engine="plain")
    assert not list(unpacked.iterdir())
    assert {one.name: str(one.verdict) for one in found.servers} == {"EX01.contoso.com": "broken"}
    logs = [one for one in found.inputs if one.kind == "evtx"]
    assert {one.name.rpartition("/")[2] for one in logs} == set(FILES)
    assert found.complete
    direct = {one.name: one.sha256 for one in pipeline.read([SAMPLE]).inputs}
    assert {one.name.rpartition("/")[2]: one.sha256 for one in logs} == direct
    for one in found.inputs:
        assert one.records.found == one.records.decoded + one.records.skipped


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_lone_packed_log(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """A packed log is a log, called as its archive."""
    (tmp_path / "Application.evtx.gz").write_bytes(pack(FILES["Application.evtx"]))
    found = pipeline.read([tmp_path])
    assert [one.kind for one in found.inputs] == ["archive", "evtx"]
    assert found.inputs[1].name == "Application.evtx.gz/Application.evtx"


def aes(files: dict[str, bytes]) -> bytes:
    """Pack an encrypted zip as 7-Zip and WinZip do."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"secret")
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("make", [aes, lambda files: seven(files, "secret")])
def test_encrypted_archives(tmp_path: Path, make: Callable[[dict[str, bytes]], bytes]) -> None:
    """Without the password, or with another, it is said how to give it; with it all is read."""
    (tmp_path / "x").write_bytes(make({"Application.evtx": FILES["Application.evtx"]}))
    for passwords in ((), ("other",)):
        (report,) = pipeline.read([tmp_path], passwords=passwords).inputs
        assert not report.complete
        assert "--ask-password" in report.problems[0]
    found = pipeline.read([tmp_path], passwords=("other", "secret"))
    assert [one.kind for one in found.inputs] == ["archive", "evtx"]


@pytest.mark.parametrize(
    "name",
    [
        "../../evil",
        "/etc/evil",
        "C:\\evil",
        "..\\..\\evil",
        "a/../../evil",
        "evil\0.txt",
        "NUL",
        "",
    ],
)
def test_names_never_lead_anywhere(tmp_path: Path, name: str) -> None:
    """A member's name is a label: relative, and no file is made by it."""
    (tmp_path / "x.tar").write_bytes(tarred({name or ".": TEXT}))
    (tmp_path / "y.zip").write_bytes(zipped({name.replace("\0", "") or "x": TEXT}))
    for one in pipeline.read([tmp_path]).inputs:
        parts = one.name.split("/")
        assert ".." not in parts
        assert "" not in parts
        assert ":" not in one.name
    assert not list(tmp_path.parent.glob("evil*"))


def test_members_of_one_name_have_reports_of_their_own(tmp_path: Path) -> None:
    """Two members of one name are two files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", b"two")
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    names = [one.name for one in pipeline.read([tmp_path]).inputs]
    assert names == ["x.zip", "x.zip/a.txt", "x.zip/a.txt (2)"]


def test_links_are_refused(tmp_path: Path) -> None:
    """A link in a tar or zip is a line of the report."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    (tmp_path / "x.tar").write_bytes(out.getvalue())
    info_zip = zipfile.ZipInfo("link")
    info_zip.create_system, info_zip.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as zip_archive:
        zip_archive.writestr(info_zip, "/etc/passwd")
    reports = pipeline.read([tmp_path]).inputs
    assert len(reports) == 2
    assert all("link" in one.problems[0] for one in reports)


def unpacked(path: Path, limits: Limits) -> tuple[int, InputReport]:
    """Unpack with limits; give how many files came out, and the report of the outermost."""
    with Unpacker(limits) as unpacker:
        count = sum(1 for _ in unpacker.files([FoundFile(path, path.name, asked_for=True)]))
    return count, unpacker.reports[-1]


def test_limits(tmp_path: Path) -> None:
    """Depth, members, bytes and ratio end an archive with a line that says how to go on."""
    path = tmp_path / "x.zip"
    deep = zipped({"a": TEXT})
    for _ in range(5):
        deep = zipped({"a.zip": deep})
    path.write_bytes(deep)
    with Unpacker(Limits(depth=3)) as unpacker:
        assert list(unpacker.files([FoundFile(path, "x.zip", asked_for=True)])) == []
    assert any("inside 3 others" in line for one in unpacker.reports for line in one.problems)
    path.write_bytes(zipped({f"f{n}": b"x" for n in range(50)}))
    count, report = unpacked(path, Limits(members=20))
    assert count == 20
    assert "more than 20 members" in report.problems[0]
    path.write_bytes(zipped({"zeros": bytes(20 << 20), "other": TEXT}))
    for limits in (Limits(ratio_from=1 << 20, ratio=100), Limits(total=1 << 20)):
        count, report = unpacked(path, limits)
        assert count == 0
        assert "by hand" in report.problems[0]
        assert report.records.found == report.records.decoded + report.records.skipped


def test_a_quine_ends(tmp_path: Path) -> None:
    """An archive within itself ends at the depth that is allowed."""
    content = TEXT
    for _ in range(40):
        content = gzip.compress(content)
    (tmp_path / "x.gz").write_bytes(content)
    reports = pipeline.read([tmp_path]).inputs
    assert len(reports) < 12
    assert any("deeper" in line for one in reports for line in one.problems)


def test_what_the_collecting_script_did_not_copy(tmp_path: Path) -> None:
    """Its marker for a full disk is explained."""
    (tmp_path / "x.zip").write_bytes(zipped({"Logs/NotEnoughFreeSpace.txt": b"x"}))
    report = pipeline.read([tmp_path]).inputs[0]
    assert "disk space" in report.notes[0]


def test_a_zip_is_not_a_document_by_its_list_of_types(tmp_path: Path) -> None:
    """Packages of other programs have one, too; what is in them is read."""
    (tmp_path / "x").write_bytes(zipped({"[Content_Types].xml": b"<x/>", "a/a.txt": TEXT}))
    reports = pipeline.read([tmp_path]).inputs
    assert [one.kind for one in reports] == ["archive", "text", "text"]


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.99])
def test_a_cut_zip_gives_what_is_there(tmp_path: Path, cut: float) -> None:
    """Without its directory the members before the cut come out, the cut one in part."""
    whole = zipped(FILES)
    (tmp_path / "x.zip").write_bytes(whole[: int(len(whole) * cut)])
    found = pipeline.read([tmp_path])
    assert any(one.kind == "evtx" for one in found.inputs)
    report = next(one for one in found.inputs if one.kind == "archive")
    assert not report.complete
    assert "ask for it again" in report.problems[-1]


@settings(max_examples=60)
@given(st.sampled_from(sorted(FORMS)), st.integers(0, 10**6), st.binary(max_size=12), st.booleans())
def test_mangled_archives_never_crash(form: str, place: int, noise: bytes, cut: bool) -> None:
    """Whatever is in an archive there are reports that add up, and no file is left behind."""
    content = PACKED.setdefault(form, FORMS[form]({"a.txt": TEXT, "b/c.pem": b"-----BEGIN X-----"}))
    at = place % len(content)
    mangled = content[:at] + noise + (b"" if cut else content[at + len(noise) :])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(mangled)
        for one in pipeline.read([path]).inputs:
            counts = one.records
            assert counts.found == counts.decoded + counts.recovered + counts.skipped
        assert list(Path(folder).iterdir()) == [path]


PACKED: Final[dict[str, bytes]] = {}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_ending_the_process_removes_what_was_unpacked(tmp_path: Path) -> None:
    """Asked to end, it tidies up; killed, the next run does."""
    big = tmp_path / "x.zip"
    with zipfile.ZipFile(big, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(60):
            archive.writestr(f"f{number}.bin", os.urandom(1 << 20) + bytes(1 << 20))
    place = tmp_path / "tmp"
    place.mkdir()
    environment: dict[str, Any] = {**os.environ, "TMPDIR": str(place), "PYTHONPATH": str(ROOT)}
    for number, code in ((signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)):
        command = [sys.executable, "-m", "certtrail", "inputs", str(big)]
        running = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while not list(place.glob("certtrail-*/[0-9]*")) and running.poll() is None:
            time.sleep(0.005)
        running.send_signal(number)
        assert running.wait(30) == code
        left = list(place.glob("certtrail-*"))
        assert bool(left) == (number is signal.SIGKILL)
    small = tmp_path / "y.zip"
    small.write_bytes(zipped({"a.txt": TEXT}))
    subprocess.run([*command[:-1], str(small)], env=environment, check=True, capture_output=True)
    assert not list(place.glob("certtrail-*"))
