"""Issuer and subject as a connector names a certificate, with the marks that the way here ate.

A chat, a mail program or a web page takes `<I>` and `<S>` for tags of HTML and leaves them out. A
common name that begins in the middle of a value shows where the subject began.
"""

from __future__ import annotations

import re
from typing import Final

# Nothing parts the two then, or what was put in place of a mark: white space, without a comma.
_GLUED: Final = re.compile(r"(?<=[^\s,;+<>=])\s{0,3}(?=CN=)", re.IGNORECASE)


def with_marks(text: str) -> str:
    """Put the marks back into the name of a certificate; what has some, or is none, stays.

    >>> with_marks("CN=CA 1, O=Contoso, C=GBCN=mail.contoso.com")
    '<I>CN=CA 1, O=Contoso, C=GB<S>CN=mail.contoso.com'
    >>> with_marks("CN=mail.contoso.com"), with_marks("mail.contoso.com")
    ('<S>CN=mail.contoso.com', 'mail.contoso.com')
    """
    if "<" in text or "=" not in text:
        return text
    glued = list(_GLUED.finditer(text))
    if not glued:
        return f"<S>{text}"
    # Of several nobody knows which it is.
    if len(glued) > 1:
        return text
    return f"<I>{text[: glued[0].start()]}<S>{text[glued[0].end() :]}"
