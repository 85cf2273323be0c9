"""Words that name nobody: those of our own texts, of the catalogue, of commands and labels.

A report without names keeps of quoted text only these; what else stands there may be a name.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.fact_kinds import FACT_FIELDS
from certtrail.rulebook.yaml_files import rules_root
from certtrail.text.filters import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN_KINDS: Final = ("server", "domain", "host", "user", "address", "name", "connector", "file")
# What a file ends in is no domain.
_ENDINGS: Final = """
    7z bak bin bz2 cab cer cfg config cpl crt csr csv dat dll doc docx eml etl evt evtx exe gz htm
    html inf ini iso json jsonl lnk log md mof msc msg msi msp ndjson out p12 p7b p7c p7s part pcap
    pdf pem pfx ps1 psd1 psm1 py rar reg sql sst sys tar tgz tmp tsv txt xls xlsx xml xz yaml yml
    zip
"""
ENDINGS: Final = frozenset(_ENDINGS.split())
_FOLDERS: Final = ("catalogue", "commands", "labels", "objects", "replies")
_TEXT: Final = re.compile(r'^msgid(?:_plural)? ((?:".*"\n)+)', re.MULTILINE)
_LINE: Final = re.compile(r'"(.*)"\n')
_ESCAPED: Final = re.compile(r"\\(.)")
_WORD: Final = re.compile(r"[^\W_]+")
_CAMEL: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# English and PowerShell that none of our texts happens to have.
_COMMON: Final = """
    about above across add added after again against ago all allow allowed also although always am
    an and another any anything are around as ask asked at away back be became because become been
    before began begin behind being below between both bring broke broken but by call called came
    can cannot catch change changed check class clear client close closed come common comes could
    count create created current data date day days default delete deleted did do does done down
    due during each either else empty end ended enough enter error errors even event ever every
    exception exit expected export fail failed fails false few find finally first follow for
    foreach force found from full function gave get given go goes gone good got had has have he her
    here him his how however if import in inner instead into invalid is it item its just keep know
    known last later least left less let like line list log logs long look looks made make many may
    me message might module more most much must my name need needed needs never new next no none
    nor not nothing now null number object of off old on once one only open or other our out over
    own param part path please point policy possible process property put quit read reason remote
    remove request required return returned right run said same save saw say says script second
    see seen send sent set she should show since so some something start started state still stop
    stopped string such switch system take taken tell than that the their them then there these
    they thing this those though through throw time to too took trap true try two type under unless
    until up upon us use used user using value very want was way we went were what when where
    whether which while who whole why will with within without word work would write written wrong
    yes yet you your
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    dmy mdy ymd am pm
    agent agents antivirus backup device disk driver drivers monitor monitoring network storage
    update updates volume
    cdrom certs dhcp dhcpv6 distributedcom driverframeworks ese esent license localhost
    msexchangerepl operation platform pnp popup processor profiles protection
    replication sam securitycenter
    software spp standard tpm troubleshooter unauthorized ups usb vss wininit winlogon workstation
    appdata ascii begin byte cd cert char child cls com computername content csv debug dll echo
    else elseif encoding erroraction exe file filepath filter format ft gc gci gwmi hash hklm
    hkcu host https http inetpub int ipv4 ipv6 item join json kb localmachine mb members measure
    mmc move msc msi netsh ntfs null object out output pfx pipe powershell ps ps1 psm1 query
    recurse rename schannel schtasks sha1 sha256 sha384 sha512 sleep sort split ssl start string
    success temp test tls tls10 tls11 tls12 tls13 tmp txt uri url utf utc utf8 verbose w3wp warning
    where windir windows winrm wmi write wsman x509 xml
"""
# The firms of Microsoft's examples stand in examples of ours.
_EXAMPLES: Final = frozenset({"contoso", "fabrikam", "northwind", "adatum"})


@cache
def our_texts() -> frozenset[str]:
    """Give every English text that ships, rules' texts among them, as the catalogues have it."""
    return frozenset(_texts())


def _texts() -> Iterator[str]:
    catalogue = (files("certtrail.text") / "zh.po").read_text(encoding="utf-8")
    for found in _TEXT.finditer(catalogue):
        joined = "".join(_LINE.findall(found[1]))
        yield _ESCAPED.sub(lambda mark: "\n" if mark[1] == "n" else mark[1], joined)


@cache
def known_words() -> frozenset[str]:
    """Give the words, in lower case."""
    found = {*_COMMON.split(), *TOKEN_KINDS, *ENDINGS}
    texts = [
        UNNAMED,
        *our_texts(),
        *FACT_FIELDS,
        *(name for kind in FACT_FIELDS.values() for name in kind),
    ]
    for text in texts:
        found.update(_words_of(text))
    root = rules_root()
    for folder in _FOLDERS:
        for file in (root / folder).iterdir():
            if file.name.endswith(".yaml"):
                found.update(_words_of(file.read_text(encoding="utf-8")))
    return frozenset(found - _EXAMPLES)


def _words_of(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        yield word.lower()
        if not (word.islower() or word.isupper()):
            yield from (part.lower() for part in _CAMEL.findall(word))
