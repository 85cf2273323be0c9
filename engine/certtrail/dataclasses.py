"""The standard library's dataclasses, but with methods that are made when they are first called.

Up to Python 3.12, `dataclasses` has every method of every class compiled from a text of its own as
soon as the class is loaded. A diagnosis loads 250 of them, makes objects of half, and prints none:
that was 0.1 s, a fifth of its start. Here the fields and slots are the library's own, and all that
reads them works as ever (`fields`, `replace`, `asdict`); a method is compiled when it is first
called, and is from then on what the library would have made. A type checker sees the library's.
"""

from __future__ import annotations

import dataclasses
import sys
from dataclasses import MISSING, FrozenInstanceError, asdict, field, fields, replace
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final

__all__ = ["asdict", "dataclass", "field", "fields", "replace"]

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from dataclasses import dataclass

    _Method = Callable[..., Any]
    _Writer = Callable[[type[Any]], _Method]
else:

    def dataclass(kind=None, /, *, frozen=False, slots=False, eq=True, repr=True, **more):
        """Make a class a dataclass, as `dataclasses.dataclass` does with the same arguments."""
        if kind is None:
            return lambda kind: dataclass(
                kind, frozen=frozen, slots=slots, eq=eq, repr=repr, **more
            )
        if more.get("order"):  # rare; it is the library that knows how
            return dataclasses.dataclass(kind, frozen=frozen, slots=slots, eq=eq, repr=repr, **more)
        return _made(kind, {"__init__": True, "__repr__": repr, "__eq__": eq}, frozen, slots, more)


def _made(
    kind: type[Any], wanted: dict[str, bool], frozen: bool, slots: bool, more: dict[str, bool]
) -> type[Any]:
    own = vars(kind)
    hashed = "__hash__" in own and not (own["__hash__"] is None and "__eq__" in own)
    wanted["__hash__"] = wanted["__eq__"] and frozen and not hashed
    hidden = wanted["__eq__"] and not frozen and not hashed
    todo = [n for n, is_wanted in wanted.items() if is_wanted and (n not in own or n == "__hash__")]
    if kind.__doc__ is None:
        kind.__doc__ = kind.__name__  # else the library makes one out of the signature
    made: type[Any] = dataclasses.dataclass(
        kind, init=False, repr=False, eq=False, slots=slots, **more
    )
    for name in todo:
        setattr(made, name, _at_first_call(made, name))
    if hidden:
        made.__hash__ = None  # type: ignore[assignment]
    if frozen:
        _freeze(made)
        if slots:
            _let_be_pickled(made, own)
    return made


def _at_first_call(kind: type[Any], name: str) -> _Method:
    def first(self: Any, /, *values: Any, **named: Any) -> Any:
        method = _WRITERS[name](kind)
        method.__qualname__ = f"{kind.__qualname__}.{name}"
        setattr(kind, name, method)
        return method(self, *values, **named)

    first.__name__ = name
    first.__qualname__ = f"{kind.__qualname__}.{name}"
    return first


def _init(kind: type[Any]) -> _Method:
    frozen = "__setattr__" in vars(kind)
    names: dict[str, Any] = {"_FACTORY": _FACTORY, "_set": object.__setattr__}
    lines: list[str] = []
    for each in fields(kind):
        name = each.name
        value = name if each.init else f"_default_{name}"
        if each.default_factory is not MISSING:
            names[f"_default_{name}"] = each.default_factory
            value = f"_default_{name}()"
            if each.init:
                value += f" if {name} is _FACTORY else {name}"
        elif each.default is not MISSING:
            names[f"_default_{name}"] = each.default
        elif not each.init:
            continue
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(kind, "__post_init__"):
        lines.append("self.__post_init__()")
    given = [each for each in fields(kind) if each.init]
    parameters = [_parameter(each) for each in given if not each.kw_only]
    if last := [_parameter(each) for each in given if each.kw_only]:
        parameters += ["*", *last]
    method = _compiled(kind, "__init__", parameters, lines, names)
    method.__annotations__ = {each.name: each.type for each in given} | {"return": None}
    return method


def _parameter(each: dataclasses.Field[Any]) -> str:
    if each.default_factory is not MISSING:
        return f"{each.name}=_FACTORY"
    return each.name if each.default is MISSING else f"{each.name}=_default_{each.name}"


def _repr(kind: type[Any]) -> _Method:
    shown = [each.name for each in fields(kind) if each.repr]
    inside = ", ".join(f"{name}={{self.{name}!r}}" for name in shown)
    line = f'return self.__class__.__qualname__ + f"({inside})"'
    return recursive_repr()(_compiled(kind, "__repr__", (), [line], {}))


def _eq(kind: type[Any]) -> _Method:
    lines = [
        "if other.__class__ is self.__class__:",
        f" return {_values('self', kind)} == {_values('other', kind)}",
        "return NotImplemented",
    ]
    return _compiled(kind, "__eq__", ["other"], lines, {})


def _hash(kind: type[Any]) -> _Method:
    return _compiled(kind, "__hash__", (), [f"return hash({_values('self', kind)})"], {})


def _values(of: str, kind: type[Any]) -> str:
    """Write the tuple of what is compared."""
    compared = [each.name for each in fields(kind) if each.compare]
    return "(" + "".join(f"{of}.{name}," for name in compared) + ")"


_WRITERS: Final[dict[str, _Writer]] = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
}


class _Factory:
    def __repr__(self) -> str:
        return "<factory>"


_FACTORY: Final = _Factory()


def _compiled(
    kind: type[Any],
    name: str,
    parameters: Iterable[str],
    lines: Sequence[str],
    names: dict[str, Any],
) -> _Method:
    """Compile a method that has some names at hand."""
    head = ", ".join(("self", *parameters))
    body = "".join(f"  {line}\n" for line in lines or ("pass",))
    text = f"def make({', '.join(names)}):\n def {name}({head}):\n{body} return {name}"
    made: dict[str, _Method] = {}
    # As the library does. What the text holds are the names of fields.
    exec(text, vars(sys.modules[kind.__module__]), made)  # noqa: S102
    method: _Method = made["make"](**names)
    return method


def _freeze(kind: type[Any]) -> None:
    names = frozenset(each.name for each in fields(kind))

    def set_it(self: Any, name: str, value: Any) -> None:
        if type(self) is kind or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(kind, self).__setattr__(name, value)

    def delete_it(self: Any, name: str) -> None:
        if type(self) is kind or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(kind, self).__delattr__(name)

    kind.__setattr__ = set_it  # type: ignore[assignment]
    kind.__delattr__ = delete_it  # type: ignore[assignment]


def _let_be_pickled(kind: Any, own: Collection[str]) -> None:
    if "__getstate__" not in own:
        kind.__getstate__ = _state
    if "__setstate__" not in own:
        kind.__setstate__ = _set_state


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self: Any, state: Sequence[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
