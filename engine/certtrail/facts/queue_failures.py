"""Why the mail of a queue really waits: facts in; the same out, each queue with the TLS error that
the protocol log has of the way to its next server.

Exchange writes 421 4.4.1, as if nobody answered, also where its own certificate has no key (KB
4495258, KB 4051498). Only the protocol log tells the two apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact

NONE_SEEN: Final = "none"


def with_tls_errors(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a `queue-error` gets `tls_error`, `none` where no log shows one.

    Args:
        facts: of all servers.
    """
    told = list(facts)
    errors: dict[tuple[str, str], tuple[int, str]] = {}
    for fact in told:
        error = fact.text("error")
        # A reply of the other side, such as 454 4.7.0, is no failure of the handshake.
        if fact.kind != "tls-failure" or fact.text("direction") != "send" or not error.isalpha():
            continue
        for address in fact.text("remotes").split(", "):
            key = fact.server, address.casefold()
            errors[key] = max(errors.get(key, (0, "")), (fact.number("last") or 0, error))
    for fact in told:
        if fact.kind != "queue-error":
            yield fact
            continue
        key = fact.server, fact.text("address").casefold()
        found = errors.get(key, (0, NONE_SEEN))[1] if key[1] else NONE_SEEN
        yield replace(fact, fields={**fact.fields, "tls_error": found})
