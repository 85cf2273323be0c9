"""CliXML: what PowerShell writes is read as it was, and broken files as far as they go."""

from __future__ import annotations

import io
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.inputs.cli_scalars import unescape
from certtrail.inputs.clixml import CliObject, as_text, objects

HEAD: Final = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'


def read(body: str | bytes) -> tuple[list[CliObject], list[str]]:
    """Read the objects of a file."""
    problems: list[str] = []
    content = body if isinstance(body, bytes) else f"{HEAD}{body}</Objs>".encode()
    return list(objects(io.BytesIO(content), problems)), problems


def test_an_object_with_properties_of_all_types() -> None:
    """Numbers, truth, bytes, null, lists, dictionaries, enumerations and dates keep their type."""
    found, problems = read(
        """<Obj RefId="0"><TN RefId="0"><T>Deserialized.A.B.Thing</T><T>System.Object</T></TN>
        <ToString>a_x000D__x000A_b</ToString>
        <Props><I32 N="Id">-7</I32><U64 N="Big">18446744073709551615</U64><B N="On">true</B>
        <BA N="Raw">AAEC</BA><Nil N="None" /><DT N="When">2021-02-17T05:12:02.1234567-08:00</DT>
        <S N="Text">x_x0041_ _x005F_x0041_</S><C N="Letter">65</C>
        <Obj N="List" RefId="1"><TN RefId="1"><T>L</T></TN><LST><S>a</S><S>b</S></LST></Obj>
        <Obj N="Kind" RefId="2"><TNRef RefId="1" /><ToString>Tls, Integrated</ToString>
        <I32>3</I32></Obj>
        <Obj N="Map" RefId="3"><DCT><En><S N="Key">k</S><I32 N="Value">1</I32></En></DCT></Obj>
        </Props>
        <MS><S N="Text">not this</S><S N="Note">n</S></MS></Obj>"""
    )
    assert not problems
    (made,) = found
    assert made.types == ("A.B.Thing", "System.Object")
    assert made.is_a("Thing")
    assert not made.is_a("hing")
    assert made.text == "a\r\nb"
    assert made.get("Id") == -7
    assert made.get("Big") == 18446744073709551615
    assert made.get("On") is True
    assert made.get("Raw") == b"\x00\x01\x02"
    assert made.get("None") is None
    assert made.string("None") == ""
    assert made.string("absent") is None
    assert made.string("When") == "2021-02-17T05:12:02.1234567-08:00"
    assert made.string("Text") == "xA _x0041_"
    assert made.string("Letter") == "A"
    assert made.strings("List") == ("a", "b")
    assert made.strings("Kind") == ("Tls, Integrated",)
    assert made.string("Kind") == "Tls, Integrated"
    assert made.string("Note") == "n"
    inner = made.get("Map")
    assert isinstance(inner, CliObject)
    assert (inner.keys, inner.items) == (("k",), (1,))


def test_a_reference_is_what_it_refers_to() -> None:
    """A later object may refer to an earlier one; to one that never was, it says so."""
    found, problems = read(
        '<Obj RefId="0"><ToString>first</ToString></Obj><Ref RefId="0" />'
        '<Obj RefId="1"><Props><Ref N="To" RefId="0" /><Ref N="Lost" RefId="9" /></Props></Obj>'
    )
    assert found[1] is found[0]
    assert found[2].string("To") == "first"
    assert found[2].get("Lost") is None
    assert len(problems) == 1
    assert "1 references" in problems[0]


@pytest.mark.parametrize("cut", [30, 60, 90])
def test_a_cut_file_gives_what_is_there(cut: int) -> None:
    """A truncated file gives its whole objects, and a line that says where it ends."""
    body = '<Obj RefId="0"><ToString>one</ToString></Obj>' * 3
    whole = f"{HEAD}{body}</Objs>".encode()
    found, problems = read(whole[:-cut])
    assert [item.text for item in found][:1] == ["one"]
    assert problems
    assert all("export it again" in problem for problem in problems)


def test_entities_and_references_do_not_blow_up() -> None:
    """Neither nested entities nor lists of lists of references cost time or memory."""
    entities = "".join(f'<!ENTITY a{n} "' + f"&a{n - 1};" * 20 + '">' for n in range(1, 12))
    doctype = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
    bomb = f"{doctype}{HEAD}<S>&a11;</S></Objs>"
    found, _ = read(bomb.encode())
    assert all(len(as_text(item)) < 1000 for item in found)
    read((doctype + HEAD + "<Obj><Props>&a11;</Props>&a11;</Obj></Objs>").encode())
    lists = "".join(
        f'<Obj RefId="{n}"><LST>' + f'<Ref RefId="{n - 1}" />' * 20 + "</LST></Obj>"
        for n in range(1, 12)
    )
    found, _ = read('<Obj RefId="0"><LST><S>ha</S></LST></Obj>' + lists)
    assert all(len(as_text(item)) < 1000 for item in found)


def test_memory_does_not_grow_with_the_file() -> None:
    """Objects are let go when the next one is asked for."""

    class Endless(io.RawIOBase):
        def __init__(self) -> None:
            self.left = 30_000
            self.buffer = HEAD.encode()

        def read(self, size: int = -1) -> bytes:
            while len(self.buffer) < size and self.left:
                self.left -= 1
                self.buffer += b'<Obj><Props><S N="Name">' + b"x" * 2000 + b"</S></Props></Obj>"
            out, self.buffer = self.buffer[:size], self.buffer[size:]
            return out

    import tracemalloc

    tracemalloc.start()
    count = len([item.text for item in objects(Endless(), [])])  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 30_000
    assert peak < 20_000_000


@given(st.text())
def test_unescape_never_fails(text: str) -> None:
    """Any text, with any escapes in it, gives a text that can be written as UTF-8."""
    unescape(text + "_xD83D__xDE00_" + text + "_xD800_").encode()


@given(st.binary(max_size=200), st.integers(0, 150))
def test_mangled_files_never_crash(noise: bytes, place: int) -> None:
    """Noise anywhere in a file is at worst a problem line."""
    whole = f'{HEAD}<Obj RefId="0"><Props><S N="a">b</S></Props></Obj></Objs>'.encode()
    read(whole[:place] + noise + whole[place:])
