"""A server that lacks disk space, told in its own language, and by what a console printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import certtrail
from certtrail.pipeline import diagnose
from certtrail.reports.wishes import wishes
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Niveau,Date et heure,Source,ID de l'événement,Catégorie de la tâche\n"
UP = "La pression sur les ressources est passée de {} à {}."
USED = "E:\\Queue\\mail.que = {}% [{}] [Normal=95% Moyen=97% Élevé=99%]"


def log(*changes: tuple[int, int, str, str]) -> str:
    """Write a log with changes of pressure: the day, the event, the level before and the new."""
    rows = [
        f"Information,2026-03-{day:02d} {hour:02d}:10:00,{source},1,General,Fait."
        for day in range(2, 6)
        for hour in range(24)
        for source in ("MSExchangeTransport", "ESENT", "MSExchange Common")
    ]
    for day, number, before, level in changes:
        said = f"{UP.format(before, level)} {USED.format(98, level)}".replace('"', "")
        rows.append(
            f'Avertissement,2026-03-{day:02d} 12:30:00,MSExchangeTransport,{number},X,"{said}"'
        )
    return HEAD + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ([(3, 15004, "Moyen", "Élevé")], "high"),
        ([(3, 15004, "Moyen", "Élevé"), (4, 15005, "Élevé", "Moyen")], "medium"),
        ([(3, 15004, "Moyen", "Élevé"), (4, 15005, "Élevé", "Normal")], ""),
        ([(3, 15004, "Zaq", "Wux"), (4, 15005, "Wux", "Zaq")], "unread"),
    ],
)
def test_the_level_is_what_the_words_say(
    tmp_path: Path, changes: list[tuple[int, int, str, str]], level: str
) -> None:
    """A fall to the middle is no end, and of unknown words no level is told."""
    (tmp_path / "MX4_Application.csv").write_text(log(*changes), "utf-8")
    found = diagnose(tmp_path, engine="plain")
    pressed = [one for one in found.findings if one.rule == "back-pressure"]
    assert bool(pressed) == bool(level)
    for one in pressed:
        assert ("the level last told" in one.cause) == (level != "unread")
        assert level == "unread" or f"is {level}" in one.cause
        assert str(one.verdict) == ("broken" if level == "high" else "at-risk")


def test_what_names_its_own_cause_asks_for_no_log(tmp_path: Path) -> None:
    """The disk is full, whatever else is so: who renewed the expired certificate, and whether a
    service was started again, decides nothing. Without the full disk it does.
    """
    full = Export()
    expired = Export()
    for export in (full, expired):
        export.clutter(72)
        export.every(1, 5, 72, 12015, thumbprint("old"))
    full.every(6, 40, 72, 15004, "Normal", "High", USED.format(99, "High"))
    asked = {}
    for name, export in (("full", full), ("expired", expired)):
        (tmp_path / name).mkdir()
        for file in export.write(tmp_path / name).iterdir():
            if "Application" not in file.name:
                file.unlink()
        diagnosis = diagnose(tmp_path / name, engine="plain")
        assert any(one.rule == "internal-certificate-expired" for one in diagnosis.findings)
        asked[name] = [one.what for one in wishes(diagnosis).exports]
    assert any("Management" in what for what in asked["expired"])
    assert not any("Management" in what or "System" in what for what in asked["full"])


PRINTED = {
    "fsutil": "C:\\>fsutil volume diskfree e:\nOctets libres : 2 147 483 648 (  2.0 GB)\n"
    "Total octets : 85 899 345 920 ( 80.0 GB)\n",
    "dir": "C:\\>dir e:\\\n\n               0 File(s)              0 bytes\n"
    "               2 Dir(s)   2,147,483,648 bytes free\n",
    "Get-PSDrive": "PS C:\\>Get-PSDrive E\n\n"
    "Name           Used (GB)     Free (GB) Provider      Root\n"
    "----           ---------     --------- --------      ----\n"
    "E                  78.00          2.00 FileSystem    E:\\\n",
}


@pytest.mark.parametrize("printed", PRINTED.values(), ids=PRINTED)
def test_free_space_that_was_sent_is_not_asked_for(tmp_path: Path, printed: str) -> None:
    """It is told, and the question how much is free is not put."""
    (tmp_path / "MX4_Application.csv").write_text(log((4, 15004, "Moyen", "Élevé")), "utf-8")
    asked = "How much space is free"
    assert asked in certtrail.render(diagnose(tmp_path, engine="plain"), "md")
    (tmp_path / "MX4 console.txt").write_text(printed)
    text = certtrail.render(diagnose(tmp_path, engine="plain"), "md")
    assert "2.0 GB free on E:" in text.replace("\\", "")
    assert asked not in text
