"""Addresses of stores: what a user wrote in, its parts and what may be shown of it out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from certtrail.model.errors import InputError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

# Two letters at least: `C://` is a drive.
_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)
_CHAINED: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+::.*://.*", re.DOTALL)
_HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^:\[\]@]*)(?::\d{1,5})?")
WEB: Final = ("http", "https")
PACKAGES: Final[dict[str, str]] = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
    "az": "adlfs",
    "smb": "smbprotocol",
    "sftp": "paramiko",
    "ssh": "paramiko",
    "file": "",
    "local": "",
    "memory": "",
}
"""By the protocol of a store, which package speaks it beside fsspec; empty for none.

No other: fsspec has protocols that unpack, cache or run what an address says.
"""
# What stands before the @ is no user there, but a container.
_CONTAINERS: Final = ("abfs", "abfss", "az")


@dataclass(frozen=True, slots=True)
class Address:
    """Where inputs lie that are no files here; written out, it has no credentials.

    Attributes:
        text: as it was given.
        protocol: in small letters.
        host: the host, bucket or share, with its port; empty where there is none.
        user: what stands before the host: user and password, or a container.
        path: what stands behind it, without what a web server is asked.
        query: that, from its question mark on.
    """

    text: str = field(repr=False)
    protocol: str
    host: str
    user: str = field(repr=False)
    path: str
    query: str = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Address:
        """Read an address.

        Raises:
            InputError: it is none that is read; says why, without quoting credentials.
        """
        found = None if "::" in _without_port(text) else _ADDRESS.fullmatch(text)
        if found is None:
            raise InputError(
                phrase(
                    "expected one address, found several that are chained by :: ; give that of the "
                    "files themselves"
                )
            )
        protocol, rest = found[1].lower(), found[2]
        if protocol not in WEB and protocol not in PACKAGES:
            known = ", ".join(sorted((*PACKAGES, *WEB)))
            raise InputError(
                phrase(
                    "{protocol}:// is no address that is read; there are: {known}",
                    protocol=protocol[:40],
                    known=known,
                )
            )
        query = ""
        if protocol in WEB:
            rest, mark, query = rest.partition("#")[0].partition("?")
            query = f"{mark}{query}"
        authority, _, path = rest.partition("/")
        user, _, host = authority.rpartition("@")
        slashed = ":" in authority and not user and "@" in path and protocol not in ("s3", "s3a")
        if slashed or not _HOST.fullmatch(host) or (protocol in WEB and not host):
            raise InputError(
                phrase(
                    "{protocol}://: expected a host, and perhaps its port, before the path; in a "
                    "user or password write what is no letter or digit as %2F and the like",
                    protocol=protocol,
                )
            )
        return cls(text, protocol, host, user, path.strip("/"), query)

    def __str__(self) -> str:
        """Write it as it may be shown."""
        user = f"{self.user}@" if self._container else ""
        query = "?..." if self.query else ""
        return f"{self.protocol}://{user}{self.host}/{self.path}{query}"

    @property
    def _container(self) -> bool:
        return self.protocol in _CONTAINERS and bool(self.user) and ":" not in self.user

    @property
    def parts(self) -> tuple[str, ...]:
        """The steps to it, of which names are made as of the parts of a path."""
        path = unquote(self.path) if self.protocol in WEB else self.path
        container = self.user if self._container else ""
        steps = (self.host, container, *path.split("/"))
        return tuple(step for step in steps if step not in ("", ".", ".."))

    @property
    def name(self) -> str:
        """How it is called where it is one file."""
        return self.parts[-1] if self.parts else self.protocol

    @property
    def credentials(self) -> tuple[str, str]:
        """The user and the password that stand in it; empty where none does."""
        if self._container:
            return "", ""
        user, _, password = self.user.partition(":")
        return unquote(user), unquote(password)

    def is_told_by(self, text: str) -> bool:
        """Tell whether a text, such as a library's error, has its host or any credentials in it."""
        host = self.host.rpartition(":")[0] or self.host
        return any(piece in text for piece in (*self._secrets(), host) if piece)

    def _secrets(self) -> Iterator[str]:
        found = [self.query.removeprefix("?")]
        if not self._container:
            found += [self.user, self.user.partition(":")[2], self.credentials[1]]
        found += [piece.partition("=")[2] for piece in self.query.split("&")]
        yield from filter(None, found)


def is_address(text: object) -> bool:
    """Tell an address from a path.

    >>> is_address("s3://bucket/exports/"), is_address("zip::s3://x"), is_address("C://x")
    (True, True, False)
    """
    return isinstance(text, str) and bool(_ADDRESS.fullmatch(text) or _CHAINED.fullmatch(text))


def _without_port(text: str) -> str:
    """Leave out an address of IPv6, which has colons of its own."""
    return re.sub(r"\[[0-9A-Fa-f:.]+\]", "", text, count=1)
