"""Loads the rulebook from a folder of YAML files: all of it, or every problem in it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.errors import Problem, RulebookError
from certtrail.model.strict_yaml import load_text
from certtrail.rulebook import suppress
from certtrail.rulebook.building import build_rule
from certtrail.rulebook.checking import check_together
from certtrail.rulebook.rule import Rulebook
from certtrail.rulebook.yaml_files import load_file, rules_root, yaml_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from importlib.resources.abc import Traversable

    from certtrail.model.strict_yaml import Document
    from certtrail.rulebook.rule import Rule

# Folders of `rules/` that hold no rules.
OTHERS: Final = ("catalogue", "labels")
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
        cases: whether those of the first folder are read, too; a diagnosis has no use for them, and
            trusts what certtrail ships to have its shape.
        tried: further rules as YAML, by id, whose cases are not read; one takes the place of
            the rule that has its id.

    Raises:
        RulebookError: lists every problem of every file.
    """
    tried = {} if tried is None else tried
    trust = root is None and not cases
    root = rules_root() if root is None else root
    documents: list[Document] = []
    problems: list[Problem] = []
    until = "" if cases else CASES
    shipped = [(*each, until) for each in yaml_files(root, root.name)]
    further = [(*each, "") for folder in extra for each in yaml_files(folder, folder.name)]
    for shown, file, until in [*shipped, *further]:
        if any(part in OTHERS for part in shown.split("/")[1:2]) or _stem(shown) in tried:
            continue
        try:
            documents.append(load_file(file, shown, until))
        except RulebookError as error:
            problems.extend(error.problems)
    texts = {f"{name}.yaml": text for name, text in tried.items()}
    _load_texts(texts, documents, problems, CASES)
    return _assemble(documents, problems, {shown for shown, *_ in shipped} if trust else set())


def parse_rulebook(texts: Mapping[str, str]) -> Rulebook:
    """Load rules from YAML texts by file name, as `load_rulebook` does from files.

    Raises:
        RulebookError: lists every problem of every text.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    _load_texts(texts, documents, problems)
    return _assemble(documents, problems, set())


def _load_texts(
    texts: Mapping[str, str], documents: list[Document], problems: list[Problem], until: str = ""
) -> None:
    for name, text in sorted(texts.items()):
        try:
            documents.append(load_text(text, name, until))
        except RulebookError as error:
            problems.extend(error.problems)


def _assemble(
    documents: Iterable[Document], problems: list[Problem], trusted: Collection[str]
) -> Rulebook:
    rules: list[Rule] = []
    known = {_stem(problem.path) for problem in problems}
    overlays: list[Document] = []
    for document in documents:
        if document.path.rpartition("/")[2] == suppress.FILE:
            overlays.append(document)
            continue
        trust = document.path in trusted
        rule, found = build_rule(document, _stem(document.path), trust=trust)
        known.add(_stem(document.path))
        problems.extend(found)
        if rule is not None:
            rules.append(rule)
    problems.extend(check_together(rules, known))
    suppressions: list[suppress.Suppression] = []
    for document in overlays:
        read, found = suppress.read_suppressions(document, known)
        suppressions.extend(read)
        problems.extend(found)
    if problems:
        raise RulebookError(problems)
    return Rulebook(tuple(sorted(rules, key=lambda rule: rule.id)), tuple(suppressions))


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]
