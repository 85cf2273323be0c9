"""The cmdlets of a remedy in; what can go wrong with them out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.text.message import phrase
from certtrail.text.templates import Command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.text.templates import Template

_CMDLET: Final = re.compile(r"[A-Za-z]+-[A-Za-z]+")
_EDGE: Final = phrase(
    "Until the subscription is made anew on both sides, mail between Edge and mailbox servers may "
    "wait with 454 4.7.0."
)
_CONNECTOR: Final = phrase(
    "It changes which certificate the connector uses: note the old value first."
)
RISKS: Final[Mapping[str, str]] = {
    "restart-service": phrase("Mail waits in queues and open sessions end while it restarts."),
    "enable-exchangecertificate": phrase(
        "With Yes, or with -Force, it also becomes the internal transport certificate; then Edge "
        "subscriptions must be made anew."
    ),
    "new-exchangecertificate": phrase(
        "It asks whether to overwrite the default SMTP certificate; with Yes, the new one becomes "
        "the internal transport certificate, and Edge subscriptions must be made anew."
    ),
    "remove-exchangecertificate": phrase(
        "It cannot be undone without a copy of the certificate with its private key."
    ),
    "new-edgesubscription": _EDGE,
    "set-sendconnector": _CONNECTOR,
    "set-receiveconnector": _CONNECTOR,
    "set-eventloglevel": phrase("A higher level fills the log faster: set it back afterwards."),
}


def risks_of(step: Template) -> tuple[str, ...]:
    """List what can go wrong with the commands of a step, each once."""
    commands = (part for part in step.parts if isinstance(part, Command))
    texts = ("".join(part for part in each.parts if isinstance(part, str)) for each in commands)
    names = (name.casefold() for text in texts for name in _CMDLET.findall(text))
    return tuple(dict.fromkeys(RISKS[name] for name in names if name in RISKS))
