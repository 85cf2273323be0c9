"""PowerShell's own grammar, as tree-sitter has it: what it finds wrong with a command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import tree_sitter_powershell
from tree_sitter import Language, Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

# A comma with its blanks, outside of strings.
_LIST = re.compile(r"(\"[^\"]*\"|'[^']*')|\s*,\s*")
_PARSER = Parser(Language(tree_sitter_powershell.language()))


def wrong_for_powershell(command: str) -> list[str]:
    """List what the grammar could not read.

    It asks for a blank between the words of a bare list (`Name,Fqdn`), and refuses one that is
    there; PowerShell takes both.
    """
    tight = _LIST.sub(lambda found: found[1] or ",", command)
    root = _PARSER.parse(tight.encode()).root_node
    return [
        f"{node.type} at {node.start_byte}"
        for node in _walked(root)
        if node.is_error or (node.is_missing and node.type != " ")
    ]


def _walked(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walked(child)
