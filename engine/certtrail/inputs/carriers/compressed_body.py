"""The body of a mail in compressed rich text (MS-OXRTFCP): bytes in; the page out.

What of it was not read is told.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from certtrail.inputs.carriers.rtf import read_rtf
from certtrail.inputs.carriers.rtf_document import not_read
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.archives.member import Packed
    from certtrail.inputs.carriers.hypertext import Page

_LARGEST: Final = 8 << 20
_HEADER: Final = 16
_NOT_COMPRESSED: Final = b"MELA"
# Some programs count a zero at the end.
_SPARE: Final = 2


def page_of_rtf(packed: Packed, compressed: bytes) -> Page | None:
    """Read a body in compressed rich text; None where there is none, or it cannot be read."""
    if not compressed:
        return None
    import compressed_rtf

    why = ""
    if len(compressed) > _LARGEST:
        why = phrase("it is larger than {size} MiB", size=_LARGEST >> 20)
    else:
        try:
            content = compressed_rtf.decompress(compressed)
            document = read_rtf(content)
        # The library raises plain Exceptions, and what else it stumbles over.
        except Exception as error:
            why = phrase("damaged ({name}: {error})", name=type(error).__name__, error=error)
    if why:
        packed.problems.append(
            phrase("The formatted body was not read: {why}; paste the mail's text.", why=why)
        )
        return None
    if _is_cut(compressed, len(content)):
        packed.problems.append(
            phrase(
                "The formatted body is cut, or there is more of it than it says, which was not "
                "read; paste the mail's text."
            )
        )
    packed.problems.extend(
        phrase("The formatted body: {problem}", problem=problem) for problem in not_read(document)
    )
    return document.page


def _is_cut(compressed: bytes, size: int) -> bool:
    """Tell whether the sizes in the header are others than those of what is there.

    Args:
        compressed: the body with its header.
        size: of what came out of it.
    """
    packed_size, raw_size = struct.unpack_from("<II", compressed)
    end = 4 + int(packed_size)
    if compressed[8:12] == _NOT_COMPRESSED:
        end = min(end, _HEADER + size)
    return bool(compressed[end:].strip(b"\0")) or size + _SPARE < int(raw_size)
