"""References such as `Learn, wevtutil <https://learn.microsoft.com/...>`, and their links.

Only a reference of a rule becomes a link in a report, and only an address of this form: https, a
host, a path of plain characters. Nothing that a log holds can look like one.
"""

from __future__ import annotations

import re
from typing import Final

_HOST: Final = r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}"
_ADDRESS: Final = rf"https://{_HOST}(?:/[A-Za-z0-9._~/#?=&%+()-]{{0,300}})?"
_REFERENCE: Final = re.compile(rf"([^<>]{{1,300}}) <({_ADDRESS})>", re.ASCII | re.DOTALL)
_LINKISH: Final = re.compile(r"https?:|www\.|<|>", re.IGNORECASE)


def split_link(text: str) -> tuple[str, str]:
    """Give what a reference says and its address; that is empty where it has none.

    >>> split_link("Learn, wevtutil <https://learn.microsoft.com/en-us/wevtutil>")
    ('Learn, wevtutil', 'https://learn.microsoft.com/en-us/wevtutil')
    >>> split_link("records of real servers")
    ('records of real servers', '')
    """
    found = _REFERENCE.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def is_reference(text: str) -> bool:
    """Tell whether a text is a reference: words, or words and one address at the end."""
    title, _ = split_link(text)
    return _LINKISH.search(title) is None
