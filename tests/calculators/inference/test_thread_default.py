"""The number of threads that models run on where nothing says it."""

from __future__ import annotations

import os
import sys
import types
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from backedge.calculators.inference import backend
from backedge.calculators.inference.backend import BACKEND_VARIABLE, backends, load_model, register_backend
from backedge.calculators.inference.inference_options import Delegate, InferenceCalculatorOptions, Xnnpack
from backedge.calculators.inference.model import InferenceModel
from backedge.calculators.inference.model_pool import ModelPool
from backedge.calculators.inference.thread_default import (
    MOST_THREADS,
    THREADS_VARIABLE,
    default_threads,
    most_threads_that_survive_forks,
    usable_processors,
)
from backedge.errors import BackedgeError, ResourceError

SMALL = "hand_recrop.tflite"


@pytest.fixture
def processors(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many there are for this process; the environment says nothing."""
    monkeypatch.delenv(THREADS_VARIABLE, raising=False)
    return usable_processors()


def test_as_many_as_processors_but_four_at_most(processors: int) -> None:
    """More would hardly help a model, and take from others."""
    assert default_threads() == min(processors, 4)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processors cannot be taken from a process here")
def test_processors_of_others_do_not_count() -> None:
    """A process that is bound to one processor runs models on one thread."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert usable_processors() == 1
    finally:
        os.sched_setaffinity(0, allowed)


@pytest.mark.parametrize(("share", "expected"), [("50000", 1), ("100000", 1), ("150000", 2), ("max", None)])
def test_a_container_has_what_its_quota_allows(tmp_path: Path, share: str, expected: int | None) -> None:
    """Half a processor counts as one."""
    quota = tmp_path / "cpu.max"
    quota.write_text(f"{share} 100000\n")
    allowed = usable_processors(tmp_path / "nowhere")
    assert usable_processors(quota) == min(allowed, expected or allowed)


def test_the_variable_goes_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may name any number, also more than there are processors."""
    monkeypatch.setenv(THREADS_VARIABLE, "7")
    assert default_threads() == 7


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5"])
def test_the_variable_must_be_a_number(monkeypatch: pytest.MonkeyPatch, models: Path, value: str) -> None:
    """Any other value is an error that names the variable, where a model is loaded."""
    monkeypatch.setenv(THREADS_VARIABLE, value)
    with pytest.raises(
        ResourceError, match=f"{THREADS_VARIABLE} must be a whole number of at least 1, found '{value}'"
    ):
        load_model(models / SMALL)


def test_a_model_gets_the_default_unless_a_number_is_said(
    monkeypatch: pytest.MonkeyPatch, processors: int, models: Path
) -> None:
    """An engine is told the number, never that there is none."""
    told = []

    def load(content: bytes, num_threads: int) -> InferenceModel:
        told.append(num_threads)
        return real.load(content, num_threads)

    real = next(known for known in backends() if known.is_installed)
    monkeypatch.delenv(BACKEND_VARIABLE, raising=False)
    monkeypatch.setattr(backend, "_backends", {})
    register_backend(replace(real, load=load))
    load_model(models / SMALL)
    load_model(models / SMALL, num_threads=3)
    monkeypatch.setenv(THREADS_VARIABLE, "5")
    load_model(models / SMALL)
    assert told == [min(processors, real.most_threads()), 3, 5]


def test_fewer_than_none_is_an_error(models: Path) -> None:
    """The error names the number."""
    with pytest.raises(BackedgeError, match="num_threads must be at least 1, or 0 for the default, found -2"):
        load_model(models / SMALL, num_threads=-2)


def test_the_pool_tells_defaults_apart(monkeypatch: pytest.MonkeyPatch, models: Path) -> None:
    """A model that was loaded for the default is lent again for as long as the variable says the same."""
    pool, path = ModelPool(), models / SMALL
    monkeypatch.setenv(THREADS_VARIABLE, "2")
    model = pool.acquire(path)
    pool.release(model)
    assert pool.acquire(path) is model
    pool.release(model)
    monkeypatch.setenv(THREADS_VARIABLE, "1")
    assert pool.acquire(path) is not model


@pytest.mark.parametrize(
    ("release", "most"),
    [("1.4.0", 1), ("2.0.3", 1), ("2.1.0", MOST_THREADS), ("10.0", MOST_THREADS), ("dev", MOST_THREADS)],
)
def test_releases_whose_threads_do_not_survive_a_fork(monkeypatch: pytest.MonkeyPatch, release: str, most: int) -> None:
    """They have one thread by default."""
    monkeypatch.setitem(sys.modules, "ai_edge_litert", types.SimpleNamespace(__version__=release))
    assert most_threads_that_survive_forks() == most
    monkeypatch.setitem(sys.modules, "ai_edge_litert", types.SimpleNamespace())
    monkeypatch.setattr("importlib.metadata.version", lambda _: release)
    assert most_threads_that_survive_forks() == most


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # of Python 3.12, for processes with threads
def test_a_model_works_after_a_fork(models: Path, processors: int) -> None:
    """A server that loads models and forks its workers then has models in them that run, on the default's threads."""
    pool = ModelPool()
    model = pool.acquire(models / SMALL)
    model.invoke()
    pool.release(model)
    child = get_context("fork").Process(target=lambda: pool.acquire(models / SMALL).invoke())
    child.start()
    child.join(30)
    child.kill()
    assert child.exitcode == 0


@pytest.mark.parametrize(
    ("of_delegate", "of_cpu", "expected"), [(-1, -1, 0), (-1, 1, 1), (-1, 3, 3), (2, 3, 2), (0, -1, 0)]
)
def test_what_a_graph_says_counts(of_delegate: int, of_cpu: int, expected: int) -> None:
    """An explicit number stays what it is, the delegate's first; -1 and 0 stand for the default."""
    delegate = Delegate(xnnpack=Xnnpack(num_threads=of_delegate))
    assert InferenceCalculatorOptions(cpu_num_thread=of_cpu, delegate=delegate).num_threads == expected
    assert InferenceCalculatorOptions(cpu_num_thread=of_cpu).num_threads == max(of_cpu, 0)
