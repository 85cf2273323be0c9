"""The address of a scheduler in; who could read what goes there, out."""

from __future__ import annotations

import ipaddress


def unprotected(scheduler: str) -> bool:
    """Tell whether what goes to a scheduler could be read on the way.

    >>> unprotected("tcp://10.0.0.7:8786"), unprotected("tls://10.0.0.7:8786")
    (True, False)
    >>> unprotected("tcp://127.0.0.1:8786"), unprotected("localhost:8786")
    (False, False)
    """
    protocol, _, rest = scheduler.rpartition("://")
    host = rest.rpartition(":")[0].strip("[]")
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    return protocol in ("", "tcp") and not here
