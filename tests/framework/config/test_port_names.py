"""Names, tags, ports and references to ports: which of them are well-formed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import pytest

from backedge import ConfigError
from backedge.config.port_spec import MAX_INDEX, POSITIONAL, parse_port, parse_tag_index

SIGNS = "!@#$%^&*(){}[]/=?+\\|-;:'\",<.>"


@pytest.mark.parametrize("name", ["marlene", "marlene_dietrich", "marlene_dietrich_1901", "aa", "b1", "_1"])
def test_names(name: str) -> None:
    """A name has small letters, digits and underscores, and does not begin with a digit."""
    assert parse_port(name).name == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        *(f"marlene{sign}dietrich" for sign in " -/.:"),
        "marleneDietrich",
        *("1ST", "7_ELEVEN", "401K", "0", "1", "11", "92091", "1st", "7_eleven", "401k"),
        "\0contains_controls\t",
    ],
)
def test_no_names(name: str) -> None:
    """Other texts are not names."""
    with pytest.raises(ConfigError, match="is not a port"):
        parse_port(name)


@pytest.mark.parametrize("tag", ["FEMALE", "FEMALE_ACTOR", "ACTOR_1901", "AA", "B1", "_1"])
def test_tags(tag: str) -> None:
    """A tag has capital letters, digits and underscores, and does not begin with a digit."""
    assert parse_port(f"{tag}:a").tag == tag
    assert parse_tag_index(tag) == (tag, 0)


@pytest.mark.parametrize(
    "tag",
    [
        *(f"FEMALE{sign}ACTOR" for sign in " -/.:"),
        "FEMALEaCTOR",
        *("0", "1", "11", "92091", "1ST", "7_ELEVEN", "401K"),
        "\0CONTAINS_CONTROLS\t",
    ],
)
def test_no_tags(tag: str) -> None:
    """Other texts are not tags; where one is needed it must not be empty."""
    with pytest.raises(ConfigError):
        parse_port(f"{tag}:a")
    with pytest.raises(ConfigError):
        parse_tag_index(tag)
    with pytest.raises(ConfigError):
        parse_port(":a")


@pytest.mark.parametrize(
    ("text", "tag", "index", "name"),
    [
        ("FEMALE:marlene", "FEMALE", 0, "marlene"),
        ("ACTOR:marlene_dietrich", "ACTOR", 0, "marlene_dietrich"),
        ("ACTOR_1901:marlene_1901", "ACTOR_1901", 0, "marlene_1901"),
        ("marlene_dietrich", "", POSITIONAL, "marlene_dietrich"),
        ("ACTRESS:3:setsuko_hara", "ACTRESS", 3, "setsuko_hara"),
        ("ACTRESS:0:setsuko_hara", "ACTRESS", 0, "setsuko_hara"),
        ("A1:100:setsuko1", "A1", 100, "setsuko1"),
        (f"A1:{MAX_INDEX}:setsuko1", "A1", 10_000, "setsuko1"),
    ],
)
def test_ports(text: str, tag: str, index: int, name: str) -> None:
    """A port has a name, a tag before it or not, and an index between them or not."""
    port = parse_port(text)
    assert (port.tag, port.index, port.name) == (tag, index, name)


def no_ports() -> Iterator[str]:
    """Texts that are almost ports."""
    yield from ("", "A", "Aa", "aA", "1a", "1")
    yield from (":name", "A:", "a:name", "Aa:name", "aA:name", "1A:name", "1:name", "ACTOR:NAME", "MORE:ACTOR:name")
    yield from (":1:name", "A:1:", "A::name", "a:1:name", "Aa:1:name", "aA:1:name", "1A:1:name", "1:1:name")
    yield from ("A:1:N", "A:1:nN", "A:1:Nn", "A:1:1name", "A:1:1")
    yield from ("A:-0:name", "A:-1:name", "A:01:name", "A:00:name", f"A:{MAX_INDEX + 1}:a")
    yield from ("A:1:a:", ":A:1:a", "A:1:a:a", "A:1:a:A", "A:1:a:1")
    places = ("{}", "{}a", "a{}", "{}:a", "A{}:a", "{}A:a", "A:{}:a", "A:{}1:a", "A:1{}:a", "A:1:a{}", "{}A:1:a")
    for sign in SIGNS:
        yield from (place.format(sign) for place in places)


def accepted(parse: Callable[[str], object], texts: Iterable[str]) -> list[str]:
    """Those of the texts that can be parsed."""
    found = []
    for text in texts:
        with suppress(ConfigError):
            parse(text)
            found.append(text)
    return found


def test_no_ports() -> None:
    """Texts without a name, with a wrong tag, name or index, or with one part too many are not ports."""
    assert accepted(parse_port, no_ports()) == []


@pytest.mark.parametrize(
    ("text", "tag", "index"),
    [
        ("", "", 0),
        ("VIDEO:0", "VIDEO", 0),
        ("VIDEO:1", "VIDEO", 1),
        ("AUDIO:2", "AUDIO", 2),
        (":0", "", 0),
        (":1", "", 1),
        (":100", "", 100),
    ],
)
def test_references(text: str, tag: str, index: int) -> None:
    """A reference has a tag or not, and an index or not."""
    assert parse_tag_index(text) == (tag, index)


def no_references() -> Iterator[str]:
    """Texts that are almost references."""
    yield from ("a", "Aa", "aA", "1A", "1")
    yield from (":", ":a", ":A", ":-0", ":-1", ":01", ":00")
    yield from ("A:", "A:a", "A:A", "A:-0", "A:-1", "A:01", "A:00")
    yield from ("A:1:", ":A:1", "A:1:2", "A:A:1")
    for sign in SIGNS:
        yield from (place.format(sign) for place in ("{}", "{}A", "A{}", "{}:1", "A{}:1", "{}A:1", "A:1{}", "A:{}1"))


def test_no_references() -> None:
    """Texts with a wrong tag or index, or with one part too many, are not references."""
    assert accepted(parse_tag_index, no_references()) == []
