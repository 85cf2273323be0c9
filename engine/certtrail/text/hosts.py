"""The name of a server as records tell it, and the host in it: what its NetBIOS name and its full
name have in common.
"""

from __future__ import annotations

import re
from typing import Final

# Marks that nobody sees, as they come by copying.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


def told_host(name: str) -> str:
    r"""Give a computer's name without what is no part of it and is not seen.

    >>> told_host(" EX01.contoso.com.\n")
    'EX01.contoso.com'
    """
    if not name.isascii():
        name = _INVISIBLE.sub("", name)
    return name.strip().removesuffix(".")


def host_of(name: str) -> str:
    """The first label of a name, without case: `EX01.contoso.com` and `ex01` are one host."""
    return name.partition(".")[0].casefold()


def may_be_one_host(one: str, other: str) -> bool:
    """Tell whether two names can be of one computer: one may be short, but two domains differ."""
    if "." in one and "." in other:
        return one.casefold() == other.casefold()
    return host_of(one) == host_of(other)
