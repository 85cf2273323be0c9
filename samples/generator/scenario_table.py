"""Prints which findings came of which true cause, over many random scenarios, as Markdown.

python -m samples.generator.scenario_table          seeds 0 to 1999
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from certtrail import pipeline
from certtrail.model.vocabulary import Severity
from samples.generator.scenarios import ABOUT_EVIDENCE, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.diagnosis import Diagnosis
    from samples.generator.scene import Scene


def judged(seed: int) -> tuple[Scene, Diagnosis]:
    """Make up the scenario of a seed, and diagnose what its servers export."""
    with tempfile.TemporaryDirectory() as folder:
        scene = write(seed, Path(folder))
        return scene, pipeline.diagnose([folder], engine="plain")


def faults(scene: Scene, diagnosis: Diagnosis) -> list[str]:
    """Say where a diagnosis misses the truth or contradicts it."""
    top = {finding.rule for finding in diagnosis.findings if finding.explained_by is None}
    found = [
        f"seed {scene.seed}: {cause} is true, none of {sorted(wanted)} is among {sorted(top)}"
        for cause, wanted in scene.truths
        if wanted and not wanted & top
    ]
    for finding in diagnosis.findings:
        if finding.rule not in scene.allowed:
            causes = ", ".join(cause for cause, _ in scene.truths)
            found.append(f"seed {scene.seed}: {finding.rule} contradicts {causes}")
        if finding.server in scene.well and finding.severity.rank >= Severity.MEDIUM.rank:
            found.append(f"seed {scene.seed}: {finding.rule} on {finding.server}, which is well")
    return found


def table(seeds: Iterable[int]) -> str:
    """Count, for each cause alone, the unexplained findings that say something about a cause."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    times: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in seeds:
        scene, diagnosis = judged(seed)
        wrong += faults(scene, diagnosis)
        if len(scene.truths) > 1:
            continue
        cause = scene.truths[0][0]
        times[cause] += 1
        tops = {f.rule for f in diagnosis.findings if f.explained_by is None} - ABOUT_EVIDENCE
        counts[cause].update(tops or {"(nothing)"})
    lines = ["| true cause | scenarios | unexplained findings |", "|---|---:|---|"]
    for cause in sorted(counts):
        found = ", ".join(f"{rule} {number}" for rule, number in counts[cause].most_common())
        lines.append(f"| {cause} | {times[cause]} | {found} |")
    return "\n".join([*lines, "", *(wrong or ["No truth was missed, none contradicted."])])


if __name__ == "__main__":
    print(table(range(int(sys.argv[1]) if sys.argv[1:] else 2000)))
