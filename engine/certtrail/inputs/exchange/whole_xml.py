"""A small XML file in, its first element out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.model.errors import InputError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from lxml.etree import _Element

    from certtrail.inputs.opened import Opened

_DECLARATION: Final = re.compile(r"\A<\?xml\s[^<>]{0,200}\?>")


def whole_xml(opened: Opened) -> _Element:
    """Read a whole file; nothing that it names is fetched or put in its place.

    Raises:
        InputError: it is no well-formed XML; says in which line.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        # It is decoded already, whatever it says of its encoding.
        return etree.fromstring(_DECLARATION.sub("", opened.text()).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(
            phrase(
                "line {lineno}: expected well-formed XML, found: {msg}",
                lineno=error.lineno,
                msg=error.msg,
            )
        ) from error
