"""Worker threads: what runs where, and in which order results leave."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, register
from backedge.errors import CalculatorError
from tests.do_calculator import Do
from tests.flow import WAIT, B, P, add, end, values, watch
from tests.graph_text import do, do_options, graph_of


@register("test.Where")
class Where(Calculator):
    """Sends the name of the thread it runs on."""

    source = Input[Any]()
    thread = Output[str]()

    def process(self) -> None:
        self.thread.send(threading.current_thread().name)


@register("test.WhereLight")
class WhereLight(Where):
    """`Where`, but too quick to be worth a worker."""

    lightweight = True

    source = Input[Any]()
    thread = Output[str]()


def threads_of(text: str, **kwargs: Any) -> dict[str, list[Any]]:
    """The threads on which the calculators behind streams ``w`` and ``l`` ran."""
    with CalculatorGraph(text, **kwargs) as graph:
        seen = watch(graph, "w", "l", bounds=False)
        graph.start_run()
        add(graph, "a", 1)
        end(graph)
    return {name: values(packets) for name, packets in seen.items()}


WHERE = graph_of("a", do("a", "w", calculator="test.Where"), do("a", "l", calculator="test.WhereLight"))


def test_without_executors_everything_runs_on_the_callers_thread() -> None:
    """A graph that declares no threads has none."""
    here = threading.current_thread().name
    assert threads_of(WHERE) == {"w": [here], "l": [here]}


def test_lightweight_calculators_run_where_the_graph_is_at_work() -> None:
    """With workers, heavy calculators run on them, and lightweight ones on whichever thread of the graph is at it."""
    where = threads_of(WHERE, num_threads=1)
    assert where["w"] == ["backedge-worker-0"]
    assert where["l"][0] in ("backedge-worker-0", "backedge-graph")


def test_the_config_can_ask_for_threads() -> None:
    """num_threads in the config does as much, and the argument overrides it."""
    here = threading.current_thread().name
    assert threads_of("num_threads: 1 " + WHERE)["w"] == ["backedge-worker-0"]
    assert threads_of("num_threads: 1 " + WHERE, num_threads=0)["w"] == [here]


def test_a_node_can_have_an_executor_of_its_own() -> None:
    """A node that names an executor runs there, the others where they would."""
    text = graph_of(
        "a",
        'executor { name: "inference" type: "ThreadPoolExecutor" '
        "options { [mediapipe.ThreadPoolExecutorOptions.ext] { num_threads: 1 } } }",
        do("a", "w", calculator="test.Where", more='executor: "inference"'),
        do("a", "l", calculator="test.WhereLight"),
    )
    assert threads_of(text)["w"] == ["backedge-inference-0"]


def test_nodes_work_at_the_same_time() -> None:
    """Two nodes that need each other's presence meet on two workers."""
    barrier = threading.Barrier(2)
    text = graph_of("a", do("a", "b", "PROCESS:meet"), do("a", "c", "PROCESS:meet"))
    with CalculatorGraph(text, num_threads=2) as graph:
        seen = watch(graph, "b", "c", bounds=False)
        graph.start_run({"meet": lambda node: node.outputs[0].send(barrier.wait(WAIT) >= 0)})
        add(graph, "a", 1)
    assert values(seen["b"]) == values(seen["c"]) == [True]


def test_a_node_never_meets_itself() -> None:
    """Without max_in_flight one call of a node ends before the next begins."""
    inside, overlaps = threading.Semaphore(1), list[bool]()

    def work(_: Do) -> None:
        overlaps.append(not inside.acquire(blocking=False))
        inside.release()

    with CalculatorGraph(graph_of("a", do("a", "", "PROCESS:work")), num_threads=3) as graph:
        graph.start_run({"work": work})
        for timestamp in range(100):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert overlaps == [False] * 100


class Backwards:
    """Calls of three instances that can only finish in reverse order."""

    def __init__(self) -> None:
        self.done = [threading.Event() for _ in range(4)]
        self.done[3].set()
        self.instances: set[int] = set()

    def __call__(self, node: Do) -> None:
        self.instances.add(id(node))
        assert self.done[node.timestamp + 1].wait(WAIT)
        if node.timestamp != 1:
            node.outputs[0].send(node.timestamp)
        self.done[node.timestamp].set()


@pytest.mark.parametrize(("options", "settled"), [("offset: 0", [B(1)]), ("arbitrary: true", [])])
def test_results_leave_in_the_order_of_the_inputs(options: str, settled: list[Any]) -> None:
    """With max_in_flight what is finished first waits until it is its turn; bounds wait too."""
    backwards = Backwards()
    text = graph_of("a", do("a", "b", "PROCESS:work", "max_in_flight: 3 " + do_options(options)))
    with CalculatorGraph(text, num_threads=3) as graph:
        seen = watch(graph, "b")
        graph.start_run({"work": backwards})
        for timestamp in range(3):
            graph.add_packet_to_input_stream("a", P(timestamp))
        graph.wait_until_idle()
        assert seen["b"] == [P(0), *settled, P(2)]
    assert len(backwards.instances) == 3


def test_packets_in_parallel_keep_their_order(threads: int) -> None:
    """max_in_flight changes nothing about what comes out."""
    with CalculatorGraph(graph_of("a", do("a", "b", more="max_in_flight: 4")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        for timestamp in range(60):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert values(seen["b"]) == list(range(60))


def test_bounds_do_not_overtake_calls_under_way() -> None:
    """While a call is under way its outputs are settled only up to it, whatever the inputs are."""
    busy, go_on = threading.Event(), threading.Event()
    seen_early: list[Any] = []

    def work(node: Do) -> None:
        busy.set()
        assert go_on.wait(WAIT)
        node.outputs[0].forward(node.inputs[0])

    with CalculatorGraph(graph_of("a x", do("a", "b", "PROCESS:work"), do("x", "y")), num_threads=2) as graph:
        seen = watch(graph, "b")
        settled = threading.Event()
        graph.observe_output_stream("y", lambda *_: settled.set(), observe_timestamp_bounds=True)
        graph.start_run({"work": work})
        graph.add_packet_to_input_stream("a", P(1))
        assert busy.wait(WAIT)
        graph.set_input_stream_timestamp_bound("a", 50)
        graph.set_input_stream_timestamp_bound("x", 50)
        assert settled.wait(WAIT)
        seen_early += seen["b"]
        go_on.set()
        graph.wait_until_idle()
        assert (seen_early, seen["b"]) == ([B(0)] if seen_early else [], [*seen_early, P(1), B(49)])


def test_every_instance_lives_and_dies_once() -> None:
    """With max_in_flight: 3 there are three instances, each opened and closed once."""
    log: list[tuple[str, int]] = []
    text = graph_of("a", do("a", "b", "OPEN:open CLOSE:close", "max_in_flight: 3"))
    with CalculatorGraph(text, num_threads=2) as graph:
        graph.start_run(
            {"open": lambda node: log.append(("open", id(node))), "close": lambda node: log.append(("close", id(node)))}
        )
        end(graph)
    opened = [instance for phase, instance in log if phase == "open"]
    closed = [instance for phase, instance in log if phase == "close"]
    assert len(set(opened)) == 3
    assert sorted(opened) == sorted(closed)


def test_every_instance_is_closed_although_one_fails_to() -> None:
    """An instance whose close() fails keeps no other from being closed, and none is closed twice."""
    closed: list[int] = []

    def close(node: Do) -> None:
        closed.append(id(node))
        raise ValueError("broken")

    graph = CalculatorGraph(graph_of("a", do("a", "b", "CLOSE:close", "max_in_flight: 3")), num_threads=1)
    graph.start_run({"close": close})
    with pytest.raises(Exception, match=r"failed in close\(\): ValueError: broken"):
        end(graph)
    assert len(closed) == len(set(closed)) == 3


def test_an_instance_that_does_not_open_is_not_closed() -> None:
    """The instances that were opened are closed if one of three fails to open, and the error says open()."""
    log: list[str] = []

    def open_two(_: Do) -> None:
        log.append("open")
        if len(log) == 2:
            raise ValueError("broken")

    text = graph_of("a", do("a", "b", "OPEN:open CLOSE:close", "max_in_flight: 3"))
    graph = CalculatorGraph(text, num_threads=1)
    with pytest.raises(CalculatorError, match=r"failed in open\(\): ValueError: broken"):  # noqa: PT012 - in which call varies
        graph.start_run({"open": open_two, "close": lambda _: log.append("close")})
        graph.wait_until_idle()
    graph.close()
    assert log == ["open", "open", "close"]


def test_batches_are_worked_through_on_workers() -> None:
    """A node with batches uses its executor too; its packets leave in order, and the rest at the end."""
    batch = "input_stream_handler { options { [mediapipe.DefaultInputStreamHandlerOptions.ext] { batch_size: 3 } } }"
    text = graph_of("a", do("a", "b", more=batch, calculator="test.Where"))
    with CalculatorGraph(text, num_threads=1) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run()
        for timestamp in range(4):
            add(graph, "a", timestamp)
        assert [packet.timestamp for packet in seen] == [0, 1, 2]
        assert graph.explain().backlogs == {"test.Where": "has collected 1 of the 3 input sets of its batch"}
        end(graph)
    assert [packet.timestamp for packet in seen] == [0, 1, 2, 3]
    assert set(values(seen)) == {"backedge-worker-0"}


def test_threads_have_the_name_that_the_config_wants() -> None:
    """The threads of an executor have the prefix that its option thread_name_prefix gives."""
    executor = (
        'executor { name: "x" type: "ThreadPoolExecutor" options { [mediapipe.ThreadPoolExecutorOptions.ext] '
        '{ num_threads: 1 thread_name_prefix: "detector" } } }'
    )
    text = WHERE.replace('"test.Where"', '"test.Where" executor: "x"') + executor
    assert threads_of(text)["w"] == ["detector-0"]
