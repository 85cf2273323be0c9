"""What a device that inspects SMTP leaves of it: a line of the other side in, what is masked out.

Such a firewall puts stars in place of the greeting, and X in place of the extensions that it does
not know, and so can take STARTTLS, X-ANONYMOUSTLS and X-EXPS away.
"""

from __future__ import annotations

import re
from typing import Final

_GREETING: Final = re.compile(r"220[ -][*0-9 ]*\*{8}[*0-9 ]*", re.ASCII)
# No word of SMTP is X only; the last letter is often left. Answers to EHLO have no enhanced code.
_ANSWER: Final = re.compile(
    r"250[ -](?!\d\.\d)(?:(?:.{0,2000}[ -])??X{7,}[A-Z]?(?:\s|\Z)|X{3,}A\Z)", re.ASCII
)


def mask_in(line: str) -> str:
    """Tell what is masked in a server's line: its `greeting`, its `answer` to EHLO, or nothing."""
    said = line.strip()
    if _GREETING.fullmatch(said):
        return "greeting"
    return "answer" if _ANSWER.match(said) else ""
