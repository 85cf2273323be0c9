"""What is known of a case beside the conclusions of rules: what findings are written with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from certtrail.diagnosis.of_today import OfToday, as_found
from certtrail.rulebook.sent import NOTHING_SENT, Sent
from certtrail.rulebook.subscribed import NONE_SUBSCRIBED, Subscribed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.model.server_sorts import ServerSort


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a case.

    Attributes:
        capabilities: what each server's evidence allows to look at; a finding says what would
            make it surer and is not there.
        pictures: the inputs that were read from pictures.
        sorts: the sort of each server of which that is known.
        subscribed: which Edge servers lists show to be subscribed.
        sent: what of each server was sent, so that nobody has to look at it again.
        over: the thumbprints of certificates that have expired.
        kept: those of certificates that have a role beside the one that a finding is about.
        of_today: says of a finding what of it is of today, and what has to be asked first.
    """

    capabilities: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pictures: frozenset[str] = frozenset()
    sorts: Mapping[str, ServerSort] = field(default_factory=dict)
    subscribed: Subscribed = NONE_SUBSCRIBED
    sent: Sent = NOTHING_SENT
    over: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    of_today: OfToday = as_found


NOTHING_KNOWN = Known()
