"""Plain values in, as YAML or JSON gives them; dataclasses out, or every mistake and its place.

What a dataclass may hold is said by its annotations (`schema`). A `__post_init__` may hold its
fields to each other; each argument of the ValueError that it raises is one mistake.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

from certtrail.model.mistakes import EnoughError, Mistake, Mistakes
from certtrail.model.schema import Either, Entries, Items, Leaf, Structure, plain_type, record_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from certtrail.model.annotations import Limit
    from certtrail.model.mistakes import At
    from certtrail.model.notation import Notation
    from certtrail.model.schema import Node

    Read: TypeAlias = Callable[[Any, At, Mistakes], Any]

    class _ReadRecord(Protocol):
        def __call__(
            self, value: Any, at: At, mistakes: Mistakes, given: Mapping[str, object] = ...
        ) -> Any: ...


R = TypeVar("R")
_NOTHING: Final[Mapping[str, object]] = {}


def strictly(
    value: object,
    kind: type[R],
    notation: Notation,
    aside: Mapping[str, object] = _NOTHING,
    most: int = 100,
) -> tuple[R | None, list[Mistake]]:
    """Read a value as a dataclass.

    Args:
        value: of plain types.
        kind: the dataclass.
        notation: what kind of file it is from.
        aside: the fields that are no part of the file.
        most: how many mistakes are listed; of more than one, the rest is counted.

    Returns:
        The dataclass, where there is enough to make one, and what is wrong.
    """
    mistakes = Mistakes(most, counted=most > 1)
    known: Any = kind
    try:
        made = _record_of(known, notation)(value, None, mistakes, aside)
    except EnoughError:
        made = None
    return made, mistakes.listed()


def _reader(node: Node, notation: Notation) -> Read:
    if isinstance(node, Leaf):
        return _leaf(node, notation)
    if isinstance(node, Items):
        return _items(node, notation)
    if isinstance(node, Entries):
        return _table(node, notation)
    if isinstance(node, Either):
        return _either(node, notation)
    return _under(node, notation) if node.under else _record_of(node.kind, notation)


@cache
def _record_of(kind: Any, notation: Notation) -> _ReadRecord:
    return _record(record_of(kind), notation)


def _words(node: Node, notation: Notation) -> str:
    """Say what is expected."""
    if isinstance(node, Either):
        return " or ".join(_words(each, notation) for each in node.of)
    if isinstance(node, Leaf) and node.choices:
        return notation.choice([str(written) for written, _ in node.choices])
    word = notation.words[plain_type(node)]
    if isinstance(node, Items) and node.may_be_one:
        return f"{_words(node.of, notation)} or {word}"
    return word


def _refusal(node: Node, notation: Notation) -> Read:
    wanted = _words(node, notation)
    return lambda value, at, mistakes: mistakes.add(
        at, f"expected {wanted}, found {notation.found(value)}"
    )


def _sound(node: Node, limit: Limit, notation: Notation) -> tuple[Callable[[Any], bool], Read]:
    """Give what tells whether a value has its type and keeps its limit, and what notes if not."""
    plain = plain_type(node)
    wrong_type = _refusal(node, notation)
    exceeded = limit.checker(plain)
    if exceeded is None:
        return lambda value: type(value) is plain, wrong_type

    def sound(value: Any) -> bool:
        return type(value) is plain and not exceeded(value)

    def refuse(value: Any, at: At, mistakes: Mistakes) -> None:
        if type(value) is plain:
            mistakes.add(at, f"expected {exceeded(value)}, found {notation.found(value)}")
        else:
            wrong_type(value, at, mistakes)

    return sound, refuse


def _leaf(leaf: Leaf, notation: Notation) -> Read:
    read = _chosen(leaf, notation) if leaf.choices else _single(leaf, notation)
    if leaf.written is not None:
        read = _converted(leaf.written.read, read)
    if not leaf.empty_is_null:
        return read
    return lambda value, at, mistakes: "" if value is None else read(value, at, mistakes)


def _chosen(leaf: Leaf, notation: Notation) -> Read:
    members = dict(leaf.choices)
    refuse = _refusal(leaf, notation)

    def read(value: Any, at: At, mistakes: Mistakes) -> Any:
        if type(value) is str and value in members:
            return members[value]
        return refuse(value, at, mistakes)

    return read


def _single(leaf: Leaf, notation: Notation) -> Read:
    sound, refuse = _sound(leaf, leaf.limit, notation)
    return lambda value, at, mistakes: value if sound(value) else refuse(value, at, mistakes)


def _converted(convert: Callable[[Any], tuple[object, Sequence[str]]], read: Read) -> Read:
    def converted(value: Any, at: At, mistakes: Mistakes) -> Any:
        fatal = mistakes.fatal
        plain = read(value, at, mistakes)
        if mistakes.fatal != fatal:
            return None
        made, wrong = convert(plain)
        for message in wrong:
            mistakes.note(at, message)
        return made

    return converted


def _items(items: Items, notation: Notation) -> Read:
    sound, refuse = _sound(items, items.limit, notation)
    entry = _reader(items.of, notation)
    alone = plain_type(items.of) if items.may_be_one else None

    def read(value: Any, at: At, mistakes: Mistakes) -> Any:
        if type(value) is alone:
            return (entry(value, at, mistakes),)
        if not sound(value):
            return refuse(value, at, mistakes)
        return tuple([entry(item, (at, index), mistakes) for index, item in enumerate(value)])

    return read


def _table(table: Entries, notation: Notation) -> Read:
    sound, refuse = _sound(table, table.limit, notation)
    entry = _reader(table.of, notation)
    judge_key = _key_judge(table.key, notation)

    def read(value: Any, at: At, mistakes: Mistakes) -> Any:
        if not sound(value):
            return refuse(value, at, mistakes)
        made = {}
        for key, item in value.items():
            here = (at, (key,))
            judge_key(key, here, mistakes)
            made[key] = entry(item, here, mistakes)
        return made

    return read


def _key_judge(node: Node, notation: Notation) -> Callable[[str, At, Mistakes], None]:
    exceeded = node.limit.checker(str) if isinstance(node, Leaf) else None

    def judge(key: str, at: At, mistakes: Mistakes) -> None:
        if exceeded is not None and (wanted := exceeded(key)):
            found = notation.found(key)
            mistakes.add(at, f"expected as key {wanted}, found {found}", key=True)

    return judge


def _either(either: Either, notation: Notation) -> Read:
    readers: dict[type, Read] = {}
    for node in either.of:
        plain = plain_type(node)
        if plain in readers:
            raise TypeError(f"expected alternatives that differ in a file, found {plain} twice")
        readers[plain] = _reader(node, notation)
    refuse = _refusal(either, notation)

    def read(value: Any, at: At, mistakes: Mistakes) -> Any:
        if value is None and either.nullable:
            return None
        return readers.get(type(value), refuse)(value, at, mistakes)

    return read


def _under(record: Structure, notation: Notation) -> Read:
    """Read a mapping with one entry, whose key is a field of what stands under it."""
    named = next(member for member in record.members if member.name == record.under)
    judge_key = _key_judge(named.of, notation)
    inside = _record(record, notation)
    refuse = _refusal(record, notation)

    def read(value: Any, at: At, mistakes: Mistakes) -> Any:
        if type(value) is not dict:
            return refuse(value, at, mistakes)
        if len(value) != 1:
            mistakes.add(at, f"expected one entry, found {len(value)}")
        made = None
        for key, item in value.items():
            judge_key(key, (at, key), mistakes)
            made = inside(item, (at, key), mistakes, {record.under: key})
        return made

    return read


class _Plan(NamedTuple):
    """How a record is read: its keys, those that must be there, and what reads each."""

    keys: tuple[str, ...]
    wanted: tuple[str, ...]
    readers: Mapping[str, tuple[str, Read]]


def _plan(record: Structure, notation: Notation) -> _Plan:
    keys = {
        member.key or notation.key(member.name): member
        for member in record.members
        if not member.aside and member.name != record.under
    }
    may_lack = {key for key, m in keys.items() if (m.added if notation.saved else not m.required)}
    return _Plan(
        tuple(keys),
        tuple(key for key in keys if key not in may_lack),
        {key: (member.name, _reader(member.of, notation)) for key, member in keys.items()},
    )


def _demand(keys: Iterable[str], value: Collection[str], at: At, mistakes: Mistakes) -> None:
    for key in keys:
        if key not in value:
            mistakes.add(at, f"expected the key {key!r}, found none")


def _record(record: Structure, notation: Notation) -> _ReadRecord:
    refuse = _refusal(record, notation)
    kind = record.kind
    plans: list[_Plan] = []  # made when first needed, as a record may hold itself

    def read(value: Any, at: At, mistakes: Mistakes, given: Mapping[str, object] = _NOTHING) -> Any:
        if type(value) is not dict:
            return refuse(value, at, mistakes)
        if not plans:
            plans.append(_plan(record, notation))
        plan = plans[0]
        made = dict(given)
        fatal = mistakes.fatal
        _demand(plan.wanted, value, at, mistakes)
        for key, item in value.items():
            if key in plan.readers:
                name, reader = plan.readers[key]
                made[name] = reader(item, (at, key), mistakes)
            else:
                told = "" if mistakes.full else notation.unknown(key, plan.keys)
                mistakes.add((at, key), told, key=True)
        if mistakes.fatal != fatal:
            return None
        try:
            return kind(**made)
        except ValueError as error:
            for message in error.args:
                mistakes.add(at, str(message))

    return read
