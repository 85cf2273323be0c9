"""What people read: sentences in any language, instants, and values shown safely.

In come templates such as `{lost.configured|thumbprint}` and values from logs; out go messages:
English texts that keep their template and values, so that a report can say them in another
language or time zone. Nothing here knows of Exchange.

A language is a file `<code>.po` here (`make languages` keeps it); a way of writing a value is a
filter in `filters`. `secrets` masks what a command or script gives as a password.
"""

from __future__ import annotations
