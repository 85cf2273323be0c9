"""A real scheduler and worker processes on loopback, with TLS; workers are killed in the middle."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from certtrail import diagnose, render
from certtrail.cli.main import cli
from certtrail.fleet.cluster import Cluster, ClusterAt, ClusterError, opened
from certtrail.model.made_when_asked import MadeWhenAsked
from tests.places import ENGINE, ROOT, SAMPLES
from tests.stories import planted
from tests.stories.sampled import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("distributed", reason='needs pip install "certtrail[fleet]"')
HERE = "127.0.0.1"
PAGES = (
    "/", "/health", "/metrics", "/info", "/info/main/workers.html", "/info/logs.html",
    "/json/identity.json", "/json/counts.json", "/json/index.html", "/status",
    "/statics/css/base.css", "/proxy/80/127.0.0.1/", "/profile", "/debug/pprof",
)  # fmt: skip


@pytest.fixture(scope="module")
def two() -> Iterator[Cluster]:
    """Start two worker processes."""
    with opened(ClusterAt(workers=2)) as found:
        yield found


def saved(path: Path, **options: Any) -> str:
    """Diagnose, and save it."""
    return render(diagnose(path, engine="plain", **options), "json")


def pids(cluster: Cluster) -> list[int]:
    """Give the worker processes."""
    return sorted(cluster._client.run(os.getpid).values())


def test_workers_speak_tls(two: Cluster) -> None:
    """Also on loopback, where others may listen."""
    assert two._client.scheduler.address.startswith("tls://")
    assert two.workers == 2


def test_no_page_is_served(two: Cluster) -> None:
    """Neither by the scheduler nor by workers, whose ports for HTTP are on loopback only."""
    told = two._client.scheduler_info()
    nodes = [told, *told["workers"].values()]
    ports = [port for node in nodes for port in node["services"].values()]
    assert len(ports) == 3
    for port in ports:
        for path in PAGES:
            link = http.client.HTTPConnection(HERE, port, timeout=10)
            link.request("GET", path)
            with contextlib.closing(link):
                assert (path, link.getresponse().status) == (path, 404)
        with contextlib.closing(http.client.HTTPConnection(HERE, port, timeout=10)) as link:
            link.request("GET", "/sitemap.json")  # what distributed itself says that there is
            assert json.loads(link.getresponse().read()) == {"paths": ["/sitemap.json"]}


@pytest.mark.parametrize("sample", ["outlier", "precedence", "cloned-servers"])
def test_the_same_bytes(two: Cluster, sample: str) -> None:
    """As without any cluster."""
    assert saved(FOLDER / sample, cluster=two) == saved(FOLDER / sample)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_worker_that_is_killed_costs_nothing_but_time(
    two: Cluster, tmp_path: Path, seed: int
) -> None:
    """At an instant, and a worker, that chance gives; the result has the same bytes."""
    planted.write(tmp_path)
    for number in range(8):
        for name in ("outlier", "edge"):
            target = tmp_path / f"{name}-{number}"
            for path in (FOLDER / name).rglob("Application.evtx"):
                place = target / path.relative_to(FOLDER / name)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(path.read_bytes())
    whole = saved(tmp_path)
    chance = Random(seed)
    victims = pids(two)
    killed: list[int] = []

    def kill() -> None:
        time.sleep(chance.uniform(0.05, 0.6))
        victim = chance.choice(victims)
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        assert saved(tmp_path, cluster=two) == whole
    finally:
        killer.join()
    assert killed
    two._client.wait_for_workers(2, timeout=60)


def deadly(item: int) -> int:
    """End the worker on one item."""
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item * item


def test_what_ends_every_worker_costs_itself_alone(two: Cluster) -> None:
    """The others are done, also those that waited for the same workers."""
    many, told = 12, list[int]()
    got = two.each(
        deadly, range(many), lost=lambda item: -item, done=lambda item, _: told.append(item)
    )
    assert got == [-3 if item == 3 else item * item for item in range(many)]
    assert sorted(told) == list(range(many))
    two._client.wait_for_workers(2, timeout=60)


def faulty(item: int) -> int:
    """Fail."""
    raise LookupError(item)


def test_large_items_are_made_when_a_worker_is_free(two: Cluster) -> None:
    """Not all of them wait in this process; each is made once, and the results are in order."""
    made: list[int] = []

    def make(place: int) -> int:
        made.append(place)
        return -place

    items = MadeWhenAsked(make, 20)
    assert two.each(abs, items, lost=abs, ahead=3) == list(range(20))
    assert sorted(made) == list(range(20))


def test_a_fault_of_ours_is_told(two: Cluster) -> None:
    """It is not lost on the way."""
    with pytest.raises(LookupError, match="7"):
        two.each(faulty, [7], lost=lambda item: item)


def test_no_scheduler_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the time that one waits."""
    monkeypatch.setattr("certtrail.fleet.cluster._WAIT", 1.0)
    with (
        pytest.raises(ClusterError, match="no scheduler with a worker answers"),
        opened(ClusterAt(scheduler=f"tcp://{HERE}:1")),
    ):
        pass


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "certtrail test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "ca.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def test_a_scheduler_and_workers_of_their_own(tmp_path: Path) -> None:
    """As an administrator starts them, by the file that the scheduler writes, with TLS on."""
    authority, key = certificate(tmp_path)
    tls = "DASK_DISTRIBUTED__COMM__TLS"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ENGINE), str(ROOT)]),
        "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true",
        f"{tls}__CA_FILE": str(authority),
        **{
            f"{tls}__{who}__{what}": str(path)
            for who in ("SCHEDULER", "WORKER", "CLIENT")
            for what, path in (("CERT", authority), ("KEY", key))
        },
    }
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-P", "-m", "dask"]
    where = ["--scheduler-file", str(file)]
    commands = [
        [*dask, "scheduler", *where, "--host", HERE, "--protocol", "tls", "--no-dashboard",
         "--port", "0"],
        [*dask, "worker", *where, "--nworkers", "2", "--nthreads", "1", "--no-dashboard"],
    ]  # fmt: skip
    started = []
    try:
        for command in commands:
            started.append(
                subprocess.Popen(
                    command,
                    env=environment,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=tmp_path,
                )
            )
            for _ in range(300):
                if file.exists():
                    break
                time.sleep(0.1)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "certtrail", "diagnose", str(FOLDER / "outlier"),
             *where, "--engine", "plain", "--format", "json"],
            env=environment,
            capture_output=True,
            check=False,
            timeout=120,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        assert done.stdout.decode() == saved(FOLDER / "outlier")
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(30)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_scheduler_file_is_a_plain_file(tmp_path: Path) -> None:
    """To read a FIFO would wait for ever."""
    os.mkfifo(tmp_path / "scheduler.json")
    where = ["--scheduler-file", str(tmp_path / "scheduler.json")]
    done = CliRunner().invoke(cli, ["diagnose", str(SAMPLES / "healthy"), *where])
    assert done.exit_code == 2
    assert "expected a plain file" in done.output
