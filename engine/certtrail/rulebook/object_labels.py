"""Object labels: `rules/objects/` in; what each label of a listed object means, and which kinds
of objects there are, out.

A label is compared without case and blanks, and by its plain letters only: a console's code page
turns the others into anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Final, Literal

from certtrail.model.annotations import Limit
from certtrail.model.errors import Problem, RulebookError
from certtrail.rulebook.labels import folded, labels
from certtrail.rulebook.yaml_files import load_folder, read_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

FOLDER: Final = "objects"
PropertyType = Literal[
    "thumbprint", "date", "services", "dn", "truth", "number", "list", "words", "word", "text"
]
_Name = Annotated[str, Limit(like=r"^[A-Z][A-Za-z0-9]*$")]
_Label = Annotated[str, Limit(2, 64)]
_LONGEST: Final = 80
# The same few labels come again and again; a text with others must not fill the memory.
_REMEMBERED: Final = 4_096
_NOT_PLAIN: Final = re.compile(r"[^!-~]+|\?+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledProperty:
    """A property: its name, what its values look like, and what else it is called.

    Attributes:
        name: as the shell names it.
        type: what its values look like, by which a table's cells are told apart.
        also: other labels of it, in any language.
    """

    name: _Name
    type: PropertyType
    also: tuple[_Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkLines:
    """What lines without a label say, by their words at the start of the line."""

    says: Annotated[str, Limit(like=r"^[a-z][a-z-]*$")]
    like: tuple[_Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectKind:
    """A kind of object.

    Attributes:
        kind: its name; without one the file lists properties that several kinds have.
        keys: one of these tells which one it is.
        commands: what prints such objects, as commands name it.
        told_by: of each of these at least one is there in an object of this kind.
        keyless: one of these tells what a command printed that was not asked for the keys.
        keyless_told_by: as `told_by`, of objects without a key.
        properties: that it has.
        remarks: lines without a label.
        true_words: what shells and Excel write for true, in any language.
        false_words: for false.
    """

    properties: tuple[LabelledProperty, ...]
    kind: str = ""
    keys: tuple[_Name, ...] = ()
    commands: tuple[str, ...] = ()
    told_by: tuple[tuple[_Name, ...], ...] = ()
    keyless: tuple[_Name, ...] = ()
    keyless_told_by: tuple[tuple[_Name, ...], ...] = ()
    remarks: tuple[RemarkLines, ...] = ()
    true_words: tuple[str, ...] = ()
    false_words: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of its properties."""
        return frozenset(one.name for one in self.properties)

    def is_printed_by(self, command: str) -> bool:
        """Tell whether a command, in lower case, prints such objects."""
        return any(name.casefold() in command for name in self.commands)

    def is_told_by(self, names: frozenset[str]) -> bool:
        """Tell whether an object with these properties is of this kind."""
        return _has_each(names, self.told_by)

    def is_told_without_key(self, names: frozenset[str], command: str) -> bool:
        """Tell whether an object of this kind is listed without what identifies it."""
        if _has_each(names, self.keyless_told_by):
            return True
        return bool(names & set(self.keyless)) and self.is_printed_by(command)


def _has_each(names: frozenset[str], groups: tuple[tuple[str, ...], ...]) -> bool:
    return bool(groups) and all(names & set(group) for group in groups)


_UNKNOWN: Final = ObjectKind(properties=())


@dataclass(frozen=True)
class ObjectLabels:
    """All kinds and their labels.

    Attributes:
        kinds: of objects.
        renamed: further labels, each with the name of the property that it stands for.
    """

    kinds: tuple[ObjectKind, ...]
    renamed: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {
            plain(label): each.name
            for kind in self.kinds
            for each in kind.properties
            for label in (each.name, *each.also)
        }

    @cached_property
    def _renamed(self) -> Mapping[str, str]:
        """By the whole label: one that somebody chose may have no plain letters."""
        known = {name.casefold(): name for name in self.types}
        return {
            folded(label): known[name.casefold()]
            for label, name in self.renamed
            if name.casefold() in known
        }

    @cached_property
    def _asked(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def shared(self) -> frozenset[str]:
        """The properties that objects of several kinds have."""
        return frozenset(name for kind in self.kinds if not kind.kind for name in kind.names)

    @cached_property
    def types(self) -> Mapping[str, PropertyType]:
        """The type of each property by its name."""
        return {each.name: each.type for kind in self.kinds for each in kind.properties}

    @cached_property
    def _remarks(self) -> Sequence[tuple[str, str]]:
        return [
            (plain(words), line.says)
            for kind in self.kinds
            for line in kind.remarks
            for words in line.like
        ]

    def name_of(self, label: str) -> str | None:
        """Give the name of the property that a label stands for; None for an unknown one."""
        if len(label) > _LONGEST:
            return None
        if label not in self._asked:
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            known = self._names.get(plain(label)) or self._renamed.get(folded(label))
            self._asked[label] = known or _server(label)
        return self._asked[label]

    def with_renamed(self, renamed: tuple[tuple[str, str], ...]) -> ObjectLabels:
        """Give the same with labels that a text's own commands tell, each with its property."""
        return replace(self, renamed=renamed) if renamed else self

    def remark(self, line: str) -> str | None:
        """Tell what a line without a label says; None for one that nobody knows."""
        start = plain(line[:80])
        return next((says for words, says in self._remarks if start.startswith(words)), None)

    @cached_property
    def _truths(self) -> Mapping[str, bool]:
        known = {word.casefold(): True for kind in self.kinds for word in kind.true_words}
        return known | {word.casefold(): False for kind in self.kinds for word in kind.false_words}

    def truth(self, text: str) -> bool | None:
        """Read a value that is true or false; None for any other."""
        return self._truths.get(text.casefold())

    def kind_of(self, names: frozenset[str], command: str = "") -> str:
        """Tell what an object is; empty for a kind that nobody knows.

        Args:
            names: its properties.
            command: what printed it, in lower case; it says what the labels may leave open.
        """
        fitting = [kind for kind in self.kinds if kind.is_told_by(names)]
        # What single properties tell goes before what one of several may tell.
        told = min(fitting, key=_leaves_a_choice, default=_UNKNOWN).kind
        if told or not command:
            return told
        printed = (one for one in self.kinds if names & set(one.keys))
        return next((one.kind for one in printed if one.is_printed_by(command)), "")

    def has_key(self, names: frozenset[str], kind: str) -> bool:
        """Tell whether one of these properties tells which object of a kind it is."""
        return any(names & set(one.keys) for one in self.kinds if one.kind == kind)

    def keyless_kind_of(self, names: frozenset[str], command: str = "") -> str:
        """Tell what an object without a key would be, of which `kind_of` tells nothing.

        Nothing can be matched by such an object, but whoever listed it meant to tell something.
        """
        found = (one.kind for one in self.kinds if one.is_told_without_key(names, command))
        return next(found, "")

    def also_of(self, names: frozenset[str], kind: str) -> tuple[str, ...]:
        """Tell what an object is besides its kind, as scripts join what cmdlets say; nothing
        where it has none.

        Only kinds that one property tells; halves of two others prove neither.
        """
        return tuple(
            one.kind
            for one in self.kinds
            if kind and one.kind != kind and len(one.told_by) == 1 and one.is_told_by(names)
        )


def _leaves_a_choice(kind: ObjectKind) -> bool:
    """Tell whether any of several properties would do to tell a kind."""
    return any(len(group) > 1 for group in kind.told_by)


def _server(label: str) -> str | None:
    """Know what else names the server; with it a table of anything is one of several servers."""
    return "Server" if folded(label) in labels().servers else None


def plain(label: str) -> str:
    """Give what labels are compared by: their plain letters in lower case.

    >>> plain("Cl? de conteneur ") == plain("Cl\N{LATIN SMALL LETTER E WITH ACUTE} de Conteneur")
    True
    """
    return _NOT_PLAIN.sub("", label.replace(" ", "")).casefold()


def load_labels(root: Traversable | None = None) -> ObjectLabels:
    """Read every file of `objects/` below the rules folder.

    Args:
        root: that folder; without one, what certtrail ships.

    Raises:
        RulebookError: all that is wrong in any of the files.
    """
    problems: list[Problem] = []
    kinds: list[ObjectKind] = []
    known: dict[str, str] = {}
    for document, kind in read_all(load_folder(FOLDER, problems, root), ObjectKind, problems):
        kinds.append(kind)
        problems += [Problem(document.path, 0, 0, clash) for clash in _clashes(kind, known)]
    if problems:
        raise RulebookError(problems)
    return ObjectLabels(tuple(kinds))


def _clashes(kind: ObjectKind, known: dict[str, str]) -> Iterator[str]:
    """Say which labels stand for another property already, and take the others in."""
    for each in kind.properties:
        for label in (each.name, *each.also):
            name = known.setdefault(plain(label), each.name)
            if name != each.name:
                yield f"expected a label of its own, found {label!r}, which stands for {name}, too"


@cache
def shipped_labels() -> ObjectLabels:
    """Give the labels that certtrail ships, read once."""
    return load_labels()
