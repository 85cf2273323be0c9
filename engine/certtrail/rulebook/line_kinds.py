"""For whom the lines of a step are: the sorts of servers and of cases that lines can be for."""

from __future__ import annotations

from typing import Literal, TypeAlias

LineKind: TypeAlias = Literal[
    "kept",
    "over",
    "removed",
    "unsubscribed",
    "edgeless",
    "sent",
    "old-edge",
    "2007",
    "edge",
    "2010",
    "mailbox",
    "later",
]
"""Where a server, or what is to be done there, is of several, the first here counts.

`kept` is of a step whose `thumbprint` has another role, `over` of one that has expired;
`removed` where the Edge subscription was removed and not made again, `unsubscribed` where no Edge
server is subscribed, `edgeless` where nothing speaks of one; `sent`
where all that the step looks at was sent of the server, is no older than the trouble, and no step
before it changes anything. `old-edge` is an Edge server of 2007 or 2010, and a server of 2007 takes
the lines of `2010`, too; `later` is one that is known to be of 2013 or later, and `mailbox` one of
these that is known to be no Edge server.
"""
