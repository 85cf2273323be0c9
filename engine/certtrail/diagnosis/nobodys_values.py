"""Values in a distinguished name that name nobody: what setup makes, countries, top levels.

They are told by the whole value. What only begins like one, or is as short, may be a firm's name.
"""

from __future__ import annotations

import re
from typing import Final

# As setup writes them into each organisation, whatever it is called.
_OF_SETUP: Final = frozenset(
    {"microsoft exchange", "microsoft exchange server auth certificate", "federation"}
)
# ISO 3166-1, and what is written beside it.
_LISTED: Final = """
    ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs
    bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee
    eg eh er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk
    hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb
    lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz
    na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru
    rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn
    to tr tt tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
_COUNTRIES: Final = frozenset(_LISTED.split())
# Of the thousand and more top-level domains, many are a firm's.
_GENERIC: Final = """
    arpa biz com corp edu example gov home info int internal intern intra intranet invalid lan local
    localdomain mil net org private test
"""
_TOP_LEVELS: Final = frozenset(_GENERIC.split())
_GOES_ON: Final = re.compile(r"\s*[,;+/]\s*DC\s*=", re.IGNORECASE)


def names_nobody(attribute: str, value: str, text: str, end: int) -> bool:
    """Tell whether the value of an attribute names nobody.

    Args:
        attribute: such as `CN`, in capitals.
        value: all of it, without quotes.
        text: what it stands in. The code of a country that another label follows is none: it may
            be a firm's, as in `DC=hp, DC=com`.
        end: where the value ends in it.
    """
    low = value.lower()
    if attribute == "C":
        return low in _COUNTRIES
    if attribute == "DC":
        return low in _TOP_LEVELS or (low in _COUNTRIES and not _GOES_ON.match(text, end))
    return low in _OF_SETUP
