"""The exit codes of `certtrail`, and how the library's errors become one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from certtrail.case import progress
from certtrail.model.errors import CerttrailError, InputError, RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.model.input_reports import InputReport

NOTHING_FOUND: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
NOT_FULLY_READ: Final = 3
BAD_RULES: Final = 4
FAULT: Final = 70
INTERRUPTED: Final = 130
TERMINATED: Final = 143
BROKEN_PIPE: Final = 141
_PROBLEMS: Final = 10  # lines for each input


def for_diagnosis(diagnosis: Diagnosis) -> int:
    """Return what to exit with; input that was not read outweighs findings.

    No log at all is nothing read, not nothing found.
    """
    if not diagnosis.complete or not diagnosis.looked:
        return NOT_FULLY_READ
    return FINDINGS if diagnosis.findings else NOTHING_FOUND


def for_reading(reports: Sequence[InputReport]) -> int:
    """Return what to exit with after logs were only read; says so if there were none."""
    if not any(report.holds_events for report in reports):
        progress.note(
            "there is no event log (.evtx) in what was given; nothing was read. "
            "Name the folder that holds the exports."
        )
        return NOT_FULLY_READ
    complete = all(report.complete for report in reports)
    return NOTHING_FOUND if complete else NOT_FULLY_READ


def tell_problems(reports: Iterable[InputReport]) -> None:
    """Tell on stderr what went wrong with the inputs."""
    from certtrail.text.display import counted, visible

    for report in reports:
        name = visible(report.name)
        for problem in report.problems[:_PROBLEMS]:
            progress.note(f"{name}: {visible(problem)}")
        if len(report.problems) > _PROBLEMS:
            rest = counted(len(report.problems) - _PROBLEMS, "more line")
            progress.note(f"{name}: {rest}: see the full report")


@contextmanager
def on_errors() -> Iterator[None]:
    """Turn the library's errors into lines on stderr and an exit code."""
    from certtrail.text.display import visible

    try:
        yield
    except RulebookError as error:
        for problem in error.problems:
            click.echo(visible(str(problem)), err=True)
        found = len(error.problems)
        progress.note(f"no log was read, as the rules are wrong ({found}).")
        click.get_current_context().exit(BAD_RULES)
    except CerttrailError as error:
        progress.note(visible(str(error)))
        unread = isinstance(error, InputError)
        click.get_current_context().exit(NOT_FULLY_READ if unread else USAGE)
