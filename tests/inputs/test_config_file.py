"""EdgeTransport.exe.config: how wildcards are matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """<?xml version="1.0" encoding="utf-8"?>
<configuration><runtime><x codeBase="Microsoft.Exchange.Common"/></runtime>
<appSettings>{}</appSettings></configuration>"""
SETTING = '<add key="SmtpReceiveOneLevelWildcardMatchForCertSelection" value="{}" />'


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("True", True), ("false", False)])
def test_a_setting(tmp_path: Path, value: str, expected: bool) -> None:
    """Name and folder tell process and server; the other setting has its default."""
    folder = tmp_path / "EX01" / "Transport_Configuration"
    folder.mkdir(parents=True)
    file = folder / "MSExchangeFrontEndTransport.exe.config"
    file.write_text(CONFIG.format(SETTING.format(value)))
    receive, send = pipeline.read([tmp_path]).inventory.wildcards
    assert (receive.server, receive.process) == ("EX01", "MSExchangeFrontEndTransport")
    assert (receive.direction, receive.one_level) == ("receive", expected)
    assert (send.direction, send.one_level) == ("send", False)


def test_broken_and_other_configurations(tmp_path: Path) -> None:
    """A broken file says where; another program's configuration is none of ours."""
    broken = tmp_path / "EdgeTransport.exe.config"
    broken.write_text(CONFIG.format(SETTING.format("true")).replace("</appSettings>", "</x>"))
    (tmp_path / "web.config").write_text("<configuration><appSettings/></configuration>")
    first, second = pipeline.read([tmp_path]).inputs
    assert "well-formed" in first.problems[0]
    assert second.kind == "text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_whatever_it_says_of_its_encoding(tmp_path: Path, encoding: str) -> None:
    """A program that saved it anew may have changed the one and not the other."""
    file = tmp_path / "EdgeTransport.exe.config"
    told = CONFIG.replace('encoding="utf-8"', 'encoding="utf-16"')
    file.write_bytes(told.format(SETTING.format("true")).encode(encoding))
    receive, _ = pipeline.read([tmp_path]).inventory.wildcards
    assert receive.one_level
