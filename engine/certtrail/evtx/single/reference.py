"""A record that our own decoder could not read in, its Event element out, by python-evtx.

The only module that talks to python-evtx. It is slow and it is lenient, which is why it is asked
last; what it writes as XML is read with entities off and without network.
"""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from lxml import etree

from certtrail.model.event_element import Element
from certtrail.runtime import collector_put_off

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

# A record takes some 15,000 calls. The library follows templates inside each other without a
# limit, so a few hostile bytes could keep it busy for years.
_CALLS: Final = 300_000

_PARSER: Final = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
)


# What the library remarks on damage is told by the report, and belongs on nobody's screen.
logging.getLogger("Evtx").addHandler(logging.NullHandler())


class UnreadableError(ValueError):
    """The reference reader could not read the record either."""


class TooMuchError(UnreadableError):
    """It was ended, as it had no end."""


def read(chunk: bytes, start: int) -> Element:
    """Read the record whose header is at `start`.

    Raises:
        UnreadableError: python-evtx could not make XML of it.
        TooMuchError: it took too long.
    """
    from Evtx.Evtx import ChunkHeader, Record

    try:
        # An error that is raised within a callback of the collector is lost, and the limit with it.
        with collector_put_off(), _limited(_CALLS):
            xml = Record(chunk, start, ChunkHeader(chunk, 0)).xml()
        root = etree.fromstring(xml.encode("utf-8", "replace"), _PARSER)
    except TooMuchError:
        raise
    # The library raises whatever its own slips on bad bytes make it raise: KeyError, IndexError,
    # struct.error, RecursionError, UnicodeError, and its own.
    except Exception as error:
        raise UnreadableError(type(error).__name__) from error
    return _element(root)


@contextmanager
def _limited(calls: int) -> Iterator[None]:
    """Stop what runs inside after so many calls and returns of functions."""
    left = calls
    before = sys.getprofile()

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal left
        del frame, event, arg
        left -= 1
        if left < 0:
            raise TooMuchError("too many calls")

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)


def _elements(node: etree._Element) -> list[Element]:
    """Make the element; several of one in which the library wrote an array of texts as one text."""
    made = _element(node)
    *items, rest = made.text.split("</string>")
    if rest.strip() or not all(item.lstrip().startswith("<string>") for item in items):
        return [made]
    texts = [item.lstrip().removeprefix("<string>") for item in items]
    return [Element(made.name, dict(made.attributes), [text]) for text in texts] or [made]


def _element(node: etree._Element) -> Element:
    children: list[Element | str] = [node.text] if node.text else []
    for child in node:
        children += _elements(child)
        if child.tail:
            children.append(child.tail)
    attributes = {etree.QName(name).localname: str(value) for name, value in node.attrib.items()}
    return Element(etree.QName(node).localname, attributes, children)
