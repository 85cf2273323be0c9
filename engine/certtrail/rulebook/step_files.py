"""Files of standard steps in, one `Steps` of them out, with all that is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.rulebook.steps import Steps
from certtrail.rulebook.yaml_files import read_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.model.errors import Problem
    from certtrail.model.strict_yaml import Document
    from certtrail.rulebook.once import Once
    from certtrail.rulebook.steps import Step


def read_steps(documents: Iterable[Document]) -> tuple[Steps, list[Problem]]:
    """Read files of steps into one; a later file takes the place of nothing in an earlier one."""
    steps: dict[str, Step] = {}
    risks: dict[str, str] = {}
    once: dict[str, Once] = {}
    problems: list[Problem] = []
    told: Mapping[str, object]
    before: Mapping[str, object]
    for document, file in read_all(documents, Steps, problems):
        for section, told, before in (
            ("steps", file.steps, steps),
            ("risks", file.risks, risks),
            ("once", file.once, once),
        ):
            for name in (name for name in told if name.casefold() in before):
                message = f"expected another id, found that of another of {section}: {name!r}"
                problems.append(document.problem((section, name), message, key=True))
        steps |= file.steps
        risks |= {name.casefold(): text for name, text in file.risks.items()}
        once |= file.once
        for name, each in file.once.items():
            for step in sorted({*each.steps, *each.also} - steps.keys()):
                message = f"expected the id of a standard step, found {step!r}"
                problems.append(document.problem(("once", name), message, key=True))
    return Steps(steps=steps, risks=risks, once=once), problems
