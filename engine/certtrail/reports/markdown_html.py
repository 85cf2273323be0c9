"""Markdown of ours in, HTML to stand in a page out: nothing in it loads, runs or leads astray."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

from certtrail.reports.checked import shipped_addresses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from markdown_it.token import Token

    from certtrail.reports.markdown_text import Markdown


def as_html(text: Markdown, down: int = 0, pages: Collection[str] = ()) -> Markup:
    """Write Markdown as HTML.

    Args:
        text: of GitHub's flavour, without tables.
        down: so many levels its headings go down.
        pages: rules whose pages stand on the same page, as `rule-ID`; a link to another is a word.
    """
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + down)}"
        if token.children:
            token.children = list(_linked(token.children, pages))
    made = _parser().renderer.render(tokens, _parser().options, {})
    return Markup(made)  # noqa: S704 - the parser makes no HTML but its own, and escapes the rest


def _linked(tokens: Iterable[Token], pages: Collection[str]) -> Iterator[Token]:
    """Keep the links to sources of shipped rules, and those to pages that are there."""
    kept: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrs["href"])
            rule = address.removesuffix(".md")
            known = address in shipped_addresses()
            if known:
                token.attrs["rel"] = "noreferrer noopener"
            elif rule in pages:
                token.attrs["href"] = f"#rule-{rule}"
            kept.append(known or rule in pages)
            if not kept[-1]:
                continue
        elif token.type == "link_close" and not kept.pop():
            continue
        yield token


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "autolink"])
