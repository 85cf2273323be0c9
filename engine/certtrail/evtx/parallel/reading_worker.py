"""The worker process: ranges of logs to read come in, what was found in them goes out.

Both are pickled, between processes that are both ours. Kept light: it imports neither pandas nor
anything else that reading does not need.
"""

from __future__ import annotations

import pickle
import struct
import sys
from typing import TYPE_CHECKING, Final

from certtrail.evtx import index
from certtrail.evtx.window_reader import WindowReader
from certtrail.runtime import collector_put_off, settle_in, take_stdout

if TYPE_CHECKING:
    from certtrail.evtx.audit.found import ChunksFound
    from certtrail.model.record_filter import RecordFilter

SIZE: Final = struct.Struct("<Q")
"""What stands before each pickle: how many bytes it has."""


def read_range(path: str, start: int, end: int, wanted: RecordFilter) -> ChunksFound:
    """Read the chunks of a log from `start` to `end`."""
    reader = WindowReader(wanted)
    with open(path, "rb") as file:  # noqa: PTH123 (pathlib's loading would be felt)
        for window in index.windows(file, start, end):
            reader.read(window)
    return reader.found


def main() -> int:
    """Serve until the input ends."""
    settle_in()
    asked, answers = sys.stdin.buffer, take_stdout()
    while len(head := asked.read(SIZE.size)) == SIZE.size:
        job = pickle.loads(asked.read(SIZE.unpack(head)[0]))  # noqa: S301 - from our parent
        try:
            answer: object = read_range(*job)
        except OSError as error:
            answer = error
        with collector_put_off():
            raw = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        answers.write(SIZE.pack(len(raw)))
        answers.write(raw)
        answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
