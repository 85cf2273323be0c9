"""The worker process: a line of JSON in (a job), a line out (its matches), until input ends.

durable_rules can crash, and holds the interpreter while it works; so it runs here, where the
parent can end it. Kept light: it imports neither the rulebook nor pandas.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Final

from certtrail.runtime import take_stdout

if TYPE_CHECKING:
    from certtrail.inference.durable.job import RulesetJob

_GRACE: Final = 5


def main() -> int:
    """Serve until the input ends."""
    warnings.simplefilter("ignore")
    answers = take_stdout()
    with contextlib.suppress(
        ImportError
    ):  # loaded while nobody waits; a failure is told when asked
        import_module("certtrail.inference.durable.judging")
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _limit(request["seconds"])
        answer = json.dumps({"id": request["id"], **_judge(request["rulesets"])})
        answers.write(answer.encode() + b"\n")
        answers.flush()
        _limit(None)
    return 0


def _judge(rulesets: list[RulesetJob]) -> dict[str, object]:
    try:
        from certtrail.inference.durable.judging import DurableError, run_ruleset
    except ImportError as error:
        return {"error": f"durable_rules cannot be imported ({error})"}
    try:
        return {"matches": [run_ruleset(ruleset) for ruleset in rulesets]}
    except DurableError as error:
        return {"error": str(error)}


def _limit(seconds: float | None) -> None:
    """End this process by a signal when time is up, should the parent be gone and C code hang."""
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(0 if seconds is None else int(seconds) + _GRACE)


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # at once: the parent waits, and taking the interpreter apart is felt
