"""PowerShell's own grammar, as tree-sitter has it: what it finds wrong with a command."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import tree_sitter_powershell
from tree_sitter import Language, Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

# A comma with its blanks, outside of strings.
_LIST = re.compile(r"(\"[^\"]*\"|'[^']*')|\s*,\s*")
_OTHERS = {"redirection", "command_invokation_operator", "command_name_expr", "function_statement"}
_PARSER = Parser(Language(tree_sitter_powershell.language()))


def wrong_for_powershell(command: str) -> list[str]:
    """List what the grammar could not read.

    It asks for a blank between the words of a bare list (`Name,Fqdn`), and refuses one that is
    there; PowerShell takes both. It knows no parameter with digits in its name either, of which
    there is one here: -X509CertificateName.
    """
    return [
        f"{node.type} at {node.start_byte}"
        for node in _walked(_root(command))
        if node.is_error or (node.is_missing and node.type != " ")
    ]


@dataclass(frozen=True)
class Running:
    """What a command would run, case-folded.

    Attributes:
        names: of cmdlets, programs and functions, wherever in it they stand.
        methods: that it calls.
        others: how else it would run or write something.
    """

    names: frozenset[str]
    methods: frozenset[str]
    others: frozenset[str]


def what_runs(command: str) -> Running:
    """Tell what a command would run."""
    nodes = list(_walked(_root(command)))
    calls = [node for node in nodes if node.type == "invokation_expression"]
    return Running(
        frozenset(_text(node) for node in nodes if node.type == "command_name"),
        frozenset(
            _text(child) for node in calls for child in node.children if child.type == "member_name"
        ),
        frozenset(node.type for node in nodes if node.type in _OTHERS),
    )


def _root(command: str) -> Node:
    tight = _LIST.sub(lambda found: found[1] or ",", command).replace(" -X509", " -X")
    return _PARSER.parse(tight.encode()).root_node


def _text(node: Node) -> str:
    return (node.text or b"").decode().casefold()


def _walked(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walked(child)
