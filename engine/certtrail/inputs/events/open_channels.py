"""The log that a record is of where its export does not tell: providers of a text in, logs out.

What only one log has from a provider is of that log, whatever stands around it. What several have,
or what nobody knows, is of the log that the file's name tells, else of the one that most records of
the text are of.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.inputs.file_names import log_named

if TYPE_CHECKING:
    from collections import Counter

    from certtrail.rulebook.catalogue import Catalogue

# Before the logs that an open one can be; no log's name has it.
_OPEN: Final = "\0"
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
        return known[0]
    named = log_named(file)
    if named and (not known or named in known):
        return named
    return _OPEN + _OPEN.join(known)


def is_open(channel: str) -> bool:
    """Tell whether a channel is one that `channel_of` left open."""
    return channel.startswith(_OPEN)


def main_channel(counted: Counter[str]) -> str:
    """Give the log that most records are of; records whose log is open do not count."""
    sure = sorted((-number, channel) for channel, number in counted.items() if not is_open(channel))
    return sure[0][1] if sure else _USUAL


def decided(channel: str, main: str) -> str:
    """Decide a channel, by the log that most records of the text are of."""
    if not is_open(channel):
        return channel
    possible = [name for name in channel.split(_OPEN) if name]
    return main if main in possible or not possible else possible[0]
