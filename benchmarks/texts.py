"""How long a diagnosis takes of logs that were saved or copied as text, by form.

Each form is written in a quarter, half and the whole of the size. What the parts between them take
leaves start-up out: MB/s is of all three quarters beyond the first, and `growth` how much longer
the second half takes than the second quarter, two where time goes with bytes.

    python -m benchmarks.texts --megabytes 20
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from samples.generator import event_pastes, event_texts
from samples.generator.event_texts import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Form = Callable[[Sequence[Told]], str]

_HOURS: Final = timedelta(hours=1)
SERVER: Final = "EX01.contoso.example"
_FIRST: Final = 133_800_000_000_000_000
_STEP: Final = 10_000_000 * 7
_ONE_IN: Final = 50
_SIZES: Final = (0.25, 0.5, 1.0)
_OTHERS: Final = ("MSExchangeIS", "MSExchange ADAccess", "ESE", "VSS", "SceCli", "MSExchangeRepl")
FORMS: Final[dict[str, tuple[str, Form]]] = {
    "Event Viewer, CSV": ("csv", lambda told: event_texts.viewer_csv(told, "en", _HOURS)),
    "Event Viewer, copied": ("txt", event_pastes.viewer_copy),
    "Event Viewer, copied, German": ("txt", lambda told: event_pastes.viewer_copy(told, "de")),
    "Event Viewer, copied with XML": ("txt", lambda told: event_pastes.viewer_copy(told, xml=True)),
    "Windows Server 2003, copied": ("txt", event_pastes.classic_copy),
    "wevtutil, text": ("txt", event_pastes.wevtutil_text),
    "wevtutil, XML": ("xml", event_texts.event_xml),
    "Get-WinEvent, CSV": ("csv", lambda told: event_texts.winevent_csv(told, _HOURS)),
    "Get-WinEvent, list": ("txt", event_pastes.winevent_list),
    "Get-WinEvent, table": ("txt", event_pastes.winevent_table),
    "Get-WinEvent, JSON": ("json", event_texts.winevent_json),
    "Get-WinEvent, CliXML": ("xml", event_texts.winevent_clixml),
    "Get-EventLog, list": ("txt", event_pastes.eventlog_list),
    "Get-EventLog, table": ("txt", event_pastes.eventlog_table),
    "Get-EventLog, CliXML": ("xml", event_texts.eventlog_clixml),
}


def events() -> Iterator[Told]:
    """Give the events of a busy server's Application log without end, oldest first."""
    lost, used = "A1" * 20, "B2" * 20
    number = 0
    while True:
        number += 1
        ours = number % _ONE_IN == 0
        provider = "MSExchangeTransport" if ours else _OTHERS[number % len(_OTHERS)]
        event_id = 12024 if ours else 1000 + number % 300
        strings = (lost, used) if ours else ("a value", str(number))
        ticks = _FIRST + number * _STEP
        place = ("Application", SERVER, strings)
        yield Told(provider, event_id, 49156, 2, 12, ticks, 100_000 + number, *place)


def write(name: str, size: int, path: Path) -> None:
    """Write events in the form of a name until there are so many characters."""
    sample, form = 200, FORMS[name][1]
    count = sample * size // len(form(tuple(islice(events(), sample))))
    path.write_text(form(tuple(islice(events(), count))), "utf-8")


def diagnosed(path: Path) -> tuple[float, int]:
    """Diagnose a file in a process of its own; gives its seconds of computing and peak memory."""
    command = [sys.executable, "-m", "certtrail", "diagnose", str(path), "--format", "csv", "-q"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, state, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(state)
    if process.returncode not in (0, 1, 3):
        raise click.ClickException(f"{path.name}: exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


@click.command()
@click.option("--megabytes", type=float, default=20.0, show_default=True, help="The whole size.")
@click.option("--only", default="", help="Forms whose name has this in it.")
def main(megabytes: float, only: str) -> None:
    """Print a table for `docs/benchmarks.md`."""
    click.echo("| form | MB | seconds | MB/s | growth | peak MB |")
    click.echo("|---|---:|---:|---:|---:|---:|")
    process = get_context("spawn").Process
    with tempfile.TemporaryDirectory() as folder:
        for name, (ending, _) in FORMS.items():
            if only not in name:
                continue
            path = Path(folder) / f"Application.{ending}"
            took: list[float] = []
            written: list[float] = []
            for part in _SIZES:
                # In a process of its own, as a new process counts what its parent takes as its.
                writer = process(target=write, args=(name, int(part * megabytes * 1_000_000), path))
                writer.start()
                writer.join()
                seconds, peak = diagnosed(path)
                took.append(seconds)
                written.append(path.stat().st_size / 1_000_000)
            rate = (written[2] - written[0]) / (took[2] - took[0])
            growth = (took[2] - took[1]) / (took[1] - took[0])
            shown = f"{written[2]:.0f} | {took[2]:.1f} | {rate:.1f} | {growth:.1f} | {peak}"
            click.echo(f"| {name} | {shown} |")


if __name__ == "__main__":
    main()
