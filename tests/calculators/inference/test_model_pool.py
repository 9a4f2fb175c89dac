"""The pool of loaded models."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.calculators.inference.model import InferenceModel
from backedge.calculators.inference.model_pool import ModelPool, model_pool
from backedge.errors import GraphStateError, ResourceError
from backedge.graphs.hand_tracking import FOLDER


@pytest.fixture
def path(models: Path) -> Path:
    """A small model."""
    return models / "hand_recrop.tflite"


def test_a_model_that_came_back_is_lent_again(path: Path) -> None:
    """The pool lends the same object again, and does not load it a second time."""
    pool = ModelPool()
    model = pool.acquire(path)
    pool.release(model)
    assert pool.acquire(path) is model


def test_a_lent_model_has_one_user(path: Path) -> None:
    """Two users at a time get a model each."""
    pool = ModelPool()
    assert pool.acquire(path) is not pool.acquire(path)


def test_number_of_threads_tells_models_apart(path: Path) -> None:
    """A model made for one thread is not lent to a user that asks for two."""
    pool = ModelPool()
    model = pool.acquire(path, 1)
    pool.release(model)
    assert pool.acquire(path, 2) is not model
    assert pool.acquire(path, 1) is model


def test_a_file_that_changed_is_loaded_anew(path: Path, tmp_path: Path) -> None:
    """A model is not lent for a file that has other contents now."""
    pool = ModelPool()
    copy = tmp_path / "model.tflite"
    shutil.copy(path, copy)
    model = pool.acquire(copy)
    pool.release(model)
    shutil.copy(path.with_name("iris_landmark.tflite"), copy)
    assert pool.acquire(copy).inputs[0].shape != model.inputs[0].shape


def test_idle_models_beyond_the_capacity_are_closed(path: Path) -> None:
    """The one that came back first goes first; lent ones do not count."""
    pool = ModelPool(capacity=1)
    first, second, lent = (pool.acquire(path) for _ in range(3))
    pool.release(first)
    pool.release(second)
    with pytest.raises(GraphStateError):
        first.invoke()
    assert pool.acquire(path) is second
    lent.input(0)[...] = np.float32(0.5)
    lent.invoke()
    assert np.isfinite(lent.output(0)).all()


def test_clear_closes_what_is_idle(path: Path) -> None:
    """The pool closes the idle models and leaves those that are lent alone."""
    pool = ModelPool()
    idle, lent = pool.acquire(path), pool.acquire(path)
    pool.release(idle)
    pool.clear()
    with pytest.raises(GraphStateError):
        idle.invoke()
    lent.invoke()


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    """The error names the path."""
    with pytest.raises(ResourceError, match=r"cannot read model .*none\.tflite"):
        ModelPool().acquire(tmp_path / "none.tflite")


def test_files_are_those_of_models_that_are_in_use(path: Path) -> None:
    """Without what is idle, and what others had before."""
    pool = ModelPool()
    pool.release(pool.acquire(path))
    assert pool.files() == []
    others = pool.acquire(path)
    before = [number for number, _ in pool.lent()]
    own = pool.acquire(path)
    assert pool.files() == pool.files(besides=before) == [path]
    pool.release(own)
    assert pool.files(besides=before) == []
    pool.release(others)


def test_a_lent_model_is_held_by_its_user_alone(path: Path) -> None:
    """A model that its user drops instead of giving it back is freed."""
    pool = ModelPool()
    model = pool.acquire(path)
    alive = weakref.ref(model)
    del model
    gc.collect()
    assert alive() is None
    pool.release(pool.acquire(path))


class Forgetful:
    """A user of a model that gives it back when it is collected, as a calculator of a graph that is dropped does."""

    def __init__(self, pool: ModelPool, path: Path) -> None:
        self.pool, self.model = pool, pool.acquire(path)
        self.itself = self
        self.closed: list[InferenceModel] = []

    def __del__(self) -> None:
        self.pool.release(self.model)
        self.closed.append(self.model)


def test_a_model_that_is_collected_with_its_user_is_freed(path: Path) -> None:
    """Nothing knows of it any more when it is given back, which is no error."""
    pool = ModelPool()
    user = Forgetful(pool, path)
    closed = user.closed
    del user
    gc.collect()
    [model] = closed
    assert pool.lent() == []
    with pytest.raises(GraphStateError):
        model.invoke()
    assert pool.acquire(path) is not model


def started_graph_in_a_cycle() -> weakref.ref[CalculatorGraph]:
    """A graph whose observer holds it: only garbage collection can free the two."""
    graph = CalculatorGraph(FOLDER / "hand_tracking.pbtxt")
    graph.observe_output_stream("landmarks", lambda *_: graph.cancel())
    graph.start_run({"model_complexity": 0})
    return weakref.ref(graph)


def test_a_graph_that_is_dropped_in_a_cycle_closes_without_errors(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is logged beside the warning, although the pool has forgotten its models by then."""
    before = model_pool.lent()
    graph = started_graph_in_a_cycle()
    with pytest.warns(ResourceWarning, match="was dropped while it was running"):
        gc.collect()
    assert graph() is None
    assert model_pool.lent() == before
    assert caplog.records == []
