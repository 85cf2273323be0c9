"""Random scenarios with a known truth: servers, certificates, acts and failures over time.

`write(seed, folder)` makes up one, writes what its servers would export and tells what is true:
which findings may stand at the top, and which may be there at all. What the exports cannot show (a
log that was not sent, a stretch that is missing) is part of the truth, too.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from samples.evtx_writer.log import Quirks
from samples.generator.causes import CAUSES, OF_SEVERAL
from samples.generator.exchange_events import MANAGEMENT
from samples.generator.scene import FILES, Scene
from samples.generator.windows_events import SYSTEM, clock_set, log_cleared
from samples.generator.world import Dice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What says something about the evidence, not about the cause, and can be true beside any.
ABOUT_EVIDENCE: Final = frozenset(
    {"log-cleared", "log-gap", "log-too-short", "clock-changed", "countdown-inconsistent"}
)


def write(seed: int, folder: Path) -> Scene:
    """Make up the scenario of a seed and write its exports, a folder for each server."""
    dice = Dice(f"scenario {seed}")
    start = datetime(2026, 1, 3 + dice.below(10), dice.below(24), 7, tzinfo=UTC)
    scene = Scene(seed, dice, start, start + timedelta(days=16 + dice.below(40)))
    scene.files = dict(FILES)
    scene.cadence = dice.pick(((4, 8), (4, 8), (0.7, 2), (12, 28)))
    _leave_out_a_log(scene)
    _tell(scene, dice.pick(CAUSES))
    if not dice.below(4):
        # A second thing is wrong, on a server of its own.
        scene.name = "MBX07.contoso.com"
        _tell(scene, dice.pick([cause for cause in CAUSES if cause not in OF_SEVERAL]))
    scene.allowed |= ABOUT_EVIDENCE
    _add_a_healthy_server(scene)
    _lose_a_stretch(scene)
    _set_a_clock(scene)
    quirks = dice.pick((Quirks(), Quirks.exported(), Quirks(no_checksums=True), Quirks(dirty=True)))
    for server in scene.servers:
        files = {key: name for key, name in scene.files.items() if key in scene.sent}
        server.export(folder / server.short, files, quirks)
    if not dice.below(4):
        # The same log was sent twice.
        sent = folder / scene.servers[0].short / FILES["Application"]
        (folder / "again").mkdir()
        shutil.copyfile(sent, folder / "again" / "Application (2).evtx")
    return scene


def _tell(scene: Scene, cause: Callable[[Scene], None]) -> None:
    scene.truths.append((cause.__name__.replace("_", "-"), frozenset()))
    cause(scene)


def _leave_out_a_log(scene: Scene) -> None:
    """Forget to send a log now and then; the Application log always comes."""
    throw = scene.dice.below(10)
    if throw in (0, 1):
        scene.sent.discard(SYSTEM)
    elif throw in (2, 3):
        scene.sent.discard(MANAGEMENT)


def _add_a_healthy_server(scene: Scene) -> None:
    """Send the logs of a server along with which nothing is wrong."""
    if not scene.dice.below(3):
        scene.well.add(scene.server("EX09.contoso.com").name)


def _lose_a_stretch(scene: Scene) -> None:
    """Lose days of the Application log, or clear it, long before anything happens."""
    throw = scene.dice.below(6)
    quiet = scene.start + (scene.end - scene.start) * 0.25
    server = scene.servers[0]
    if throw == 0:
        server.lose("Application", quiet, quiet + timedelta(hours=scene.dice.between(14, 60)))
    elif throw == 1 and SYSTEM in scene.sent:
        log_cleared(server, scene.start + timedelta(days=1.5), "Application", "dana.admin")


def _set_a_clock(scene: Scene) -> None:
    """Log that a clock was set by a lot; the records themselves keep their times."""
    if not scene.dice.below(6):
        hours = scene.dice.pick((-2.0, -0.5, 3.0, 40.0))
        clock_set(scene.servers[0], scene.turn, timedelta(hours=hours))
