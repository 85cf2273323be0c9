"""The process `certtrail`, and what makes `python -m certtrail` the same."""

import os
import signal
import sys

INTERRUPTED = 130
_STREAMS = 3  # what a process starts with: standard input, output and errors


def run() -> None:
    """Run the command, and end without taking apart what is left, which is felt (0.1 s)."""
    _end_quietly_until_it_runs()
    _take_places()
    from certtrail.supervisor import supervised

    supervised(_work)


def _work() -> None:
    from certtrail.cli import output_files
    from certtrail.cli.main import main
    from certtrail.runtime import settle_in

    settle_in()
    output_files.ready_streams()
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:  # a second one, while the first was told
        code = INTERRUPTED
    os._exit(code if isinstance(code, int) else 0)


def _end_quietly_until_it_runs() -> None:
    """Let Ctrl-C end the process without a traceback while modules are still being loaded."""
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(INTERRUPTED))


def _take_places() -> None:
    """Open nothing in the place of a standard stream that is closed.

    Else the next file that is opened would get its number, and with it what is printed.
    """
    while True:
        place = os.open(os.devnull, os.O_RDWR)
        if place >= _STREAMS:
            os.close(place)
            return


if __name__ == "__main__":
    if not sys.flags.safe_path:
        # `-m` looks for modules in the current folder first, and that may be the customer's.
        del sys.path[0]
    run()
