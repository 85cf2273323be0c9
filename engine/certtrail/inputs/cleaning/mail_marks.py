"""Mails: marks of a reply before each line, and what is left of quoted-printable, undone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certtrail.inputs.cleaning.draft import Draft

_REPLY: Final = re.compile(r"^[ \t]{0,4}>(?:[ \t]{0,5}>)*[ \t]?", re.MULTILINE)

_TARGET: Final = re.compile(r"(?<=[^\s<>(\"'])<(?:https?://|mailto:)[^<>\s]{1,400}>")
_LINK: Final = re.compile(r"\[([^\[\]\n]{1,200})\]\((?:https?://|mailto:)[^()\s]{1,400}\)")

_CODED: Final = re.compile(r"(?:=[0-9A-F]{2})+")
# In quoted-printable an equals sign is itself written as =3D, so that every one that is left
# stands before two digits or ends a line that goes on.
_PLAIN_EQUALS: Final = re.compile(r"=(?![0-9A-F]{2}|\n|$)")
_CERTAIN: Final = ("=3D", "=20\n", "=09\n")
_LETTER: Final = re.compile(r"=(?:C[2-9A-F]|D[0-9A-F]|E[0-9A-F]=[89AB][0-9A-F])=[89AB][0-9A-F]")
_SOFT: Final = re.compile(r"(?<=[^=\n])=\n(?=[^\s-])")
_SOFT_LENGTHS: Final = range(66, 81)
_PARAGRAPH: Final = re.compile(r"\n(?:[ \t]*\n)+")


def without_reply_marks(draft: Draft) -> Draft:
    """Take off the `> > ` that a mail program puts before the lines that it quotes."""
    text = draft.text
    if ">" not in text:
        return draft
    if "=\n>" in text:
        return draft.same_lines(_REPLY.sub(_unless_broken, text))
    return draft.same_lines(_REPLY.sub("", text))


def _unless_broken(mark: re.Match[str]) -> str:
    """Keep what stands behind a soft line end: it only is a mark if the line before has one."""
    text, start = mark.string, mark.start()
    if text[start - 2 : start] != "=\n":
        return ""
    before = text.rfind("\n", 0, start - 1) + 1
    return "" if text.startswith(">", before) else mark[0]


def without_link_targets(draft: Draft) -> Draft:
    """Take off the address of a link that a mail program or Markdown puts behind its words."""
    text = draft.text
    if "://" not in text and "mailto:" not in text:
        return draft
    return draft.same_lines(_TARGET.sub("", _LINK.sub(r"\1", text)))


def decoded_remains(draft: Draft) -> Draft:
    """Decode paragraphs that are still in quoted-printable, and join their soft line ends."""
    text = draft.text
    if not any(mark in text for mark in (*_CERTAIN, "=\n")) and not _LETTER.search(text):
        return draft
    parts: list[str] = []
    sources: list[int] = []
    number = at = 0
    gaps = [(found.start(), found.end()) for found in _PARAGRAPH.finditer(text)]
    for start, end in [*gaps, (len(text), len(text))]:
        paragraph = text[at:start]
        coded = _is_coded(paragraph)
        joined = False
        for line in paragraph.split("\n"):
            bare = _decoded(line.removesuffix("=")) if coded else line
            if not joined:
                parts.append("\n")
                sources.append(number)
            parts.append(bare)
            joined = coded and line.endswith("=")
            number += 1
        # The blank lines between: one line end is that of the paragraph.
        blank = text[start:end].split("\n")[1:-1]
        parts += [f"\n{line}" for line in blank]
        sources += range(number, number + len(blank))
        number += len(blank)
        at = end
    return draft.other_lines("".join(parts)[1:], sources)


def _is_coded(paragraph: str) -> bool:
    if "=" not in paragraph or _PLAIN_EQUALS.search(paragraph):
        return False
    if any(mark in f"{paragraph}\n" for mark in _CERTAIN) or _LETTER.search(paragraph):
        return True
    soft = (found.end() - 1 for found in _SOFT.finditer(paragraph))
    return any(end - paragraph.rfind("\n", 0, end) - 1 in _SOFT_LENGTHS for end in soft)


def _decoded(line: str) -> str:
    return _CODED.sub(lambda found: _letters(found[0]), line)


def _letters(coded: str) -> str:
    content = bytes.fromhex(coded.replace("=", ""))
    try:
        letters = content.decode()
    except UnicodeDecodeError:
        letters = content.decode("cp1252", "replace")
    # A line end that is coded belongs to what was coded, not to the lines of this text.
    return letters.replace("\r", "").replace("\n", " ")
