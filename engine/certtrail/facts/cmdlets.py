"""Cmdlets as the audit log has them: what was run, with which parameters, on which server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.model.servers import Servers

_RESULTS: Final = {
    "cmdlet-succeeded": "success",
    "cmdlet-stopped": "stopped",
    "cmdlet-cancelled": "cancelled",
    "cmdlet-failed": "failed",
}
_NAMED: Final = re.compile(
    r'-(\w{1,64})[ :]+(?:"([^"]*(?:", ?"[^"]*)*)"|([^\s"-][^\s"]*))', re.ASCII
)
_BETWEEN: Final = re.compile('", ?"')
_BRACED: Final = re.compile(r"(\w{1,64})=([^,}]*(?:,(?![^,{}]*=)[^,}]*)*)", re.ASCII)
_SWITCH_ON: Final = frozenset({"true", "$true", "1"})
_CAP: Final = 8192
# What is meant by the identity of these is a server, or a server and something of it.
_OF_SERVERS: Final = (
    "exchangecertificate",
    "receiveconnector",
    "transportservice",
    "transportserver",
)


def parameters_of(text: str) -> dict[str, str]:
    r"""Read the parameters of a cmdlet record, names in lower case.

    >>> parameters_of('-Thumbprint "AB" -Services "SMTP, IIS" -Force "True"')
    {'thumbprint': 'AB', 'services': 'SMTP, IIS', 'force': 'True'}
    >>> parameters_of('-Bindings "[::]:25","0.0.0.0:25"')
    {'bindings': '[::]:25, 0.0.0.0:25'}
    >>> parameters_of('{Thumbprint=AB, Services=SMTP, IIS}')
    {'thumbprint': 'AB', 'services': 'SMTP, IIS'}
    """
    bare = text.strip()[:_CAP]
    if bare.startswith("{"):
        return {name.lower(): value.strip() for name, value in _BRACED.findall(bare)}
    found = _NAMED.findall(bare)
    return {name.lower(): _BETWEEN.sub(", ", quoted) or plain for name, quoted, plain in found}


@dataclass(frozen=True, slots=True)
class AuditedCmdlet:
    """One record of the audit log.

    Attributes:
        name: in lower case.
        shown: as logged.
        given: the parameters, names in lower case.
        result: success, stopped, cancelled, failed or what-if.
        server: the server that it was meant for; the one that logged it, unless the parameters
            name another.
    """

    name: str
    shown: str
    given: Mapping[str, str]
    result: str
    server: str
    user: str

    @property
    def thumbprint(self) -> str:
        """The certificate that the parameters name; empty where they name none."""
        direct = read_thumbprint(self.given.get("thumbprint", ""))
        return direct or read_thumbprint(self.given.get("identity", "").rpartition("\\")[2]) or ""

    def on(self, switch: str) -> bool:
        """Tell whether a switch is given and on."""
        return self.given.get(switch, "").lower() in _SWITCH_ON


def cmdlet_of(event: CataloguedEvent, servers: Servers) -> AuditedCmdlet | None:
    """Read the cmdlet of a record; None for what is no record of one."""
    result = _RESULTS.get(event.kind)
    if result is None:
        return None
    shown = event.text("cmdlet").strip()
    given = parameters_of(event.text("parameters"))
    target = _target(shown.lower(), given)
    server = servers.name(target) if target else event.server
    cmdlet = AuditedCmdlet(shown.lower(), shown, given, result, server, event.text("user"))
    if result == "success" and cmdlet.on("whatif"):
        return AuditedCmdlet(cmdlet.name, shown, given, "what-if", server, cmdlet.user)
    return cmdlet


def speechless(events: Iterable[CataloguedEvent]) -> frozenset[tuple[str, str]]:
    """Give the audit logs, by server and channel, of which no record says which cmdlet was run.

    A machine without Exchange exports them so: they have no messages there.
    """
    telling: dict[tuple[str, str], bool] = {}
    for event in events:
        if event.kind in _RESULTS:
            key = event.server, event.channel
            telling[key] = telling.get(key, False) or bool(event.text("cmdlet").strip())
    return frozenset(key for key, tells in telling.items() if not tells)


def _target(name: str, given: Mapping[str, str]) -> str:
    r"""Give the server that the parameters name: `-Server EX02` or `-Identity "EX02\Relay"`."""
    if not name.endswith(_OF_SERVERS):
        return ""
    identity = given.get("identity", "")
    if name.endswith(_OF_SERVERS[2:]):
        return identity
    return given.get("server", "") or identity.rpartition("\\")[0]
