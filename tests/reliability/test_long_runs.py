"""Long runs of the hand graph: memory, threads and open files stay what they are after the first frames."""

from __future__ import annotations

import os

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge import CalculatorGraph
from backedge.calculators.inference import backend
from backedge.calculators.inference.backend import BACKEND_VARIABLE
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.formats import ImageFrame
from backedge.graphs.hand_tracking import FOLDER, HandTracker
from tests.reliability.repeating_model import NAME, register_repeating
from tests.reliability.resources import MIB, PROC, Held

pytestmark = [
    pytest.mark.usefixtures("models"),
    pytest.mark.skipif(not PROC.exists(), reason="what a process holds is read from Linux's /proc"),
]

PERIOD = 33_333
MOST_GROWTH = 5 * MIB
STUB_FRAMES = int(os.environ.get("BACKEDGE_SOAK_STUB_FRAMES", "1000000"))
REAL_FRAMES = int(os.environ.get("BACKEDGE_SOAK_REAL_FRAMES", "10000"))


def pictures(width: int, height: int, count: int) -> list[NDArray[np.uint8]]:
    """Some of a synthetic hand, made beforehand."""
    clip = SyntheticHand(width=width, height=height, frames=180)
    return [clip[number].image for number in range(40, 40 + count)]


@pytest.fixture
def _repeating(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let models be run by an engine that takes no time, which other tests do not find."""
    monkeypatch.setattr(backend, "_backends", dict(backend._backends))
    register_repeating()
    monkeypatch.setenv(BACKEND_VARIABLE, NAME)


def run_graph(frames: int, warm_up: int, threads: int) -> tuple[Held, Held, int]:
    """Feed the graph; what the process holds after the first frames and in the end, and how often a hand was found."""
    images = pictures(64, 48, 8)
    graph = CalculatorGraph(FOLDER / "hand_tracking.pbtxt", num_threads=threads)
    found = 0

    def count(*_: object) -> None:
        nonlocal found
        found += 1

    graph.observe_output_stream("landmarks", count)
    before: Held | None = None
    with graph:
        graph.start_run({"num_hands": 2, "model_complexity": 0})
        for number in range(frames):
            graph.add_packet_to_input_stream("image", ImageFrame(images[number % len(images)]), number * PERIOD)
            if number % 16 == 0:
                graph.wait_until_idle()
            if number == warm_up:
                before = Held.now()
        graph.wait_until_idle()
        after = Held.now()
    assert before
    return before, after, found


def run_tracker(frames: int, warm_up: int) -> tuple[Held, Held, int]:
    """Track with the real models; as above."""
    images = pictures(256, 192, 40)  # then the hand leaves
    images += images[::-1]  # there and back, so that the hand does not jump
    found = 0
    before: Held | None = None
    with HandTracker(num_hands=2) as tracker:
        for number in range(frames):
            found += bool(tracker.process(images[number % len(images)], number * PERIOD).hands)
            if number == warm_up:
                before = Held.now()
        after = Held.now()
    assert before
    return before, after, found


def require_steady(before: Held, after: Held, what: str) -> None:
    """Print how it went, and fail if something has grown."""
    growth = (after.memory - before.memory) / MIB
    threads, files = f"{before.threads} to {after.threads}", f"{before.files} to {after.files}"
    figure = f"{what}: memory {growth:+.1f} MiB, threads {threads}, files {files}"
    print(figure)  # noqa: T201 - the figure of a release
    assert after.memory - before.memory <= MOST_GROWTH
    assert after.threads <= before.threads
    assert after.files <= before.files


@pytest.mark.usefixtures("_repeating")
@pytest.mark.parametrize("threads", [0, 2])
def test_some_packets(threads: int) -> None:
    """Few enough for every day."""
    before, after, found = run_graph(300, 100, threads)
    assert found > 250
    require_steady(before, after, f"300 frames on {threads} threads")


@pytest.mark.soak
@pytest.mark.usefixtures("_repeating")
@pytest.mark.parametrize("threads", [0, 2])
def test_packets_without_end(threads: int) -> None:
    """A million frames' worth of packets; BACKEDGE_SOAK_STUB_FRAMES says another number."""
    before, after, found = run_graph(STUB_FRAMES, STUB_FRAMES // 20, threads)
    assert found > 0.9 * STUB_FRAMES
    require_steady(before, after, f"{STUB_FRAMES} frames on {threads} threads")


@pytest.mark.soak
def test_frames_without_end() -> None:
    """Ten thousand frames with the real models; BACKEDGE_SOAK_REAL_FRAMES says another number."""
    before, after, found = run_tracker(REAL_FRAMES, REAL_FRAMES // 20)
    assert found > 0.9 * REAL_FRAMES
    require_steady(before, after, f"{REAL_FRAMES} frames with the real models")
