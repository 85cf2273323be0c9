"""Names of servers as Exchange writes them: a property's text in, the server's name out."""

from __future__ import annotations

import re
from typing import Final

_HOST: Final = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,253}[A-Za-z0-9])?", re.ASCII)
# A server's object in Active Directory, and any other object by its own name.
_OBJECTS: Final = (
    re.compile(r"(?:^|,)[ ]?CN=([^,=]{1,255}),[ ]?CN=Servers,", re.IGNORECASE),
    re.compile(r"^CN=([^,=]{1,255})(?:,|$)", re.IGNORECASE),
)
_PATH: Final = re.compile(r"(?:^|[/\\])Servers[/\\]([^/\\]{1,255})", re.IGNORECASE)


def server_in(text: str) -> str:
    """Give the server that a property names: by its name, its object or the object's path.

    >>> server_in("EX01"), server_in("CN=EX01,CN=Servers,CN=Contoso,DC=contoso,DC=com")
    ('EX01', 'EX01')
    >>> server_in("contoso.com/Configuration/Servers/EX01"), server_in("no server at all")
    ('EX01', '')
    """
    bare = text.strip()
    found = next(filter(None, (one.search(bare) for one in (*_OBJECTS, _PATH))), None)
    name = found[1] if found else bare
    return name if _HOST.fullmatch(name) else ""
