"""Zips whose members give all that is packed in them, by no more than is asked for.

The library stops where a member has given as many bytes as the directory says; whatever is packed
behind these would be lost without a word.
"""

from __future__ import annotations

import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.archives.bounded_blocks import BOUNDED
from certtrail.inputs.archives.member import BLOCK
from certtrail.inputs.archives.unread import BrokenError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ENDLESS: Final = 1 << 62


class UnsoundError(BrokenError):
    """A member is not what the directory of its zip says; it was given in full."""


def bounded_zip(path: Path) -> Any:
    """Open a zip; what the library raises is not caught."""
    return _archive_class()(path)


def all_of(file: Any) -> Iterator[bytes]:
    """Give the bytes of a member that such a zip has opened, whatever size the directory tells.

    Raises:
        UnsoundError: it is not what the directory says; it was given in full.
    """
    while block := file.read(BLOCK):
        yield block
    if why := file.unsound():
        raise UnsoundError(why)


@cache
def _archive_class() -> Any:
    import pyzipper

    class BoundedMember(pyzipper.zipfile_aes.AESZipExtFile):  # type: ignore[misc]
        _wrong = ""

        def get_decompressor(self, compress_type: int) -> Any:
            if compress_type not in BOUNDED:
                return super().get_decompressor(compress_type)
            # Only of Deflate it asks for so many bytes; what it asks here takes that from it.
            self._compress_type = zipfile.ZIP_DEFLATED
            return BOUNDED[compress_type]()

        def read_init(self) -> None:
            super().read_init()
            self._left = _ENDLESS

        def check_integrity(self) -> None:
            try:
                super().check_integrity()
            except pyzipper.BadZipFile as error:
                # It says so before it gives the last bytes. What a wrong password makes is no use.
                if self._zinfo.is_encrypted:
                    raise
                self._wrong = str(error)

        def unsound(self) -> str:
            """Say what is wrong with a member that was read to its end; empty for a sound one."""
            behind = self._compress_left + len(getattr(self._decompressor, "unused_data", b""))
            if behind > 0:
                return phrase(
                    "{size|count} bytes are packed behind its end, and were not read", size=behind
                )
            return self._wrong

    class BoundedArchive(pyzipper.AESZipFile):  # type: ignore[misc]
        zipextfile_cls = BoundedMember

    return BoundedArchive
