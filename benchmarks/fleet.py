"""What a diagnosis of many servers takes, without a cluster and with one and two workers.

    python -m benchmarks.fleet --servers 10,100,1000 --megabytes 20

Each server has an Application log of that size, a copied text of events, and its lists. All of a
fleet's runs read the same files, which the runs before have brought into the page cache, unless
they are more than the memory. `bytes sent` is what the tasks and their results are as they go
between processes, found by a run that sends them through pickle and to nobody. For memory and
processor time the processes are looked at ten times a second (Linux), so what ends sooner is not
seen.

Another program that runs at the same time makes the seconds worthless, and not the processor time:
`if alone` is how long it would take where each worker had a core of its own, the time of the
process that was started and that of the busiest worker added up. They do not overlap much: what
the workers give is put together when all is there.
"""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from samples.generator.exchange_exports import listed
from samples.generator.world import thumbprint

from benchmarks import texts
from benchmarks.make_log import BLOCK, COMPUTER, encoded, write_copies
from certtrail.fleet.cluster import Cluster
from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_TICK: Final = os.sysconf("SC_CLK_TCK")
_EVERY: Final = 0.1
_FORM: Final = "Get-WinEvent, list"
_WORKERS: Final = (b"dask worker", b"multiprocessing")
"""What stands in the command lines of a worker, of one that is being started, and of what watches
over their resources."""


@dataclass
class Used:
    """What a process used: seconds of computing, and the most memory in MB."""

    seconds: float = 0.0
    megabytes: float = 0.0
    worker: bool = False


@dataclass
class Run:
    """What a run took."""

    seconds: float
    processes: dict[int, Used] = field(default_factory=dict)

    @property
    def driver(self) -> Used:
        """The process that reads or gathers, and judges."""
        return max((one for one in self.processes.values() if not one.worker), key=_by_memory)

    @property
    def workers(self) -> list[Used]:
        """The processes of the cluster."""
        return [one for one in self.processes.values() if one.worker]

    @property
    def busiest(self) -> float:
        """The processor time of the worker that computed longest."""
        return max((one.seconds for one in self.workers), default=0.0)


def _by_memory(one: Used) -> float:
    return one.megabytes


class Counting(Cluster):
    """A cluster that is none: counts the bytes that would be sent."""

    def __init__(self) -> None:
        """Begin at none."""
        super().__init__(None, 2)
        self.bytes = 0

    def each(
        self,
        work: Callable[[Any], Any],
        items: Sequence[Any],
        *,
        lost: Callable[[Any], Any],
        done: Callable[[Any, Any], None] | None = None,
        ahead: int | None = None,
    ) -> list[Any]:
        """Do the work here."""
        del lost, ahead
        found = []
        self.bytes += self.workers * len(pickle.dumps(work))
        for item in items:
            result = work(item)
            self.bytes += len(pickle.dumps(item)) + len(pickle.dumps(result))
            found.append(result)
            if done is not None:
                done(item, result)
        return found


def make_fleet(folder: Path, servers: int, megabytes: float, text_kilobytes: int) -> int:
    """Write the exports of a fleet; gives how many bytes they are.

    Args:
        folder: that is not there yet.
        servers: how many.
        megabytes: of each one's Application log, of 1,000,000 bytes.
        text_kilobytes: of each one's copied events.
    """
    block = encoded(0.05, 0.02, min(BLOCK, max(200, int(1000 * megabytes))))
    folder.mkdir(parents=True)
    texts.write(_FORM, text_kilobytes * 1000, folder / "events.txt")
    copied = (folder / "events.txt").read_text("utf-8")
    (folder / "events.txt").unlink()
    for number in range(servers):
        host = f"E{number:0{len(COMPUTER.split('.')[0]) - 1}}"
        place = folder / host
        place.mkdir()
        computer = f"{host}.contoso.com"
        log = place / "Application.evtx"
        write_copies(block.of_computer(computer), log, megabytes=megabytes)
        (place / "events.txt").write_text(copied.replace(texts.SERVER, computer), "utf-8")
        (place / "exports.txt").write_text(_exports(host), "utf-8")
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _exports(host: str) -> str:
    """Write a server's lists: a certificate that all have, one of its own, its connectors."""
    own = thumbprint(f"fleet {host}")
    dates = {"NotBefore": "1/15/2025 12:00:00 AM", "NotAfter": "12/15/2028 12:00:00 AM"}
    common = {**dates, "HasPrivateKey": "True", "Status": "Valid"}
    certificates = [
        {
            **common,
            "CertificateDomains": "{mail.contoso.com, autodiscover.contoso.com}",
            "IsSelfSigned": "False",
            "Issuer": "CN=Contoso Public CA",
            "Services": "IIS, SMTP",
            "Subject": "CN=mail.contoso.com",
            "Thumbprint": thumbprint("fleet public"),
        },
        {
            **common,
            "CertificateDomains": f"{{{host}, {host}.contoso.com}}",
            "IsSelfSigned": "True",
            "Issuer": f"CN={host}",
            "Services": "SMTP",
            "Subject": f"CN={host}",
            "Thumbprint": own,
        },
    ]
    connector = {
        "Name": f"Default Frontend {host}",
        "Server": host,
        "Fqdn": f"{host}.contoso.com",
        "AuthMechanism": "Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer",
        "Enabled": "True",
        "TransportRole": "FrontendTransport",
        "Bindings": "{0.0.0.0:25}",
    }
    service = {"Name": host, "InternalTransportCertificateThumbprint": own}
    parts = (
        (f"Get-ExchangeCertificate -Server {host}", certificates),
        (f"Get-ReceiveConnector -Server {host}", [connector]),
        (f"Get-TransportService {host}", [service]),
    )
    return "".join(f"[PS] C:\\>{command} | fl\r\n{listed(rows)}" for command, rows in parts)


def run(folder: Path, workers: int, out: Path) -> Run:
    """Diagnose a folder in a process of its own, and look at it while it runs."""
    command = [sys.executable, "-P", "-m", "certtrail", "diagnose", str(folder), "-q"]
    command += ["--engine", "plain", "--format", "json", "-o", str(out)]
    command += ["--workers", str(workers)] if workers else []
    begin = time.perf_counter()
    found: dict[int, Used] = {}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            _look(process.pid, found)
            time.sleep(_EVERY)
        told = "" if process.stderr is None else process.stderr.read()
    if process.returncode not in (0, 1):
        raise click.ClickException(f"exit code {process.returncode}: {told}")
    return Run(time.perf_counter() - begin, found)


def _look(root: int, found: dict[int, Used]) -> None:
    """Note what a process and all below it have used so far."""
    for pid in _below(root):
        try:
            place = Path(f"/proc/{pid}")
            stat = (place / "stat").read_text().rpartition(")")[2].split()
            status = (place / "status").read_text()
            words = (place / "cmdline").read_bytes()
        except OSError:
            continue  # it has just ended
        if "VmHWM:" not in status:
            continue
        one = found.setdefault(pid, Used())
        one.seconds = (int(stat[11]) + int(stat[12])) / _TICK
        one.megabytes = int(status.partition("VmHWM:")[2].split()[0]) / 1000
        one.worker = one.worker or any(word in words for word in _WORKERS)


def _below(root: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(place.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children.get(pid, [])


def _shown(name: str, one: Run, base: Run | None, sent: int | None) -> str:
    driver, workers = one.driver, one.workers
    alone = driver.seconds + one.busiest
    cells = [
        name,
        f"{one.seconds:.1f}",
        f"{driver.seconds:.1f}",
        ", ".join(f"{each.seconds:.1f}" for each in workers if each.seconds >= 1) or "",
        f"{alone:.1f}",
        "" if base is None else f"{base.seconds / one.seconds:.2f}",
        "" if base is None else f"{(base.driver.seconds + base.busiest) / alone:.2f}",
        f"{driver.megabytes:.0f}",
        f"{max((each.megabytes for each in workers), default=0):.0f}" if workers else "",
        "" if sent is None else f"{sent / 1e6:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


@click.command()
@click.option("--servers", default="10,100,1000", show_default=True, help="How many, by commas.")
@click.option("--megabytes", default=20.0, show_default=True, help="Of each server's log.")
@click.option("--text-kilobytes", default=200, show_default=True, help="Of each server's text.")
@click.option("--workers", default="0,1,2", show_default=True, help="How many; 0 is no cluster.")
@click.option("--rounds", default=1, show_default=True, help="The fastest run counts.")
@click.option("--place", type=click.Path(path_type=Path), help="Where to write; the temporary one.")
@click.option("--sent/--no-sent", default=True, show_default=True, help="Count the bytes sent.")
def main(
    servers: str,
    megabytes: float,
    text_kilobytes: int,
    workers: str,
    rounds: int,
    place: Path | None,
    *,
    sent: bool,
) -> None:
    """Print a table for `docs/fleet.md`."""
    click.echo(
        "| servers, GB | workers | seconds | driver CPU s | workers CPU s | if alone | faster, by "
        "seconds | faster, if alone | driver MB | worker MB | MB sent |"
    )
    click.echo("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for number in map(int, servers.split(",")):
        with tempfile.TemporaryDirectory(dir=place) as folder:
            _measure(Path(folder), number, (megabytes, text_kilobytes), workers, rounds, sent=sent)


def _measure(
    folder: Path, servers: int, sizes: tuple[float, int], workers: str, rounds: int, *, sent: bool
) -> None:
    fleet, out = folder / "fleet", folder / "d.json"
    size = make_fleet(fleet, servers, *sizes)
    if shutil.disk_usage(folder).free < 1_000_000_000:
        raise click.ClickException("expected a free gigabyte beside the exports")
    counted: int | None = None
    if sent:
        cluster = Counting()
        diagnose(fleet, engine="plain", cluster=cluster)
        counted = cluster.bytes
    base: Run | None = None
    whole = b""
    for number in map(int, workers.split(",")):
        runs = []
        for _ in range(rounds):
            runs.append(run(fleet, number, out))
            content = out.read_bytes()
            if whole and content != whole:
                raise click.ClickException("expected the same diagnosis of every run")
            whole = content
        best = min(runs, key=lambda each: each.seconds)
        name = f"{servers:,}, {size / 1e9:.1f} | {number or 'none'}"
        click.echo(_shown(name, best, base, counted if number else None))
        base = best if number == 1 else base


if __name__ == "__main__":
    main()
