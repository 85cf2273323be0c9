"""Messages: what people read, in English, each knowing how another language says it.

A text with values in it is a `Message` (`message.told`): English, with its template and values
beside it. A report in another language looks the template up in that language's catalogue, a file
`<code>.po` here, and fills the same values in.
"""

from __future__ import annotations
