"""The errors that certtrail raises, each with where it happened and what to do.

CerttrailError
├── InputError      an input as a whole could not be used (the run goes on without it)
├── RulebookError   one or more rules or catalogue files are wrong; lists them all
├── DiagnosisError  a saved diagnosis could not be read back
├── MissingError    what is asked for needs a library that is not installed
└── WorkerError     an inference worker died or ran out of time
"""

from __future__ import annotations

from dataclasses import dataclass


class CerttrailError(Exception):
    """The root of the tree above."""


class InputError(CerttrailError):
    """An input that cannot be used: names it, and says what was expected and what to do."""


class DiagnosisError(CerttrailError):
    """A saved diagnosis that cannot be read back: says where and why."""


class MissingError(CerttrailError):
    """What is asked for needs a library that only an extra of certtrail brings."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(
            f"{what} needs {library}, which is not installed: pip install certtrail[{extra}], or "
            f"pipx inject certtrail {library}."
        )


class WorkerError(CerttrailError):
    """An inference worker died, ran out of time or answered nonsense."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a YAML file; line and column count from 1, 0 where unknown."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class RulebookError(CerttrailError):
    """Every problem found in the rules and catalogue, one line each."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))
