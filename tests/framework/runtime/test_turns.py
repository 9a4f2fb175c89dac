"""Threads that take turns with a graph: a chain stays where it is, and what is dispatched does not wait."""

from __future__ import annotations

import gc
import random
import threading
import warnings
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, Input, Output, register
from backedge.packet import Packet
from tests.do_calculator import Do, forward
from tests.flow import WAIT, P, end, threads_left, values, watch
from tests.framework.runtime.interrupts import alarm, can_interrupt
from tests.graph_text import do, graph_of


@register("test.LightPass")
class LightPass(Calculator):
    """Passes packets on, without a worker."""

    lightweight = True

    x = Input[Any]()
    y = Output[Any]()

    def process(self) -> None:
        self.y.forward(self.x)


@register("test.LightCount")
class LightCount(Calculator):
    """A source without a worker, which counts."""

    lightweight = True

    number = Output[int]()

    def open(self) -> None:
        self.next = 0

    def process(self) -> None:
        self.number.send(self.next, self.next)
        self.next += 1


def pool(name: str, threads: int) -> str:
    """An executor."""
    options = f"options {{ [mediapipe.ThreadPoolExecutorOptions.ext] {{ num_threads: {threads} }} }}"
    return f'executor {{ name: "{name}" type: "ThreadPoolExecutor" {options} }}'


@pytest.mark.parametrize("workers", [1, 3])
def test_a_chain_stays_on_its_thread(workers: int) -> None:
    """A packet goes through a chain on one thread, where nothing else is to be done."""
    threads: list[int] = []

    def note(node: Do) -> None:
        threads.append(threading.get_ident())
        forward(node)

    chain = [do(f"s{i}", f"s{i + 1}", "PROCESS:note") for i in range(10)]
    with CalculatorGraph(graph_of("s0", *chain), num_threads=workers) as graph:
        graph.start_run({"note": note})
        graph.wait_until_idle()
        stays = 0
        for timestamp in range(20):
            graph.add_packet_to_input_stream("s0", P(timestamp))
            graph.wait_until_idle()
            assert len(threads) == 10
            stays += len(set(threads)) == 1
            threads.clear()
    # A caller may wake a thread that then finds nothing to do, and has the turn when a call ends.
    assert stays > 10


def test_a_dispatched_call_does_not_wait_for_a_callback() -> None:
    """The call of one node begins although the callback of another one does not return before."""
    begun = threading.Event()
    text = graph_of("a", do("a", "light", calculator="test.LightPass"), do("a", "", "PROCESS:begin"))
    with CalculatorGraph(text, num_threads=2) as graph:
        seen: list[bool] = []
        graph.observe_output_stream("light", lambda *_: seen.append(begun.wait(WAIT)))
        graph.start_run({"begin": lambda _: begun.set()})
        graph.wait_until_idle()
        graph.add_packet_to_input_stream("a", P(0))
        graph.wait_until_idle()
    assert seen == [True]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_dispatched_call_does_not_wait_for_a_source(workers: int) -> None:
    """An endless source that needs no worker keeps no call from being made, and goes on meanwhile."""
    passed = [threading.Event() for _ in range(3)]

    def note(node: Do) -> None:
        # The first call returns when the source has gone on.
        if node.timestamp == 0:
            assert all(event.wait(WAIT) for event in passed)

    with CalculatorGraph(
        graph_of("", "max_queue_size: -1", do("", "a", calculator="test.LightCount"), do("a", "", "PROCESS:note")),
        num_threads=workers,
    ) as graph:
        graph.observe_output_stream("a", lambda _, p: passed[p.timestamp].set() if p.timestamp < 3 else None)
        graph.start_run({"note": note})
        for event in passed:
            assert event.wait(WAIT)
        graph.cancel()


def test_light_nodes_move_while_all_workers_are_busy() -> None:
    """A packet that needs no worker gets through although every worker makes a call."""
    busy, may_return = threading.Event(), threading.Event()

    def work(_: Do) -> None:
        busy.set()
        assert may_return.wait(WAIT)

    text = graph_of("a x", do("a", "", "PROCESS:work"), do("x", "y", calculator="test.LightPass"))
    with CalculatorGraph(text, num_threads=1) as graph:
        came = threading.Semaphore(0)
        graph.observe_output_stream("y", lambda *_: came.release())
        graph.start_run({"work": work})
        graph.add_packet_to_input_stream("a", P(0))
        assert busy.wait(WAIT)
        for timestamp in range(3):
            graph.add_packet_to_input_stream("x", P(timestamp))
            assert came.acquire(timeout=WAIT)
        may_return.set()
        end(graph)


def test_an_executor_of_one_thread_makes_all_its_calls_there() -> None:
    """However the threads of a graph take turns, a call is made on a thread of its node's executor."""
    where: dict[str, set[str]] = {"x": set(), "y": set()}

    def note(node: Do) -> None:
        where[node.node_name].add(threading.current_thread().name)
        forward(node)

    text = graph_of(
        "a",
        pool("ex", 1),
        pool("ey", 1),
        do("a", "b", "PROCESS:note", 'name: "x" executor: "ex"'),
        do("b", "c", "PROCESS:note", 'name: "y" executor: "ey"'),
        do("c", "d", calculator="test.LightPass"),
    )
    with CalculatorGraph(text) as graph:
        seen = watch(graph, "d", bounds=False)["d"]
        graph.start_run({"note": note})
        for timestamp in range(200):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert values(seen) == list(range(200))
    assert where == {"x": {"backedge-ex-0"}, "y": {"backedge-ey-0"}}


WEB = graph_of(
    "a b",
    "max_queue_size: 3",
    pool("", 2),
    pool("other", 1),
    do("a", "c", more="max_in_flight: 2"),
    do("b", "d", more='executor: "other"'),
    do("c", "e", calculator="test.LightPass"),
    do("e d", "f g", more='executor: "other"'),
    do("f", "h"),
    do("g", "i", calculator="test.LightPass"),
    do("h i", "j k"),
)


def feed(graph: CalculatorGraph, stream: str, count: int) -> None:
    """Feed packets from a thread of the application's, until the graph is cancelled."""
    with suppress(GraphError):
        for timestamp in range(count):
            graph.add_packet_to_input_stream(stream, P(timestamp))


def feeders(graph: CalculatorGraph, count: int) -> list[threading.Thread]:
    """Threads that feed both inputs of `WEB`."""
    threads = [threading.Thread(target=feed, args=[graph, stream, count]) for stream in "ab"]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.usefixtures("busy_switching")
def test_nothing_is_lost_between_threads() -> None:
    """Two callers, two executors and light nodes: every packet comes out, in order, in every run."""
    with CalculatorGraph(WEB) as graph:
        seen = watch(graph, "j", "k", bounds=False)
        for _ in range(5):
            graph.start_run()
            threads = feeders(graph, 40)
            for thread in threads:
                thread.join(WAIT)
                assert not thread.is_alive()
            graph.wait_until_idle(WAIT)
            assert values(seen["j"]) == values(seen["k"]) == list(range(40))
            graph.close_all_input_streams()
            graph.wait_until_done(WAIT)
            for packets in seen.values():
                packets.clear()


@pytest.mark.usefixtures("busy_switching")
@pytest.mark.parametrize("is_dropped", [False, True], ids=["cancelled", "dropped"])
def test_a_run_can_end_at_any_moment(is_dropped: bool) -> None:
    """Wherever its threads are when a graph is cancelled or dropped, all of them end."""
    chance = random.Random(1)
    for _ in range(6):
        before = set(threading.enumerate())
        graph = CalculatorGraph(WEB)
        enough, count = threading.Event(), chance.randrange(30)
        graph.observe_output_stream("e", partial(set_at, count, enough))
        graph.start_run()
        threads = feeders(graph, count + 1 if is_dropped else 60)
        assert enough.wait(WAIT)
        if not is_dropped:
            graph.cancel()
        for thread in threads:
            thread.join(WAIT)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            del graph, threads, thread
            gc.collect()
        assert threads_left(before) == []


def set_at(count: int, event: threading.Event, _: str, packet: Packet[Any]) -> None:
    """Set an event at a certain timestamp."""
    if packet.timestamp >= count:
        event.set()


@can_interrupt
def test_an_interrupted_caller_keeps_no_graph_from_going_on() -> None:
    """Ctrl-C may come between any two steps of a call; the calls that follow work, and none waits for ever."""
    chance = random.Random(2)
    with CalculatorGraph(WEB) as graph, alarm() as interrupt_in:
        graph.start_run()
        timestamp = 0
        for _ in range(100):
            with suppress(KeyboardInterrupt):
                interrupt_in(chance.uniform(1e-5, 2e-3))
                while True:
                    for stream in "ab":
                        graph.add_packet_to_input_stream(stream, P(timestamp))
                    timestamp += 1
            timestamp += 1
            graph.wait_until_idle(WAIT)
        end(graph)


@pytest.mark.parametrize("started", [0, 2, 4])
def test_threads_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch, started: int) -> None:
    """Where the system has too few threads for a graph, those that were started end, and the graph can be run later."""
    text = 'input_stream: "a" node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }'
    graph = CalculatorGraph(text, num_threads=4)
    before, start = threading.active_count(), threading.Thread.start
    left = iter(range(started))

    def start_some(thread: threading.Thread) -> None:
        if next(left, None) is None:
            raise RuntimeError("can't start new thread")
        start(thread)

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start_some)
        with pytest.raises(GraphError, match=r"the graph wants 5 threads: can't start new thread; ask for fewer"):
            graph.start_run()
    assert threading.active_count() == before
    assert not graph.is_active
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 1, 0)
        graph.wait_until_idle()
