"""What sort a server is of, as far as that decides which commands it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

E2007: Final = "2007"
E2010: Final = "2010"


@dataclass(frozen=True, slots=True)
class ServerSort:
    """Role and version, as far as evidence tells; what nothing tells is not guessed.

    Attributes:
        edge: it is an Edge server.
        version: `2007`, `2010`, or empty for any later one and where it is not known.
        later: it is known to be of 2013 or later.
        inside: it is known to be no Edge server.
    """

    edge: bool = False
    version: str = ""
    later: bool = False
    inside: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What lines for it are written under, the most particular first."""
        named = [
            ("old-edge", self.edge and bool(self.version)),
            (E2007, self.version == E2007),
            ("edge", self.edge),
            (E2010, bool(self.version)),
            ("mailbox", self.is_mailbox),
            ("later", self.later),
        ]
        return tuple(name for name, holds in named if holds)

    @property
    def is_mailbox(self) -> bool:
        """Whether it is known to be of 2013 or later, and no Edge server: it has all services."""
        return self.later and self.inside

    @property
    def takes_server(self) -> bool:
        """Whether the certificate cmdlets take -Server."""
        return not self.edge and self.version != E2007

    @property
    def has_front_end(self) -> bool:
        """Whether it has the Frontend Transport service."""
        return not self.edge and not self.version

    @property
    def has_back_end(self) -> bool:
        """Whether it has the website Exchange Back End."""
        return not self.edge and not self.version

    @property
    def names_certificates(self) -> bool:
        """Whether its connectors have TlsCertificateName."""
        return not self.version


ANY_SORT: Final = ServerSort()
