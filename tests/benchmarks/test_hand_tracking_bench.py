"""The time that hand tracking takes, and the part of it that is not the model's.

pytest tests/benchmarks/test_hand_tracking_bench.py --benchmark-enable
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import quantiles

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from backedge.calculators.image.crop import Cropper
from backedge.calculators.image.crop_options import FloatRange, ImageToTensorCalculatorOptions
from backedge.calculators.inference.hand_models import HAND_LANDMARK, PALM_DETECTION, find_hand_model
from backedge.calculators.inference.model import InferenceModel
from backedge.calculators.inference.model_pool import model_pool
from backedge.calculators.inference.thread_default import THREADS_VARIABLE
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.formats import ImageFrame
from backedge.graphs.hand_tracking import HandTracker
from tests.models.available import real_models

ROUNDS = 300
BLOCK = 10

each_complexity = pytest.mark.parametrize("complexity", [0, 1])


class BareModel:
    """A model run on the input it would have in the graph, and how long each run took, in seconds."""

    def __init__(self, model: InferenceModel, image: NDArray[np.uint8], complexity: int) -> None:
        self._model = model
        _, height, width, _ = model.inputs[0].shape
        cropper = Cropper(
            ImageToTensorCalculatorOptions(
                output_tensor_width=width,
                output_tensor_height=height,
                keep_aspect_ratio=True,
                output_tensor_float_range=FloatRange(min=0.0, max=1.0),
            )
        )
        with HandTracker(num_hands=1, model_complexity=complexity) as tracker:
            [hand] = tracker.process(image).hands
        self._input = np.empty((1, height, width, 3), np.float32)
        cropper(ImageFrame(image), hand.rect, self._input)
        self._seconds: list[float] = []
        self._calls = 0

    def sometimes(self) -> None:
        """Before every tenth round run it ten times, so that both see the machine equally busy, and both in a row."""
        if self._calls % BLOCK == 0:
            for _ in range(BLOCK):
                self._model.input(0)[...] = self._input
                start = time.perf_counter()
                self._model.invoke()
                self._seconds.append(time.perf_counter() - start)
        self._calls += 1

    @property
    def first_quartile(self) -> float:
        """Seconds that a run took where little disturbed it; a busy machine moves the median more."""
        return quantiles(self._seconds, n=4)[0]


@pytest.fixture(scope="module")
def image() -> NDArray[np.uint8]:
    """A hand in a picture of 640 x 480; skips without models."""
    real_models()
    return np.asarray(SyntheticHand()[40].image)


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models run on one thread: on more their time, and so the share of the rest, depends on the machine."""
    monkeypatch.setenv(THREADS_VARIABLE, "1")


def the_trackers_own(names: Sequence[str], complexity: int) -> InferenceModel:
    """The model that the next tracker will run: a copy would compete with it for the processor's caches."""
    model = model_pool.acquire(find_hand_model(names, complexity))
    model_pool.release(model)
    return model


def show(capsys: pytest.CaptureFixture[str], benchmark: BenchmarkFixture, model: float, what: str) -> None:
    """Print what the benchmark took over the bare model's seconds; keep it with the benchmark's results."""
    if benchmark.stats is None:  # benchmarks are switched off
        return
    whole = benchmark.stats["q1"]
    benchmark.extra_info |= {"bare model, ms": 1e3 * model, "overhead": whole / model - 1}
    with capsys.disabled():
        print(f"\n{what}: {1e3 * whole:.2f} ms, bare model {1e3 * model:.2f} ms, overhead {whole / model - 1:.1%}")  # noqa: T201


@pytest.mark.usefixtures("one_thread")
@each_complexity
def test_tracked_frame(
    benchmark: BenchmarkFixture,
    capsys: pytest.CaptureFixture[str],
    image: NDArray[np.uint8],
    complexity: int,
) -> None:
    """A frame on which one hand is tracked, from the numpy image to the result, among others like it."""
    bare = BareModel(the_trackers_own(HAND_LANDMARK, complexity), image, complexity)
    with HandTracker(num_hands=1, model_complexity=complexity) as tracker:
        tracker.process(image)
        result = benchmark.pedantic(tracker.process, (image,), setup=bare.sometimes, rounds=ROUNDS)  # type: ignore[no-untyped-call]
    assert len(result.hands) == 1
    assert not result.palm_detector_ran
    show(capsys, benchmark, bare.first_quartile, f"tracked frame, complexity {complexity}")


@pytest.mark.usefixtures("one_thread")
@each_complexity
def test_detector_frame(
    benchmark: BenchmarkFixture,
    capsys: pytest.CaptureFixture[str],
    image: NDArray[np.uint8],
    complexity: int,
) -> None:
    """A frame on which the palm detector runs too; the bare models are the two of them."""
    landmarks = BareModel(the_trackers_own(HAND_LANDMARK, complexity), image, complexity)
    palms = BareModel(the_trackers_own(PALM_DETECTION, complexity), image, complexity)

    def setup() -> None:
        palms.sometimes()
        landmarks.sometimes()

    with HandTracker(num_hands=1, model_complexity=complexity, static_images=True) as tracker:
        result = benchmark.pedantic(tracker.process, (image,), setup=setup, rounds=ROUNDS)  # type: ignore[no-untyped-call]
    assert len(result.hands) == 1
    assert result.palm_detector_ran
    show(
        capsys,
        benchmark,
        palms.first_quartile + landmarks.first_quartile,
        f"frame with palm detector, complexity {complexity}",
    )


@pytest.mark.parametrize("interval", [1, 5])
def test_frames_of_one_hand_where_two_are_wanted(
    benchmark: BenchmarkFixture, image: NDArray[np.uint8], interval: int
) -> None:
    """Five frames: the palm detector runs on all of them, or on one."""

    def five() -> list[bool]:
        return [tracker.process(image).palm_detector_ran for _ in range(5)]

    with HandTracker(num_hands=2, detection_interval=interval) as tracker:
        tracker.process(image)
        ran = benchmark.pedantic(five, rounds=ROUNDS // 5)  # type: ignore[no-untyped-call]
    assert sum(ran) == 5 // interval


@each_complexity
def test_reset(benchmark: BenchmarkFixture, image: NDArray[np.uint8], complexity: int) -> None:
    """Between two videos: no model is loaded, no graph is built."""
    with HandTracker(num_hands=1, model_complexity=complexity) as tracker:
        tracker.process(image)
        benchmark(tracker.reset)
        assert tracker.process(image).palm_detector_ran
