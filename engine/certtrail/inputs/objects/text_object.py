"""An object that a text lists: labels with their values, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.object_labels import shipped_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

_DOTS: Final = ("...", "\u2026")
# The letters of services in a table: a dot is one that is not there.
_LETTERS: Final = re.compile(r"[A-Z.]{4,8}")
# What Export-Csv writes for a list: the name of its type.
_TYPE_NAME: Final = re.compile(r"(?:System|Microsoft)\.[\w.]{1,200}(?:[`']\d)?(?:\[.{0,300}\])?")
# What somebody pointed at a value with: `...  <-- expired`.
_POINTED: Final = re.compile(r"(?:^|(?<=\s))(?:<[-=<~]|[\u2190\u21d0\u25c4\u25c0])")
_POINTING: Final = ("<", "\u2190", "\u21d0", "\u25c4", "\u25c0")

Value = str | tuple[str, ...]


def unquoted(value: str) -> str:
    """Take off the quotes, or what Markdown shows code by, around a whole value.

    >>> unquoted("'AB'"), unquoted('"AB" and "CD"')
    ('AB', '"AB" and "CD"')
    """
    quote = value[:1]
    inner = value[1:-1]
    whole = quote in ("'", '"') and len(value) > 1 and value.endswith(quote) and quote not in inner
    return inner if whole else value


def without_remark(value: str) -> str:
    """Take off what somebody wrote behind a value, pointing at it, and white space around it.

    >>> without_remark("True  <-- why?"), without_remark("<I>CN=CA<S>CN=mail.contoso.com")
    ('True', '<I>CN=CA<S>CN=mail.contoso.com')
    """
    if any(mark in value for mark in _POINTING):
        found = _POINTED.search(value)
        value = value if found is None else value[: found.start()]
    return value.strip()


@dataclass(frozen=True, slots=True)
class TextObject:
    """One object as a text lists it.

    Attributes:
        place: where it starts in the text.
        end: where it ends.
        values: by the property's name, or by the label where nobody knows that. A list that comes
            in parts is a tuple, anything else as written, with what a shell wrapped joined again.
        remarks: its lines without a label.
        type_name: the .NET type that the text gives for it; else empty.
        twice: properties that stand there more than once, each time with another value; which of
            them is right nobody knows, and so none is among the values.
    """

    place: int
    end: int
    values: Mapping[str, Value]
    remarks: tuple[str, ...] = ()
    type_name: str = ""
    twice: tuple[str, ...] = ()

    def names(self) -> frozenset[str]:
        """The properties that are listed."""
        return frozenset(self.values)

    def string(self, name: str) -> str | None:
        """A property as text; None where it is not listed, or only its type or a part of it is."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, tuple):
            return joined(value)
        bare = unquoted(without_remark(value))
        if _LETTERS.fullmatch(bare):
            return bare
        return None if _TYPE_NAME.fullmatch(bare) or is_cut(bare) else bare

    def part(self, name: str) -> str:
        """A property as text as far as it is there; empty where it is not listed."""
        value = self.values.get(name, "")
        return joined(value) if isinstance(value, tuple) else unquoted(without_remark(value))

    def strings(self, name: str) -> tuple[str, ...] | None:
        """A list property, the dots of a cut left out; None where it is not listed."""
        value = self.values.get(name)
        if value is None or isinstance(value, tuple):
            return value
        bare = without_remark(value)
        return None if _TYPE_NAME.fullmatch(bare) else items(bare)[0]

    def whole(self, name: str) -> bool:
        """Tell whether all of a list property is there."""
        value = self.values.get(name, ())
        return isinstance(value, tuple) or items(without_remark(value))[1]

    def truth(self, name: str) -> bool | None:
        """A property that is true or false; None for anything else."""
        return shipped_labels().truth(self.part(name))


def is_cut(value: str) -> bool:
    """Tell whether a shell cut a value, as its dots show."""
    return value.rstrip().removesuffix("}").rstrip().endswith(_DOTS)


def joined(parts: tuple[str, ...]) -> str:
    """Write a list in a line, such as the parts of a distinguished name."""
    return ", ".join(part.removesuffix(",") for part in parts)


def items(value: str) -> tuple[tuple[str, ...], bool]:
    """Read a list as the shell prints it, and tell whether it is whole.

    >>> items("{mail.contoso.com, www.contoso.com...}")
    (('mail.contoso.com', 'www.contoso.com'), False)
    """
    bare = value.strip()
    whole = not is_cut(bare) and bare.startswith("{") == bare.endswith("}")
    inner = bare.removeprefix("{").removesuffix("}").rstrip()
    for dots in _DOTS:
        inner = inner.removesuffix(dots)
    # A cell of a table may have them one below the other; what the shell prints has braces.
    pieces = inner.split(",") if bare.startswith("{") else inner.replace("\n", ",").split(",")
    return tuple(part for piece in pieces if (part := piece.strip())), whole
