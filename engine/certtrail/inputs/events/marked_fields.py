"""A field of an event with what people put around it, such as quotes, stars, a remark, in; it, out.

Which marks people make nobody can list: what stands in the field is told by its own shape, and
only where that leads to something known, as a name can have marks within it, too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_BEHIND: Final = r"(?:\s*[^\w\s.$-].{0,300}|\s+(?:[^\w\s]|_).{0,300}|[\W_]*)"
_NUMBER: Final = re.compile(rf"[\W_]{{0,20}}?(\d{{1,5}}){_BEHIND}", re.ASCII | re.DOTALL)
_HOST: Final = re.compile(rf"[\W_]{{0,20}}([^\W_](?:[\w.-]{{0,253}}[^\W_])?){_BEHIND}", re.DOTALL)
_NAME: Final = re.compile(
    rf"[\W_]{{0,20}}([^\W_](?:[\w .&/$+-]{{0,100}}[^\W_])?){_BEHIND}", re.DOTALL
)
_MARK: Final = re.compile(r"\s+[^\w\s]")


@lru_cache(maxsize=1024)
def bare_number(told: str) -> str:
    """Give the number of an event; as it was told where there is none.

    >>> bare_number("**12014**"), bare_number("12014 (!)"), bare_number("12014 12016")
    ('12014', '12014', '12014 12016')
    """
    found = _NUMBER.fullmatch(told)
    return told if found is None or told.strip().startswith("-") else found[1]


@lru_cache(maxsize=1024)
def bare_host(told: str) -> str:
    """Give the name of a computer; as it was told where there is none.

    >>> bare_host("`EX01.contoso.com`"), bare_host("EX01 (the old one)"), bare_host("not known")
    ('EX01.contoso.com', 'EX01', 'not known')
    """
    found = _HOST.fullmatch(told)
    return told if found is None else found[1]


@lru_cache(maxsize=1024)
def bare_names(told: str) -> tuple[str, ...]:
    """Give what may be the name of a source or a log, the longest first; none without a mark.

    >>> bare_names("MSExchange ADAccess (!)"), bare_names("MSExchangeTransport - see below")
    (('MSExchange ADAccess',), ('MSExchangeTransport - see below', 'MSExchangeTransport'))
    >>> bare_names("MSExchangeTransport Search")
    ()
    """
    found = _NAME.fullmatch(told)
    if found is None:
        return ()
    before = _MARK.split(found[1], maxsplit=1)[0]
    names = dict.fromkeys((found[1], before))
    return () if [*names] == [told.strip()] else tuple(names)
