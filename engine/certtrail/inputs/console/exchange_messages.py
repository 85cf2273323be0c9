"""What the Exchange cmdlets ask and refuse, out of pasted text, as facts.

A console wraps anywhere, so the fixed wording is matched with all white space taken out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FLAGS: Final = re.IGNORECASE | re.ASCII
_PROMPT: Final = re.compile(
    r"Overwritetheexistingdefault ?SMTPcertificate\?"
    r"Currentcertificate:'?(?P<current>[0-9A-F]{40})'?\(expires[^)]{0,60}\)"
    r"Replaceitwithcertificate:'?(?P<replacement>[0-9A-F]{40})'?\(expires[^)]{0,60}\)",
    _FLAGS,
)
_CHOICES: Final = re.compile(r'\[\?\]Help\(defaultis"(?P<default>[YN])"\):?', _FLAGS)
_ANSWERS: Final = {
    "y": "yes",
    "yes": "yes",
    "a": "yes",
    "yestoall": "yes",
    "n": "no",
    "no": "no",
    "l": "no",
    "notoall": "no",
}
_REMOVALS: Final = (
    ("internal", re.compile(r"Theinternaltransportcertificatecannotberemoved", _FLAGS)),
    ("default", re.compile(r"Thedefaultcertificatecannotberemoved", _FLAGS)),
    (
        "send-connectors",
        re.compile(r"taggedwithfollowingSendConnectors:", _FLAGS),
    ),
)
_MESSAGES: Final = (
    (
        "damaged-or-missing",
        re.compile(r"internaltransportcertificateforthelocalserverwasdamagedormissing", _FLAGS),
    ),
    (
        "edge-updated",
        re.compile(
            r"internaltransportcertificateattributeforthelocalEdgeTransportserverhasbeenupdated",
            _FLAGS,
        ),
    ),
    (
        "cng-refused",
        re.compile(
            r"isn'taCryptographicAPIcertificate|onlysupportsCryptographicAPIcertificates", _FLAGS
        ),
    ),
)
_WRAPPER: Final = re.compile(
    r"AspecialRpcerroroccursonserver(?P<one>[A-Z0-9][A-Z0-9.-]{0,253}?):"
    r"|TheExchangeCertificateoperationhasfailedwithanexceptiononserver"
    r"(?P<two>[A-Z0-9][A-Z0-9.-]{0,253}?)\.Theerrormessageis:",
    _FLAGS,
)
_INNER: Final = (
    ("not-valid", re.compile(r"notvalidforusewithExchangeServer\(reason:(\w{1,60})\)", _FLAGS)),
    ("send-connectors", re.compile(r"taggedwithfollowingSendConnectors", _FLAGS)),
    ("thumbprint-not-found", re.compile(r"thumbprint.{0,60}(?:wasnotfound|notfound)", _FLAGS)),
    ("import-exists", re.compile(r"thumbprint.{0,80}alreadyexists", _FLAGS)),
    (
        "wrong-password",
        re.compile(r"sourcedataiscorrupted|passwordis(?:incorrect|notcorrect|wrong)", _FLAGS),
    ),
    ("key-not-exportable", re.compile(r"keycannotbeexported|keyisnotexportable", _FLAGS)),
)
_HEX: Final = re.compile(r"(?<![0-9A-F])[0-9A-F]{40}(?![0-9A-F])", _FLAGS)
_VERBS: Final = ("enable", "new", "import", "remove", "export")
_BEHIND: Final = 700
# A command and what is said of it stand within so many characters.
_BEFORE: Final = 20_000


def recognise(paste: Paste) -> bool:
    """Tell whether a text may hold a prompt or a refusal."""
    text = paste.squeezed.text
    patterns = (_PROMPT, _WRAPPER, *(one for _, one in (*_REMOVALS, *_MESSAGES)))
    return any(pattern.search(text) for pattern in patterns)


def scan(paste: Paste) -> Scanned:
    """Find prompts with their answers, and refusals."""
    facts = [*_prompts(paste), *_removals(paste), *_wrapped(paste), *_messages(paste)]
    unique = {(fact.kind, fact.server, *sorted(fact.fields.items())): fact for fact in facts}
    return Scanned(len(unique), tuple(unique.values()))


def _fact(
    paste: Paste, kind: str, place: int, fields: Mapping[str, str], told: str, server: str = ""
) -> Fact:
    where = paste.squeezed.place(place)
    server = server or paste.server_at(where)
    known = {name: value for name, value in fields.items() if value}
    return Fact(kind, server, 0, known, (paste.evidence(where, server, told),))


def _prompts(paste: Paste) -> Iterator[Fact]:
    text = paste.squeezed.text
    for found in _PROMPT.finditer(text):
        answer = _answer(paste, found.end())
        current, replacement = found["current"].upper(), found["replacement"].upper()
        told = f"asked to replace {current} by {replacement} as default, answered {answer}"
        fields = {"current": current, "replacement": replacement, "answer": answer}
        yield _fact(paste, "overwrite-prompt", found.start(), fields, told)


def _answer(paste: Paste, end: int) -> str:
    """Read what was typed behind the choices; nothing typed takes the default."""
    squeezed = paste.squeezed
    choices = _CHOICES.search(squeezed.text, end, end + _BEHIND)
    if choices is None:
        return "unknown"
    place = squeezed.place(choices.end() - 1) + 1
    stop = paste.text.find("\n", place)
    line = paste.text[place : stop if stop >= 0 else len(paste.text)]
    typed = "".join(line.split()).casefold().lstrip(":")
    if not typed:
        # An empty line is the default; the end of the text is nothing at all.
        default = _ANSWERS[choices["default"].casefold()]
        return default if stop >= 0 else "unknown"
    return _ANSWERS.get(typed, "unknown")


def _removals(paste: Paste) -> Iterator[Fact]:
    text = paste.squeezed.text
    for reason, pattern in _REMOVALS:
        for found in pattern.finditer(text):
            thumbprint = _thumbprint_before(text, found.start())
            connectors = ""
            if reason == "send-connectors":
                connectors = _list(paste, found.end())
            told = f"removal of {thumbprint or 'a certificate'} refused ({reason}) {connectors}"
            fields = {"reason": reason, "thumbprint": thumbprint, "connectors": connectors}
            yield _fact(paste, "removal-refused", found.start(), fields, told.strip())


def _list(paste: Paste, end: int) -> str:
    """Read the names that follow, up to the full stop or the end of the line."""
    place = paste.squeezed.place(end - 1) + 1
    rest = re.split(r"\.\s|\.$|\n\s*\n", paste.text[place : place + 400], maxsplit=1)[0]
    return " ".join(rest.split())[:200]


def _thumbprint_before(text: str, place: int) -> str:
    """Find the thumbprint of the command before."""
    folded = text[max(0, place - _BEFORE) : place].lower()
    start = max(folded.rfind(f"{verb}-exchangecertificate") for verb in _VERBS)
    if start < 0:
        return ""
    named = {one.upper() for one in _HEX.findall(folded, start)}
    return named.pop() if len(named) == 1 else ""


def _wrapped(paste: Paste) -> Iterator[Fact]:
    text = paste.squeezed.text
    for found in _WRAPPER.finditer(text):
        inner = text[found.end() : found.end() + _BEHIND]
        reason, code = "other", ""
        for name, pattern in _INNER:
            if match := pattern.search(inner):
                reason = name
                code = match[1] if pattern.groups else ""
                break
        server = found["one"] or found["two"]
        place = paste.squeezed.place(found.end() - 1) + 1
        said = " ".join(paste.text[place : place + 300].split("\n\n")[0].split())
        thumbprint = _thumbprint_before(text, found.start())
        fields = {"reason": reason, "code": code, "thumbprint": thumbprint, "text": said}
        yield _fact(paste, "exchange-refusal", found.start(), fields, said, server)


def _messages(paste: Paste) -> Iterator[Fact]:
    for reason, pattern in _MESSAGES:
        for found in pattern.finditer(paste.squeezed.text):
            told = f"the cmdlet's message about the internal certificate: {reason}"
            yield _fact(
                paste, "internal-certificate-message", found.start(), {"reason": reason}, told
            )


SCANNER = Scanner(
    phrase("prompts and refusals"),
    (
        "overwritetheexistingdefault",
        "aspecialrpcerroroccurs",
        "theexchangecertificateoperationhasfailed",
        "certificatecannotberemoved",
        "taggedwithfollowingsendconnectors",
        "internaltransportcertificate",
        "cryptographicapicertificate",
    ),
    recognise,
    scan,
)
