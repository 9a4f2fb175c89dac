"""Mistakes of calculators that a graph with checks looks for, as `run_node` does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar, cast

import pytest

from backedge import (
    Calculator,
    CalculatorGraph,
    Input,
    Output,
    Outputs,
    Packet,
    SideInput,
    SideOutput,
    calculator,
    register,
)
from backedge.errors import CalculatorError, GraphError
from backedge.packet import EMPTY
from backedge.testing import run_node
from tests.flow import add
from tests.graph_text import do, graph_of


@register("test.MistakenCalculator")
class MistakenCalculator(Calculator):
    """Makes the mistake that a test gives it."""

    x = Input[float]("X")
    y = Output[float]("Y")
    others = Outputs[str]("OTHER")
    given = SideInput[str]("GIVEN")
    made = SideOutput[str]("MADE")

    mistake: ClassVar[Callable[[MistakenCalculator], object]] = staticmethod(lambda _: None)
    phase_of_mistake: ClassVar[str] = "process"

    def open(self) -> None:
        return cast("None", self._go_on("open"))

    def process(self) -> None:
        return cast("None", self._go_on("process"))

    def _go_on(self, phase: str) -> object:
        return type(self).mistake(self) if phase == self.phase_of_mistake else None


@calculator
def MistakenFunctionCalculator(x: float) -> Any:
    """A function that returns a packet."""
    return Packet(x, 3)


NODE = """node { calculator: "test.MistakenCalculator" input_stream: "X:x" output_stream: "Y:y" output_stream: "OTHER:o"
    output_stream: "OTHER:1:p" input_side_packet: "GIVEN:g" output_side_packet: "MADE:m" }"""


def run(monkeypatch: pytest.MonkeyPatch, mistake: Callable[[Any], object], *, phase: str = "process") -> str:
    """The message about a calculator that does `mistake`; it is one error, of the node, with nothing after it."""
    monkeypatch.setattr(MistakenCalculator, "mistake", staticmethod(mistake))
    monkeypatch.setattr(MistakenCalculator, "phase_of_mistake", phase)
    with pytest.raises(CalculatorError) as caught:
        run_node(NODE, {"x": [1.0]}, {"g": "given"})
    assert (caught.value.node, caught.value.phase) == ("test.MistakenCalculator", phase)
    found = re.match(r".*test.MistakenCalculator .* failed in \w+\(\).*?: (.*)", str(caught.value))
    assert found
    return found[1]


def overwrite(name: str, value: object) -> Callable[[Any], object]:
    """The mistake of assigning to a port."""
    return lambda self: setattr(self, name, value)


@pytest.mark.parametrize("phase", ["open", "process"])
@pytest.mark.parametrize(
    ("port", "said"),
    [
        ("y", "self.y is an output stream, but was overwritten with 2.0; write self.y.send(value)"),
        ("x", "self.x is an input stream, but was overwritten with 2.0; read it with self.x.value, and keep"),
        ("given", "self.given is an input side packet, but was overwritten with 2.0; read it with self.given.value"),
        ("made", "self.made is an output side packet, but was overwritten with 2.0; write self.made.set(value)"),
        ("others", "self.others is an output stream, but was overwritten with 2.0; keep what is yours under another"),
    ],
)
def test_overwritten_port(monkeypatch: pytest.MonkeyPatch, phase: str, port: str, said: str) -> None:
    """Assigning to a port is an error that says how that port is used."""
    assert run(monkeypatch, overwrite(port, 2.0), phase=phase).startswith(said)


def test_overwritten_port_explains_what_came_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Using what stands in a port's place fails anyhow; the error says why."""

    def mistake(self: Any) -> None:
        self.y = 2.0
        self.y.send(2.0)

    assert run(monkeypatch, mistake).startswith("self.y is an output stream, but was overwritten")


def generator(self: Any) -> Any:
    """A `process` with a yield."""
    yield 2.0


async def coroutine(self: Any) -> None:
    """An async `process`."""


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (lambda _: 2.0, "process() returned 2.0, which goes nowhere; write self.y.send(value)"),
        (generator, "process() has a yield, so that nothing of it was run; write self.y.send(value)"),
        (coroutine, "process() is async, and a graph does not await it; write def process(self) -> None"),
    ],
)
def test_returned_value(monkeypatch: pytest.MonkeyPatch, mistake: Callable[[Any], object], said: str) -> None:
    """A method that returns something is an error, which says to send it."""
    assert run(monkeypatch, mistake) == said


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            lambda self: self.y.send(Packet(2.0, 3)),
            'self.y (output stream "Y:y") was sent a Packet as a value, Packet(2.0 @ 3); write self.',
        ),
        (
            lambda self: self.others[1].send(Packet("a", 3)),
            'self.others[1] (output stream "OTHER:1:p") was sent a Packet as a value',
        ),
        (
            lambda self: self.y.send_packet((2.0, 3)),
            'self.y (output stream "Y:y") was sent (2.0, 3) as a packet; write self.y.send(value, ',
        ),
        (
            lambda self: self.made.set(Packet("a")),
            'self.made (output side packet "MADE:m") was set to a Packet as a value, ',
        ),
        (
            lambda self: self.y.send(EMPTY),
            'self.y (output stream "Y:y") was sent EMPTY, which stands for no value; ask',
        ),
        (lambda self: self.y.send(self.x), 'self.y (output stream "Y:y") was sent a port as a value, Input('),
        (lambda self: self.made.set(self.x), 'self.made (output side packet "MADE:m") was set to a port as a value, I'),
        (lambda self: self.y.send(2.0, 0.0), "self.y.send(): a timestamp is an int, in microseconds; found 0.0"),
        (
            lambda self: self.y.send_packet(Packet(2.0, cast("int", "3"))),
            "self.y.send(): a timestamp is an int, in microseconds; found '3'",
        ),
    ],
)
def test_wrongly_sent(monkeypatch: pytest.MonkeyPatch, mistake: Callable[[Any], object], said: str) -> None:
    """A packet sent as a value, a tuple as a packet, and a timestamp that is not an int are errors of the call."""
    assert run(monkeypatch, mistake).startswith(said)


def test_sent_before_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check covers also packets that a call sends before it stops the sources."""

    def mistake(self: Any) -> None:
        self.y.send(Packet(2.0, 3))
        self.stop()

    assert run(monkeypatch, mistake).startswith('self.y (output stream "Y:y") was sent a Packet as a value')


def test_function_that_returns_a_packet(threads: int) -> None:
    """The error tells the author of a function to return the value alone."""
    node = 'node { calculator: "MistakenFunctionCalculator" input_stream: "X:x" output_stream: "y" }'
    with pytest.raises(GraphError, match=r"the function returned a Packet, .*; return its value"):
        run_node(node, {"x": [1.0]}, num_threads=threads)


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (lambda self: self.y.send("a"), 'self.y (output stream "Y:y") carries float, but was sent str'),
        (lambda self: self.y.send(None), 'self.y (output stream "Y:y") carries float, but was sent NoneType; None is'),
        (
            lambda self: self.others[1].send(2.0),
            'self.others[1] (output stream "OTHER:1:p") carries str, but was sent fl',
        ),
        (lambda self: self.made.set(2.0), 'self.made (output side packet "MADE:m") carries str, but was set to float'),
    ],
)
def test_values_of_another_type(monkeypatch: pytest.MonkeyPatch, mistake: Callable[[Any], object], said: str) -> None:
    """A value that is not of its output's declared type is an error that names the output, both types and a cure."""
    assert run(monkeypatch, mistake).startswith(said)


class Wanted:
    """A class that another one is named like."""


Homonym = type("Wanted", (), {"__module__": "elsewhere"})


@register("test.SendsHomonym")
class SendsHomonym(Calculator):
    """Sends a value of another class with the same name."""

    x = Input[Any]()
    y = Output[Wanted]()

    def process(self) -> None:
        self.y.send(Homonym())


def test_two_classes_of_one_name() -> None:
    """Where the names are the same, the error tells the modules."""
    node = 'node { calculator: "test.SendsHomonym" input_stream: "x" output_stream: "y" }'
    with pytest.raises(CalculatorError, match=rf"carries {__name__}\.Wanted, but was sent elsewhere\.Wanted"):
        run_node(node, {"x": [1]})


@register("test.Echo")
class Echo(Calculator):
    """Sends what it gets, whatever it declares."""

    x = Input[Any]()
    lists = Output[list[int]]("LISTS", optional=True)
    either = Output[int | str]("EITHER", optional=True)

    def process(self) -> None:
        self.lists.send(self.x.value)
        self.either.send(self.x.value)


@pytest.mark.parametrize(
    ("tag", "good", "bad"), [("LISTS", [[1], [2, 3], []], [1, "2"]), ("EITHER", [1, "a", 2, "b"], 1.5)]
)
def test_every_value_is_looked_at(tag: str, good: list[Any], bad: Any) -> None:
    """A value that fits does not vouch for the next one, of another class or with other items."""
    node = f'node {{ calculator: "test.Echo" input_stream: "x" output_stream: "{tag}:y" }}'
    assert run_node(node, {"x": good}).values("y") == good
    with pytest.raises(CalculatorError, match=rf'output stream "{tag}:y"\) carries .*, but was sent') as caught:
        run_node(node, {"x": [*good, bad]})
    assert f"at timestamp {len(good)}:" in str(caught.value)


@register("test.Forgetful")
class Forgetful(Calculator):
    """Overwrites its output."""

    x = Input[str]()
    y = Output[str]()

    def process(self) -> None:
        self.y = self.x.value  # type: ignore[assignment]


def test_an_overwritten_port_is_refused_without_checks(threads: int) -> None:
    """No graph lets ``self.y = value`` pass, and the error has its line."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", calculator="test.Forgetful")), num_threads=threads)
    graph.start_run()
    with pytest.raises(
        CalculatorError, match=r"self\.y is an output stream, .* write self\.y\.send\(value\)"
    ) as caught:
        add(graph, "a", 1)
    assert str(caught.value).endswith(", in process: self.y = self.x.value  # type: ignore[assignment]")
    graph.cancel()


def test_no_mistake(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """A call that makes no mistake has its outputs, with the profiler as without it."""

    def right(self: MistakenCalculator) -> None:
        self.y.send(self.x.value)
        self.others[0].send_packet(Packet(self.given.value, self.timestamp))
        self.made.set("made")

    monkeypatch.setattr(MistakenCalculator, "mistake", staticmethod(right))
    for profiler in ("", "profiler_config { enable_profiler: true }"):
        outputs = run_node(NODE + profiler, {"x": [1.0]}, {"g": "given"}, num_threads=threads)
        assert (outputs.values("y"), outputs.values("o"), outputs.side_packets) == ([1.0], ["given"], {"m": "made"})
