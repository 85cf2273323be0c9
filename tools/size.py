"""What an installation takes on the disk: the wheel and the locked requirements, put in a folder.

`python -m tools.size` builds the wheel, installs it with `requirements/runtime.txt` into a folder
of its own, and prints what each package takes, once as it is unpacked, which the limit is on,
and once with the bytecode that pip makes of it (uv makes none until it is run). It asks the index.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LIMIT: Final = 200_000_000
"""Bytes that the core may take, unpacked."""
_SHOWN: Final = 12


def installed(folder: Path) -> None:
    """Install certtrail as it is here, and what it needs, into a folder."""
    pip = [sys.executable, "-m", "pip"]
    into = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--target"]
    locked = ["--require-hashes", "--requirement", str(ROOT / "requirements" / "runtime.txt")]
    with tempfile.TemporaryDirectory() as made:
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made]
        subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        wheel = next(Path(made).glob("*.whl"))
        subprocess.run([*pip, *into, str(folder), *locked], check=True)  # noqa: S603
        subprocess.run([*pip, *into, str(folder), str(wheel)], check=True)  # noqa: S603


def sizes(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """Give the bytes of each package of a folder: as it is unpacked, and its bytecode."""
    files: Counter[str] = Counter()
    bytecode: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(folder).parts[0].partition(".")[0]
            counted = bytecode if path.suffix == ".pyc" else files
            counted[name] += path.stat().st_size
    return files, bytecode


def main() -> int:
    """Print the sizes; 1 where the limit is passed."""
    with tempfile.TemporaryDirectory() as made:
        installed(Path(made))
        files, bytecode = sizes(Path(made))
    for name, size in files.most_common(_SHOWN):
        print(f"{size / 1e6:8.1f} MB  {name}")
    total = files.total()
    print(f"{total / 1e6:8.1f} MB  in all, of {LIMIT / 1e6:.0f}")
    print(f"{(total + bytecode.total()) / 1e6:8.1f} MB  with the bytecode that pip makes")
    return int(total > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
