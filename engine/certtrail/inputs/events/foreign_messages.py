"""Messages of events in any language: a paragraph under a headline in; whether Exchange wrote it
out.

    Ereignis 12014, MSExchangeFrontEndTransport

    Microsoft Exchange konnte kein Zertifikat mit dem Domänennamen mail.contoso.com ... finden.

A server writes its messages in its own language, and no list has them all. Behind a blank line
somebody's own words may stand, too: they greet, ask, and speak of themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.headlines import headed
from certtrail.inputs.events.open_channels import catalogue
from certtrail.rulebook.rendered_messages import is_whole, named_strings, strings_in

if TYPE_CHECKING:
    from certtrail.rulebook.catalogue_entries import EventEntry

# Messages begin with it in every language, and go on with what it did not; a version is a product.
_BY_EXCHANGE: Final = re.compile(
    r"Microsoft[ ]Exchange[ ]?(?!Server\b|Online\b|SE\b)(?=[^\W\dA-Z_])"
)
_OWN_WORDS: Final = re.compile(
    r"[?\uff1f\u061f]|(?<![\w'\u2019-])(?:"
    # English, German
    r"we|our|us|i|my|me|hi|hello|dear|thanks|regards"
    r"|wir|uns|unser\w{0,2}|ich|mir|mein\w{0,2}|hallo|moin|bitte|danke|gr\u00fc\u00dfe"
    # French, Spanish, Italian, Portuguese, Dutch
    r"|nous|notre|nos|je|j['\u2019]ai|bonjour|merci|nosotros|nuestr[oa]s?|hola|gracias|tenemos|vemos"
    r"|abbiamo|nostr[oaie]|ciao|buongiorno|grazie|noss[oa]s?|temos|ol\u00e1|obrigad[oa]"
    r"|wij|we|ons|onze|bedankt|groeten"
    # Polish, Czech, Russian
    r"|nasz\w{0,3}|mamy|dzi\u0119kuj\u0119|cze\u015b\u0107|n\u00e1\u0161|m\u00e1me|d\u011bkuji"
    r"|\u043c\u044b|\u043d\u0430\u0441|\u043d\u0430\u043c|\u043d\u0430\u0448\w{0,3}|\u044f"
    r"|\u0441\u043f\u0430\u0441\u0438\u0431\u043e|\u043f\u0440\u0438\u0432\u0435\u0442"
    r")(?![\w-])"
    # Chinese, Japanese
    r"|\u6211\u4eec|\u6211\u5011|\u60a8\u597d|\u4f60\u597d|\u8bf7\u95ee|\u8acb\u554f|\u8c22\u8c22"
    r"|\u8b1d\u8b1d|\u5f0a\u793e|\u5f53\u793e|\u3042\u308a\u304c\u3068\u3046|\u304a\u9858\u3044",
    re.IGNORECASE,
)


def is_message(entry: EventEntry, paragraph: str) -> bool:
    """Tell whether a paragraph is the message of an event, in whichever language.

    It has all that a record of the event has, or a part of it in a sentence that begins as those of
    Exchange do; and nobody speaks in it.
    """
    if _speaks(paragraph):
        return False
    strings = strings_in(entry, paragraph)
    some = any(named_strings(entry, strings).values())
    return some and (is_whole(entry, strings) or _begins(paragraph))


def may_have_message(text: str) -> bool:
    """Tell whether a paragraph under a headline may be a message, with too little to judge it."""
    for one in headed(text):
        entry = catalogue().find(one.source, one.event_id)
        paragraph = text[one.begin : one.end].strip()
        if entry is None or _speaks(paragraph):
            continue
        if _begins(paragraph) or any(named_strings(entry, strings_in(entry, paragraph)).values()):
            return True
    return False


def _speaks(paragraph: str) -> bool:
    """Tell whether somebody greets, asks or speaks of himself."""
    return _OWN_WORDS.search(paragraph) is not None


def _begins(paragraph: str) -> bool:
    return _BY_EXCHANGE.match(paragraph) is not None
