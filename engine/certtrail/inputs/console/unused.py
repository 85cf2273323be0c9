"""Texts in which nothing was of use: a text in; what it is, and what to send instead, out."""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.events.labelled_blocks import told_blocks
from certtrail.inputs.events.named_events import named_events
from certtrail.inputs.events.open_channels import catalogue
from certtrail.inputs.events.text_event import known_source
from certtrail.inputs.letters import is_prose
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

# What stands for a byte that is no letter in any encoding that was tried.
_LOST: Final = "\ufffd"
# How programs that collect events mark what they forward; what of it has the date, the number and
# the source or the message was read before.
_FORWARDED: Final = (
    ("Winlogbeat", re.compile(r"\"winlog\"\s{0,9}:")),
    ("NXLog", re.compile(r"\"SourceModule(?:Name|Type)\"|\"EventReceivedTime\"")),
    ("Splunk", re.compile(r"^EventCode=\d|\"EventCode\"", re.MULTILINE)),
    ("Azure Monitor (Sentinel, Log Analytics)", re.compile(r"\bRenderedDescription\b")),
    ("Snare", re.compile(r"\bMSWinEventLog\b")),
    ("PRTG", re.compile(r"\bPRTG\b")),
    ("Zabbix", re.compile(r"\bZabbix\b")),
)
_SCRIPT: Final = re.compile(
    r"^[ \t]{0,40}(?:\$\w{1,60}[ \t]{0,9}=|param[ \t]{0,9}\(|function[ \t]{1,9}\w"
    r"|foreach[ \t]{0,9}\(|if[ \t]{0,9}\("
    r"|(?:Get|Set|New|Enable|Import|Restart|Remove)-[A-Za-z]{3})",
    re.MULTILINE | re.IGNORECASE,
)
_PROMPT: Final = re.compile(r"^[ \t]{0,8}(?:\[PS\]|PS [A-Z]:)", re.MULTILINE)
_SCRIPTED: Final = 2
_LONGEST_SOURCE: Final = 80


NOT_IN_A_FORM: Final = phrase(
    "It speaks of Exchange or certificates, but shows no event, list or error in a form that "
    "certtrail reads; send the export itself, or the text of the whole console session."
)
"""Of a text that nothing else can be said of."""


def why_unused(text: str) -> str:
    """Say what a text about Exchange is that nothing was found in; empty for words for people."""
    if _LOST in text:
        return phrase(
            "certtrail does not recognise the encoding of its letters; save the text as UTF-8 and "
            "send it again."
        )
    prose = is_prose(text)
    for tool, mark in _FORWARDED:
        # In a letter it is only the tool that somebody has.
        if not prose and mark.search(text):
            why = phrase(
                "These are events as {tool} forwards them, without a date, a number and a source "
                "or a message of each in a form that certtrail reads; export the log itself, as "
                ".evtx from Event Viewer or wevtutil.",
                tool=tool,
            )
            named = named_events(text)
            return phrase("{why} {named}.", why=why, named=named) if named else why
    if len(_SCRIPT.findall(text)) >= _SCRIPTED and not _PROMPT.search(text):
        return phrase(
            "It holds commands, and nothing that they printed in a form that certtrail reads; send "
            "the output of the session in which they were run."
        )
    if prose:
        return ""
    if named := named_events(text):
        return phrase("{why}.", why=named)
    return _other_event(text) or NOT_IN_A_FORM


def _other_event(text: str) -> str:
    """Say that a text has an event which is none of the catalogue's; empty for none.

    Whoever copied it takes it for the cause, and is to hear that it was seen.
    """
    for _, _, fields in told_blocks(text):
        number, source = fields.get("id", "").strip(), fields.get("source", "").strip()
        if not (number.isascii() and number.isdecimal() and len(number) < 6) or not source:
            continue
        if "message" not in fields or catalogue().find(known_source(source), int(number)):
            continue
        return phrase(
            "It has event {number} of {source}, without a date that certtrail can read; it is none "
            "of the events that certtrail judges. Send the log itself, as .evtx.",
            number=int(number),
            source=shown(source, _LONGEST_SOURCE),
        )
    return ""
