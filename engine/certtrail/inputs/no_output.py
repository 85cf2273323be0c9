r"""Texts of which nobody has to send more: one in which nothing was found in; what it is out.

A program's source, an article and a procedure are about output and have none; the log of another
program, and one of Setup without a word of a certificate, are of other matters.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.articles import resolution_of
from certtrail.inputs.letters import is_prose
from certtrail.inputs.program_logs import is_log_of_others
from certtrail.inputs.program_sources import is_source
from certtrail.inputs.shown_examples import shown_examples
from certtrail.text.message import phrase

_LONGEST: Final = 200_000
_SOURCE: Final = phrase("the source of a program or script")
_ARTICLE: Final = phrase("an article or a page about errors")
_PROCEDURE: Final = phrase("a procedure, with commands to run")
_SETUP: Final = phrase("a log of Setup in which no error is about a certificate")
_DECLINED: Final = phrase("a console in which each command was answered with No")
_OTHERS: Final = phrase("the log of a program that asks for other things than mail")
# What pages have around their words.
_PAGE: Final = re.compile(
    r"^[ \t*_#|]{0,8}(?:(?:posted|filed|published) (?:in|on|by|under)\b|original kb number:"
    r"|included in html report\b|\d{1,5} comments?[ \t]*$|comments?[ \t]*\(\d{1,5}\)"
    r"|leave a (?:reply|comment)\b)"
    r"|[|][ \t]*\d{1,5} comments[ \t]*$"
    # Heads of a table that explains what is in its first column.
    r"|^[ \t|]{0,8}[^|\t\n]{1,80}[|\t][ \t]*(?:meaning|explanation|bedeutung|signification"
    r"|significado|significato"
    r"|\u042d\u043d\u0430\u0447\u0435\u043d\u0438\u0435|\u542b\u4e49)[ \t]*(?:[|]|$)",
    re.MULTILINE | re.IGNORECASE,
)
_COMMAND: Final = re.compile(
    r"^[ \t]{0,20}(?:[-*][ \t]+|\d{1,2}[.)][ \t]+)?(?:(?:Get|Set|New|Enable|Import|Remove|Start"
    r"|Restart|Test)-[A-Z][A-Za-z]{2,60})\b[^\n]{0,2000}$",
    re.MULTILINE,
)
_STEP: Final = re.compile(
    r"^[ \t]{0,8}(?:\d{1,2}[.)]|(?:step|schritt|\u00e9tape|paso) \d)", re.MULTILINE | re.IGNORECASE
)
_STEPS: Final = 2
_PROMPT: Final = re.compile(r"^[ \t]{0,8}(?:\[PS\]|PS [A-Z]:|[A-Z]:\\[^\n>]{0,200}>)", re.MULTILINE)
# The end of a question of PowerShell's, in whatever language, and its answer.
_NO: Final = re.compile(r"\[\?\][^\n]{0,80}[:\uff1a][ \t]{0,4}[nl]\s*\Z", re.IGNORECASE)
_ENTRY: Final = re.compile(r"\[\d\d[./-]\d\d[./-]\d{4} \d\d[:.]\d\d[:.]\d\d\.\d{1,7}\] \[\d{1,2}\]")
_BEGUN: Final = re.compile(r"\] Starting Microsoft Exchange Server \d{4}[^\n]{0,40} Setup\b")
_ENDED: Final = re.compile(r"\] End of Setup\b")
_ERROR: Final = "[ERROR]"
_ABOUT: Final = re.compile(
    r"certif|zertif|\u0441\u0435\u0440\u0442\u0438\u0444|\u8bc1\u4e66|\u6191\u8b49|\u8a3c\u660e\u66f8"
    r"|keyset|crypt|thumbprint|cert:",
    re.IGNORECASE,
)


def no_output(text: str) -> str:
    r"""Say what a clean text is that holds nothing for anybody; empty where that cannot be said.

    >>> no_output("[PS] C:\\>Get-ExchangeCertificate")
    ''
    """
    if len(text) > _LONGEST:
        return _SETUP if _is_setup(text) else ""
    for what, told in (
        (_SOURCE, is_source),
        (_ARTICLE, _is_article),
        (_PROCEDURE, _is_procedure),
        (_SETUP, _is_setup),
        (_DECLINED, _is_declined),
        (_OTHERS, is_log_of_others),
    ):
        if told(text):
            return what
    return ""


def _is_article(text: str) -> bool:
    return resolution_of(text) > 0 or bool(shown_examples(text)) or _PAGE.search(text) is not None


def _is_procedure(text: str) -> bool:
    """Tell steps in words with commands between them from commands that somebody ran."""
    if _PROMPT.search(text) or len(_STEP.findall(text)) < _STEPS or not _COMMAND.search(text):
        return False
    return is_prose(_COMMAND.sub("", text))


def _is_declined(text: str) -> bool:
    """Tell whether commands were typed, each asked whether to do it, and the answer was no."""
    before, *typed = _PROMPT.split(text)
    ran = [one for one in typed if one.strip(" >C:\\\n")]
    return bool(ran) and not before.strip() and all(map(_NO.search, ran))


def _is_setup(text: str) -> bool:
    """Tell a whole run of Setup, none of whose errors tells of a certificate in any line."""
    if not (_BEGUN.search(text) and _ENDED.search(text)):
        return False
    of_error = False
    for line in text.split("\n"):
        if _ENTRY.match(line):
            of_error = _ERROR in line
        if of_error and _ABOUT.search(line):
            return False
    return True
