r"""Hashes of other things than certificates: a text in; those its labels tell, as thumbprints, out.

    Issuer:
        CN=Contoso CA
      Name Hash(sha1): 5e0d1b6a1c2fd6cf80a1f2e1b1a3b5f4c4c0d111
    Key Id Hash(rfc-sha1): 8f0d1b6a1c2fd6cf80a1f2e1b1a3b5f4c4c0d112
    Cert Hash(sha1): 0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f60718293

They are as long as a thumbprint. certutil translates their labels, but a name's hash stands below
the name, a key's in several schemes, and of a certificate that was read its own label is known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_BYTES: Final = r"(?:[0-9A-Fa-f]{2}[ :]?){19}[0-9A-Fa-f]{2}(?![0-9A-Fa-f])"
_HASHED: Final = re.compile(
    r"^(?P<indent>[ \t]{0,40})(?P<label>[^\n:(=\s][^\n:(=]{0,60}?)[ \t]{0,4}"
    rf"\((?P<scheme>[a-z0-9]{{1,8}}-)?sha-?1\)[ \t]{{0,4}}[:=\uff1a][ \t]{{0,9}}(?P<hash>{_BYTES})",
    re.IGNORECASE | re.MULTILINE,
)
_HASHED_MARK: Final = re.compile(r"sha-?1\)", re.IGNORECASE)
# A part of a name, as it stands alone on its line.
_NAMED: Final = re.compile(r"[ \t]{1,40}[A-Za-z][A-Za-z0-9.]{0,40}=")
# Keys, files and the certificates of whoever issued one: words that no label of its own has.
_IN_WORDS: Final = re.compile(
    r"\b(?:(?:(?:issuer|root|parent|intermediate|authority|ca)(?:'s)?(?:[ \t_-]{0,3}certificate)?"
    r"|pgp|gpg|openpgp|ssh|(?:host |public )?key(?: ?id)?|name|request|signature|crl|ctl|file"
    r"|image)(?:'s)?[ \t_-]{0,3}){1,2}(?:hash|thumbprint|fingerprint|sha-?1)\b[ \t]{0,4}"
    r"(?:\(?sha-?1\)?)?[ \t]{0,4}(?:fingerprint)?[ \t]{0,20}[:=][ \t]{0,9}"
    rf"(?P<hash>{_BYTES})",
    re.IGNORECASE,
)
# A row of Get-FileHash: its path stands behind.
_OF_FILE: Final = re.compile(
    rf"^[ \t]{{0,8}}SHA1[ \t]{{1,40}}(?P<hash>{_BYTES})[ \t]{{1,60}}(?:[A-Za-z]:\\|\\\\|/|\.)",
    re.IGNORECASE | re.MULTILINE,
)
_WORD_MARK: Final = re.compile(r"hash|print|sha-?1", re.IGNORECASE)


def other_hashes(text: str, known: Collection[str]) -> frozenset[str]:
    """Give the hashes that no certificate of a text has, by their labels.

    Args:
        text: the text.
        known: the thumbprints that were read in it.
    """
    if not _WORD_MARK.search(text):
        return frozenset()
    found = {one["hash"] for form in (_IN_WORDS, _OF_FILE) for one in form.finditer(text)}
    if _HASHED_MARK.search(text):
        found.update(_of_certutil(text, known))
    return frozenset(read for one in found if (read := read_thumbprint(one))) - frozenset(known)


def without_named_others(text: str) -> str:
    """Leave out of a text the hashes whose label names another thing in words."""
    return _IN_WORDS.sub("", text)


def _of_certutil(text: str, known: Collection[str]) -> Iterator[str]:
    hashed = list(_HASHED.finditer(text))
    own = {one["label"] for one in hashed if read_thumbprint(one["hash"]) in known}
    others = {one["label"] for one in hashed if one["scheme"] or _is_of_name(one)} - own
    for one in hashed:
        if one["label"] in others or (own and one["label"] not in own):
            yield one["hash"]


def _is_of_name(found: re.Match[str]) -> bool:
    """Tell whether the part of a name stands on the line above."""
    end = found.start() - 1
    if end < 0 or not found["indent"]:
        return False
    above = found.string.rfind("\n", max(0, end - 400), end) + 1
    return _NAMED.match(found.string, above, end) is not None
