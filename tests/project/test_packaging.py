"""The wheel holds the rules, and both an editable install and a wheel find them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from certtrail.rulebook.loading import OTHERS
from certtrail.rulebook.yaml_files import rules_root, yaml_files
from tests.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_wheel_holds_every_rule_and_runs(tmp_path: Path) -> None:
    """Unpacked alone, the wheel has all YAML, the report's parts, and loads every rule."""
    wheel = built(ROOT, tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "rules").rglob("*.yaml")}
    assert {f"certtrail/{name}" for name in ours} <= names
    assert {"certtrail/py.typed", "certtrail/reports/diagnosis.schema.json"} <= names
    assert any(name.endswith(".data/data/share/man/man1/certtrail.1") for name in names)
    pages = {name.rpartition("/")[2] for name in names if "/share/doc/certtrail/" in name}
    assert {"guide.md", "report.md", "security.md", "report.png"} <= pages
    code = "import certtrail.case.rule_checks as p; print(p.__file__, p.check_rules())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(tmp_path) in done.stdout
    assert done.stdout.strip().endswith(f"({rules()}, [])")


def test_a_wheel_is_the_same_bytes_again(tmp_path: Path) -> None:
    """Whoever builds a commit gets the same wheel: neither times nor places nor modes show."""
    copy = tmp_path / "elsewhere"
    for name in ("docs", "engine", "rules"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copyfile(ROOT / name, copy / name)
    for path in copy.rglob("*"):
        path.chmod(path.stat().st_mode | 0o020)
        os.utime(path, (0, 0))
    one, other = built(ROOT, tmp_path / "one"), built(copy, tmp_path / "other")
    assert one.name == other.name
    assert one.read_bytes() == other.read_bytes()


def built(project: Path, folder: Path) -> Path:
    """Build the wheel of a checkout into a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_checkout_finds_its_rules() -> None:
    """The installed package reads the very files of the checkout, or the wheel's own."""
    assert rules() > 20


def rules() -> int:
    """Count the rule files."""
    root = rules_root()
    return sum(shown.split("/")[1] not in (*OTHERS, "steps.yaml") for shown, _ in yaml_files(root))
