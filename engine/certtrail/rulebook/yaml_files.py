"""Finds the shipped YAML files, and reads each within limits, as what it should hold."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from certtrail.model.errors import Problem, RulebookError
from certtrail.model.notation import YAML
from certtrail.model.strict_reading import strictly
from certtrail.model.strict_yaml import Document, load_text
from certtrail.rulebook.read_before import value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 40
K = TypeVar("K")


def rules_root() -> Traversable:
    """Find `rules/`: in the installed package, or else in the checkout.

    Raises:
        RulebookError: it is in neither place.
    """
    shipped = files("certtrail") / "rules"
    checkout = Path(__file__).resolve().parents[3] / "rules"
    for root in (shipped, checkout):
        if root.is_dir() and any(root.iterdir()):
            return root
    raise RulebookError(
        [Problem("rules", 0, 0, f"expected the rules at {shipped} or {checkout}, found neither")]
    )


def yaml_files(root: Traversable, under: str = "rules") -> Iterator[tuple[str, Traversable]]:
    """Walk a folder for `.yaml` files; yields the name to show and the file, sorted by name.

    A file instead of a folder is yielded alone. Links below the folder are yielded, to be refused.

    Raises:
        RulebookError: a folder cannot be read, or lies too deep.
    """
    if isinstance(root, Path):
        root = root.resolve()  # it was given by name
    if root.is_file():
        yield under, root
        return
    if under.count("/") > MAX_DEPTH:
        message = f"expected folders at most {MAX_DEPTH} deep"
        raise RulebookError([Problem(under, 0, 0, message)])
    try:
        children = sorted(root.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise RulebookError([Problem(under, 0, 0, f"cannot be read: {reason}")]) from error
    for child in children:
        shown = f"{under}/{child.name}"
        folder = child.is_dir()
        if folder and not _is_link(child):
            yield from yaml_files(child, shown)
        elif folder or child.name.endswith((".yaml", ".yml")):
            yield shown, child


def load_file(file: Traversable, shown: str, until: str = "") -> Document:
    """Read one YAML file strictly.

    Args:
        file: the file.
        shown: its name in messages.
        until: a key of the top level from which on nothing is read, nor checked.

    Raises:
        RulebookError: the file cannot be read, or is not strict YAML; lists every problem found.
    """
    if _is_link(file):
        message = "is a link, which is not followed; put the file itself into the folder"
        raise RulebookError([Problem(shown, 0, 0, message)])
    if isinstance(file, Path) and not file.is_file() and file.exists():
        raise RulebookError([Problem(shown, 0, 0, "expected a file, found something else")])
    try:
        raw = file.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise RulebookError([Problem(shown, 0, 0, f"cannot be read: {reason}")]) from error
    if len(raw) > MAX_BYTES:
        message = f"expected at most {MAX_BYTES:,} bytes, found {len(raw):,}"
        raise RulebookError([Problem(shown, 0, 0, message)])
    return _document(raw, shown, until)


# Whoever diagnoses again in the same process (a notebook, a worker) has the same bytes again.
@lru_cache(maxsize=1024)
def _document(raw: bytes, shown: str, until: str) -> Document:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"expected UTF-8, found byte 0x{raw[error.start]:02x}"
        raise RulebookError([Problem(shown, line, 0, message)]) from error
    known = value_of(raw, until)
    return load_text(text, shown, until) if known is None else Document(shown, *known, text, until)


def _is_link(file: Traversable) -> bool:
    return isinstance(file, Path) and file.is_symlink()


def load_folder(
    folder: str, problems: list[Problem], root: Traversable | None = None
) -> Iterator[Document]:
    """Read every file of a folder of the rules.

    Args:
        folder: its name.
        problems: gets what is wrong with files that are left out.
        root: the rules folder; without one, what certtrail ships.
    """
    for shown, file in yaml_files((root or rules_root()) / folder, f"rules/{folder}"):
        try:
            yield load_file(file, shown)
        except RulebookError as error:
            problems += error.problems


def read_all(
    documents: Iterable[Document], kind: type[K], problems: list[Problem]
) -> Iterator[tuple[Document, K]]:
    """Read documents as a dataclass each; `problems` gets all that is wrong."""
    for document in documents:
        made, found = read_as(document, kind)
        problems += found
        if made is not None:
            yield document, made


def read_as(document: Document, kind: type[K], **aside: object) -> tuple[K | None, list[Problem]]:
    """Read a document as a dataclass; gives it, where one can be made, with what is wrong.

    Args:
        document: the file, read.
        kind: the dataclass, whose annotations say what the file may hold.
        aside: fields that are no part of the file.
    """
    made, mistakes = strictly(document.value, kind, YAML, aside)
    return made, [document.problem(each.steps, each.message, key=each.key) for each in mistakes]
