from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from certtrail.reports import plain_markdown
from certtrail.reports.markdown import render
from certtrail.reports.markdown_flavours import GITHUB, PLAIN, prose
from certtrail.reports.markdown_text import Markdown
from certtrail.text.display import visible
from certtrail.text.languages import ENGLISH_READER
from tests.reports import examples, extremes

if TYPE_CHECKING:
    from certtrail.reports.formats import Renderer
    from certtrail.reports.markdown_flavours import Flavour

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
STRUCTURE = frozenset(
    {"heading_open", "table_open", "th_open", "td_open", "tr_open", "list_item_open", "fence"}
)


PUNCTUATION = st.text(alphabet=st.sampled_from("a1 .)-+#>|`*_[]()!<&;:/@~=\\\n\t$"))


def _structure(text: str) -> Counter[str]:
    """Count the blocks, and all that only an escape that failed could make."""
    found: Counter[str] = Counter()
    for block in PARSER.parse(text):
        for token in (block, *(block.children or ())):
            if token.type in STRUCTURE or token.type.startswith(("link", "image", "html", "s_")):
                found[token.type] += 1
            assert not token.type.startswith(("link", "image", "html", "s_open")), token
    return found


def _words(text: str) -> str:
    return "".join(
        token.content
        for block in PARSER.parse(text)
        for token in (block.children or ())
        if token.type in {"text", "code_inline", "text_special"}
    )


@pytest.mark.parametrize("writer", [render, plain_markdown.render])
@pytest.mark.parametrize("text", extremes.HOSTILE)
def test_hostile_text_makes_no_markdown(writer: Renderer, text: str) -> None:
    """Values make no link, image, HTML, heading, item or cell, wherever they stand."""
    benign = _structure(writer(extremes.hostile("plain"), ENGLISH_READER))
    assert _structure(writer(extremes.hostile(text), ENGLISH_READER)) == benign


def test_a_reference_is_a_link() -> None:
    """Its words are escaped, its address stands in angle brackets; the plain flavour shows both."""
    address = "https://technet.microsoft.com/en-us/library/ff980980(v=exchg.141)"
    text = f"Learn, [a] *b* <{address}>"
    assert GITHUB.reference(text) == f"[Learn, \\[a\\] \\*b\\*](<{address}>)"
    assert PLAIN.reference(text).endswith(f"`{address}`")
    assert GITHUB.reference("x <javascript:a>") == "x &#60;javascript:a&#62; (not checked)"


@given(PUNCTUATION)
def test_no_punctuation_makes_markdown(text: str) -> None:
    """Any mix of the characters that Markdown gives meaning stays text."""
    table = f"| a | b |\n| --- | --- |\n| {GITHUB.escape(text)} | x |\n"
    expected = Counter({"table_open": 1, "tr_open": 2, "th_open": 2, "td_open": 2})
    assert _structure(table) == expected


@pytest.mark.parametrize("flavour", [GITHUB, PLAIN])
@given(text=PUNCTUATION)
def test_no_punctuation_makes_blocks(flavour: Flavour, text: str) -> None:
    """Outside tables, too, in both flavours; and all of it is shown."""
    assert _structure(f"{flavour.escape(text)}\n") == Counter()
    shown = _words(f"x {flavour.escape(text)} x")
    assert " ".join(shown.split()) == " ".join(f"x {text} x".split())


@given(st.text(alphabet=st.sampled_from("a` \\|*")))
def test_code_shows_what_it_was_given(text: str) -> None:
    """Nothing inside ends a code span."""
    assert _words(f"x {Markdown.code(text)} x").replace(" ", "") == f"x{text}x".replace(" ", "")


def test_bare_addresses_and_names_stay_unlinked() -> None:
    """Trackers link addresses and call people by @name; what is written here is neither."""
    text = GITHUB.escape("see https://a.example www.b.example WWW.c.example me@d.example")
    assert not any(mark in text for mark in ("://", "www.", "WWW.", "@"))
    assert _words(text) == "see https://a.example www.b.example WWW.c.example me@d.example"


def test_code_in_a_rules_text_stays_code() -> None:
    """Backticks of a rule survive; all else is escaped."""
    assert prose("Run `Get-Service *` at *once*") == r"Run `Get-Service *` at \*once\*"


def test_commands_stand_in_blocks_of_their_step() -> None:
    """Each command of a remedy is a block, and the steps stay one numbered list."""
    text = render(examples.whole(), ENGLISH_READER)
    tokens = PARSER.parse(text)
    fences = [token.content.strip() for token in tokens if token.type == "fence"]
    assert f"Enable-ExchangeCertificate -Thumbprint {examples.RENEWED} -Services SMTP" in fences
    lists = [token for token in tokens if token.type == "ordered_list_open"]
    leading = [found for found in examples.whole().findings if found.explained_by is None]
    steps = sum(bool(found.remedy) for found in leading)
    steps += len(examples.whole().renewals)
    assert len(lists) == steps


def test_every_part_is_there() -> None:
    """Losses, servers, findings, evidence, what was not judged, the reply and the report."""
    text = render(examples.whole(), ENGLISH_READER)
    for part in (
        "## Not everything was read",
        "| EX01.contoso.example | **broken** |",
        "### 1. The internal transport certificate is gone",
        "#### 1.1 The transport service still runs",
        "2026-02-14 23:10:04 UTC",
        "## Could not be judged",
        "## Reply to the customer",
        "## Input account",
    ):
        assert part in text
    assert visible(text.replace("\n", " ")) == text.replace("\n", " ")
