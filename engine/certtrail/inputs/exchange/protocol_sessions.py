"""The sessions of an SMTP protocol log: what rows told of each, as long as more may come of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST: Final = 100_000


@dataclass(slots=True)
class Session:
    """What the rows of a session told: a certificate that is announced, and the one sent last.

    Attributes:
        kind: of the certificate whose properties follow; empty where none do.
        known: its properties so far.
        sent: the thumbprint of the one sent last.
    """

    kind: str = ""
    known: dict[str, str | int] = field(default_factory=dict)
    sent: str = ""


class Sessions:
    """The sessions of the last rows that told something: 100,000 such rows at least.

    What rows told of theirs is noted, and looked through only when somebody asks for a session:
    in most logs hardly anybody does.
    """

    def __init__(self) -> None:
        self._recent: dict[str, Session] = {}
        self._before: dict[str, Session] = {}
        self._told = 0
        self._noted: deque[tuple[Sequence[str], Sequence[Session]]] = deque()
        self._waiting = 0

    def get(self, name: str) -> Session | None:
        """Give a session; None for one that told nothing yet."""
        while self._noted:
            self._keep(*self._noted.popleft())
        self._waiting = 0
        return self._recent.get(name) or self._before.get(name)

    def announced(self, name: str, kind: str, known: dict[str, str | int]) -> Session:
        """Begin with a certificate in a session, and give that; what was sent in it stays."""
        before = self.get(name)
        session = Session(kind, known, before.sent if before else "")
        self._keep((name,), (session,))
        return session

    def _keep(self, names: Sequence[str], sessions: Sequence[Session]) -> None:
        self._recent.update(zip(names, sessions, strict=True))
        self._told += len(names)
        if self._told >= _MOST:
            self._before, self._recent, self._told = self._recent, {}, 0

    def note(self, names: Sequence[str], sessions: Sequence[Session]) -> None:
        """Let the sessions of rows, in their order, be as given."""
        self._noted.append((names, sessions))
        self._waiting += len(names)
        while self._waiting - len(self._noted[0][0]) >= _MOST:
            self._waiting -= len(self._noted.popleft()[0])
