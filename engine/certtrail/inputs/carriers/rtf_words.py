"""Rich Text Format: what its control words mean for somebody who wants the text."""

from __future__ import annotations

import re
from typing import Final

# Groups of which the content is no text of the document. Those with `\*` before their word are left
# out unless they are named in `READ`.
HIDDEN: Final = re.compile(
    "bkmkend|bkmkstart|colortbl|colorschememapping|datastore|fldinst|filetbl|fonttbl|generator|info"
    "|latentstyles|listoverridetable|listtable|nonshppict|objclass|objdata|pgptbl|revtbl|rsidtbl"
    "|stylesheet|themedata|ud|xmlnstbl"
)
READ: Final = frozenset({"htmltag", "shppict", "shpinst", "shptxt", "annotation"})
CHARACTERS: Final = {
    "tab": "\t",
    "nestcell": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "bullet": "\u2022",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
LINE_ENDS: Final = frozenset({"par", "line", "sect", "page", "column", "nestrow"})
SYMBOLS: Final = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}"}
PICTURES: Final = {
    "pngblip": "png",
    "jpegblip": "jpg",
    "emfblip": "emf",
    "wmetafile": "wmf",
    "macpict": "pict",
    "dibitmap": "dib",
}
# The code pages of fonts' character sets.
CODE_PAGES: Final = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
