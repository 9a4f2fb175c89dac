"""The grammar of ports: ``"TAG:index:name"`` in a node's port lists, ``"TAG:index"`` where a port is referred to.

Rules: MediaPipe ``framework/tool/validate_name.cc`` and ``tag_map.cc``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from backedge.config.odd_characters import describe_character, odd_characters, plain_text
from backedge.errors import ConfigError, Diagnostic, Location

_TAG: Final = r"[A-Z_][A-Z0-9_]*"
_NUMBER: Final = r"0|[1-9][0-9]*"
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
_PORT: Final = re.compile(rf"(?:({_TAG}):(?:({_NUMBER}):)?)?({_NAME.pattern})")
_NO_WORD: Final = re.compile(r"[\x21-\x2f\x3b-\x40\x5b-\x5e\x60\x7b-\x7e ]+")
"""ASCII that is of no name: not letters, digits, ":" and "_"."""
_TAG_INDEX: Final = re.compile(rf"({_TAG})?(?::({_NUMBER}))?")

MAX_INDEX: Final = 10_000
"""Largest index a port may have."""

Key: TypeAlias = tuple[str, int]
"""Tag and index of a port."""

_REMEMBERED: Final = 1024

POSITIONAL: Final = -1
"""Index of an untagged port: its place among the untagged ports, which its own text does not say."""


@dataclass(frozen=True, slots=True)
class PortSpec:
    """A port of a node and the stream or side packet it is connected to.

    Attributes:
        tag: "" for an untagged port.
        index: 0 if the text has none; in a `TagMap` the port's place among those of its tag.
        name: name of the stream or side packet.
        location: where it was written.
    """

    tag: str
    index: int
    name: str
    location: Location | None = None

    def __str__(self) -> str:
        return f"{self.tag}:{self.index}:{self.name}" if self.tag else self.name


def parse_port(text: str, location: Location | None = None) -> PortSpec:
    """Parse ``name``, ``TAG:name`` or ``TAG:index:name``; the index of an untagged port is `POSITIONAL`.

    Raises:
        ConfigError: `text` is not a port.
    """
    match = _PORT.fullmatch(text)
    if match is None:
        raise ConfigError([Diagnostic(f'"{text}" is not a port', location, _port_hint(text))])
    tag, number, name = match.groups()
    index = _index(number, text, location)
    return PortSpec(tag or "", index if tag else POSITIONAL, name, location)


def parse_tag_index(text: str, location: Location | None = None) -> tuple[str, int]:
    """Parse ``TAG``, ``TAG:index``, ``:index`` or ``""``; an index that is left out is 0.

    Raises:
        ConfigError: `text` is not a tag and index.
    """
    match = _TAG_INDEX.fullmatch(text)
    if match is None:
        hint = f'write "TAG", "TAG:index" or ":index", e.g. "LOOP" or "VIDEO:2"\n{_CHARACTERS}'
        raise ConfigError([Diagnostic(f'"{text}" is not a tag and index', location, hint)])
    return match[1] or "", _index(match[2], text, location)


def _index(number: str | None, text: str, location: Location | None) -> int:
    # Five digits are enough to tell; longer ones may be too long for int().
    index = int(number[:6]) if number else 0
    if index > MAX_INDEX:
        raise ConfigError(
            [Diagnostic(f'index of "{text}" is larger than {MAX_INDEX}', location, "number the ports of a tag from 0")]
        )
    return index


_CHARACTERS: Final = (
    "names have small letters, digits and _; tags have capitals, digits and _; neither begins with a digit"
)


def _port_hint(text: str) -> str:
    odd = ", ".join(map(describe_character, odd_characters(text)))
    found = f"it has {odd}; " if odd else ""
    parts = [_NO_WORD.sub("_", part.strip()) for part in plain_text(text).split(":")]
    fixed = ":".join([*(part.upper() for part in parts[:-1]), parts[-1].lower()])
    if _PORT.fullmatch(fixed):
        return f'{found}did you mean "{fixed}"?\n{_CHARACTERS}'
    return f'{found}write "name", "TAG:name" or "TAG:index:name", e.g. "VIDEO:2:right_eye"\n{_CHARACTERS}'


class TagMap:
    """The ports of one list of a node, by tag and index.

    Tags are in alphabetical order, "" first; ids number the ports in that order, those of one tag by index.

    Attributes:
        ports: the ports by id.
    """

    __slots__ = ("_starts", "ports")

    def __init__(self, ports: Sequence[PortSpec]) -> None:
        """Order `ports`, whose untagged ones are numbered as they come.

        Raises:
            ConfigError: two ports have the same tag and index, or the indexes of a tag have gaps.
        """
        by_tag: dict[str, dict[int, PortSpec]] = {}
        diagnostics: list[Diagnostic] = []
        for port in ports:
            _place(port, by_tag.setdefault(port.tag, {}), diagnostics)
        diagnostics += [d for tag in sorted(by_tag) for d in _gaps(tag, by_tag[tag])]
        if diagnostics:
            raise ConfigError(diagnostics)
        ordered: list[PortSpec] = []
        self._starts: dict[str, range] = {}
        for tag in sorted(by_tag):
            self._starts[tag] = range(len(ordered), len(ordered) + len(by_tag[tag]))
            ordered += [by_tag[tag][index] for index in range(len(by_tag[tag]))]
        self.ports = tuple(ordered)

    @classmethod
    def parse(cls, texts: Sequence[str], locate: Callable[[int], Location | None] = lambda _: None) -> TagMap:
        """Parse the ports of a list.

        Args:
            texts: ports as in the config.
            locate: gives the place of ``texts[i]``.

        Raises:
            ConfigError: with everything that is wrong with any of them.
        """
        ports: list[PortSpec] = []
        diagnostics: list[Diagnostic] = []
        for i, text in enumerate(texts):
            try:
                ports.append(parse_port(text, locate(i)))
            except ConfigError as error:
                diagnostics += error.diagnostics
        if diagnostics:
            raise ConfigError(diagnostics)
        return cls(ports)

    @property
    def tags(self) -> tuple[str, ...]:
        """All tags in order."""
        return tuple(self._starts)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the streams or side packets by id."""
        return tuple(port.name for port in self.ports)

    def __len__(self) -> int:
        return len(self.ports)

    def __iter__(self) -> Iterator[PortSpec]:
        return iter(self.ports)

    def __contains__(self, tag: str) -> bool:
        return tag in self._starts

    def count(self, tag: str) -> int:
        """Count the ports that have `tag`."""
        return len(self._starts.get(tag, ()))

    def ids(self, tag: str) -> range:
        """Return the ids of the ports with `tag`, by index; empty if there are none."""
        return self._starts.get(tag, range(0))

    def id(self, tag: str, index: int = 0) -> int | None:
        """Return the id of one port; None if there is no such port."""
        ids = self.ids(tag)
        return ids[index] if 0 <= index < len(ids) else None

    def get(self, tag: str, index: int = 0) -> PortSpec | None:
        """Return one port; None if there is no such port."""
        port_id = self.id(tag, index)
        return None if port_id is None else self.ports[port_id]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TagMap) and self.ports == other.ports

    def __hash__(self) -> int:
        return hash(self.ports)

    def same_ports(self, other: TagMap) -> bool:
        """Tell whether both have the same tags and indexes, whatever they are connected to."""
        return self._starts == other._starts

    def canonical(self) -> tuple[str, ...]:
        """Write the ports as text: the index is left out where a tag has one port only."""
        return tuple(
            f"{port.tag}:{port.name}" if port.tag and self.count(port.tag) == 1 else str(port) for port in self.ports
        )

    def __repr__(self) -> str:
        return f"TagMap({', '.join(self.canonical())})"


def arrange_ports(
    texts: Sequence[str], locate: Callable[[int], Location | None] = lambda _: None
) -> Iterable[tuple[Key, str, int]]:
    """Return key, name and place in `texts` of each port, in the order of the `TagMap` that these make.

    Nodes have few kinds of port lists, however many nodes there are: only names are looked at each time.

    Args:
        texts: ports as in the config.
        locate: gives the place of ``texts[i]``.

    Raises:
        ConfigError: with everything that is wrong with any of them.
    """
    if not texts:
        return ()
    heads, colons, names = zip(*[text.rpartition(":") for text in texts], strict=True)
    arranged = _arrange(heads, colons)
    if arranged is None or not all(map(_NAME.fullmatch, names)):
        TagMap.parse(texts, locate)
    assert arranged is not None  # or else they are no ports, and the error has been raised
    return [(key, names[place], place) for key, place in arranged]


@lru_cache(maxsize=_REMEMBERED)
def _arrange(heads: tuple[str, ...], colons: tuple[str, ...]) -> tuple[tuple[Key, int], ...] | None:
    """Return the key and place of each port of a list, of which this is before the names; None if it is wrong."""
    try:
        starts = map("".join, zip(heads, colons, strict=True))
        ports = TagMap.parse([f"{start}n{place}" for place, start in enumerate(starts)])
    except ConfigError:
        return None
    return tuple(((port.tag, port.index), int(port.name[1:])) for port in ports)


def _place(port: PortSpec, same_tag: dict[int, PortSpec], diagnostics: list[Diagnostic]) -> None:
    index = len(same_tag) if not port.tag else port.index
    taken = same_tag.get(index)
    if taken is None:
        same_tag[index] = port if port.index == index else PortSpec(port.tag, index, port.name, port.location)
        return
    diagnostics.append(
        Diagnostic(
            f'tag "{port.tag}" index {index} already has the name "{taken.name}" '
            f'but is given the name "{port.name}" too',
            port.location,
            f'number the ports of one tag: "{port.tag}:0:{taken.name}", "{port.tag}:1:{port.name}"',
        )
    )


def _gaps(tag: str, ports: dict[int, PortSpec]) -> Iterator[Diagnostic]:
    highest = max(ports)
    missing = [str(index) for index in range(highest) if index not in ports]
    if missing:
        yield Diagnostic(
            f'tag "{tag}" has index {highest} but no index {", ".join(missing[:5])}'
            + (f" and {len(missing) - 5} more" if len(missing) > 5 else ""),
            ports[highest].location,
            f'number the ports of "{tag}" from 0 without gaps',
        )
