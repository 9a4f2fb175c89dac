"""The messages between the studio's page and its server: one WebSocket, MessagePack maps in binary frames.

The socket is at `socket`, relative to the page's address, whose path begins with the token.

The page sends requests. One with an `id` gets exactly one reply, which has the same `id` and either a `result` or an
`error`; one without gets none. The server sends events besides. `web/src/protocol.ts` says the same to TypeScript, and
is written from here: `python -m backedge.tools.studio.typescript`.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

from backedge.errors import BackedgeError
from backedge.tools.drawing.drawing_model import Drawing
from backedge.tools.studio.protocol_values import (
    Completion,
    Edit,
    FilePlace,
    FramePath,
    Hover,
    Input,
    Lane,
    LiveOption,
    NodeFigures,
    Packet,
    PaletteEntry,
    Places,
    Problem,
    QueueFigures,
    Span,
    Target,
)

PROTOCOL: Final = 1
"""Changes when a page of another release would not understand."""

MAX_MESSAGE: Final = 4 * 2**20
"""Bytes of the longest message that a page may send; a picture of a browser's camera is well below."""


class Request(Struct, kw_only=True, tag_field="method", forbid_unknown_fields=True):
    """What the page asks for; without an `id` it wants no reply."""

    id: int | None = None


class Result(Struct, kw_only=True):
    """What a reply carries."""


class Event(Struct, kw_only=True, tag_field="event"):
    """What the server tells without being asked."""


# The text


class HelloRequest(Request, tag="hello"):
    """Begins: the first request of a page, which says what protocol it was built for."""

    protocol: int


class Hello(Result):
    """What a page begins with.

    `folder` is where relative names of files lead from; `side` has side packets to begin with, as `Start` takes them;
    `connections` are pairs of landmarks, by the number of landmarks that something has.
    """

    protocol: int
    version: str
    file: str
    folder: str
    text: str
    checksum: str
    demo: bool
    side: list[str]
    inputs: list[Input]
    connections: dict[str, list[list[int]]]


class SetText(Request, tag="text"):
    """Gives the server the text as it is now; a drawing event follows where it can be drawn."""

    text: str
    revision: int


class Problems(Result):
    """What is wrong with a text."""

    revision: int
    problems: list[Problem]


class Complete(Request, tag="complete"):
    """Asks what can be typed at an offset."""

    offset: int


class Completions(Result):
    """What can be typed."""

    completions: list[Completion]


class Describe(Request, tag="describe"):
    """Asks for the documentation of a completion, in Markdown."""

    completion: Completion


class Description(Result):
    """A text in Markdown."""

    text: str


class HoverRequest(Request, tag="hover"):
    """Asks what is at an offset."""

    offset: int


class HoverResult(Result):
    """What is there, if anything."""

    hover: Hover | None


class Definition(Request, tag="definition"):
    """Asks where what is at an offset comes from."""

    offset: int


class Targets(Result):
    """Where it comes from."""

    targets: list[Target]


class Format(Request, tag="format"):
    """Asks for the edits that format the text."""


class Rename(Request, tag="rename"):
    """Asks for the edits that rename what is at an offset."""

    offset: int
    name: str


class Palette(Request, tag="palette"):
    """Asks for calculators and graphs by words of their names, port types and docs; marks those that fit a stream."""

    query: str
    stream: str = ""


class PaletteEntries(Result):
    """What was found, the best first."""

    entries: list[PaletteEntry]


class Insert(Request, tag="insert"):
    """Asks for the edits that put a calculator behind a stream, and before one of its readers, or all ("")."""

    calculator: str
    stream: str
    reader: str = ""


class Edits(Result):
    """Edits of the text."""

    edits: list[Edit]


class Save(Request, tag="save"):
    """Writes a text to the disk, if what is there is what `checksum` stands for; else the error is a conflict."""

    text: str
    checksum: str


class Saved(Result):
    """The checksum of what is on the disk now."""

    checksum: str


# The run


class Start(Request, tag="start"):
    """Runs the graph of the text; `pace` feeds files as a camera would, `loop` begins them anew at their end.

    `side` has input side packets, each as NAME=VALUE, as the command line's ``--side``.
    """

    input: Input | None
    pace: bool = True
    loop: bool = True
    side: list[str] = []


class Stop(Request, tag="stop"):
    """Ends the run."""


class Pause(Request, tag="pause"):
    """Holds the run after the present timestamp."""


class Resume(Request, tag="resume"):
    """Lets it go on."""


class Step(Request, tag="step"):
    """Lets a paused run take one more timestamp."""


class Apply(Request, tag="apply"):
    """Lets the graph of the text take over from the running one, between two timestamps; if it cannot, that runs on."""


class Applied(Result):
    """Since when the new graph runs, and which models it did not have to load."""

    timestamp: int | None
    kept_models: list[str]


class Options(Request, tag="options"):
    """Asks for the options that can be changed while the graph runs."""


class LiveOptions(Result):
    """These options."""

    options: list[LiveOption]


class SetOption(Request, tag="set_option"):
    """Changes an option of the running graph; the text stays as it is."""

    node: str
    field: str
    value: Any


class Watch(Request, tag="watch"):
    """Names the streams whose packets the page wants, in place of those it wanted before."""

    streams: list[str]


class Seek(Request, tag="seek"):
    """Asks for the packets of the last seconds that were the newest at a timestamp, of the streams that are watched."""

    timestamp: int


class Packets(Result):
    """Packets."""

    timestamp: int
    packets: list[Packet]


class Export(Request, tag="export"):
    """Asks for the last seconds as an MCAP file."""


class Exported(Result):
    """Where the page finds the file: a path of the server, for a single download."""

    path: str
    name: str
    size: int


class Shown(Request, tag="shown"):
    """Tells that the page has shown a packets event; the next one comes after that.

    `size` is the longest side, in pixels, at which it shows pictures: they are sent no larger, and with 640 at most.
    """

    number: int
    size: int = 640


class CameraFrame(Request, tag="camera_frame"):
    """A frame of the browser's camera, for one credit; `captured` is when it was taken, by the page's clock."""

    jpeg: bytes
    captured: float


class Done(Result):
    """It has been done."""


class Failure(Struct, kw_only=True):
    """Why something was not done.

    Codes: `refused` by a rule of the studio, `problems` where the graph is wrong (what is, is in `problems`),
    `conflict` where the file has changed (`text` and `checksum` are the file's), `failed` for what went wrong
    otherwise, `fault` for mistakes of ours.
    """

    code: Literal["refused", "problems", "conflict", "failed", "fault"]
    message: str
    problems: list[Problem] = []
    text: str = ""
    checksum: str = ""


# Events


class FileEvent(Event, tag="file"):
    """The file has changed on the disk; `text` is None where it is gone or no text."""

    text: str | None
    checksum: str


class ProblemsEvent(Event, tag="problems"):
    """What is wrong with the text is something else now: other files have changed."""

    revision: int
    problems: list[Problem]


class DrawingEvent(Event, tag="drawing"):
    """The text as a drawing."""

    revision: int
    drawing: Drawing
    places: Places


class RunEvent(Event, tag="run"):
    """The run's state; `number` counts runs. `message` says why it failed, or what a stalled one waits for."""

    number: int
    state: Literal["idle", "starting", "running", "paused", "stalled", "ended", "failed"]
    message: str = ""
    node: str = ""
    span: Span | None = None
    place: FilePlace | None = None
    input: Input | None = None


class FiguresEvent(Event, tag="figures"):
    """Figures of the last part of a second.

    `streams` are packets a second; `gates` are open (true) or closed; `waited_for` the nodes that all wait for;
    `detector_rest` the share of frames, from 0 to 1, on which the palm detector rested; `latency` from when a picture
    was fed (or captured by the browser's camera) until the last output of its timestamp.
    """

    number: int
    timestamp: int | None
    streams: dict[str, float]
    nodes: dict[str, NodeFigures]
    queues: list[QueueFigures]
    gates: dict[str, bool]
    waited_for: list[str]
    frames: int
    fps: float
    latency: float | None
    dropped_frames: int
    detector_rest: float | None


class PacketsEvent(Event, tag="packets"):
    """The newest packets of the streams that are watched; answered by `shown`, with its number.

    `run` is the number of the run that they are of. `captured` is when the frame was taken, by the page's clock, where
    it comes from its camera. `first` and `last` are the timestamps that can be sought.
    """

    number: int
    run: int
    timestamp: int
    packets: list[Packet]
    captured: float | None
    first: int
    last: int


class TraceEvent(Event, tag="trace"):
    """The calls of the last part of a second, and the critical path of the last frame; `now` is in ms of the run."""

    number: int
    now: float
    lanes: list[Lane]
    path: FramePath | None


class CameraCredit(Event, tag="camera_credit"):
    """The page may send one frame of its camera more."""

    credit: int


class NoticeEvent(Event, tag="notice"):
    """Something to tell the user: a warning of the running graph, for one."""

    severity: Literal["error", "warning", "note"]
    message: str


AnyRequest: TypeAlias = (
    HelloRequest
    | SetText
    | Complete
    | Describe
    | HoverRequest
    | Definition
    | Format
    | Rename
    | Palette
    | Insert
    | Save
    | Start
    | Stop
    | Pause
    | Resume
    | Step
    | Apply
    | Options
    | SetOption
    | Watch
    | Seek
    | Export
    | Shown
    | CameraFrame
)
AnyResult: TypeAlias = (
    Hello
    | Problems
    | Completions
    | Description
    | HoverResult
    | Targets
    | Edits
    | PaletteEntries
    | Saved
    | Applied
    | LiveOptions
    | Packets
    | Exported
    | Done
)
AnyEvent: TypeAlias = (
    FileEvent
    | ProblemsEvent
    | DrawingEvent
    | RunEvent
    | FiguresEvent
    | PacketsEvent
    | TraceEvent
    | CameraCredit
    | NoticeEvent
)

RESULTS: Final[dict[type[Request], type[Result] | None]] = {
    HelloRequest: Hello,
    SetText: Problems,
    Complete: Completions,
    Describe: Description,
    HoverRequest: HoverResult,
    Definition: Targets,
    Format: Edits,
    Rename: Edits,
    Palette: PaletteEntries,
    Insert: Edits,
    Save: Saved,
    Start: Done,
    Stop: Done,
    Pause: Done,
    Resume: Done,
    Step: Done,
    Apply: Applied,
    Options: LiveOptions,
    SetOption: Done,
    Watch: Done,
    Seek: Packets,
    Export: Exported,
    Shown: None,
    CameraFrame: None,
}
"""What each request is answered with; None for what gets no reply."""


class MessageError(BackedgeError):
    """A message that is none of those above."""


class Reply(Struct, kw_only=True, omit_defaults=True):
    """The answer to the request with this `id`: one of the two."""

    id: int
    result: AnyResult | None = None
    error: Failure | None = None


_REQUESTS: Final = msgspec.msgpack.Decoder(AnyRequest)
_ENCODER: Final = msgspec.msgpack.Encoder()


def read_request(data: bytes) -> AnyRequest:
    """Read what a page sent.

    Raises:
        MessageError: it is no request.
    """
    try:
        return _REQUESTS.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MessageError(f"not a request of this protocol: {error}") from error


def pack_message(message: Reply | Event) -> bytes:
    """A message for the page."""
    return _ENCODER.encode(message)
