"""A page's run from inside: what a tap sees, how graphs take each other's place, and what is told of failures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from backedge import Calculator, Input, Output, register
from backedge.errors import BackedgeError, CalculatorError, ConfigError, ResourceError
from backedge.formats import ImageFrame
from backedge.planning.plan import GraphPlan
from backedge.tools.language.checked_document import build_document
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.studio.page_run.live_graph import LiveGraph
from backedge.tools.studio.page_run.live_run import LiveRun, Swapped
from backedge.tools.studio.page_run.run_failures import failure_of, span_of_node
from backedge.tools.studio.page_run.run_figures import RunFigures
from backedge.tools.studio.page_run.run_history import RunHistory
from backedge.tools.studio.page_run.run_input import Frame

PATIENCE = 60
"""Seconds in which what has to happen does."""


@register
class RunPartsMeanCalculator(Calculator):
    """The mean of a picture, and that of its first row, which comes later."""

    image = Input[ImageFrame]("IMAGE")
    mean = Output[float]("MEAN")
    first = Output[float]("FIRST")

    def process(self) -> None:
        """Send both."""
        data = self.image.value.data
        self.mean.send(float(data.mean()))
        self.first.send(float(data[0].mean()))


@register
class RunPartsFailingCalculator(Calculator):
    """Cannot be opened."""

    image = Input[ImageFrame]("IMAGE")

    def open(self) -> None:
        """Fail."""
        raise ValueError("it does not open")

    def process(self) -> None:
        """Do nothing."""


@register
class RunPartsSourceCalculator(Calculator):
    """Counts."""

    count = Output[int]("COUNT")
    number = 0

    def process(self) -> None:
        """Send the next number."""
        self.number += 1
        self.count.send(self.number, timestamp=self.number)


MEAN = """\
input_stream: "IMAGE:image"
output_stream: "mean"
output_stream: "first"
node {
  calculator: "RunPartsMeanCalculator"
  input_stream: "IMAGE:image"
  output_stream: "MEAN:mean"
  output_stream: "FIRST:first"
}
"""
BRIGHT = (
    MEAN
    + """\
output_stream: "bright"
node {
  calculator: "ThresholdingCalculator"
  input_stream: "FLOAT:mean"
  output_stream: "FLAG:bright"
  options { [mediapipe.ThresholdingCalculatorOptions.ext] { threshold: 300 } }
}
"""
)
FAILING = MEAN + 'node { calculator: "RunPartsFailingCalculator" input_stream: "IMAGE:image" }\n'
SOURCE = 'node { calculator: "RunPartsSourceCalculator" output_stream: "COUNT:count" } output_stream: "count"\n'
THREADS = """\
executor {
  name: ""
  type: "ThreadPoolExecutor"
  options { [mediapipe.ThreadPoolExecutorOptions.ext] { num_threads: 2 } }
}
"""


def document(text: str) -> GraphDocument:
    """A text as the page has it."""
    return GraphDocument(text, "small.pbtxt", None)


def plan(text: str) -> GraphPlan:
    """The graph of a text."""
    return build_document(document(text))


def frame(number: int, grey: int = 128) -> Frame:
    """A picture."""
    return Frame(np.full((8, 8, 3), grey, np.uint8), 1000 * number)


@contextmanager
def opened(text: str, history: RunHistory | None = None) -> Iterator[LiveGraph]:
    """A graph that runs while the block does."""
    graph = LiveGraph(plan(text), (), history or RunHistory())
    graph.start()
    try:
        yield graph
    finally:
        graph.cancel()


# the graph, and its tap


def test_of_what_was_fed_only_the_last_times_are_kept() -> None:
    """However long a run is; the latency is that of whole frames, by the last of their outputs."""
    with opened(MEAN) as graph:
        for number in range(600):
            graph.feed(frame(number), may_wait=False)
            graph.settle()
        assert graph.tap.frames == 600
        assert list(graph.tap.fed) == [1000 * number for number in range(600 - 512, 600)]
        assert graph.tap.latency is not None
        assert graph.tap.latency > 0
        assert graph.tap.passed["first"] == 600


def test_a_graph_with_threads_of_its_own_takes_frames_of_files_as_it_can() -> None:
    """Its results are those of one without, and when it stalls at nothing, none is told."""
    history = RunHistory()
    with opened(THREADS + MEAN, history) as graph:
        for number in range(9):
            graph.feed(frame(number, grey=number), may_wait=True)
        assert graph.stalls() == {}
    found = [packet.value for stream, packet in history.packets() if stream == "mean"]
    assert found == list(range(9))


def test_a_graph_that_takes_no_pictures_is_refused() -> None:
    """The studio has nothing else to feed; the message names what there is."""
    text = """input_stream: "FLOAT:number" output_stream: "flag"
        node { calculator: "ThresholdingCalculator" input_stream: "FLOAT:number" output_stream: "FLAG:flag"
          options { [mediapipe.ThresholdingCalculatorOptions.ext] { threshold: 3 } } }"""
    with pytest.raises(ResourceError, match="no input stream of this graph takes them: it has number"):
        LiveGraph(plan(text), (), RunHistory())


def test_live_options_change_at_once_and_others_need_a_new_graph() -> None:
    """What only differs in live ones is taken by the graph that runs."""
    history = RunHistory()
    with opened(BRIGHT, history) as graph:
        graph.feed(frame(0), may_wait=False)
        assert graph.take_options(plan(BRIGHT.replace("threshold: 300", "threshold: 1")))
        graph.feed(frame(1), may_wait=False)
        graph.settle()
    assert [packet.value for stream, packet in history.packets() if stream == "bright"] == [False, True]


# figures


def test_figures_follow_calls_and_frames() -> None:
    """The path of a frame is told when a later one has been fed; there is none before."""
    with opened(MEAN) as graph:
        figures = RunFigures(graph.tap, 5)
        empty, trace = figures.take()
        assert (empty.frames, empty.timestamp, empty.detector_rest, trace.path) == (0, None, None, None)
        for number in range(3):
            graph.feed(frame(number), may_wait=False)
            graph.settle()
        told, trace = figures.take()
        assert (told.frames, told.number, told.timestamp) == (3, 5, 2000)
        assert told.nodes["RunPartsMeanCalculator"].calls == 3
        assert trace.path is not None
        assert trace.path.timestamp == 1000
        assert [step.node for step in trace.path.steps] == ["RunPartsMeanCalculator"]
        again, _ = figures.take()
        assert again.nodes["RunPartsMeanCalculator"].mean is None, "it was not called since"


# the run


class Pictures:
    """Gives pictures without an end."""

    is_live = False

    def __init__(self) -> None:
        self.number = 0
        self.is_closed = False
        self.may_give = threading.Event()
        self.may_give.set()
        self.is_asked = threading.Event()

    def take(self, timeout: float) -> Frame | None:
        """The next one, when it may be given."""
        if not self.may_give.is_set():
            self.is_asked.set()
            assert self.may_give.wait(PATIENCE)
        self.number += 1
        return frame(self.number)

    def close(self) -> None:
        """Note it."""
        self.is_closed = True


class Watched:
    """A run, and what it has told."""

    def __init__(self, text: str) -> None:
        self.told: list[tuple[str, Any]] = []
        self.pictures = Pictures()
        self.frames = threading.Semaphore(0)
        self._change = threading.Condition()
        self.run = LiveRun(
            plan(text),
            lambda: self.pictures,
            side=(),
            is_paced=False,
            history=RunHistory(),
            tell=self._tell,
            after_frame=lambda _timestamp, _captured: self.frames.release(),
        )

    def _tell(self, state: str, what: Any) -> None:
        with self._change:
            self.told.append((state, what))
            self._change.notify()

    def wait_for(self, state: str) -> Any:
        """Wait until the run has told a state; gives what it has told with the last."""
        with self._change:
            assert self._change.wait_for(lambda: state in [each for each, _ in self.told], PATIENCE), self.told
            return next(what for each, what in reversed(self.told) if each == state)

    def next_frame(self) -> None:
        """Wait until one more frame has been worked on."""
        assert self.frames.acquire(timeout=PATIENCE)


@contextmanager
def running(text: str) -> Iterator[Watched]:
    """A run that goes on while the block does."""
    watched = Watched(text)
    watched.run.start()
    watched.wait_for("running")
    try:
        yield watched
    finally:
        assert watched.run.stop(PATIENCE)
        assert watched.pictures.is_closed


def error_of(done: Future[Swapped]) -> str:
    """What a change that was refused says."""
    error = done.exception(PATIENCE)
    assert isinstance(error, BackedgeError)
    return str(error)


def test_a_graph_that_takes_no_pictures_cannot_take_over_from_one_that_does() -> None:
    """The run would need another input; the old graph goes on."""
    with running(MEAN) as watched:
        assert "stop the run, and start it anew" in error_of(watched.run.swap(plan(SOURCE)))
        while watched.frames.acquire(blocking=False):
            pass
        watched.next_frame()


def test_a_graph_that_does_not_open_gives_its_place_back() -> None:
    """The error is that of its calculator, and frames go on through the graph before it."""
    with running(MEAN) as watched:
        refused = watched.run.swap(plan(FAILING))
        assert isinstance(refused.exception(PATIENCE), CalculatorError)
        assert "it does not open" in str(refused.exception())
        while watched.frames.acquire(blocking=False):
            pass
        watched.next_frame()
        assert watched.run.is_alive


def test_a_graph_takes_over_while_the_run_is_held() -> None:
    """It waits for the next step as the one before did."""
    with running(MEAN) as watched:
        watched.run.hold(True)
        watched.wait_for("paused")
        assert watched.run.swap(plan(BRIGHT)).result(PATIENCE).kept_models == []
        assert watched.run.graph is not None
        assert "bright" in watched.run.graph.plan.stream_types
        while watched.frames.acquire(blocking=False):
            pass
        watched.run.step()
        watched.next_frame()
        assert not watched.frames.acquire(blocking=False), "one step is one frame"


def test_of_two_changes_the_later_one_counts() -> None:
    """The earlier one is told so, when both come while a frame is waited for."""
    with running(MEAN) as watched:
        watched.pictures.may_give.clear()
        assert watched.pictures.is_asked.wait(PATIENCE)
        early, late = watched.run.swap(plan(MEAN)), watched.run.swap(plan(BRIGHT))
        assert "another change came before this one" in error_of(early)
        watched.pictures.may_give.set()
        assert late.result(PATIENCE).kept_models == []
        assert watched.run.graph is not None
        assert "bright" in watched.run.graph.plan.stream_types


def test_a_run_that_has_ended_takes_no_change() -> None:
    """The page is told to start it."""
    with running(MEAN) as watched:
        assert watched.run.stop(PATIENCE)
        watched.wait_for("ended")
        assert "the run has ended: start it" in error_of(watched.run.swap(plan(BRIGHT)))


def test_a_run_whose_graph_does_not_open_fails() -> None:
    """The error goes to the page, and the input is let go of."""
    watched = Watched(FAILING)
    watched.run.start()
    assert "it does not open" in str(watched.wait_for("failed"))
    assert watched.run.stop(PATIENCE)
    assert watched.pictures.is_closed


# failures


def test_errors_are_told_as_what_they_are(caplog: pytest.LogCaptureFixture) -> None:
    """A wrong text with its places, what cannot be done as such, and mistakes of ours with a hint to the log."""
    wrong = document(MEAN.replace("IMAGE:image", "IMAGE:picture", 1))
    with pytest.raises(ConfigError) as refused:
        build_document(wrong)
    told = failure_of(refused.value, wrong)
    assert told.code == "problems"
    assert told.problems
    assert failure_of(ResourceError("no disk"), wrong).code == "failed"
    assert not caplog.records
    fault = failure_of(KeyError("lost"), wrong)
    assert (fault.code, "its log says more ('lost')" in fault.message) == ("fault", True)
    assert "KeyError" in caplog.text


def test_a_node_has_a_place_in_its_own_text_alone() -> None:
    """A node of a graph that the text is not of any more has none."""
    text = document(MEAN)
    nodes = build_document(text).nodes
    found = span_of_node("RunPartsMeanCalculator", nodes, text)
    assert found is not None
    assert MEAN[found.start : found.end].startswith('node {\n  calculator: "RunPartsMean')
    assert span_of_node("GoneCalculator", nodes, text) is None
    assert span_of_node("RunPartsMeanCalculator", nodes, document("")) is None
