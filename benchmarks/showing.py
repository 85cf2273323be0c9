"""How long the report of a fleet takes to render, and to open in a browser; and masking at worst.

python -m benchmarks.showing
"""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certtrail import diagnose, render
from certtrail.text.secrets.masking import masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.model.diagnosis import Diagnosis

_SAMPLE: Final = Path(__file__).parents[1] / "samples" / "classic-loss"
_CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
_NASTY: Final = (
    "a.b-" * 8000 + "token",
    "password " + '("' * 16_000,
    "PSCredential((((" * 2000,
    "-Password <# " * 2500,
    "-p " * 11_000,
)


def fleet_of(diagnosis: Diagnosis, servers: int, rows: int) -> Diagnosis:
    """Repeat a diagnosis for many servers, with so many rows of evidence in all."""
    names = [f"EX{number:03}.contoso.example" for number in range(servers)]
    first, finding = diagnosis.servers[0], diagnosis.findings[0]
    evidence = (finding.evidence * rows)[: rows // servers]
    return replace(
        diagnosis,
        servers=tuple(replace(first, name=name) for name in names),
        findings=tuple(
            replace(finding, id=f"{finding.id}/{name}", server=name, evidence=evidence)
            for name in names
        ),
    )


def seconds(work: Callable[[], object]) -> float:
    """Time it."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def opened(report: Path) -> float | None:
    """Open a report in Chromium; the seconds until it is ready, or None without Chromium."""
    program = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if program is None:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(report.as_uri())
        ready = page.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
        browser.close()
    return float(ready) / 1000


@click.command()
@click.option("--servers", default=50, show_default=True)
@click.option("--rows", default=5000, show_default=True)
def main(servers: int, rows: int) -> None:
    """Print a table."""
    fleet = fleet_of(diagnose(_SAMPLE), servers, rows)
    click.echo(f"{servers} servers, {rows} rows of evidence\n\n| what | seconds |\n|---|---:|")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        took = seconds(lambda: report.write_text(render(fleet, "html"), encoding="utf-8"))
        click.echo(f"| render as HTML ({report.stat().st_size / 1e6:.1f} MB) | {took:.2f} |")
        ready = opened(report)
        click.echo(
            f"| open in Chromium | {'no Chromium here' if ready is None else f'{ready:.2f}'} |"
        )
    for text in _NASTY:
        took = seconds(lambda text=text: masked(text[:32768]))  # type: ignore[misc]
        click.echo(f"| mask 32,768 characters such as {text[:12]!r} | {took:.3f} |")


if __name__ == "__main__":
    main()
