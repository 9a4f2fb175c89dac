"""Calculators that tests tell what to do, and ways to see what a graph does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from backedge import Calculator, CalculatorGraph, Contract, Inputs, Outputs, SideInput, register
from backedge.authoring.ports import Input
from backedge.packet import Packet

WAIT = 20.0
"""Seconds after which something that should have happened at once has not."""


@dataclass(frozen=True)
class DoOptions:
    """Options of `Do`.

    Attributes:
        bounds: process timestamp bounds too.
        offset: timestamp offset of the outputs.
        arbitrary: the outputs promise nothing.
    """

    bounds: bool = False
    offset: int = 0
    arbitrary: bool = False


@register("test.Do")
class Do(Calculator):
    """Does what the functions in its side packets do; each is called with the calculator.

    Without PROCESS it passes its inputs on. If there is a LOG every call is noted there.
    """

    inputs = Inputs[Any]()
    outputs = Outputs[Any]()
    on_open = SideInput[Any]("OPEN", optional=True)
    on_process = SideInput[Any]("PROCESS", optional=True)
    on_close = SideInput[Any]("CLOSE", optional=True)
    log = SideInput[list[Any]]("LOG", optional=True)
    options: DoOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.process_timestamp_bounds = contract.options.bounds
        if len(contract.inputs):
            contract.timestamp_offset = None if contract.options.arbitrary else contract.options.offset

    def open(self) -> None:
        self._call(self.on_open)

    def process(self) -> None:
        if not self._call(self.on_process):
            for source, target in zip(self.inputs, self.outputs, strict=False):
                target.forward(source)

    def close(self) -> None:
        self._call(self.on_close)

    def _call(self, function: SideInput[Any]) -> bool:
        if self.log.connected:
            self.log.value.append((self.node_name, self.phase, self.timestamp))
        if function.connected:
            function.value(self)
        return function.connected


def sender(packets: Iterable[Packet[Any]]) -> Callable[[Do], None]:
    """What a source does in `process` to send one packet at a time, and stop after the last."""
    left = iter(packets)

    def send_next(source: Do) -> None:
        packet = next(left, None)
        if packet is None:
            source.stop()
        source.outputs[0].send_packet(packet)

    return send_next


def watch(graph: CalculatorGraph, *streams: str, bounds: bool = True) -> dict[str, list[Packet[Any]]]:
    """What passes each of the streams; fills while the graph runs."""
    seen: dict[str, list[Packet[Any]]] = {stream: [] for stream in streams}
    for stream in streams:
        graph.observe_output_stream(
            stream, lambda name, packet: seen[name].append(packet), observe_timestamp_bounds=bounds
        )
    return seen


def add(graph: CalculatorGraph, stream: str, timestamp: int) -> None:
    """Feed a packet whose value says where it comes from, and let the graph come to rest."""
    graph.add_packet_to_input_stream(stream, P(timestamp, stream))
    graph.wait_until_idle()


def feed_from_threads(graph: CalculatorGraph, streams: str, *, count: int) -> None:
    """Feed packets at 0, 1, … to each stream (a letter) from a thread of its own; all of them begin at once."""
    start = threading.Barrier(len(streams))

    def feed(stream: str) -> None:
        start.wait(WAIT)
        for timestamp in range(count):
            graph.add_packet_to_input_stream(stream, P(timestamp))

    feeders = [threading.Thread(target=feed, args=[stream]) for stream in streams]
    for feeder in feeders:
        feeder.start()
    for feeder in feeders:
        feeder.join(WAIT)


def settle(graph: CalculatorGraph, stream: str, through: int) -> None:
    """Tell that a graph input has no packet through a timestamp, and let the graph come to rest."""
    graph.set_input_stream_timestamp_bound(stream, through + 1)
    graph.wait_until_idle()


def end(graph: CalculatorGraph) -> None:
    """End a run in good order."""
    graph.close_all_packet_sources()
    graph.wait_until_done()


def P(timestamp: int, value: Any = None) -> Packet[Any]:  # noqa: N802 - as in MediaPipe's notes: P@10, B@20
    """A packet at `timestamp`; its value is the timestamp unless given."""
    return Packet(timestamp if value is None else value, timestamp)


def B(timestamp: int) -> Packet[Any]:  # noqa: N802 - as above
    """An empty packet: nothing through `timestamp`."""
    return Packet.empty(timestamp)


def values(packets: Iterable[Packet[Any]]) -> list[Any]:
    """The values of those packets that have one."""
    return [packet.value for packet in packets if not packet.is_empty]


def seen_by(inputs: Iterable[Input[Any]]) -> list[Packet[Any]]:
    """The packets that are in the ports of a calculator."""
    return [port.packet for port in inputs]


def do(inputs: str = "", outputs: str = "", side: str = "", more: str = "", calculator: str = "test.Do") -> str:
    """The text of a node; ports are separated by blanks."""
    ports = [
        f'{field}: "{port}"'
        for field, listed in (("input_stream", inputs), ("output_stream", outputs), ("input_side_packet", side))
        for port in listed.split()
    ]
    return f'node {{ calculator: "{calculator}" {" ".join(ports)} {more} }}\n'


def do_options(options: str) -> str:
    """Options of a node, for the argument `more` of `do`."""
    return f"node_options {{ [type.googleapis.com/DoOptions] {{ {options} }} }}"


def graph_of(inputs: str, *nodes: str) -> str:
    """The text of a graph; its input streams are separated by blanks."""
    return "\n".join([*(f'input_stream: "{name}"' for name in inputs.split()), *nodes])
