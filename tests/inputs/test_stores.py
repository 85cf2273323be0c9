"""Inputs that lie elsewhere: the same comes of them as of a copy here, whatever a store does."""

from __future__ import annotations

import http.server
import io
import json
import sys
import tempfile
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import fsspec
import pytest
from click.testing import CliRunner
from fsspec.implementations.memory import MemoryFileSystem

import certtrail
from certtrail.cli.main import cli
from certtrail.inputs.limits import Limits
from certtrail.inputs.stores import store_access
from certtrail.inputs.stores.addresses import Address, is_address
from certtrail.inputs.walk import find_files
from certtrail.model.errors import InputError
from tests.fleet.shuffled import Shuffled
from tests.stories.sampled import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTLIER = FOLDER / "outlier"


@pytest.fixture
def memory() -> Iterator[MemoryFileSystem]:
    """A store in memory, which is empty before and after."""
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
    store_access.store_at.cache_clear()
    yield fsspec.filesystem("memory", skip_instance_cache=True)
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]


def put(memory: MemoryFileSystem, folder: Path, place: str) -> None:
    """Copy a folder to the store."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            memory.pipe(f"{place}/{path.relative_to(folder)}", path.read_bytes())


def saved(*paths: object, **options: Any) -> str:
    """Diagnose, and save it."""
    return certtrail.render(certtrail.diagnose(paths, engine="plain", **options), "json")  # type: ignore[arg-type]


def run(*words: object) -> tuple[int, str, str]:
    """Run the command."""
    found = CliRunner().invoke(cli, [*map(str, words)])
    return found.exit_code, found.stdout, found.stderr


def problems(*words: object) -> dict[str, str]:
    """Give what is said of each input that was not read."""
    code, told, _ = run("inputs", *words, "--format", "json")
    assert code == 3
    return {one["file"]: " ".join(one["problems"]) for one in json.loads(told) if one["problems"]}


@contextmanager
def serving(handler: Any) -> Iterator[str]:
    """Run a web server; gives its host and port."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Folder(http.server.SimpleHTTPRequestHandler):
    """Serves the samples, quietly."""

    asked: list[str] = []  # noqa: RUF012 - of all requests

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, directory=str(FOLDER))

    def do_GET(self) -> None:
        """Note what is asked for."""
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_store_is_as_a_folder(memory: MemoryFileSystem) -> None:
    """The same bytes, from a store in memory, from a folder by its address, and from workers."""
    put(memory, OUTLIER, "/bucket/exports/outlier")
    whole = saved(OUTLIER)
    assert saved("memory://bucket/exports/outlier/") == whole
    assert saved(OUTLIER.resolve().as_uri()) == whole
    for seed in range(2):
        assert saved("memory://bucket/exports/outlier", cluster=Shuffled(Random(seed))) == whole


def test_several_places_are_told_apart_as_folders_are(memory: MemoryFileSystem) -> None:
    """Names begin with as many last parts as differ; a store and a folder go together."""
    for server in ("EX01", "EX03"):
        put(memory, OUTLIER / server, f"/bucket/exports/outlier/{server}")
    pairs = [
        ("memory://bucket/exports/outlier/EX01", OUTLIER / "EX03"),
        ("memory://bucket/exports/outlier/EX01", "memory://bucket/exports/outlier/EX03"),
    ]
    for pair in pairs:
        assert saved(*pair) == saved(OUTLIER / "EX01", OUTLIER / "EX03")


def test_every_verb_takes_an_address(memory: MemoryFileSystem, tmp_path: Path) -> None:
    """Also what is in archives there; and what is compared."""
    shutil_zip(memory, "/bucket/outlier.zip")
    put(memory, OUTLIER, "/bucket/outlier")
    for verb in ("inputs", "select", "info", "events"):
        code, told, _ = run(verb, "memory://bucket/outlier")
        assert (code, told) == run(verb, OUTLIER)[:2]
    code, told, _ = run("compare", "memory://bucket/outlier", OUTLIER)
    assert code == 1
    assert told.splitlines()[0] == run("compare", OUTLIER, OUTLIER)[1].splitlines()[0]
    code, told, _ = run("diff", "memory://bucket/outlier.zip", "EX01", "EX03", "--format", "csv")
    assert code == 1
    assert "EX03.contoso.com" in told
    report = tmp_path / "report.html"
    assert run("diagnose", "memory://bucket/outlier.zip", "-o", report)[0] == 1
    assert "EX03.contoso.com" in report.read_text("utf-8")


def shutil_zip(memory: MemoryFileSystem, place: str) -> None:
    """Pack the sample into an archive in the store."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(OUTLIER.rglob("*")):
            archive.write(path, path.relative_to(OUTLIER))
    memory.pipe(place, packed.getvalue())


def test_without_a_verb_the_report_is_here(
    memory: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As nothing is written to a store."""
    monkeypatch.chdir(tmp_path)
    put(memory, OUTLIER / "EX01", "/bucket/EX01")
    before = set(MemoryFileSystem.store)
    assert run("memory://bucket/EX01", "--no-open")[0] in (0, 1)
    assert (tmp_path / "EX01-certtrail.html").exists()
    assert set(MemoryFileSystem.store) == before


def test_no_copy_stays(memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each copy goes when its file was read, not all of them at the end."""
    put(memory, OUTLIER, "/bucket")
    there: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr("tempfile.tempdir", folder)

        def look(*_: object) -> None:
            there.append(len(list(Path(folder).rglob("fetched-*"))))

        certtrail.diagnose("memory://bucket", engine="plain", progress=look)
        assert max(there) == 1
        assert list(Path(folder).iterdir()) == []


def test_one_address_of_a_web_server() -> None:
    """It is fetched once, called by its last part, and nothing else is asked for."""
    with serving(Folder) as host:
        Folder.asked.clear()
        log = "healthy/MSExchange%20Management.evtx"
        assert saved(f"http://{host}/{log}") == (
            saved(FOLDER / "healthy" / "MSExchange Management.evtx")
        )
        assert Folder.asked == [f"/{log}"]
        told = problems(f"http://{host}/healthy/none.evtx?sig=geheim")
        assert told["none.evtx"].endswith("check the spelling.")
        assert "geheim" not in str(told)


def answering(status: int, headers: dict[str, str], body: bytes = b"") -> Any:
    """Make a handler that always answers so."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Answer


def test_a_web_server_leads_nowhere_else() -> None:
    """A redirection is told, and not followed."""
    with serving(Folder) as host:
        Folder.asked.clear()
        leads = answering(302, {"Location": f"http://{host}/healthy/System.evtx"})
        with serving(leads) as other:
            told = problems(f"http://{other}/System.evtx")
        assert "is not followed" in told["System.evtx"]
        assert Folder.asked == []


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (403, {}, "does not let in"),
        (500, {}, "answers 500"),
        (206, {}, "sends a part of the file only"),
        (206, {"Content-Range": "bytes 0-3/4", "Content-Length": "4"}, "a part of the file only"),
        (203, {"Content-Length": "4"}, "answers 203"),
        (204, {}, "answers 204"),
        (200, {"Content-Length": "1000"}, "expected 1,000 bytes, found 4"),
    ],
)
def test_what_a_web_server_does_not_give(status: int, headers: dict[str, str], said: str) -> None:
    """A line says it, without the password, and the other inputs are read."""
    with serving(answering(status, headers, b"a\nb\n")) as host:
        address = f"http://user:geheim@{host}/a.txt?sig=geheim"
        code, told, errors = run("diagnose", address, FOLDER / "healthy", "--format", "json")
    assert code == 3
    assert said in errors
    assert "geheim" not in told + errors
    assert "127.0.0.1" not in told
    assert "EX05.contoso.com" in told


def test_a_connection_that_ends_in_the_middle(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was fetched until then is not taken for the whole; credentials in errors stay here."""
    put(memory, OUTLIER / "EX01", "/me:geheim@bucket")

    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            del size
            if self.tell():
                raise RuntimeError("reset by https://me:geheim@bucket")
            return super().read(1000)

    monkeypatch.setattr(
        MemoryFileSystem, "_open", lambda self, path, *_, **__: Breaking(self.cat(path))
    )
    told = problems("memory://me:geheim@bucket", FOLDER / "healthy")
    assert len(told) == len(list((OUTLIER / "EX01").iterdir()))  # the others are read
    assert all(line.endswith("the store failed: RuntimeError.") for line in told.values())
    assert "geheim" not in str(told)


def test_a_store_that_waits_for_ever(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time is up."""
    put(memory, OUTLIER / "EX01", "/bucket")
    never = threading.Event()
    monkeypatch.setattr(MemoryFileSystem, "ls", lambda *_, **__: never.wait())
    limits = Limits(listing_seconds=0.2)
    (file,) = find_files("memory://bucket", limits)
    never.set()
    assert "does not answer in time" in file.refused


def test_limits_of_what_is_listed_and_fetched(memory: MemoryFileSystem) -> None:
    """What is beyond them is told, and what is within is read."""
    put(memory, OUTLIER / "EX01", "/bucket/a")
    for number in range(20):
        memory.pipe(f"/bucket/b/{number}.txt", b"text")
    files = find_files("memory://bucket/b", Limits(listed=10))
    refused = [file.refused for file in files if file.refused]
    assert len(files) == 11
    assert "More than 10 files" in refused[0]
    found = certtrail.diagnose("memory://bucket/b", engine="plain", limits=Limits(fetched=30))
    unread = [one for one in found.inputs if not one.complete]
    assert len(unread) == 13
    assert "would be fetched" in unread[0].problems[0]


def test_hostile_names_of_a_listing(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are names, not ways; a folder that lies in itself does not lead round for ever."""
    entries = [
        {"name": "/bucket", "size": 0, "type": "directory"},
        {"name": "/etc", "size": 0, "type": "directory"},
        {"name": "/bucket/..", "size": 0, "type": "directory"},
        {"name": "/bucket/../../etc/passwd", "size": 1, "type": "file"},
        {"name": "/bucket/C:\\windows\\a.txt", "size": 1, "type": "file"},
        {"name": "/bucket/a\x1b[2J\x00.txt", "size": 1, "type": "file"},
        {"name": "/bucket/link", "size": 1, "type": "link"},
        {"name": "/bucket/other", "size": 1, "type": "file", "islink": True},
    ]
    memory.mkdir("/bucket")
    monkeypatch.setattr(MemoryFileSystem, "ls", lambda *_, **__: entries)
    files = find_files("memory://bucket")
    assert {file.name for file in files if not file.refused} == {
        "etc/passwd", "windows/a.txt", "a\x1b[2J.txt"
    }  # fmt: skip
    assert {file.name for file in files if file.refused} == {"etc", "unnamed", "link", "other"}


def test_links_below_a_folder_by_its_address(tmp_path: Path) -> None:
    """They are listed, and what they lead to is not read."""
    (tmp_path / "case").mkdir()
    (tmp_path / "secret.txt").write_text("EX01 secret")
    (tmp_path / "case" / "a.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "case" / "b").symlink_to(tmp_path)
    told = problems((tmp_path / "case").as_uri())
    assert set(told) == {"a.txt", "b"}
    assert all("link" in line for line in told.values())


@pytest.mark.parametrize(
    "address",
    [
        "simplecache::memory://bucket/a",
        "zip://a.txt::memory://bucket/a.zip",
        "file::file:///etc",
        "github://geheim:geheim@repo/x",
        "reference://geheim",
        "sftp://user:geheim/x@host/y",
        "sftp://user:1/geheim@host/y",
        "http:///geheim",
        "http://user:a:geheim",
    ],
)
def test_addresses_that_are_refused(address: str) -> None:
    """Before any work; no part of a password is quoted."""
    for verb in ("diagnose", "diff", "inputs"):
        code, told, errors = run(verb, address)
        assert code == 2
        assert "geheim" not in told + errors
    with pytest.raises(InputError):
        certtrail.diagnose(address)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sftp://user:ge%2Fheim@host:22/a/b/", "sftp://host:22/a/b"),
        ("https://host/a.evtx?sig=geheim&x=geheim#geheim", "https://host/a.evtx?..."),
        ("abfs://container@account.dfs.core.windows.net/a", None),
        ("s3://bucket/a@b", None),
        ("smb://[::1]:445/share/a", None),
    ],
)
def test_what_is_shown_of_an_address(text: str, shown: str | None) -> None:
    """Neither user nor password, nor what a web server is asked."""
    address = Address.of(text)
    assert str(address) == (shown or text)
    assert f"{address!r}".count("geheim") == 0
    assert is_address(text)


def test_paths_are_no_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is what a Path says, or a file's name or content."""
    monkeypatch.chdir(tmp_path)
    assert not any(map(is_address, ("C://x", "a::b", "/a/b", "EX01", "a b://c", Path("s3://a"))))
    (tmp_path / "a::b").write_text("memory://bucket/x sftp://host/y")
    (tmp_path / "links.json").write_text('["memory://bucket/x"]')
    files = find_files([tmp_path / "a::b", "links.json"])
    assert all(file.source is None for file in files)


def test_what_is_missing_is_named(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package of a protocol, or fsspec itself, and how to have it; the rest is read."""
    for module in ("s3fs", "paramiko", "smbclient", "fsspec.implementations.sftp"):
        monkeypatch.setitem(sys.modules, module, None)
    told = problems("s3://bucket/a", "sftp://host/b", FOLDER / "healthy")
    assert "pip install s3fs" in str(told["a"])
    assert "pip install paramiko" in str(told["b"])
    assert len(told) == 2
    monkeypatch.setitem(sys.modules, "fsspec.registry", None)
    assert 'pip install "certtrail[fleet]"' in problems("memory://bucket/x")["x"]


def test_nothing_there(memory: MemoryFileSystem) -> None:
    """It is one line."""
    told = problems("memory://bucket/none", FOLDER / "healthy")
    assert told == {
        "none": "It was not listed: there is nothing at this address; check the spelling."
    }


def test_a_file_named_itself_and_its_folder(memory: MemoryFileSystem) -> None:
    """It is read once."""
    put(memory, OUTLIER / "EX01", "/bucket/EX01")
    log = "memory://bucket/EX01/Application.evtx"
    files = find_files(["memory://bucket/EX01", log])
    assert [file.name for file in files if file.asked_for] == ["Application.evtx"]
    paths = [file.source.path for file in files if file.source]
    assert len(paths) == len(set(paths)) == len(list((OUTLIER / "EX01").iterdir()))


def test_a_store_that_gives_little_by_little(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes slower than the least rate is given up."""
    memory.pipe("/bucket/a.txt", b"text" * 1000)
    turn = threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            del size
            turn.wait(0.05)
            return super().read(1)

    monkeypatch.setattr(
        MemoryFileSystem, "_open", lambda self, path, *_, **__: Slow(self.cat(path))
    )
    limits = Limits(fetch_seconds=0.3, fetch_rate=1 << 30)
    found = certtrail.diagnose("memory://bucket/a.txt", engine="plain", limits=limits)
    turn.set()
    assert "does not answer in time" in found.inputs[0].problems[0]
