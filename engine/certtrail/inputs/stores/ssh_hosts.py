"""Which SSH servers are talked to: those whose key the user's own `known_hosts` has."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from certtrail.inputs.stores.store_entries import UnfetchedError
from certtrail.text.message import phrase


def known_hosts_only() -> Any:
    """Make paramiko's policy for keys; without it, whoever answers is believed."""
    import paramiko

    class KnownHosts(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
        def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
            del client
            known = paramiko.HostKeys()
            with suppress(OSError):
                known.load(str(Path.home() / ".ssh" / "known_hosts"))
            if not known.check(hostname, key):
                raise UnfetchedError(
                    phrase(
                        "the server's key is not in ~/.ssh/known_hosts; check it, and add it with "
                        "ssh-keyscan",
                    )
                )

    return KnownHosts()
