"""Packets that come too late: the mistakes that lead there are told apart, with the line that sends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, Packet, register
from backedge.authoring.late_packets import LatePacket
from backedge.errors import CalculatorError, GraphError
from tests.flow import WAIT, add, end, watch
from tests.graph_text import do, graph_of, input_policy


class Sends(Calculator):
    """Base of calculators that send what they should not."""

    y = Output[int]("Y")


@register("test.SendsTwice")
class SendsTwice(Sends):
    """Sends two packets at one timestamp."""

    x = Input[Any]()

    def process(self) -> None:
        self.y.send(1)
        self.y.send(2)  # the second


@register("test.SendsAgain")
class SendsAgain(Sends):
    """Sends at the same timestamp in every call."""

    x = Input[Any]()
    timestamp_offset = None

    def process(self) -> None:
        self.y.send(1, 100)  # at the same


@register("test.LagsBehind")
class LagsBehind(Sends):
    """Sends packets before its input, and promises not to."""

    x = Input[Any]()

    def process(self) -> None:
        self.y.send_packet(Packet(1, self.timestamp - 5))  # in the past


@register("test.GoesBack")
class GoesBack(Sends):
    """Sends packets in the wrong order."""

    x = Input[Any]()

    def process(self) -> None:
        self.y.send(1, self.timestamp + 2)
        self.y.send(1, self.timestamp + 1)  # too late


@register("test.HasNoTimestamp")
class HasNoTimestamp(Sends):
    """A source that gives its packets no timestamp."""

    def process(self) -> None:
        self.y.send(1)  # at no time


@register("test.SendsInClose")
class SendsInClose(Sends):
    """Sends its sum at the end, without a timestamp."""

    x = Input[Any]()

    def process(self) -> None:
        pass

    def close(self) -> None:
        self.y.send(1)  # without one


CAUSES = {
    "SendsTwice": "it is the second packet at 10, and a stream carries one at each timestamp; send one of them, both "
    "as a list, or the second at a later timestamp: {send}(value, timestamp)",
    "LagsBehind": "the input is at 12, and timestamp_offset = 0 promises packets at the input timestamp or "
    "later; declare in the class of the calculator how far they are from it at least, timestamp_offset = -5 or less, "
    "or None to promise nothing",
    "GoesBack": "a packet at 12 was sent before it; send packets in the order of their timestamps",
    "HasNoTimestamp": "a source has no input timestamp, so whatever it sends without a timestamp is at 0; give each "
    "packet its own: {send}(value, timestamp)",
}
LINES = {
    "SendsTwice": "process: self.y.send(2)  # the second",
    "LagsBehind": "process: self.y.send_packet(Packet(1, self.timestamp - 5))  # in the past",
    "GoesBack": "process: self.y.send(1, self.timestamp + 1)  # too late",
    "HasNoTimestamp": "process: self.y.send(1)  # at no time",
}


def failure_of(name: str, *, threads: int, checks: bool, reader: str = "") -> CalculatorError:
    """The error of a graph in which calculator `name` gets packets at 10 and 12."""
    has_input = name != "HasNoTimestamp"
    text = graph_of("a", do("a" if has_input else "", "Y:b", calculator=f"test.{name}"), reader)
    graph = CalculatorGraph(text, num_threads=threads, check_types=checks)
    with pytest.raises(GraphError) as caught:  # noqa: PT012 - in which call varies
        graph.start_run()
        if has_input:
            add(graph, "a", 10)
            add(graph, "a", 12)
            end(graph)
        graph.wait_until_done()
    graph.cancel()
    error: BaseException | None = caught.value
    while not isinstance(error, CalculatorError):  # a source may have failed twice
        assert error is not None
        error = error.__cause__
    return error


@pytest.mark.parametrize("reader", ["", do("b", "c")], ids=["unread", "read"])
@pytest.mark.parametrize("name", CAUSES)
def test_the_cause_with_checks(name: str, reader: str, threads: int) -> None:
    """With checks the error says which mistake it is and in which line, whether or not a node reads the stream."""
    error = failure_of(name, threads=threads, checks=True, reader=reader)
    assert error.node == f"test.{name}"
    assert 'packet timestamp mismatch in self.y (output stream "Y:b"): it can take' in str(error)
    assert CAUSES[name].format(send="self.y.send") in str(error)
    assert error.source is not None
    assert str(error).endswith(f"    at {__file__}:{error.source.line}, in {LINES[name]}")


@pytest.mark.parametrize("name", CAUSES)
def test_the_cause_without_checks(name: str, threads: int) -> None:
    """Without checks it is found where a node reads the stream: the error names the method that sends."""
    error = failure_of(name, threads=threads, checks=False, reader=do("b", "c"))
    assert error.node == f"test.{name}"
    assert 'packet timestamp mismatch in stream "b" into node "test.Do": it can take' in str(error)
    assert CAUSES[name].format(send="send") in str(error)
    assert f"    at {__file__}:" in str(error)
    assert str(error).endswith(", in process: def process(self) -> None:")


@pytest.mark.parametrize(
    ("offset", "at", "said"),
    [
        (-5, 90, "timestamp_offset = -5 promises packets at input timestamp -5 or later; declare in the class"),
        (-5, 97, "an earlier packet, a bound that was set, or the timestamp offset has settled the stream; send"),
        (5, 102, "timestamp_offset = 5 promises packets at input timestamp +5 or later; declare in the class"),
        (None, 90, "an earlier packet, a bound that was set, or the timestamp offset has settled the stream; send"),
    ],
)
def test_an_offset_is_blamed_for_what_it_promises(offset: int | None, at: int, said: str) -> None:
    """A packet that keeps the promise of the offset is late for another reason."""
    late = LatePacket(at, last=None, offset=offset, input_timestamp=100, lacks_timestamp=False)
    assert said in late.explain()


def test_twice_in_two_calls(threads: int) -> None:
    """A timestamp that an earlier call has used is told like one of the same call."""
    error = failure_of("SendsAgain", threads=threads, checks=True)
    assert "it is the second packet at 100" in str(error)
    assert str(error).endswith("in process: self.y.send(1, 100)  # at the same")


@register("test.SendsTogether")
class SendsTogether(Sends):
    """Sends when its other instance sends, too, and at the same timestamp; returns when both have sent."""

    x = Input[threading.Barrier]()
    timestamp_offset = None

    def process(self) -> None:
        self.x.value.wait(WAIT)
        self.y.send(1, 100)
        self.x.value.wait(WAIT)


def test_twice_by_two_instances() -> None:
    """What two instances of a calculator send is compared where it meets, for streams that no node reads too."""
    node = do("a", "Y:b", "", "max_in_flight: 2", calculator="test.SendsTogether")
    graph = CalculatorGraph(graph_of("a", node), num_threads=2, check_types=True)
    graph.start_run()
    both = threading.Barrier(2)
    with pytest.raises(CalculatorError) as caught:  # noqa: PT012 - in which call varies
        graph.add_packet_to_input_stream("a", both, 10)
        graph.add_packet_to_input_stream("a", both, 12)
        graph.wait_until_idle(WAIT)
    graph.cancel()
    assert 'mismatch in stream "b": it can take 101 or later, but was sent 100\n' in str(caught.value)
    assert str(caught.value).endswith(", in process: def process(self) -> None:")


def test_no_timestamp_outside_of_process(threads: int) -> None:
    """What close() sends needs a timestamp; with checks the error has the line."""
    error = failure_of("SendsInClose", threads=threads, checks=True)
    assert "no packet can have timestamp Done; outside of process() give it one: self.y.send(value, timestamp)" in str(
        error
    )
    assert str(error).endswith("in close: self.y.send(1)  # without one")


def test_readers_that_do_without_order(threads: int) -> None:
    """A stream whose readers match packets by arrival may go back in time, with checks too."""
    text = graph_of("a", do("a", "Y:b", calculator="test.GoesBack"), do("b", "", "", input_policy("Barrier")))
    with CalculatorGraph(text, num_threads=threads, check_types=True) as graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 1, 10)
        graph.wait_until_idle()


class Watched(Calculator):
    """What a run with checks has to leave as it is."""

    x = Input[int]()
    y = Output[int]()
    work: ClassVar[Callable[[Watched], None]]

    def process(self) -> None:
        type(self).work(self)


register("test.Watched")(Watched)


@pytest.mark.parametrize(
    "work",
    [
        lambda self: self.y.send(self.x.value),
        lambda self: self.y.forward(self.x),
        lambda self: self.y.send_packet(self.x.packet),
        lambda self: (self.y.set_next_timestamp_bound(self.timestamp + 50), self.y.send(self.x.value)),
        lambda self: self.y.send_packet(Packet.empty(self.timestamp)),
    ],
)
def test_checks_change_nothing(work: Callable[[Any], Any], threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no mistake comes out as it does without checks, bounds too."""
    monkeypatch.setattr(Watched, "work", staticmethod(work), raising=False)
    seen = []
    for checks in (False, True):
        text = graph_of("a", do("a", "b", calculator="test.Watched"))
        with CalculatorGraph(text, num_threads=threads, check_types=checks) as graph:
            packets = watch(graph, "b")["b"]
            graph.start_run()
            for timestamp in range(0, 300, 100):
                graph.add_packet_to_input_stream("a", timestamp, timestamp)
                graph.wait_until_idle()
        seen.append(packets)
    assert seen[0] == seen[1] != []
