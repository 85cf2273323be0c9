"""Markup: bytes of XML or HTML in; its tags and texts, one by one, out. No tree is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from certtrail.inputs.archives.unread import BrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Target(Protocol):
    """What gets tags and texts."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element; in XML its name has the namespace before it."""

    def end(self, tag: str) -> None:
        """End an element."""

    def data(self, text: str) -> None:
        """Take text, which may come in pieces."""

    def close(self) -> None:
        """End."""


def tell_xml(blocks: Iterable[bytes], target: Target) -> None:
    """Read XML; entities are left alone, and nothing beside it is fetched.

    Raises:
        BrokenError: it is not well-formed; what stands before that was told.
    """
    from lxml import etree

    parser = etree.XMLParser(
        target=target,  # type: ignore[arg-type] # the stubs know bytes, which never come
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for block in blocks:
            parser.feed(block)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise BrokenError(str(error)) from error


def tell_html(html: str, target: Target) -> None:
    """Read HTML, which is never wrong."""
    from lxml import etree

    content = html.encode("utf-8", "replace")
    if content.strip():
        parser = etree.HTMLParser(
            target=target,  # type: ignore[arg-type] # as above
            encoding="utf-8",
            huge_tree=True,
        )
        parser.feed(content)
        parser.close()


def local(tag: str) -> str:
    """Give a tag without its namespace.

    >>> local("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    'p'
    """
    return tag.rpartition("}")[2]
