"""The grammar of ports and the order of tags."""

from __future__ import annotations

import pytest

from backedge.config.port_spec import (
    MAX_INDEX,
    POSITIONAL,
    PortSpec,
    TagMap,
    arrange_ports,
    parse_port,
    parse_tag_index,
)
from backedge.errors import ConfigError, Location

CHARACTERS = "names have small letters, digits and _; tags have capitals, digits and _; neither begins with a digit"


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("name", PortSpec("", POSITIONAL, "name")),
        ("_n1", PortSpec("", POSITIONAL, "_n1")),
        ("TAG:name", PortSpec("TAG", 0, "name")),
        ("_T_2:name", PortSpec("_T_2", 0, "name")),
        ("TAG:0:name", PortSpec("TAG", 0, "name")),
        ("TAG:12:name", PortSpec("TAG", 12, "name")),
        ("__:_", PortSpec("__", 0, "_")),
        (f"A:{MAX_INDEX}:a", PortSpec("A", MAX_INDEX, "a")),
    ],
)
def test_port(text: str, port: PortSpec) -> None:
    """A port is a name, with a tag in front, or a tag and an index."""
    assert parse_port(text) == port


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "aB",
        "1a",
        ":name",
        ":0:name",
        "TAG:",
        "tag:name",
        "T:01:n",
        "T:-1:n",
        "T::n",
        "T:1:N",
        "A:1:a:",
        "é",
        "a\n",
    ],
)
def test_no_port(text: str) -> None:
    """A text that is not a port is a mistake, with an example of what is right."""
    with pytest.raises(ConfigError, match="is not a port"):
        parse_port(text)


def test_port_error() -> None:
    """The message shows the place, the text, and what was probably meant."""
    with pytest.raises(ConfigError) as caught:
        parse_port("image:Image", Location("g", 3, 4))
    assert str(caught.value) == (
        f'g:3:4: error: "image:Image" is not a port\n    did you mean "IMAGE:image"?\n    {CHARACTERS}'
    )
    with pytest.raises(ConfigError, match='did you mean "image"'):
        parse_port("Image")
    with pytest.raises(ConfigError) as caught:
        parse_port("1a")
    assert str(caught.value) == (
        'error: "1a" is not a port\n'
        '    write "name", "TAG:name" or "TAG:index:name", e.g. "VIDEO:2:right_eye"\n'
        f"    {CHARACTERS}"
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("in-1", 'did you mean "in_1"?'),
        ("in 1", 'did you mean "in_1"?'),
        ("IMAGE: image", 'did you mean "IMAGE:image"?'),
        ("in\u00a01", 'it has U+00A0 (no-break space); did you mean "in_1"?'),
        ("in\u200b1", 'it has U+200B (zero width space); did you mean "in1"?'),
        ("\ufeffin", 'it has U+FEFF (byte order mark); did you mean "in"?'),
        ("IMAGE\uff1ain", "it has '\uff1a' (U+FF1A, fullwidth colon); did you mean \"IMAGE:in\"?"),
        ("in\u20131", "it has '\u2013' (U+2013, en dash); did you mean \"in_1\"?"),
    ],
)
def test_characters_of_a_port(text: str, hint: str) -> None:
    """What no name may hold is named, with the name that comes nearest, and the characters that may be used."""
    with pytest.raises(ConfigError) as caught:
        parse_port(text)
    assert caught.value.diagnostics[0].hint == f"{hint}\n{CHARACTERS}"


@pytest.mark.parametrize("number", [str(MAX_INDEX + 1), "9" * 5000])
def test_index_has_a_limit(number: str) -> None:
    """An index is at most 10000."""
    with pytest.raises(ConfigError, match=r"is larger than 10000\n    number the ports of a tag from 0$"):
        parse_port(f"A:{number}:a")
    with pytest.raises(ConfigError, match=r"is larger than 10000\n    number the ports of a tag from 0$"):
        parse_tag_index(f"A:{number}")


@pytest.mark.parametrize(
    ("text", "expected"), [("", ("", 0)), ("LOOP", ("LOOP", 0)), ("LOOP:2", ("LOOP", 2)), (":1", ("", 1))]
)
def test_tag_index(text: str, expected: tuple[str, int]) -> None:
    """A reference to a port is a tag, an index, both or nothing."""
    assert parse_tag_index(text) == expected


@pytest.mark.parametrize("text", ["loop", "LOOP:", ":", "LOOP:01", "LOOP:x", "A:1:b", "0"])
def test_no_tag_index(text: str) -> None:
    """A text that is not a reference to a port is a mistake."""
    with pytest.raises(ConfigError) as caught:
        parse_tag_index(text, Location("g", 1))
    assert str(caught.value) == (
        f'g:1: error: "{text}" is not a tag and index\n'
        '    write "TAG", "TAG:index" or ":index", e.g. "LOOP" or "VIDEO:2"\n'
        f"    {CHARACTERS}"
    )


def test_order() -> None:
    """Ids follow the alphabet of the tags, untagged ports first, and then the indexes."""
    ports = TagMap.parse(["B:1:b1", "x", "A:a", "B:0:b0", "y", "_C:c"])
    assert ports.tags == ("", "A", "B", "_C")
    assert ports.names == ("x", "y", "a", "b0", "b1", "c")
    assert [(port.tag, port.index) for port in ports] == [("", 0), ("", 1), ("A", 0), ("B", 0), ("B", 1), ("_C", 0)]


def test_look_up() -> None:
    """Ports are found by tag and index."""
    ports = TagMap.parse(["B:1:b1", "A:a", "B:0:b0"])
    assert (len(ports), ports.count("B"), ports.count("C")) == (3, 2, 0)
    assert (ports.ids("B"), ports.ids("C"), ports.id("B", 1), ports.id("B", 2), ports.id("B", -1)) == (
        range(1, 3),
        range(0),
        2,
        None,
        None,
    )
    assert ports.get("A") == PortSpec("A", 0, "a")
    assert ports.get("C") is None
    assert "A" in ports
    assert "C" not in ports


def test_canonical() -> None:
    """The canonical text leaves out the index where a tag has one port, and parses to the same map."""
    ports = TagMap.parse(["B:1:b1", "x", "A:0:a", "B:0:b0"])
    assert ports.canonical() == ("x", "A:a", "B:0:b0", "B:1:b1")
    assert TagMap.parse(ports.canonical()) == ports
    assert repr(ports) == "TagMap(x, A:a, B:0:b0, B:1:b1)"


def test_comparison() -> None:
    """Maps are equal with equal names, and have the same ports with equal tags and indexes."""
    one, other = TagMap.parse(["A:a", "B:b"]), TagMap.parse(["B:b", "A:c"])
    assert one != other
    assert one.same_ports(other)
    assert not one.same_ports(TagMap.parse(["A:a"]))
    assert hash(one) == hash(TagMap.parse(["B:b", "A:a"]))


def test_empty() -> None:
    """A node without ports has an empty map."""
    ports = TagMap.parse([])
    assert (len(ports), ports.tags, ports.names) == (0, (), ())


def test_every_mistake_is_reported() -> None:
    """All ports that are none are reported, each at its own place."""
    with pytest.raises(ConfigError) as caught:
        TagMap.parse(["A:", "ok", "a-b"], lambda index: Location("g", index + 1))
    assert [str(diagnostic.location) for diagnostic in caught.value.diagnostics] == ["g:1", "g:3"]


def test_same_tag_twice() -> None:
    """Two ports of one tag need different indexes."""
    with pytest.raises(ConfigError) as caught:
        TagMap.parse(["A:a", "A:b", "A:0:c"], lambda index: Location("g", index + 1))
    assert str(caught.value) == (
        'g:2: error: tag "A" index 0 already has the name "a" but is given the name "b" too\n'
        '    number the ports of one tag: "A:0:a", "A:1:b"\n'
        'g:3: error: tag "A" index 0 already has the name "a" but is given the name "c" too\n'
        '    number the ports of one tag: "A:0:a", "A:1:c"'
    )


def test_gaps() -> None:
    """Indexes of a tag start at 0 and have no gaps."""
    with pytest.raises(ConfigError) as caught:
        TagMap.parse(["B:1:b", "A:9:a", "A:4:c"], lambda index: Location("g", index + 1))
    assert str(caught.value) == (
        'g:1: error: tag "B" has index 1 but no index 0\n'
        '    number the ports of "B" from 0 without gaps\n'
        'g:2: error: tag "A" has index 9 but no index 0, 1, 2, 3, 5 and 3 more\n'
        '    number the ports of "A" from 0 without gaps'
    )


def test_location_is_kept() -> None:
    """Ports know where they were written."""
    assert TagMap.parse(["a"], lambda _: Location("g", 7, 1)).ports[0].location == Location("g", 7, 1)


@pytest.mark.parametrize("texts", [[], ["x"], ["A:a"], ["B:1:b1", "x", "A:0:a", "B:0:b0", "y"], ["A:a", "A:1:a"]])
def test_arranged_ports_are_those_of_the_map(texts: list[str]) -> None:
    """The quick way gives the same ports in the same order, and where each of them stands in the list."""
    arranged = list(arrange_ports(texts))
    assert [(*key, name) for key, name, _ in arranged] == [
        (port.tag, port.index, port.name) for port in TagMap.parse(texts)
    ]
    assert [texts[place].rpartition(":")[2] for _, _, place in arranged] == [name for _, name, _ in arranged]


@pytest.mark.parametrize("texts", [["A:"], ["A"], [":x"], ["a:x"], ["A:a", "A:b"], ["A:1:a"], ["ok", "A:b:"]])
def test_what_cannot_be_arranged(texts: list[str]) -> None:
    """The quick way refuses with the same errors."""
    places = [Location("g", line) for line in range(1, 9)]
    with pytest.raises(ConfigError) as arranging:
        arrange_ports(texts, places.__getitem__)
    with pytest.raises(ConfigError) as parsing:
        TagMap.parse(texts, places.__getitem__)
    assert arranging.value.diagnostics == parsing.value.diagnostics
