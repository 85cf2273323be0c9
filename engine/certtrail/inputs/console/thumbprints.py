"""Thumbprints in a text without white space, where words stand right beside them.

They are written in one case, mostly the upper one, and the word behind one begins in the lower:
`...15D5AAand subject` without its blanks is still told apart.
"""

from __future__ import annotations

import re
from typing import Final

THUMBPRINTS: Final = re.compile(
    r"(?<![0-9A-F])[0-9A-F]{40}(?![0-9A-F])|(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])"
    r"|(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])"
)
