"""What a value of a diagnosis is, said by its type: a thumbprint, a host, an instant, prose.

By these types, and by nothing else, it is decided what a report translates, what a redacted one
hides, how JSON writes a value and what it takes for one. A plain `str` says none of it, and is
refused where a diagnosis is written, translated or redacted. Prose is `text.message.Text`.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from certtrail.model.annotations import As, Limit, Trait, tried
from certtrail.model.notation import LARGEST
from certtrail.text.instants import iso, parse_iso, to_datetime
from certtrail.text.sorts import Sort

_INSTANT: Final = "an instant in UTC such as 2026-01-31T08:00:00Z"
_LIKE_ISO: Final = Limit(
    like=r"^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{0,6}[1-9])?Z$", says=_INSTANT
)
_OLDEST: Final = 1601
_PRINT: Final = Limit(like="^[0-9A-F]{40}$", says="40 upper-case hex digits")
_DIGEST: Final = Limit(like="^[0-9a-f]{64}$", says="64 lower-case hex digits")


def _instant(text: str) -> int:
    try:
        found = parse_iso(text)
        if to_datetime(found).year >= _OLDEST:
            return found
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"expected {_INSTANT}, found {text!r}")


Instant: TypeAlias = Annotated[int, As(str, tried(_instant, 0), iso), _LIKE_ISO]
"""Nanoseconds since 1970 UTC; ISO 8601 in files."""
Amount: TypeAlias = Annotated[int, Limit(0, LARGEST, says="a whole number from 0")]
"""How many, how long, or the number of a record."""

Thumbprint: TypeAlias = Annotated[str, Sort.CODE, _PRINT]
"""40 upper-case hex digits."""
MaybeThumbprint: TypeAlias = Annotated[Thumbprint, Trait.EMPTY_IS_NULL]
"""The same, or empty where it is not known."""
Sha256: TypeAlias = Annotated[str, Sort.CODE, _DIGEST, Trait.EMPTY_IS_NULL]
"""64 lower-case hex digits; empty where not known."""
RuleId: TypeAlias = Annotated[str, Sort.CODE]
"""The id of a rule."""
Word: TypeAlias = Annotated[str, Sort.CODE]
"""A word or version of ours, from a set that is not closed."""
Channel: TypeAlias = Annotated[str, Sort.PROVIDER]
"""An event channel; `console` for a transcript."""
TimeZone: TypeAlias = Annotated[str, Sort.LOOSE, Trait.EMPTY_IS_NULL]
"""A zone as System 6013 names it, with its offset; empty where not known."""
Heading: TypeAlias = Annotated[str, Sort.HEADING]
"""What the user puts on a report."""

Host: TypeAlias = Annotated[str, Sort.HOST]
"""A server by its name, as the report shows it."""
MaybeHost: TypeAlias = Annotated[Host, Trait.EMPTY_IS_NULL]
"""The same, or empty where it is not known."""
DomainName: TypeAlias = Annotated[str, Sort.DOMAIN_NAME]
"""A name that a certificate is for, or that is looked for in one."""
DistinguishedName: TypeAlias = Annotated[str, Sort.DISTINGUISHED_NAME]
"""A subject or issuer, as .NET writes it."""
ConnectorName: TypeAlias = Annotated[str, Sort.CONNECTOR]
"""A connector by its name."""
FileName: TypeAlias = Annotated[str, Sort.FILE]
"""The path of an input as the user would recognise it."""
Provider: TypeAlias = Annotated[str, Sort.PROVIDER]
"""What writes events."""
Loose: TypeAlias = Annotated[str, Sort.LOOSE]
"""Text from the evidence that may name anybody."""
FindingId: TypeAlias = Annotated[str, Sort.FINDING, Limit(1, says="a name that is not empty")]
"""The id of a finding: its rule, its server, and a digest."""
Command: TypeAlias = Annotated[str, Sort.LOOSE]
"""A command to run, as a shell takes it."""
