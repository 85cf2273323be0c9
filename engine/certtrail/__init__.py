"""certtrail says why Exchange transport certificates fail, from exported event logs.

The house, from upstream to downstream; a room imports only from rooms above it, and `evtx`,
`facts`, `certificates` and `inference` do not know each other:

    runtime.py      a process of certtrail's own: its version, memory, further processes
    supervisor.py   the process above the one that works, which outlives a crash
    text/           what people read: sentences in any language, instants, safe display
    model/          the values that travel, and how they are saved and loaded
    rulebook/       what the tool knows: catalogue and rules, from YAML
    evtx/           the binary log
    inputs/         any file -> records, statements, inventory
    facts/          records -> facts
    certificates/   which one is picked; what-if; ledger; renewal
    inference/      facts x rules -> conclusions
    diagnosis/      conclusions -> diagnosis; comparison; redaction
    reports/        diagnosis -> a format
    store/          what was read of each file, kept for the next run
    fleet/          the same work on a Dask cluster
    pipeline.py     the front door: the whole way on one screen
    case/           the Python API: frames, SQL, plots
    cli/            the verbs

The names below are loaded when they are first used, so that `certtrail --help` stays quick.
"""

# Neither `typing` nor `__future__`: with `python -m certtrail` a file of that name in the current
# folder, which may be the customer's, would be run before `__main__` takes that folder out.
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from certtrail.case.live import Case, open
    from certtrail.case.saved import load
    from certtrail.case.try_rule import try_rule
    from certtrail.model.diagnosis import Diagnosis, Finding, Server
    from certtrail.model.record_filter import RecordFilter
    from certtrail.pipeline import diagnose, read_events
    from certtrail.reports.formats import render

__all__ = [
    "Case",
    "Diagnosis",
    "Finding",
    "RecordFilter",
    "Server",
    "diagnose",
    "load",
    "open",
    "read_events",
    "render",
    "try_rule",
]

_HOMES = {
    "Case": "certtrail.case.live",
    "Diagnosis": "certtrail.model.diagnosis",
    "Finding": "certtrail.model.diagnosis",
    "RecordFilter": "certtrail.model.record_filter",
    "Server": "certtrail.model.diagnosis",
    "diagnose": "certtrail.pipeline",
    "load": "certtrail.case.saved",
    "open": "certtrail.case.live",
    "read_events": "certtrail.pipeline",
    "render": "certtrail.reports.formats",
    "try_rule": "certtrail.case.try_rule",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'certtrail' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
