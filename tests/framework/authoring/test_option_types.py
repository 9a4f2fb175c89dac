"""The types of the fields of options that are a plain dataclass: from the text of a graph, and in error messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, Optional

import pytest

from backedge import (
    Calculator,
    CalculatorGraph,
    ConfigError,
    GraphConfig,
    NodeConfig,
    Output,
    Range,
    calculator,
    register,
)
from backedge.config.load import load_message, to_binary, to_text
from backedge.config.options import make_extended
from backedge.protos import encode, ensure_registered, message_class
from tests.flow import watch


class OptionTypesMode(Enum):
    """A mode; its numbers in a binary graph are 0 and 1."""

    FAST = "fast"
    EXACT = "exact"


class OptionTypesColour(StrEnum):
    """A colour."""

    RED = "red"
    GREEN = "green"


class OptionTypesLevel(IntEnum):
    """A level."""

    LOW = 3
    HIGH = 7


Ratio = Annotated[float, Range(0, 1)]
Pixels = NewType("Pixels", int)


@dataclass
class OptionTypesPoint:
    """A point in a unit square."""

    x: Ratio
    y: Ratio = 0.5


@dataclass
class OptionTypes:
    """One field of each type."""

    method: Literal["nearest", "linear"] = "nearest"
    step: Literal[1, 2, 4] = 1
    fallback: Literal["black", None] = None  # noqa: PYI061 - this spelling is understood, too
    mode: OptionTypesMode = OptionTypesMode.FAST
    colour: OptionTypesColour | None = None
    level: OptionTypesLevel = OptionTypesLevel.HIGH
    colours: list[OptionTypesColour] = field(default_factory=list)
    file: Path = Path("a/b.txt")
    files: tuple[Path, ...] = ()
    maybe: Optional[Path] = None  # noqa: UP045 - the old spelling is understood, too
    ratio: Annotated[float, Range(0, 1)] = 0.5
    count: Annotated[int, Range(gt=0)] | None = None
    angle: Annotated[float | None, "degrees", Range(0, lt=360)] = None
    weights: list[Annotated[float, Range(0)]] = field(default_factory=lambda: [1.0, 2.0])
    size: tuple[int, int] = (640, 480)
    names: Sequence[str] = ()
    labels: list[str] | None = None
    width: Pixels = Pixels(3)
    start: OptionTypesPoint | None = None
    path: list[OptionTypesPoint] = field(default_factory=list)


@register("option_types.Show")
class Show(Calculator):
    """Sends its options."""

    out = Output[OptionTypes]()
    options: OptionTypes

    def process(self) -> None:
        self.out.send(self.options, 0)
        self.stop()


GRAPH = """node {{
  calculator: "option_types.Show" output_stream: "out"
  node_options {{
    [type.googleapis.com/OptionTypes] {{
      {}
    }}
  }}
}}"""


def options_of(graph: str | GraphConfig) -> OptionTypes:
    """Run a graph with the one node, and return the options that the calculator had."""
    with CalculatorGraph(graph) as running:
        seen = watch(running, "out", bounds=False)
        running.start_run()
        running.wait_until_done()
    (packet,) = seen["out"]
    assert isinstance(packet.value, OptionTypes)
    return packet.value


VALUES: list[tuple[str, str, Any]] = [
    ("method", '"linear"', "linear"),
    ("step", "4", 4),
    ("fallback", "'black'", "black"),
    ("mode", "EXACT", OptionTypesMode.EXACT),
    ("colour", "GREEN", OptionTypesColour.GREEN),
    ("level", "LOW", OptionTypesLevel.LOW),
    ("colours", "[GREEN, RED]", [OptionTypesColour.GREEN, OptionTypesColour.RED]),
    ("file", '"models/x.tflite"', Path("models/x.tflite")),
    ("files", '["a", "b/c"]', (Path("a"), Path("b/c"))),
    ("maybe", '"a"', Path("a")),
    ("ratio", "1", 1.0),
    ("count", "1", 1),
    ("angle", "359.5", 359.5),
    ("weights", "[0, 1.5]", [0.0, 1.5]),
    ("size", "[320, 240]", (320, 240)),
    ("names", '"one"', ("one",)),
    ("labels", '["a", "b"]', ["a", "b"]),
    ("width", "7", 7),
    ("start", "{ x: 0.25 }", OptionTypesPoint(0.25)),
    ("path", "[{ x: 0 }, { x: 1 y: 1 }]", [OptionTypesPoint(0.0), OptionTypesPoint(1.0, 1.0)]),
]


@pytest.mark.parametrize(("name", "text", "expected"), VALUES, ids=[name for name, *_ in VALUES])
def test_a_graph_sets_a_field(name: str, text: str, expected: Any) -> None:
    """The calculator gets the Python value that the text stands for; the other fields have their defaults."""
    options = options_of(GRAPH.format(f"{name}: {text}"))
    assert getattr(options, name) == expected
    assert type(getattr(options, name)) is type(expected)
    setattr(options, name, getattr(OptionTypes(), name))
    assert options == OptionTypes()


def everything() -> Iterator[str]:
    """The text of all fields."""
    return (f"{name}: {text}" for name, text, _ in VALUES)


def test_binary_graphs_and_printed_ones_hold_the_same_options() -> None:
    """Options of a plain dataclass survive a way through MediaPipe's binary format, and through protobuf's printer."""
    text = GRAPH.format("\n".join(everything()))
    expected = OptionTypes(**{name: value for name, _, value in VALUES})
    config = load_message(GraphConfig, text)
    assert options_of(config) == expected
    assert options_of(load_message(GraphConfig, to_binary(config))) == expected
    assert options_of(to_text(config)) == expected


WRONG: list[tuple[str, int, str, str]] = [
    ('method: "lineer"', 15, 'method expects "nearest" or "linear", found string "lineer"', 'did you mean "linear"?'),
    ("method: linear", 15, 'method expects "nearest" or "linear", found linear', 'put it in quotes: "linear"'),
    ("step: 3", 13, "step expects 1, 2 or 4, found 3", ""),
    ("mode: EXAT", 13, "mode expects a value of OptionTypesMode, found EXAT", 'did you mean "EXACT"?'),
    ('mode: "exact"', 13, 'mode expects a value of OptionTypesMode, found string "exact"', "write EXACT; its values"),
    ("mode: 2", 13, "mode expects a value of OptionTypesMode, found 2", "its values are FAST, EXACT"),
    ("colours: [RED, BLUE]", 22, "colours expects a value of OptionTypesColour, found BLUE", "its values are RED, G"),
    ("file: 3", 13, "file expects a string, found 3", ""),
    ("ratio: 1.5", 14, "ratio expects a double (0 to 1), found 1.5", ""),
    ("ratio: nan", 14, "ratio expects a double (0 to 1), found nan", ""),
    ("count: 0", 14, "count expects an int64 (above 0), found 0", ""),
    ("angle: 360", 14, "angle expects a double (at least 0 and below 360), found 360", ""),
    ("weights: [1, -2, 3]", 20, "weights expects a double (at least 0), found -2", ""),
    ("weights: []", 7, "weights cannot be empty: what has no values is not set, and has", "leave it out, or give the"),
    ("size: [1, 2, 3]", 7, "size expects 2 values, found 3", ""),
    ("size: 1", 7, "size expects 2 values, found 1", ""),
    ("start { x: 2 }", 18, "x expects a double (0 to 1), found 2", ""),
    ("start { y: 1 }", 13, "OptionTypesPoint needs x, which has no default", ""),
    ("path { x: 0 } path { x: 0 z: 1 }", 33, "OptionTypesPoint has no field z", "its fields are x, y"),
]


@pytest.mark.parametrize(("text", "column", "message", "hint"), WRONG, ids=[text for text, *_ in WRONG])
def test_a_graph_that_sets_a_field_wrongly(text: str, column: int, message: str, hint: str) -> None:
    """The error has the place of the value, what the field expects, what was found, and what to do."""
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(GRAPH.format(text))
    (diagnostic,) = caught.value.diagnostics
    assert str(diagnostic.location) == f"<graph>:5:{column}"
    assert message in diagnostic.message
    assert diagnostic.hint.startswith(hint)
    assert bool(hint) == bool(diagnostic.hint)


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Values out of range do not hide each other."""
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(GRAPH.format('ratio: 2 step: 3 method: "x" size: 1'))
    assert [item.location and item.location.column for item in caught.value.diagnostics] == [14, 22, 32, 36]


def show(options: OptionTypes) -> GraphConfig:
    """A graph with the one node, whose options are an object."""
    extended = make_extended("mediapipe.CalculatorOptions", options)
    node = NodeConfig(calculator="option_types.Show", output_stream=("out",), options=extended)
    return GraphConfig(node=(node,))


def test_options_may_be_an_object() -> None:
    """Options that a program makes reach the calculator as they are."""
    options = OptionTypes(**{name: value for name, _, value in VALUES})
    assert options_of(show(options)) == options


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("method", "x", 'expects "nearest" or "linear", found \'x\''),
        ("ratio", -1, "expects a double (0 to 1), found -1"),
        ("mode", "fast", "expected a member of OptionTypesMode: FAST, EXACT"),
        ("level", 4, "expected a member of OptionTypesLevel: LOW, HIGH"),
        ("file", 3, "expected str, bytes or os.PathLike object, not int"),
        ("size", (1,), "expects 2 values, found 1"),
        ("weights", [], "what has no values is not set, and has its default"),
    ],
)
def test_an_object_with_wrong_values_is_refused(name: str, value: Any, message: str) -> None:
    """The same rules hold for options that a program makes."""
    with pytest.raises(ConfigError) as caught:
        show(OptionTypes(**{name: value}))
    assert str(caught.value) == f"error: field {name} of OptionTypes cannot hold {value!r}: {message}"


def test_an_object_with_wrong_values_inside_is_refused() -> None:
    """The field that is named is that of the inner object."""
    with pytest.raises(
        ConfigError, match=r"^error: field x of OptionTypesPoint cannot hold 2.0: expects a double \(0 "
    ):
        show(OptionTypes(path=[OptionTypesPoint(0.0), OptionTypesPoint(2.0)]))


@dataclass
class OptionTypesLoose:
    """Fields with the numbers of those of `OptionTypesStrict`, without rules."""

    ratio: float = 0.0
    size: list[int] = field(default_factory=list)


@dataclass
class OptionTypesStrict:
    """Options with rules."""

    ratio: Ratio = 0.0
    size: tuple[int, int] = (1, 1)


@register("option_types.Strict")
class Strict(Calculator):
    """Has strict options."""

    out = Output[int]()
    options: OptionTypesStrict

    def process(self) -> None:
        self.stop()


@pytest.mark.parametrize(
    ("loose", "message"),
    [
        (OptionTypesLoose(ratio=1.5), "ratio expects a double (0 to 1), found 1.5"),
        (OptionTypesLoose(size=[1, 2, 3]), "size expects 2 values, found 3"),
    ],
)
def test_a_binary_graph_is_held_to_the_rules(loose: OptionTypesLoose, message: str, tmp_path: Path) -> None:
    """A serialized graph, which no parser has seen, is refused when the node's options are read."""
    ensure_registered(OptionTypesLoose)
    graph: Any = message_class("mediapipe.CalculatorGraphConfig")()
    node = graph.node.add(calculator="option_types.Strict", output_stream=["out"])
    node.node_options.add(type_url="type.googleapis.com/OptionTypesStrict", value=encode(loose).SerializeToString())
    path = tmp_path / "strict.binarypb"
    path.write_bytes(graph.SerializeToString())
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(path)
    assert str(caught.value) == f"{path}: error: field {message}"


@dataclass
class OptionTypesOrdered:
    """Options whose fields depend on each other."""

    low: float = 0.0
    high: float = 1.0
    inner: OptionTypesPoint | None = None

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"low is {self.low:g}, above high, which is {self.high:g}")
        self.scale = 1 / (self.high - self.low)


@register("option_types.Ordered")
class Ordered(Calculator):
    """Has options that look at themselves."""

    out = Output[int]()
    options: OptionTypesOrdered

    def process(self) -> None:
        self.stop()


@dataclass
class OptionTypesOuter:
    """Options with options inside."""

    bounds: list[OptionTypesOrdered] = field(default_factory=list)


@register("option_types.Outer")
class Outer(Calculator):
    """Has options with options inside."""

    out = Output[int]()
    options: OptionTypesOuter

    def process(self) -> None:
        self.stop()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("low: 2", "OptionTypesOrdered: low is 2, above high, which is 1"),
        ("low: 1", "OptionTypesOrdered cannot be made: ZeroDivisionError: float division by zero"),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "node_options { [type.googleapis.com/OptionTypesOrdered] { %s } }",
        "options { [OptionTypesOrdered.ext] { %s } }",
    ],
)
def test_what_post_init_raises_is_told_at_the_options(options: str, message: str, form: str) -> None:
    """A refusal of the dataclass itself has the place of the node's options; any exception will do."""
    text = f'node {{ calculator: "option_types.Ordered" output_stream: "out"\n{form % options}\n}}'
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(text)
    assert str(caught.value) == f"<graph>:2:{form.index('{ %s') + 1}: error: {message}"


def test_what_post_init_of_inner_options_raises_is_told_there() -> None:
    """Options inside options have a place of their own."""
    text = (
        'node { calculator: "option_types.Outer" output_stream: "out"\n'
        "node_options { [type.googleapis.com/OptionTypesOuter] { bounds { } bounds { low: 2 } } }\n}"
    )
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(text)
    assert str(caught.value).startswith("<graph>:2:75: error: OptionTypesOrdered: low is 2")


@calculator
def OptionTypesFunction(  # noqa: N802 - it is registered under its name
    number: float,
    *,
    method: Literal["up", "down"] = "up",
    gain: Annotated[float, Range(0, 1)] = 1.0,
    mode: OptionTypesMode = OptionTypesMode.FAST,
    file: Path | None = None,
) -> str:
    """Shows its options."""
    return f"{number * gain} {method} {mode.name} {file}"


FUNCTION = """input_stream: "n"
node { calculator: "OptionTypesFunction" input_stream: "NUMBER:n" output_stream: "out"
node_options { [type.googleapis.com/OptionTypesFunctionOptions] { %s } } }"""


def test_a_function_has_options_of_the_same_types(threads: int) -> None:
    """Keyword-only parameters are fields like those of a dataclass."""
    text = FUNCTION % 'method: "down" gain: 0.5 mode: EXACT file: "x"'
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)
        graph.start_run()
        graph.add_packet_to_input_stream("n", 3.0, 0)
        graph.close_all_input_streams()
        graph.wait_until_done()
    assert [packet.value for packet in seen["out"]] == ["1.5 down EXACT x"]


@pytest.mark.parametrize(
    ("option", "message"),
    [("gain: 2", "field gain expects a double (0 to 1), found 2"), ("method: 'on'", 'expects "up" or "down", found')],
)
def test_a_functions_options_are_held_to_the_same_rules(option: str, message: str) -> None:
    """A value out of range has its place in the text."""
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(FUNCTION % option)
    assert str(caught.value).startswith("<graph>:3:")
    assert message in str(caught.value)
