"""Calculators beside slow, obvious models of themselves: generated streams through both, on any thread, in any order.

A model is plain Python on whole streams, written from what MediaPipe says the calculator does. What it gives must not
depend on where the calculator runs, nor on which of its inputs comes first, unless it says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from random import Random
from typing import Any, Final, TypeAlias

from hypothesis import settings
from hypothesis import strategies as st

from backedge import CalculatorGraph, Packet
from backedge.testing import run_node
from tests.graph_text import do

Stream: TypeAlias = dict[int, Any]
"""A stream as a whole: its values by timestamp, in order."""

THREADS: Final = (0, 2)

SOME = settings(max_examples=25)
"""As many examples as a test of one calculator has."""

randoms: Final = st.randoms(use_true_random=False)


def streams(values: st.SearchStrategy[Any], *, step: int = 10, longest: int = 8) -> st.SearchStrategy[Stream]:
    """Streams of such values, at multiples of `step`; so those of several streams often meet."""
    timestamps = st.integers(0, 12).map(lambda number: number * step)
    return st.dictionaries(timestamps, values, max_size=longest).map(in_order)


def in_order(stream: Mapping[int, Any]) -> Stream:
    """The stream, sorted by timestamp."""
    return dict(sorted(stream.items()))


def times(*of: Stream) -> list[int]:
    """The timestamps at which any of the streams has a packet, in order."""
    return sorted(set().union(*of))


def node(calculator: str, inputs: str = "", outputs: str = "", *, side: str = "", options: str = "") -> str:
    """The text of a node: ports separated by spaces, and the text of its options, after the name of their message."""
    message, _, fields = options.partition(" ")
    more = f"node_options {{ [type.googleapis.com/{message}] {{ {fields} }} }}" if options else ""
    return do(inputs, outputs, side, more, calculator)


def require(
    text: str,
    inputs: Mapping[str, Stream],
    expected: Mapping[str, Stream],
    rng: Random | None = None,
    side: Mapping[str, Any] | None = None,
) -> None:
    """Run nodes on the streams, on every number of threads, and compare what comes out with what is expected.

    Args:
        text: the nodes.
        inputs: what to feed.
        expected: what the model says of each output.
        rng: mixes the inputs; None for nodes that go by what comes first: they are fed in the order of the timestamps.
        side: side packets.
    """
    for threads in THREADS:
        if rng is None:
            seen = run_node(
                text, {name: as_packets(stream) for name, stream in inputs.items()}, side, num_threads=threads
            )
            found = {name: {packet.timestamp: packet.value for packet in seen[name]} for name in expected}
        else:
            found = run_mixed(text, inputs, expected, rng, side, threads)
        assert found == expected, f"on {threads} threads"


def as_packets(stream: Stream) -> list[Packet[Any]]:
    """The packets of a stream."""
    return [Packet(value, timestamp) for timestamp, value in stream.items()]


def run_mixed(
    text: str,
    inputs: Mapping[str, Stream],
    outputs: Collection[str],
    rng: Random,
    side: Mapping[str, Any] | None,
    threads: int,
) -> dict[str, Stream]:
    """Feed the streams, mixed at will, without a rest; what comes out."""
    heads = "".join(f'input_stream: "{name}" ' for name in inputs)
    graph = CalculatorGraph(heads + text, num_threads=threads, check_types=True)
    found: dict[str, Stream] = {name: {} for name in outputs}
    for name in outputs:
        graph.observe_output_stream(name, lambda name, packet: found[name].update({packet.timestamp: packet.value}))
    left = {name: list(stream.items()) for name, stream in inputs.items() if stream}
    with graph:
        graph.start_run(side)
        while left:
            name = rng.choice(list(left))
            timestamp, value = left[name].pop(0)
            graph.add_packet_to_input_stream(name, value, timestamp)
            if not left[name]:
                del left[name]
                if rng.random() < 0.5:
                    graph.close_input_stream(name)
    return found
