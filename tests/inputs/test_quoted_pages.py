"""What a page quotes, as mails without HTML mark it; and a hash that was asked for alone."""

from __future__ import annotations

import pytest

from certtrail.inputs.carriers.hypertext import page_of_text
from tests.inputs.pasted import told

HASH = "A43D56D46B25CE133499BC05F16FCC10D28DF997"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hi</p><blockquote><p>one</p><pre>a\nb</pre></blockquote>x", "Hi\n> one\n> a\n> b\nx"),
        ("<blockquote>a<blockquote>b</blockquote>c</blockquote>", "> a\n>> b\n> c"),
        ("<p>a</p></blockquote><p>b</p>", "a\nb"),
        ("<blockquote>never ended", "> never ended"),
    ],
)
def test_quotations_are_marked(html: str, text: str) -> None:
    """Each line by its depth; what was not begun is no quotation."""
    assert page_of_text(html).text.strip() == text


@pytest.mark.parametrize(
    "command",
    [
        '(Get-WebBinding -Name "Exchange Back End" -Port 444).certificateHash',
        'Get-WebBinding -Name "Exchange Back End" -Port 444 | select -Expand certificateHash',
    ],
)
def test_a_hash_alone(command: str) -> None:
    """The command tells the port; without one of a port nothing is told."""
    found = told(f"PS C:\\> {command}\n{HASH}\n")
    (fact,) = found.of("site-binding")
    assert (fact.fields["port"], fact.fields["thumbprint"]) == (444, HASH)
    without = command.replace(" -Port 444", "")
    assert not told(f"PS C:\\> {without}\n{HASH}\n").of("site-binding")
