"""The model: what is to be seen of a graph, as frozen dataclasses that know nothing of how it is shown.

A drawing is the whole graph, expanded, with its subgraphs as groups. Which of these are open is up to whoever shows it:
an edge knows its ends at every level, so that a closed group is a box that the edge ends at (`folding.py`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias

ROOT: Final = "/"
"""Id of the group that is the graph itself."""

PortKind: TypeAlias = Literal["inputs", "outputs", "input_side_packets", "output_side_packets"]


@dataclass(frozen=True, slots=True)
class Port:
    """A port of a node or a group.

    Attributes:
        label: ``TAG``, ``TAG:1``, or "" where it has no tag.
        name: the stream or side packet, as the expanded graph calls it.
        type: what it carries, in words; "" where nobody knows.
        back_edge: whether it is an input that a back edge feeds.
        optional: whether it is a side packet that may be missing.
    """

    label: str
    name: str
    type: str = ""
    back_edge: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a graph file, lines and columns counted from 1; None in files without lines."""

    file: str
    line: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class Box:
    """A node, or a group: the subgraph that a node names.

    Attributes:
        id: unique in the drawing: a node's canonical name, that of a group with "/" behind it.
        name: the canonical name in the expanded graph, by which ``--set`` and error messages know it.
        label: the name inside the group it is in; the calculator's where the author has given none.
        calculator: what its node names: a calculator or a subgraph.
        group: id of the group it is in.
        inputs, outputs, input_side_packets, output_side_packets: its ports, in the order of the contract.
        options: the options that are not at their defaults: dotted field name, and value as a config writes it.
        executor: the executor it runs on; "" for the default.
        input_policy: the input policy, where it is not the default one; else "".
        summary: one line on what it does.
        place: where it is declared.
        problems: what is wrong with it.
    """

    id: str
    name: str
    label: str
    calculator: str
    group: str
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    input_side_packets: tuple[Port, ...] = ()
    output_side_packets: tuple[Port, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    executor: str = ""
    input_policy: str = ""
    summary: str = ""
    place: Place | None = None
    problems: tuple[str, ...] = ()

    @property
    def is_group(self) -> bool:
        """Tell whether it is a subgraph."""
        return self.id.endswith(ROOT)

    @property
    def is_named(self) -> bool:
        """Tell whether its author has given it a name; else its label is what it names, numbered perhaps."""
        rest = self.label.removeprefix(self.calculator)
        return rest == self.label or not (not rest or rest.removeprefix("_").isdigit())

    @property
    def title(self) -> str:
        """The label, and what it names where the label does not say so."""
        return f"{self.label}: {self.calculator}" if self.is_named else self.label


@dataclass(frozen=True, slots=True)
class End:
    """One end of an edge: a port of a box.

    Attributes:
        box: id of the node or group; `ROOT` for what comes from outside of the graph, or leaves it.
        ports: which list of ports.
        index: place in that list; -1 where the box is a group that has no port for it.
    """

    box: str
    ports: PortKind
    index: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection from one producer to one reader.

    Attributes:
        kind: what it carries.
        name: name of the stream or side packet.
        type: its type in words; "" where nobody knows.
        conversion: how the reader converts what comes; "" where it does not.
        back_edge: whether it closes a loop.
        group: id of the innermost group that holds both ends.
        source: the producer's port, after those of the groups around it that `group` is outside of, outermost first.
        target: the same of the reader.
    """

    kind: Literal["stream", "side_packet"]
    name: str
    type: str
    conversion: str
    back_edge: bool
    group: str
    source: tuple[End, ...]
    target: tuple[End, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A complaint about the graph: what is wrong, what to do, and where."""

    severity: str
    message: str
    hint: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph to be shown.

    Attributes:
        name: its `type`, or else the name of its file.
        root: the graph itself; its inputs are what comes from outside.
        groups: the subgraphs; one comes before those inside it.
        nodes: the nodes of the expanded graph, in the order in which they run.
        edges: the connections.
        executors: names and what they are, in words.
        problems: what is wrong, and what is worth a warning.
    """

    name: str
    root: Box
    groups: tuple[Box, ...]
    nodes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    executors: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give plain dicts, tuples, texts and numbers, which JSON can say; the attributes' names are the keys."""
        return asdict(self)
