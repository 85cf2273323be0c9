"""Text from the evidence in, the same without names out: by fields in it, by looks, word by word.

The line of a record says `user=dana` and a command `-Server EX01`: what is so named is hidden
whole. Of the rest, what looks like a name and what is known as one; and then each word that is none
of ours (`known_words`), as nothing else shows that `ask Dana` names somebody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.known_words import known_words
from certtrail.diagnosis.value_sorts import FIELD_SORTS
from certtrail.diagnosis.whole_names import WHOLE, host
from certtrail.text.sorts import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.diagnosis.pseudonyms import Names

# How the line of a record begins: time, server, channel, number of the record.
_RECORD: Final = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+Z )(\S+)(?= [^:#]{1,120} #\d+ )")
_FIELD: Final = re.compile(
    r"(?<![\w$.-])(?P<name>[A-Za-z_]{2,30})="
    r"|(?<![^\s={(,;])[-\u2013-\u2015](?P<given>[A-Za-z]{2,30})(?:[ :]+)(?=[^\s-])"
)
_VALUE_ENDS: Final = re.compile(r", (?=[A-Za-z_]{2,30}=)|; \"|\}|\Z|\n")
_GIVEN: Final = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s,;|)}]+")
# Bytes with colons between them, as a thumbprint may have, are one word; so few are an address.
_WORD: Final = re.compile(r"(?<![^\W_])(?:[0-9A-Fa-f]{2}:){7,127}[0-9A-Fa-f]{2}(?![^\W_])|[^\W_]+")
_CAMEL: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# Digits with what counts or parts them, and digits to the base of 16.
_COUNTS: Final = r"[0-9]+(?:t[0-9]+|z|[snr][td]|th|d|h|s|ms|kb|mb|gb|am|pm|min)?"
_COUNTED: Final = re.compile(rf"0x[0-9a-f]+|{_COUNTS}", re.IGNORECASE)
_NUMBER: Final = re.compile(rf"(?:0x)?[0-9a-f]*[0-9][0-9a-f]*|v?{_COUNTS}", re.IGNORECASE)
_HEXADECIMAL: Final = re.compile(r"[0-9a-f]+")
_LEAST: Final = 3
_LETTERS: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.\0")
_PAIR: Final = 2  # letters may be a name or initials: `HP`, `Ng`, `wu`
_HEX: Final = 6  # so many digits to the base of 16 may spell a word
_LONG: Final = 8  # fewer of them, or letters before digits, may be a name, such as DC1
_MANY: Final = 16  # among as many digits, four letters stand together by chance
_WORDY: Final = re.compile(r"[a-f]{4}", re.IGNORECASE)
_NAMED_NUMBER: Final = re.compile(r"[a-f]+[0-9]+", re.IGNORECASE)


def loose(text: str, names: Names) -> str:
    """Hide whatever may be a name in a text that may say anything."""
    written: list[str] = []
    record = _RECORD.match(text)
    done = 0
    if record is not None:
        written += [record[1], host(record[2], names)]
        done = record.end()
    for start, end, sort in _fields(text, done):
        written += [_rest(text[done:start], names), _field(text[start:end], sort, names)]
        done = end
    return "".join([*written, _rest(text[done:], names)])


def _fields(text: str, at: int) -> Iterator[tuple[int, int, Sort]]:
    """Give where values stand that are names, and of which sort."""
    while found := _FIELD.search(text, at):
        at = found.end()
        sort = FIELD_SORTS.get((found["name"] or found["given"]).lower(), Sort.LOOSE)
        if sort is Sort.LOOSE:
            continue
        if found["name"]:
            ends = _VALUE_ENDS.search(text, at)
            end = len(text) if ends is None else ends.start()
        else:
            given = _GIVEN.match(text, at)
            end = at if given is None else given.end()
        yield at, end, sort
        at = end


def _field(text: str, sort: Sort, names: Names) -> str:
    quote = text[:1] if text[:1] in ("'", '"') and text[-1:] == text[:1] and len(text) > 1 else ""
    inner = text[len(quote) : len(text) - len(quote)]
    return f"{quote}{WHOLE[sort](inner, names)}{quote}" if inner.strip() else text


def _rest(text: str, names: Names) -> str:
    return by_words(names.hidden(text), names) if text else text


def by_words(text: str, names: Names) -> str:
    """Hide each word of a text that is none of ours."""
    known = known_words()

    def hidden(found: re.Match[str]) -> str:
        word = found[0]
        if ":" in word and not _spells(word.replace(":", "")):
            return word
        low = word.lower()
        if low in known or _is_no_name(word, known):
            return word
        return names.token("name", word)

    written: list[str] = []
    done = 0
    for start, end in names.places(text):
        written += [_WORD.sub(hidden, text[done:start]), text[start:end]]
        done = end
    return "".join([*written, _WORD.sub(hidden, text[done:])])


def _is_no_name(word: str, known: frozenset[str]) -> bool:
    if len(word) < _LEAST and word.isascii():
        return word.isdigit() or len(word) < _PAIR
    if _NUMBER.fullmatch(word):
        if word.isdigit() or _spells(word):
            return word.isdigit()
        if not word[0].isalpha() and _COUNTED.fullmatch(word):
            return True
        # A short name, or one with a year or a number behind it, may be made of such letters alone.
        return len(word) >= _LONG and not (_NAMED_NUMBER.fullmatch(word) or _may_be_name(word))
    parts = _CAMEL.findall(word)
    return (
        len(parts) > 1 and "".join(parts) == word and all(each.lower() in known for each in parts)
    )


def _may_be_name(digits: str) -> bool:
    """Tell digits to the base of 16 that no program writes so: in capitals and not, or of words."""
    mixed = digits not in (digits.lower(), digits.upper())
    return mixed or (len(digits) < _MANY and _WORDY.search(digits) is not None)


def _spells(digits: str) -> bool:
    """Tell whether digits to the base of 16 are the letters of a word."""
    bare = digits.lower().removeprefix("0x")
    if len(bare) % 2 or len(bare) < _HEX or not _HEXADECIMAL.fullmatch(bare):
        return False
    return all(one in _LETTERS for one in bytes.fromhex(bare))


def provider(text: str, names: Names) -> str:
    """Hide what may name somebody in what writes events, or in a channel of them."""
    return by_words(names.known(names.without_addresses(text)), names)
