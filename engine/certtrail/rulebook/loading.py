"""Loads the rulebook from a folder of YAML files: all of it, or every problem in it at once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.model.errors import Problem, RulebookError
from certtrail.model.strict_yaml import load_text
from certtrail.rulebook import steps, suppress
from certtrail.rulebook.rule import Rule, Rulebook
from certtrail.rulebook.step_files import read_steps
from certtrail.rulebook.yaml_files import load_file, read_as, rules_root, yaml_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from importlib.resources.abc import Traversable

    from certtrail.model.strict_yaml import Document
    from certtrail.rulebook.steps import Steps

# Folders of `rules/` that hold no rules.
OTHERS: Final = ("catalogue", "commands", "labels", "objects", "replies")
CASES: Final = "cases"  # the last key of a shipped rule, and most of its file


def load_rulebook(
    root: Traversable | None = None,
    extra: Iterable[Traversable] = (),
    *,
    cases: bool = True,
    tried: Mapping[str, str] | None = None,
) -> Rulebook:
    """Load every rule under a folder; without one, the rules that certtrail ships.

    Args:
        root: the folder; some of those in it hold no rules.
        extra: folders of further rules, which may read those of the first.
        cases: whether those of the first folder are read, too; a diagnosis has no use for them.
        tried: further rules as YAML, by id, whose cases are not read; one takes the place of
            the rule that has its id.

    Raises:
        RulebookError: lists every problem of every file.
    """
    tried = {} if tried is None else tried
    root = rules_root() if root is None else root
    documents: list[Document] = []
    problems: list[Problem] = []
    until = "" if cases else CASES
    shipped = [(*each, until) for each in yaml_files(root, root.name)]
    further = [(*each, "") for folder in extra for each in yaml_files(folder, folder.name)]
    ours = 0
    for number, (shown, file, until) in enumerate([*shipped, *further]):
        if any(part in OTHERS for part in shown.split("/")[1:2]) or _stem(shown) in tried:
            continue
        try:
            documents.append(load_file(file, shown, until))
            ours += number < len(shipped)
        except RulebookError as error:
            problems.extend(error.problems)
    texts = {f"{name}.yaml": text for name, text in tried.items()}
    _load_texts(texts, documents, problems, CASES)
    # The tests hold the shipped ones to each other; a diagnosis need not do that again (0.1 s).
    return _assemble(documents, problems, ours, checked=bool(cases or further or tried))


def shipped_rules(ids: Collection[str]) -> tuple[Rule, ...]:
    """Load a few of the rules that certtrail ships, with their cases, sorted by id.

    Args:
        ids: what they are called; one that is none of them is left out.

    Raises:
        RulebookError: one of them is wrong.
    """
    root = rules_root()
    wanted = {*(f"{name}.yaml" for name in ids), steps.FILE}
    documents = [
        load_file(file, shown)
        for shown, file in yaml_files(root, root.name)
        if shown.split("/")[1] not in OTHERS and shown.rpartition("/")[2] in wanted
    ]
    return _assemble(documents, [], len(documents), checked=False).rules


def parse_rulebook(texts: Mapping[str, str]) -> Rulebook:
    """Load rules from YAML texts by file name, as `load_rulebook` does from files.

    Raises:
        RulebookError: lists every problem of every text.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    shipped = rules_root() / steps.FILE
    if shipped.is_file():
        documents.append(load_file(shipped, f"rules/{steps.FILE}"))
    ours = len(documents)
    _load_texts(texts, documents, problems)
    return _assemble(documents, problems, ours)


def _load_texts(
    texts: Mapping[str, str], documents: list[Document], problems: list[Problem], until: str = ""
) -> None:
    for name, text in sorted(texts.items()):
        try:
            documents.append(load_text(text, name, until))
        except RulebookError as error:
            problems.extend(error.problems)


def _assemble(
    documents: Iterable[Document], problems: Iterable[Problem], ours: int, *, checked: bool = True
) -> Rulebook:
    return _assembled(tuple(documents), tuple(problems), ours, checked)


# Whoever diagnoses again in the same process (a notebook, a worker) has the same texts again.
@lru_cache(maxsize=4)
def _assembled(
    documents: tuple[Document, ...],
    found_before: tuple[Problem, ...],
    ours: int,
    checked: bool,
) -> Rulebook:
    """Make one rulebook of documents, of which the first ones ship."""
    problems = [*found_before]
    rules: list[Rule] = []
    known = {_stem(problem.path) for problem in problems}
    kinds: dict[str, list[tuple[int, Document]]] = {suppress.FILE: [], steps.FILE: [], "": []}
    for number, document in enumerate(documents):
        kinds.get(document.path.rpartition("/")[2], kinds[""]).append((number, document))
    # What others say of risks, and of what is done once, is for their own rules alone.
    shipped, _ = read_steps(document for number, document in kinds[steps.FILE] if number < ours)
    standard, found = read_steps(document for _, document in kinds[steps.FILE])
    problems.extend(found)
    for number, document in kinds[""]:
        own = shipped if number < ours else standard
        rule, found = _read(document, own, checked=checked)
        known.add(_stem(document.path))
        problems.extend(found)
        if rule is not None and not found:
            rules.append(rule)
    if checked:
        from certtrail.rulebook.checking import check_together

        problems.extend(check_together(rules, known))
    suppressions: list[suppress.Suppression] = []
    for _, document in kinds[suppress.FILE]:
        read, found = suppress.read_suppressions(document, known)
        suppressions.extend(read)
        problems.extend(found)
    if problems:
        raise RulebookError(problems)
    ordered = tuple(sorted(rules, key=lambda rule: rule.id))
    return Rulebook(ordered, tuple(suppressions), standard)


def _read(
    document: Document, standard: Steps, *, checked: bool
) -> tuple[Rule | None, list[Problem]]:
    rule, problems = read_as(document, Rule, source=document, steps=standard)
    if rule is not None and checked:
        from certtrail.rulebook.binding import unbound

        problems += unbound(rule)
        if rule.id != _stem(document.path):
            message = f"expected the file's name {_stem(document.path)!r}, found {rule.id!r}"
            problems.append(document.problem(("id",), message))
    return rule, problems


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]
