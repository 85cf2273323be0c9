"""Errors of the certificate cmdlets in pasted text, by what no language changes in them.

    A special Rpc error occurs on server EX01: The certificate with thumbprint 0A1B... was found but
    is not valid for use with Exchange Server (reason: PrivateKeyMissing).
        + CategoryInfo          : InvalidOperation: (:) [Enable-ExchangeCertificate], Inv...
        + FullyQualifiedErrorId : [Server=EX01,RequestId=...] 0A,Mi...EnableExchangeCertificate

The id of an error names the cmdlet and the server; the wrapper names the server, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.console.paste import Squeezed

_FLAGS: Final = re.IGNORECASE | re.ASCII
_NAME: Final = r"[A-Z0-9][A-Z0-9.-]{0,253}?"
# All in a text without white space.
_ERROR: Final = re.compile(
    r"FullyQualifiedErrorId:(?P<id>.{0,400}?)"
    r"\.(?P<verb>Enable|New|Import|Remove|Export|Set|Get)ExchangeCertificate",
    _FLAGS | re.DOTALL,
)
_CATEGORY: Final = re.compile(
    r"CategoryInfo:.{0,120}?\[(?P<verb>Enable|New|Import|Remove|Export|Get)-ExchangeCertificate\]",
    _FLAGS | re.DOTALL,
)
_SERVER: Final = re.compile(rf"\[Server=(?P<server>{_NAME}),", _FLAGS)
_WRAPPER: Final = re.compile(
    rf"AspecialRpcerroroccursonserver(?P<one>{_NAME}):"
    rf"|TheExchangeCertificateoperationhasfailedwithanexceptiononserver(?P<two>{_NAME})"
    r"\.Theerrormessageis:",
    _FLAGS,
)
# In lower case; without any of these a text has no such error.
MARKS: Final = (
    "fullyqualifiederrorid:",
    "categoryinfo:",
    "aspecialrpcerroroccursonserver",
    "theexchangecertificateoperationhasfailed",
)
# An error's words and its id stand within so many characters.
_APART: Final = 2_500
_WRAPPED: Final = 700


@dataclass(frozen=True, slots=True)
class ErrorMark:
    """What is the same in every language about one error: where, which cmdlet, which server."""

    start: int
    end: int
    verb: str
    server: str


@dataclass(frozen=True)
class ErrorMarks:
    """The marks of all errors in a text without white space."""

    squeezed: Squeezed

    @property
    def text(self) -> str:
        """The text."""
        return self.squeezed.text

    @cached_property
    def errors(self) -> Sequence[ErrorMark]:
        """The ids of errors, and categories that stand without one, by their place; of cmdlets that
        change something.
        """
        return [one for one in self._told if one.verb != "get"]

    @property
    def readings(self) -> Sequence[ErrorMark]:
        """The same of the cmdlet that only looks."""
        return [one for one in self._told if one.verb == "get"]

    @cached_property
    def _told(self) -> Sequence[ErrorMark]:
        return sorted(self._errors(), key=lambda one: one.start)

    def _errors(self) -> Iterator[ErrorMark]:
        ids: list[int] = []
        for found in _ERROR.finditer(self.text):
            ids.append(found.start())
            verb = found["verb"].casefold()
            server = _SERVER.search(found["id"])
            yield ErrorMark(*found.span(), verb, server["server"] if server else "")
        for found in _CATEGORY.finditer(self.text):
            after = bisect_left(ids, found.start())
            if after == len(ids) or ids[after] - found.end() > _WRAPPED:
                yield ErrorMark(*found.span(), found["verb"].casefold(), "")

    @cached_property
    def wrappers(self) -> Sequence[ErrorMark]:
        """The wrappers, which name the server before the words of the error."""
        return [
            ErrorMark(*found.span(), "", found["one"] or found["two"])
            for found in _WRAPPER.finditer(self.text)
        ]

    def error_behind(self, place: int) -> ErrorMark | None:
        """Give the id of the error whose words stand at a place."""
        number = bisect_left(self.errors, place, key=lambda one: one.start)
        if number < len(self.errors) and self.errors[number].start - place <= _APART:
            return self.errors[number]
        return None

    def wrapper_before(self, place: int) -> ErrorMark | None:
        """Give the wrapper of the words that stand at a place."""
        number = bisect_right(self.wrappers, place, key=lambda one: one.end) - 1
        if number >= 0 and place - self.wrappers[number].end <= _WRAPPED:
            return self.wrappers[number]
        return None

    def ended_before(self, place: int) -> int:
        """Give where the last error's id ends that stands before a place; 0 for none."""
        number = bisect_right(self.errors, place, key=lambda one: one.end) - 1
        return self.errors[number].end if number >= 0 else 0
