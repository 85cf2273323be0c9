r"""A renewal tool's script whose certificate cmdlet failed, where its log does not say why: a text
in; refusals, as facts, out.

    [EROR] Script error: C:\le\Scripts\ImportExchange.ps1 : Error in Enable-ExchangeCertificate
    [EROR] Script error: + .'./Scripts/ImportExchange.ps1' 'EB24...' 'IIS, ...

The script says which cmdlet it was; what Exchange answered stands there in some versions only, and
is then read by `refusals_told`.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.certificate_cmdlets import CMDLET_OF, VERB_OF
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown
from certtrail.text.thumbprint import thumbprints_within

_FAILED: Final = re.compile(
    r"\[[A-Z]{3,5}\][ \t]{1,4}Script error:?[ \t][^\n]{0,300}?\bError in "
    r"(?P<cmdlet>(?:Enable|Import|New)-ExchangeCertificate)\b",
    re.IGNORECASE,
)
# What Exchange itself says of a refusal.
_ANSWERED: Final = re.compile(
    r"special\s+Rpc\s+error|ExchangeCertificate\s+operation\s+has\s+failed"
    r"|SystemConfigurationTasks\.\w{3,12}ExchangeCertificate",
    re.IGNORECASE,
)
# So far, in signs, stands what belongs to one error.
_NEAR: Final = 2_000
_CALLED: Final = 600
_SHOWN: Final = 300
_MOST: Final = 100
_COUNTS: Final = phrase("failures of renewal tools' scripts")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such an error."""
    return _FAILED.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Make an `exchange-refusal` of each, whose answer is not told."""
    facts: dict[tuple[str, str], Fact] = {}
    room = Room(_MOST)
    for found in _FAILED.finditer(paste.text):
        around = paste.text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        if _ANSWERED.search(around):
            continue
        # How the script was called comes first.
        called = thumbprints_within(paste.text[found.end() : found.end() + _CALLED])
        thumbprint = called[0] if called else ""
        cmdlet = CMDLET_OF[VERB_OF[found["cmdlet"].lower()]]
        if (cmdlet, thumbprint) in facts or not room.takes((cmdlet, thumbprint)):
            continue
        said = shown(" ".join(found[0].split()), _SHOWN)
        server = paste.server_at(found.start())
        fields: dict[str, str | int | bool] = {"reason": "unsaid", "cmdlet": cmdlet, "text": said}
        fields |= {"thumbprint": thumbprint} if thumbprint else {}
        evidence = paste.evidence(found.start(), server, said)
        facts[cmdlet, thumbprint] = Fact("exchange-refusal", server, 0, fields, (evidence,))
    return Scanned(len(facts), tuple(facts.values()), problems=room.problems(_COUNTS))


SCANNER: Final = Scanner(_COUNTS, ("scripterror",), recognise, scan)
