"""Ports: how calculators declare and use what they are connected to."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import (
    Calculator,
    CalculatorGraph,
    ConfigError,
    Contract,
    Input,
    Inputs,
    Output,
    Outputs,
    SideInput,
    SideInputs,
    SideOutput,
    SideOutputs,
    register,
)
from backedge.authoring.base import declarations_of
from backedge.authoring.ports import Port, bind_port, side_outbox_of
from backedge.errors import CalculatorError, GraphError, StreamError
from backedge.packet import EMPTY
from tests.flow import B, P, add, end, values, watch
from tests.graph_text import do, graph_of


@register("ports.Mixed")
class Mixed(Calculator):
    """Has every kind of port; sends what it sees of them."""

    first = Input[Any]()
    second = Input[Any](":1", optional=True)
    tagged = Input[Any]("TAG:1", optional=True)
    videos = Inputs[Any]("VIDEO")
    rest = Inputs[Any]("*")
    seen = Output[Any]()
    unused = Output[Any]("UNUSED", optional=True)

    def process(self) -> None:
        self.unused.send("nobody hears that")
        self.unused.set_next_timestamp_bound(100)
        named = [port.name for port in (self.first, self.second, self.tagged)]
        self.seen.send((named, [port.name for port in self.videos], [f"{port.tag}={port.name}" for port in self.rest]))


def mixed(inputs: str) -> Any:
    """The ports that a node with these inputs sees."""
    names = " ".join(dict.fromkeys(port.rpartition(":")[2] for port in inputs.split()))
    with CalculatorGraph(graph_of(names, do(inputs, "out", calculator="ports.Mixed"))) as graph:
        seen = watch(graph, "out", bounds=False)
        graph.start_run()
        for name in names.split():
            graph.add_packet_to_input_stream(name, P(1))
        end(graph)
    return values(seen["out"])[0]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ("a", (["a", "", ""], [], [])),
        ("a b", (["a", "b", ""], [], [])),
        ("a b c", (["a", "b", ""], [], [":2=c"])),
        ("VIDEO:1:w VIDEO:0:v a", (["a", "", ""], ["v", "w"], [])),
        ("TAG:0:s TAG:1:t a", (["a", "", "t"], [], ["TAG:0=s"])),
        ("Z:z Y:1:y Y:0:x a", (["a", "", ""], [], ["Y:0=x", "Y:1=y", "Z:0=z"])),
        ("a TAG:0:a TAG:1:a", (["a", "", "a"], [], ["TAG:0=a"])),
    ],
)
def test_which_port_gets_what(inputs: str, expected: Any) -> None:
    """Ports go by tag and index; a group takes all of its tag, and "*" what is left, in MediaPipe's order."""
    assert mixed(inputs) == expected


def test_what_a_port_that_is_left_out_says() -> None:
    """An optional port that the config leaves out is not connected, has no value, and takes packets without effect."""
    port = Mixed().second
    assert not port.connected
    assert port.is_empty
    assert port.get() is None
    assert port.get("default") == "default"
    with pytest.raises(StreamError, match="has no packet at this timestamp; ask is_empty first"):
        _ = port.value


def test_inputs_in_process(threads: int) -> None:
    """value, get, is_empty and timestamp tell of the packet at the timestamp being processed."""
    told: list[Any] = []

    def tell(node: Any) -> None:
        a, b = node.inputs
        told.append((a.is_empty, a.get("none"), a.timestamp, b.is_empty, b.get("none"), b.timestamp))

    with CalculatorGraph(graph_of("a b", do("a b", "", "PROCESS:tell")), num_threads=threads) as graph:
        graph.start_run({"tell": tell})
        add(graph, "a", 1)
        add(graph, "b", 5)
        graph.add_packet_to_input_stream("a", None, 9)
        end(graph)
    assert told == [
        (False, "a", 1, True, "none", 4),
        (True, "none", 8, False, "b", 5),
        (False, None, 9, True, "none", 2**63 - 4),
    ]


def test_reading_an_input_without_a_packet_is_an_error(threads: int) -> None:
    """The message names the stream and what to ask first."""
    graph = CalculatorGraph(graph_of("a b", do("a b", "", "PROCESS:read")), num_threads=threads)
    graph.start_run({"read": lambda node: node.inputs[1].value})
    graph.close_input_stream("b")
    with pytest.raises(CalculatorError) as caught:
        add(graph, "a", 1)
    assert 'input stream "b" (:1) has no packet at this timestamp; ask is_empty first, or use get()\n' in str(
        caught.value
    )


def test_sending(threads: int) -> None:
    """send, send_packet and forward; at the input's timestamp unless another is given."""

    def send(node: Any) -> None:
        if node.timestamp == 1:
            node.outputs[0].send("one")
            node.outputs[0].send("two", 2)
            node.outputs[0].send_packet(P(3, "three"))
            node.outputs[0].send_packet(B(9))
            node.outputs[0].forward(node.inputs[0])

    with CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:send")), num_threads=threads) as graph:
        seen = watch(graph, "b")
        graph.start_run({"send": send})
        with pytest.raises(CalculatorError, match=r"it can take 4 or later, but received 1"):
            add(graph, "a", 1)
    assert seen["b"] == []


def test_a_node_has_ports_of_its_own(threads: int) -> None:
    """Two nodes of one calculator do not share ports, and the class itself keeps its declarations."""
    text = graph_of("a b", do("a", "c"), do("b", "d"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", "d", bounds=False)
        graph.start_run()
        add(graph, "a", 1)
        add(graph, "b", 2)
    assert seen == {"c": [P(1, "a")], "d": [P(2, "b")]}
    assert not Mixed.first.connected
    assert Mixed.first.packet.value is EMPTY


def test_declarations_are_inherited() -> None:
    """A subclass has its base's ports, and can replace and add some."""

    class Base(Calculator):
        source = Input[int]()
        target = Output[int]()

    class Sub(Base):
        target = Output[str]("TEXT")  # type: ignore[assignment] # another type on purpose
        more = Input[float]("MORE")

    assert {name: (port.tag, port.value_type) for name, port in declarations_of(Sub).items()} == {
        "source": ("", int),
        "target": ("TEXT", str),
        "more": ("MORE", float),
    }
    assert declarations_of(Base)["target"].value_type is int


@register("ports.Sides")
class Sides(Calculator):
    """Passes side packets on."""

    given = SideInputs[Any]("*")
    made = SideOutputs[Any]("*", same_as=given)

    def open(self) -> None:
        for given, made in zip(self.given, self.made, strict=True):
            made.set(given.value)


def test_groups_of_side_packets(threads: int) -> None:
    """Side packets come in groups too."""
    text = (
        'node { calculator: "ports.Sides" input_side_packet: "A:x" input_side_packet: "B:y" '
        'output_side_packet: "A:p" output_side_packet: "B:q" }'
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run({"x": 1, "y": "two"})
        graph.wait_until_idle()
        assert (graph.get_output_side_packet("p"), graph.get_output_side_packet("q")) == (1, "two")


@register("ports.Contract")
class WithContract(Calculator):
    """Adjusts its contract to what is connected."""

    sources = Inputs[Any]("IN")
    targets = Outputs[Any]("OUT")
    side = SideInput[int]("SIDE", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        ins, outs = contract.inputs, contract.outputs
        contract.require(ins.count("IN") == outs.count("OUT"), f"{ins.count('IN')} IN need as many OUT")
        contract.require("IN" in ins and len(ins) == ins.count("IN"), "it takes IN")
        for port in ins:
            port.type = int if "SIDE" in contract.input_side_packets else str
            found = outs.find("OUT", port.index)
            assert found is not None
            found.same_as = port
        assert ins.find("NONE") is None
        contract.input_policy = "ImmediateInputStreamHandler"

    def process(self) -> None:
        """Nothing to do."""


def test_a_contract_can_depend_on_the_config() -> None:
    """update_contract() sees which ports a node has, and can set their types and the input policy."""
    text = graph_of("a b", do("IN:0:a IN:1:b", "OUT:0:c OUT:1:d", calculator="ports.Contract"))
    plan = CalculatorGraph(text).plan
    assert plan.stream_types == {"a": str, "b": str, "c": str, "d": str}
    assert plan.nodes[0].input_policy == "ImmediateInputStreamHandler"
    with_side = graph_of("a", do("IN:a", "OUT:c", "SIDE:s", calculator="ports.Contract"))
    assert CalculatorGraph(with_side).plan.stream_types == {"a": int, "c": int}
    with pytest.raises(ConfigError, match=r'ports.Contract \(node "ports.Contract"\): 2 IN need as many OUT'):
        CalculatorGraph(graph_of("a b", do("IN:0:a IN:1:b", "OUT:c", calculator="ports.Contract")))


def test_text_of_a_port() -> None:
    """A port shows its tag and what it is connected to."""
    assert repr(Mixed.tagged) == "Input('TAG:1', not connected)"
    assert repr(bind_port(Mixed.tagged, "stream")) == "Input('TAG:1', stream)"


def test_a_side_packet_is_set_once_in_a_call() -> None:
    """A port that has been set refuses a second value, and keeps the first."""
    port = bind_port(SideOutput[int](), "s")
    assert isinstance(port, SideOutput)
    port.set(1)
    with pytest.raises(GraphError, match='output side packet "s" was already set'):
        port.set(2)
    assert side_outbox_of(port).pending == [1]


@pytest.mark.parametrize(
    ("port", "cure"),
    [
        (Input[int]("TAG"), r'input stream "s": .* ask not is_empty .* or value'),
        (Output[int](), 'output stream "s": .* ask connected'),
        (SideInput[int](), r'input side packet "s": .* ask connected \(was one given\?\) or value'),
        (SideOutput[int](), 'output side packet "s": .* ask connected'),
    ],
)
def test_ports_are_neither_true_nor_false(port: Port[Any], cure: str) -> None:
    """`if self.request:` would be true whatever has come; the error says what to ask instead."""
    with pytest.raises(GraphError, match=f"^{cure}"):
        bool(bind_port(port, "s"))
