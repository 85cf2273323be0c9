"""The log that a record is of where its export does not tell: providers of a text in, logs out.

What only one log has from a provider is of that log, whatever stands around it, unless record ids
show that it fills holes of another. What several have, or what nobody knows, is of the log that the
file's name tells, else of the one that most records of the text are of.
"""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.inputs.file_names import log_named

if TYPE_CHECKING:
    from certtrail.rulebook.catalogue import Catalogue

# Before the logs that an open one can be; no log's name has it.
_OPEN: Final = "\0"
# Before the only log that is known to have records of a provider; neither has any log this one.
_LIKELY: Final = "\1"
_USUAL: Final = "Application"


@cache
def catalogue() -> Catalogue:
    """Load the event catalogue, once."""
    from certtrail.rulebook.catalogue import load_catalogue

    return load_catalogue()


@lru_cache(maxsize=4096)
def channel_of(provider: str, file: str) -> str:
    """Tell a channel that the export does not, or leave it open until the whole text is read.

    Args:
        provider: who wrote the record.
        file: the name of the file.
    """
    known = catalogue().logs_of(provider)
    if len(known) == 1:
        return _LIKELY + known[0]
    named = log_named(file)
    if named and (not known or named in known):
        return named
    return _OPEN + _OPEN.join(known)


def is_open(channel: str) -> bool:
    """Tell whether a channel is one that `channel_of` left open."""
    return channel.startswith((_OPEN, _LIKELY))


def is_likely(channel: str) -> bool:
    """Tell whether it is left open only as record ids may show another one."""
    return channel.startswith(_LIKELY)


def main_channel(counted: Counter[str]) -> str:
    """Give the log that most records are of; those that can be of any of several do not count."""
    sure: Counter[str] = Counter()
    for channel, number in counted.items():
        if not channel.startswith(_OPEN):
            sure[channel.removeprefix(_LIKELY)] += number
    return min(sure, key=lambda channel: (-sure[channel], channel), default=_USUAL)


def decided(channel: str, main: str) -> str:
    """Decide a channel, by the log that most records of the text are of."""
    if not channel.startswith(_OPEN):
        return channel.removeprefix(_LIKELY)
    possible = [name for name in channel.split(_OPEN) if name]
    return main if main in possible or not possible else possible[0]
