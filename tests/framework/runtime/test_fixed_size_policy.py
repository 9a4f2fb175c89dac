"""The fixed-size policy in graphs: what a slow node loses, and that its streams lose the same."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Contract, Inputs, Outputs, register
from backedge.config.handlers import FixedSizeInputStreamHandlerOptions
from tests.do_calculator import Do
from tests.flow import WAIT, P, add, end, feed_from_threads, values, watch
from tests.graph_text import do, graph_of, input_policy


@register("test.LastTwo")
class LastTwo(Calculator):
    """Passes its inputs on, and asks for a policy that cuts its queues to two packets."""

    inputs = Inputs[Any]()
    outputs = Outputs[Any](same_as=inputs)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.input_policy = "FixedSizeInputStreamHandler"
        contract.input_policy_options = FixedSizeInputStreamHandlerOptions(
            trigger_queue_size=2, target_queue_size=2, fixed_min_size=True
        )

    def process(self) -> None:
        for source, target in zip(self.inputs, self.outputs, strict=True):
            target.forward(source)


def burst(node: Do) -> None:
    """The `process` of a source that sends ten packets in one call."""
    for timestamp in range(10):
        node.outputs[0].send(timestamp, timestamp)
    node.stop()


@pytest.mark.parametrize("fixed_min_size", ["false", "true"])
def test_a_slow_node_gets_the_newest_packet(fixed_min_size: str) -> None:
    """A node that takes one packet for every ten that its source sends gets each time the last of the ten."""
    turn = threading.Condition()
    sent = taken = 0
    stopped = False

    def send(node: Do) -> None:
        nonlocal sent, stopped
        if sent == 100:
            with turn:
                stopped = True
                turn.notify_all()
            node.stop()
        node.outputs[0].send(sent, sent)
        with turn:
            sent += 1
            turn.notify_all()
            assert turn.wait_for(lambda: sent <= max(1, 10 * taken), WAIT)

    def take(node: Do) -> None:
        nonlocal taken
        node.outputs[0].forward(node.inputs[0])
        with turn:
            taken += 1
            turn.notify_all()
            assert turn.wait_for(lambda: stopped or sent > 10 * taken, WAIT)

    options = input_policy("FixedSize", f"fixed_min_size: {fixed_min_size}")
    text = graph_of("", do("", "a", "PROCESS:send"), do("a", "b", "PROCESS:take", options))
    with CalculatorGraph(text, num_threads=2) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run({"send": send, "take": take})
        graph.wait_until_done()
    assert seen == [P(timestamp) for timestamp in (0, 9, 19, 29, 39, 49, 59, 69, 79, 89, 99)]


@pytest.mark.parametrize(
    ("fixed_min_size", "expected"),
    [
        ("false", [[5, 6], [5, 6, 7], [5, 6, 7]]),
        ("true", [[1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 7], [4, 5, 6, 7]]),
    ],
)
def test_a_late_stream_loses_what_others_have_lost(threads: int, fixed_min_size: str, expected: list[Any]) -> None:
    """A late packet is dropped from its queue if those at its timestamp were cut from another one."""
    options = f"trigger_queue_size: 4 target_queue_size: 3 fixed_min_size: {fixed_min_size}"
    text = graph_of("a b c", do("a b c", "x y z", more=input_policy("FixedSize", options)))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", "y", "z", bounds=False)
        graph.start_run()
        for stream, first, last in (("a", 1, 6), ("b", 3, 7), ("c", 4, 7)):
            for timestamp in range(first, last + 1):
                add(graph, stream, timestamp)
        end(graph)
    assert [[packet.timestamp for packet in seen[name]] for name in "xyz"] == expected


@pytest.mark.parametrize("fixed_min_size", ["true", "false"])
def test_cutting_a_full_queue_frees_its_source(threads: int, fixed_min_size: str) -> None:
    """A source that fills a queue at once is not held back for ever by packets that are dropped."""
    options = input_policy("FixedSize", f"fixed_min_size: {fixed_min_size}")
    text = graph_of("", "max_queue_size: 10", do("", "a", "PROCESS:burst"), do("a", "b", more=options))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run({"burst": burst})
        graph.wait_until_done()
    assert seen[-1] == P(9)


def test_a_calculator_can_ask_for_it(threads: int) -> None:
    """The policy and its options in a calculator's contract hold where the config names none."""
    text = graph_of("", do("", "a", "PROCESS:burst"), do("a", "b", calculator="test.LastTwo"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run({"burst": burst})
        graph.wait_until_done()
    assert values(seen) == [8, 9]


@pytest.mark.parametrize(
    ("streams", "more", "calculator"),
    [
        ("abc", input_policy("FixedSize", "trigger_queue_size: 3"), "test.Do"),
        ("abc", input_policy("FixedSize", "trigger_queue_size: 3 fixed_min_size: true"), "test.Do"),
        ("abcd", "", "test.LastTwo"),
    ],
)
def test_streams_that_are_cut_stay_together(threads: int, streams: str, more: str, calculator: str) -> None:
    """Fed from several threads, what comes out of each stream belongs to the same timestamps."""
    names = " ".join(streams)
    node = do(names, names.translate(str.maketrans("abcd", "wxyz")), more=more, calculator=calculator)
    with CalculatorGraph(graph_of(names, node), num_threads=threads) as graph:
        seen = watch(graph, *"wxyz"[: len(streams)], bounds=False)
        graph.start_run()
        feed_from_threads(graph, streams, count=50)
        end(graph)
    first, *others = seen.values()
    assert first[-1] == P(49)
    assert all(other == first for other in others)
