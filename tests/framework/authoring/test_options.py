"""Options: from a Message or a plain dataclass, in both of the config's syntaxes."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ForwardRef

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, Input, Output, register
from backedge.authoring.base import options_type_of
from backedge.config import load_graph
from backedge.errors import RegistrationError
from backedge.protos import Message, field
from tests.flow import end, values, watch
from tests.graph_text import do, graph_of


class OptionsTestGainOptions(Message, name="mediapipe.OptionsTestGainOptions", extension=536870900):
    """Options as a message of MediaPipe's."""

    gain: float = field(1, default=1.0)
    word: str = field(2)


@dataclass(frozen=True)
class OptionsTestPlain:
    """Options as a plain dataclass, the way a user writes them."""

    gain: float = 1.0
    word: str = ""


@register("options.Message")
class OfMessage(Calculator):
    """Multiplies by an option."""

    source = Input[float]()
    target = Output[str]()
    options: OptionsTestGainOptions

    def process(self) -> None:
        self.target.send(f"{self.source.value * self.options.gain} {self.options.word}")


@register("options.Plain")
class OfPlain(Calculator):
    """Multiplies by an option of a plain dataclass."""

    source = Input[float]()
    target = Output[str]()
    options: OptionsTestPlain

    def process(self) -> None:
        self.target.send(f"{self.source.value * self.options.gain} {self.options.word}")


def result(calculator: str, options: str) -> str:
    """The node's output for 2.0, with these options."""
    with CalculatorGraph(graph_of("a", do("a", "b", more=options, calculator=calculator))) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        graph.add_packet_to_input_stream("a", 2.0, 0)
        end(graph)
    text: str = values(seen["b"])[0]
    return text


MESSAGE = ("options.Message", "mediapipe.OptionsTestGainOptions")
PLAIN = ("options.Plain", "OptionsTestPlain")


@pytest.mark.parametrize(("calculator", "name"), [MESSAGE, PLAIN])
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", "2.0 "),
        ("options {{ [{name}.ext] {{ gain: 3 }} }}", "6.0 "),
        ("node_options {{ [type.googleapis.com/{name}] {{ gain: 4 word: 'x' }} }}", "8.0 x"),
        (
            "node_options {{ [type.googleapis.com/{name}] {{ word: 'x' }} }} options {{ [{name}.ext] {{ gain: 5 }} }}",
            "10.0 ",
        ),
        ("node_options {{ [type.googleapis.com/DoOptions] {{ offset: 3 }} }}", "2.0 "),
    ],
)
def test_both_kinds_in_both_syntaxes(calculator: str, name: str, options: str, expected: str) -> None:
    """An extension wins as a whole over an Any; options of another type have no effect."""
    assert result(calculator, options.format(name=name)) == expected


def test_all_nodes_have_their_own() -> None:
    """Two nodes of one calculator have the options that each was given."""
    nodes = [
        do(
            "a",
            out,
            calculator="options.Plain",
            more=f"node_options {{ [type.googleapis.com/OptionsTestPlain] {{ gain: {gain} }} }}",
        )
        for out, gain in (("b", 2), ("c", 3))
    ]
    with CalculatorGraph(graph_of("a", *nodes)) as graph:
        seen = watch(graph, "b", "c", bounds=False)
        graph.start_run()
        graph.add_packet_to_input_stream("a", 1.0, 0)
        end(graph)
    assert {name: values(packets) for name, packets in seen.items()} == {"b": ["2.0 "], "c": ["3.0 "]}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            "node_options { [type.googleapis.com/OptionsTestPlain] { gian: 1 } }",
            'OptionsTestPlain has no field gian\n    did you mean "gain"? its fields are gain, word',
        ),
        (
            "node_options { [type.googleapis.com/OptionsTestPlain] { gain: 'x' } }",
            "field gain expects a double, found string 'x'",
        ),
    ],
)
def test_wrong_options(options: str, message: str) -> None:
    """The error names unknown fields and values of the wrong kind, with their place."""
    with pytest.raises(ConfigError) as caught:
        load_graph(graph_of("a", do("a", "b", more=options, calculator="options.Plain")), file="graph.pbtxt")
    assert str(caught.value).startswith("graph.pbtxt:2:")
    assert message in str(caught.value)


def test_options_annotated_with_something_else() -> None:
    """Options have to be annotated with a class."""
    with pytest.raises(RegistrationError, match=r"options: expected a class, found list\[int\]$"):

        class Wrong(Calculator):
            options: list[int]

    with pytest.raises(RegistrationError, match=r"options: name 'Missing' is not defined$"):

        class Unknown(Calculator):
            options: Missing  # type: ignore[name-defined]  # noqa: F821 - that is the point


def test_an_annotation_may_be_a_forward_reference() -> None:
    """Annotations that are evaluated late, as Python 3.14 does with all, name the options like strings."""
    for annotation in (ForwardRef("OptionsTestPlain"), "OptionsTestPlain", OptionsTestPlain):
        made: Any = type("Late", (Calculator,), {"__module__": __name__, "__annotations__": {"options": annotation}})
        assert options_type_of(made) is OptionsTestPlain


def test_options_may_be_declared_inside_the_calculator() -> None:
    """The annotation names a class in the body of the calculator's class, as it does for Python."""

    class Around(Calculator):
        @dataclass
        class OptionsTestInside:
            gain: float = 1.0

        options: OptionsTestInside

    assert options_type_of(Around) is Around.OptionsTestInside


def test_options_of_a_module_without_postponed_annotations(tmp_path: Path) -> None:
    """A module that does not import annotations from the future has options too."""
    path = tmp_path / "options_not_postponed.py"
    path.write_text(
        "from dataclasses import dataclass\n"
        "from backedge import Calculator\n"
        "@dataclass\nclass NotPostponed:\n    gain: float = 1.0\n"
        "class Own(Calculator):\n    options: NotPostponed\n"
        "class Sub(Own):\n    other: int\n"
    )
    found = runpy.run_path(str(path))
    assert options_type_of(found["Own"]) is found["NotPostponed"]
    assert options_type_of(found["Sub"]) is found["NotPostponed"]


def test_a_subclass_has_its_bases_options() -> None:
    """Options are inherited, and can be replaced."""

    class Sub(OfPlain):
        pass

    assert options_type_of(Sub) is OptionsTestPlain
    assert options_type_of(Calculator) is None
    assert (OfPlain().options if hasattr(OfPlain(), "options") else None) is None


def refuse(value: Any) -> None:
    """Refuse what is too small."""
    if value < 0:
        raise ValueError("gain must not be negative")


@dataclass(frozen=True)
class OptionsTestCareful:
    """Options that look at themselves."""

    gain: float = 1.0

    def __post_init__(self) -> None:
        refuse(self.gain)


@register("options.Careful")
class OfCareful(Calculator):
    """Has careful options."""

    source = Input[float]()
    options: OptionsTestCareful

    def process(self) -> None:
        """Nothing to do."""


def test_options_can_refuse_values() -> None:
    """A value that the options class refuses is an error of the config."""
    text = do(
        "a", calculator="options.Careful", more="node_options { [type.googleapis.com/OptionsTestCareful] { gain: -1 } }"
    )
    with pytest.raises(ConfigError, match="gain must not be negative"):
        CalculatorGraph(graph_of("a", text))
