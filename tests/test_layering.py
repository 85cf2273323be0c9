"""Each stage imports only from the stages before it."""

from __future__ import annotations

import ast
from pathlib import Path

ENGINE = Path(__file__).parents[1] / "engine" / "certtrail"

# From upstream to downstream; a module imports only from its own line and those above it.
STAGES = (
    ("process_setup", "version"),
    ("vocabulary", "times", "selection", "processes", "collection", "masking", "names"),
    ("messages",),
    ("errors", "facts", "accounts", "inventory", "strict_yaml", "records"),
    ("events", "merging"),
    ("yaml_files", "shapes", "refusals"),
    ("catalogue_entries",),
    ("evtx", "evtx_writer", "catalogue", "servers", "rulebook", "diagnosis_tables"),
    ("diagnosis",),
    ("inputs", "coverage", "parameters", "observations", "inference", "certificates"),
    ("derive",),
    ("findings", "suppressing", "timeline", "verdicts"),
    ("understanding", "tables"),
    ("conclude", "trial", "comparison", "redact"),
    ("rule_checks",),
    ("pipeline", "reports"),
    ("case_frames", "case_sql", "progress"),
    ("case_folder",),
    ("case",),
    ("saved_case", "trying", "plot_parts"),
    ("plots",),
    (
        "exits",
        "options",
        "delivery",
        "redact_option",
        "event_files",
        "log_info",
        "rules_verbs",
        "log_verbs",
        "inputs_verb",
        "compare_verb",
        "certificate_verbs",
    ),
    ("cli", "translating"),
    ("__init__", "__main__"),
)
RANK = {name: rank for rank, names in enumerate(STAGES) for name in names}


def stage_of(module: str) -> str:
    """Give the stage of a module named from the package down."""
    return module.split(".")[1] if "." in module else "__init__"


def imports_of(path: Path) -> set[str]:
    """Give every certtrail module that a file imports, for types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            plain = node.module == "certtrail"
            found |= {f"certtrail.{alias.name}" for alias in node.names} if plain else {node.module}
    return {name for name in found if name.startswith("certtrail.")}


def test_every_module_has_a_stage() -> None:
    """A new module has to be placed in the flow."""
    stages = {path.relative_to(ENGINE).parts[0].removesuffix(".py") for path in files()}
    assert stages <= set(RANK)


def test_imports_go_upstream_only() -> None:
    """No module imports from a stage after its own."""
    wrong = [
        f"{path.relative_to(ENGINE)} imports {name}"
        for path in files()
        for name in imports_of(path)
        if RANK[stage_of(name)] > RANK[path.relative_to(ENGINE).parts[0].removesuffix(".py")]
    ]
    assert not wrong


def test_modules_stay_small() -> None:
    """No module exceeds 300 lines."""
    long = [path.name for path in files() if len(path.read_text("utf-8").splitlines()) > 300]
    assert not long


def files() -> list[Path]:
    """Give every source file of the package."""
    return sorted(ENGINE.rglob("*.py"))


def test_the_fast_way_stands_alone() -> None:
    """Who follows how a sound log is read need not know how a damaged one is."""
    for path in (ENGINE / "evtx" / "fast").glob("*.py"):
        assert not {name for name in imports_of(path) if ".careful" in name or ".sharing" in name}
    for path in (ENGINE / "evtx" / "format").glob("*.py"):
        evtx = {name for name in imports_of(path) if name.startswith("certtrail.evtx")}
        assert all(name.startswith("certtrail.evtx.format") for name in evtx)


def code_lines(path: Path) -> int:
    """Count lines that are neither blank nor comment nor docstring."""
    text = path.read_text("utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, documented) and ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    lines = enumerate(text.splitlines(), 1)
    return sum(1 for number, line in lines if line.split("#")[0].strip() and number not in docs)


def test_the_reader_can_be_followed() -> None:
    """What reads a sound log, beside the grammar of the format, is about 1,200 lines."""
    modules = [*(ENGINE / "evtx").glob("*.py"), *(ENGINE / "evtx" / "fast").glob("*.py")]
    assert sum(map(code_lines, modules)) <= 1_200
