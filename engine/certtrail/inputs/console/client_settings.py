"""Settings of POP and IMAP: what Get-PopSettings or Get-ImapSettings lists in, its fact out.

Both cmdlets list the same properties, so which of the two services it is, the protocol tells, the
ports, or the command above.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.server_names import server_in
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.console.typed_commands import TypedCommand
    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.fact import Evidence

KIND: Final = "client-service-settings"
_SERVICE: Final = re.compile(r"\b(POP(?=3|Settings)|IMAP(?=4|Settings))", re.IGNORECASE)
_PORT: Final = re.compile(r":(110|995|143|993)(?!\d)", re.ASCII)
_OF_PORT: Final = {"110": "POP", "995": "POP", "143": "IMAP", "993": "IMAP"}
_TELLING: Final = ("ProtocolName", "DistinguishedName", "Banner")
_BOUND: Final = (
    *("SSLBindings", "UnencryptedOrTLSBindings"),
    *("InternalConnectionSettings", "ExternalConnectionSettings"),
)


def settings_of(
    listed: TextObject,
    server: str,
    evidence: Evidence,
    command: TypedCommand | None,
    given: Mapping[tuple[str, str], tuple[TypedCommand, str]],
) -> Iterator[Fact]:
    """Tell which host name is set, where it is a name and its service is known.

    What a command below sets anew, as `given` has it by server and service, is told there.
    """
    name = server_in(listed.part("X509CertificateName"))
    service = _service(listed, command)
    anew = given.get((server, service))
    if name and service and (anew is None or anew[0].place < listed.place):
        told = {"service": service, "name": name}
        login = listed.part("LoginType")[:40]
        told |= {"login": login} if login else {}
        yield Fact(KIND, server, 0, told, (evidence,))


def _service(listed: TextObject, command: TypedCommand | None) -> str:
    for told in (*map(listed.part, _TELLING), "" if command is None else command.name[4:]):
        found = _SERVICE.search(told)
        if found is not None:
            return found[1].upper()
    ports = {_OF_PORT[port] for each in _BOUND for port in _PORT.findall(listed.part(each))}
    return ports.pop() if len(ports) == 1 else ""
