"""What messages between the studio's page and its server are made of.

Offsets into texts count UTF-16 units, as JavaScript does. Times are in milliseconds where their name does not say
otherwise, timestamps of packets in microseconds; coordinates of landmarks, boxes and rectangles are parts of the
picture's width and height, those of world landmarks meters.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import Struct


class Value(Struct, kw_only=True, omit_defaults=False):
    """A value that a message carries."""


class Span(Value):
    """A part of the text, up to `end`."""

    start: int
    end: int


class Edit(Value):
    """`text` in place of what is from `start` to `end`; edits of one list are of the same text and do not overlap."""

    start: int
    end: int
    text: str


class Fix(Value):
    """A quick fix of a problem; a preferred one is what was most likely meant."""

    title: str
    edits: list[Edit]
    preferred: bool


class FilePlace(Value):
    """A place in a file; line and column count from 1."""

    file: str
    line: int | None
    column: int | None


class Problem(Value):
    """Something wrong with the text; `elsewhere` is where it really is, if that is another file."""

    start: int
    end: int
    severity: Literal["error", "warning", "note"]
    message: str
    hint: str
    fixes: list[Fix]
    elsewhere: FilePlace | None


class Completion(Value):
    """Something that can be typed: `text`, or `snippet` in its place, from `start` to `end`."""

    label: str
    kind: str
    start: int
    end: int
    text: str
    detail: str
    documentation: str
    snippet: str
    rank: int
    is_text: bool


class Hover(Value):
    """What a part of the text is, in Markdown."""

    start: int
    end: int
    text: str


class Target(Value):
    """Where something comes from: a span of the text, or else a place in another file."""

    span: Span | None
    place: FilePlace | None


class Places(Value):
    """Where the text has what is drawn: nodes and groups by id, and all places of a stream or side packet by name.

    What is inside of a subgraph of another file is not there: its group is.
    """

    boxes: dict[str, Span]
    streams: dict[str, list[Span]]


class PalettePort(Value):
    """A port of a calculator; `type` is in words."""

    tag: str
    type: str
    optional: bool


class PaletteEntry(Value):
    """A calculator or subgraph that can be put into the graph; `fits` tells whether the stream that was named fits."""

    name: str
    kind: Literal["calculator", "graph"]
    summary: str
    folder: str
    inputs: list[PalettePort]
    outputs: list[PalettePort]
    fits: bool


class Input(Value):
    """Something that pictures can come from: `name` chooses it, `label` is for people.

    A file's name is its path in the folder; a camera's is its number.
    """

    kind: Literal["demo", "file", "camera", "browser"]
    name: str
    label: str


class LiveOption(Value):
    """An option of a node that can be changed by a slider or switch; `live` ones need no new graph.

    `minimum` and `maximum` are what a slider should offer; `choices` the values of an enum.
    """

    node: str
    field: str
    kind: Literal["number", "integer", "switch", "choice", "text"]
    value: Any
    default: Any
    minimum: float | None
    maximum: float | None
    step: float | None
    choices: list[str]
    summary: str
    live: bool


class Point(Value):
    """A landmark; `score` is its visibility, where it has one."""

    x: float
    y: float
    z: float
    score: float | None


class Keypoint(Value):
    """A point of a detection."""

    x: float
    y: float


class Found(Value):
    """A detection: a box by its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    label: str
    score: float
    keypoints: list[Keypoint]


class Rect(Value):
    """A rectangle by its centre; `rotation` is clockwise, in radians."""

    x: float
    y: float
    width: float
    height: float
    rotation: float


class PacketBase(Struct, kw_only=True, tag_field="kind"):
    """A packet as the page shows it."""

    stream: str
    timestamp: int


class Picture(PacketBase, tag="picture"):
    """A picture, scaled down to what a page shows; `width` and `height` are those of the packet."""

    width: int
    height: int
    jpeg: bytes


class Landmarks(PacketBase, tag="landmarks"):
    """Landmarks of some hands, faces or persons; what is connected is in `Hello.connections`, by their number."""

    items: list[list[Point]]


class WorldLandmarks(PacketBase, tag="world_landmarks"):
    """The same in meters."""

    items: list[list[Point]]


class Detections(PacketBase, tag="detections"):
    """Detections."""

    items: list[Found]


class Rects(PacketBase, tag="rects"):
    """Rectangles."""

    items: list[Rect]


class Label(Value):
    """A class that something was found to be of."""

    name: str
    score: float


class Labels(PacketBase, tag="labels"):
    """Classifications, the best class of each first."""

    items: list[list[Label]]


class Number(PacketBase, tag="number"):
    """A number; booleans are 0 and 1."""

    value: float


class Text(PacketBase, tag="text"):
    """Anything else, in words."""

    text: str


Packet: TypeAlias = Picture | Landmarks | WorldLandmarks | Detections | Rects | Labels | Number | Text


class NodeFigures(Value):
    """A node: calls of `process` in the whole run, and how long one took lately, on average; None without calls."""

    calls: int
    mean: float | None


class QueueFigures(Value):
    """Packets that wait before a node now, and how many it was denied in the whole run."""

    node: str
    stream: str
    length: int
    dropped: int


class Slice(Value):
    """A call of a node; times are in milliseconds of the run."""

    node: str
    phase: str
    start: float
    end: float


class Lane(Value):
    """A thread of the graph and its calls, the earliest first."""

    name: str
    slices: list[Slice]


class PathStep(Value):
    """A call that the frame had to wait for: `waited` before it began, and how long it `took`."""

    node: str
    waited: float
    took: float


class FramePath(Value):
    """The critical path of a frame, from where it entered the graph to the output that came last."""

    timestamp: int
    stream: str
    latency: float
    steps: list[PathStep]
