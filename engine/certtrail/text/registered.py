"""Domains as they are registered: a name in; what of it somebody owns out.

Below many countries' ends nobody has the last two labels of a name: "co.uk" is everybody's. The
whole list of such ends has thousands and changes each week (<https://publicsuffix.org/list/>); here
are those below which companies have their mail, which is read without a network.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

# By the end of the country, what stands before it and belongs to all, as that list groups them.
_SHARED: Final = {
    end: frozenset(labels.split())
    for ends, labels in (
        ("uk", "ac co gov ltd me net nhs org plc police sch"),
        ("au", "asn com edu gov id net org"),
        ("nz", "ac co cri geek gen govt health iwi kiwi maori mil net org parliament school"),
        ("jp", "ac ad co ed go gr lg ne or"),
        ("kr", "ac co es go hs kg mil ms ne or pe re sc"),
        ("za", "ac alt co edu gov law mil net ngo nom org school tm web"),
        ("at", "ac co gv or"),
        ("il", "ac co gov idf k12 muni net org"),
        ("in", "ac co edu firm gen gov ind mil net nic org res"),
        ("tr", "av bbs bel biz com dr edu gen gov info k12 mil name net org pol tel tv web"),
        ("th", "ac co go in mi net or"),
        ("id", "ac biz co desa go mil my net or sch web"),
        ("br", "adm adv com coop eco edu emp eng etc gov ind inf jus leg med mil net org"),
        ("fr", "asso com gouv nom prd tm"),
        ("es", "com edu gob nom org"),
        ("pt", "com edu gov int net nome org publ"),
        ("it", "edu gov"),
        ("pl", "aid biz com edu gov info mil net org pc shop"),
        ("gr cy", "ac biz com edu gov ltd net org press pro"),
        ("ro", "arts com firm info nom nt org rec store tm www"),
        ("hu", "2000 agrar bolt co film hotel info org priv reklam shop sport tm utazas video"),
        ("rs", "ac co edu gov in org"),
        ("ua", "com edu gov in kiev kyiv lviv net odesa odessa org"),
        ("ru by kz", "ac com edu gov int mil net org pp"),
        ("ke tz ug zm zw bw", "ac co go gov me mobi ne net or org sc"),
        ("ng gh eg ma tn dz", "ac asso co com edu eun gov mil net org sch"),
        ("ae sa qa kw om bh jo lb", "ac co com edu gov med mil net org pub sch"),
        ("cn", "ac com edu gov mil net org"),
        ("hk tw sg my ph vn mo", "com edu game gov idv ind name net ngo org per"),
        ("pk bd lk np mm kh", "biz com edu fam gok gov mil net org web"),
        (
            "mx ar pe cl uy py bo ec ve do gt cr pa sv hn ni cu pr",
            "ac co com ed edu fi go gob gov info int mil net nom or org sa tur web",
        ),
        ("co", "com edu gov mil net nom org"),
        ("mt ge az am md mk al ba", "com edu gov mil net org"),
    )
    for end in ends.split()
}


def is_shared(domain: str) -> bool:
    """Tell an end below which names are registered: of one label, or of two that are everybody's.

    >>> is_shared("com"), is_shared("co.uk"), is_shared("contoso.com"), is_shared("co.de")
    (True, True, False, False)
    """
    label, dot, end = domain.lower().partition(".")
    return not dot or label in _SHARED.get(end, ())


@lru_cache(maxsize=4096)
def registered(name: str) -> str:
    """Give the domain of a host, or of an address behind its @, that somebody registered.

    Empty for a name without one, such as a short name or an end that is everybody's.

    >>> registered("mail.contoso.com"), registered("EX01.Contoso.co.uk"), registered("co.uk")
    ('contoso.com', 'contoso.co.uk', '')
    """
    below, rest = "", name.lower().strip(".")
    while not is_shared(rest):
        below, _, rest = rest.partition(".")
    return f"{below}.{rest}" if below else ""
