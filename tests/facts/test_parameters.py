"""Parameters: what each type takes, where values are found, and that nothing upsets it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.facts.parameters import ParameterReader, at_path
from certtrail.model.notation import YAML
from certtrail.model.strict_reading import strictly
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.catalogue_entries import EventEntry

PRINT = "9617094A1CFB59AE7C1F7DFDB6739E4E7C40508F"


def read(data: object, in_binary: str = "", **parameter: Any) -> str | int | None:
    """Read one parameter of a record."""
    told = {
        "id": 1,
        "observes": "a",
        "symbol": "A",
        "meaning": "a",
        "parameters": [{"name": "p", **parameter}],
        "basis": "model",
        "source": "none",
    }
    entry, wrong = strictly(told, EventEntry, YAML)
    assert entry is not None, wrong
    values, notes = ParameterReader(entry).read(data, in_binary)
    assert ("p" in values) != bool(notes)
    return values.get("p")


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("thumbprint", "96 17 09 4a 1c fb 59 ae 7c 1f 7d fd b6 73 9e 4e 7c 40 50 8f", PRINT),
        ("thumbprint", PRINT + "00", None),
        ("thumbprint", PRINT[:-1] + "G", None),
        ("certificate-file", PRINT.lower() + ".cer", PRINT),
        ("certificate-file", PRINT + ".CER", PRINT),
        ("certificate-file", PRINT + ".crl", None),
        ("certificate-file", PRINT, None),
        ("hexadecimal", "0x8009030d", "0x8009030D"),
        ("hexadecimal", "80090016", "0x80090016"),
        ("hexadecimal", "0", "0x00000000"),
        ("hexadecimal", "0x", None),
        ("hexadecimal", "8009030Z", None),
        ("hexadecimal", "-1", None),
        ("hexadecimal", "1" * 17, None),
        ("integer", "-300", -300),
        ("integer", "3.5", None),
        ("integer", "٣", None),
        ("instant", "2017-07-12T07:18:24.6878526Z", 1_499_843_904_687_852_600),
        ("instant", "12.07.2017 07:18", None),
        ("instant", "2017-13-12T07:18:24Z", None),
        ("time-zone", "300 Eastern Standard Time", "300 Eastern Standard Time"),
        ("time-zone", "-60 Mitteleuropäische Zeit", "-60 Mitteleuropäische Zeit"),
        ("time-zone", "900 Nowhere", None),
        ("time-zone", "Eastern Standard Time", None),
        ("text", "", None),
        ("command", "x -Password y", "x -Password ***"),
    ],
)
def test_types(kind: str, raw: str, value: str | int | None) -> None:
    """A value of the type is normalised; anything else is left out and noted."""
    assert read([raw], type=kind) == value


def test_services_in_the_binary() -> None:
    """The short name stands in UTF-16, with or without a state."""
    state = "MSExchangeTransport/4\0".encode("utf-16-le").hex()
    name = "MSExchangeTransport\0".encode("utf-16-le").hex()
    assert read([], state, type="service-state", binary=True) == "MSExchangeTransport/4"
    assert read([], name, type="service-name", binary=True) == "MSExchangeTransport"
    assert read([], "0", type="service-name", binary=True) is None
    assert read([], "0100", type="service-name", binary=True) is None


NESTED = {
    "Root": {
        "Certificate": [
            {"#attributes": {"fileRef": "A.cer"}},
            {"#attributes": {"fileRef": "B.cer"}},
        ],
        "Url": {"#attributes": {"scheme": "http"}, "#text": "http://a/"},
        "Status": {"Error": {"#attributes": {"value": "40", "EXPIRED": "true", "ODD": "false"}}},
        "Deep": {"Name": "n"},
        "#attributes": {"ProcessName": "mmc.exe"},
    }
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("Root/Certificate@fileRef", "A.cer"),
        ("Certificate@fileRef", "A.cer"),
        ("@ProcessName", "mmc.exe"),
        ("Url", "http://a/"),
        ("Status/Error@*", "EXPIRED"),
        ("Deep/Name", "n"),
        ("Name", None),
        ("Root/Certificate@fileref", None),
        ("Deep", None),
        ("Deep@*", None),
        ("Url/scheme", None),
    ],
)
def test_paths(path: str, found: str | None) -> None:
    """A path leads to one element or attribute, and to nothing else."""
    assert at_path(NESTED, path) == found


def test_a_position_is_for_data_without_names() -> None:
    """Named data is read by name whatever stands before it, unnamed data by position."""
    parameter: dict[str, Any] = {"type": "integer", "path": "AlertDesc", "position": 0}
    assert read({"CallerProcessId": "4", "AlertDesc": "46"}, **parameter) == 46
    assert read(["46", "4"], **parameter) == 46
    assert read({"CallerProcessId": "4"}, **parameter) is None


def test_positions_from_the_end() -> None:
    """The last string is at -1; there is none before the first."""
    assert read(["a", "b"], type="text", position=-1) == "b"
    assert read(["b"], type="text", position=-2) is None


def test_one_line_of_a_text() -> None:
    """Of a text of several lines the value of one name is read."""
    text = "\tHostName=ConsoleHost\r\n\tHostApplication=wacs.exe --renew\r\n\tUserId=C\\a"
    assert read([text], type="text", position=0, line="HostApplication") == "wacs.exe --renew"
    assert read([text], type="text", position=0, line="Host") is None


def test_anywhere_within() -> None:
    """Old and new certificate are told apart by the element that they stand in."""
    data = {"N": {"Old": {"#attributes": {"T": "A" * 40}}, "New": {"T": "b" * 40}}}
    assert read(data, type="thumbprint", anywhere=True, within="New") == "B" * 40
    assert read(data, type="thumbprint", anywhere=True, within="Old") == "A" * 40
    assert read(data, type="thumbprint", anywhere=True) is None


TEXTS = st.text(max_size=60) | st.sampled_from([PRINT, "0x8009030d", PRINT + ".cer", "12"])
DATA = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["Result", "#attributes", "value", "Certificate", "#text", "Data"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
ENTRIES = sorted(load_catalogue().entries.values(), key=lambda entry: (entry.id, entry.observes))


def members(data: object) -> list[object]:
    """Give what stands at the top of a record's data."""
    if isinstance(data, dict):
        return list(data.values())
    return list(data) if isinstance(data, list) else []


def string_of(member: object) -> bool:
    """Tell whether it is a string, or one that several elements of a name make up."""
    several = member if isinstance(member, list) else [member]
    return any(isinstance(each, str) for each in several)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ENTRIES), DATA, st.text("0123456789ABCDEF", max_size=40))
def test_any_data(entry: EventEntry, data: object, binary: str) -> None:
    """Whatever a record holds, values have their types and what is missing is noted.

    Where there is no string at all, nothing is missing that some records, or all messages, lack.
    """
    values, notes = ParameterReader(entry).read(data, binary)
    spared = not any(string_of(each) for each in members(data))
    required = {
        parameter.name
        for parameter in entry.parameters
        if not (parameter.optional or (spared and (parameter.bare or parameter.unrendered)))
    }
    assert len(required - set(values)) == len(notes)
    assert "" not in values.values()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(ENTRIES), st.lists(DATA, min_size=1, max_size=5), st.sampled_from(["", "41"])
)
def test_what_was_read_before_changes_nothing(
    entry: EventEntry, contents: list[object], binary: str
) -> None:
    """Equal records are read once; one of strings is no other than one that names them."""
    reader = ParameterReader(entry)
    for data in (*contents, *reversed(contents)):
        assert reader.read(data, binary) == ParameterReader(entry).read(data, binary)
