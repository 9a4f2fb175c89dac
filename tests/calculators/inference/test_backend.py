"""The choice of an engine, and the errors when none can be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backedge.calculators.inference import backend
from backedge.calculators.inference.backend import Backend, backends, load_model, register_backend
from backedge.calculators.inference.interpreter import load_tflite_runtime
from backedge.calculators.inference.model import InferenceModel
from backedge.errors import RegistrationError, ResourceError

MODEL = "hand_recrop.tflite"
BUILT_IN = backends()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, Backend]:
    """The registry of backends, empty, and no preference in the environment; both come back after the test."""
    monkeypatch.delenv("BACKEDGE_BACKEND", raising=False)
    monkeypatch.setattr(backend, "_backends", {})
    return backend._backends


def refuse(_content: bytes, _num_threads: int) -> InferenceModel:
    """Loads nothing, and says that it was this that was asked."""
    raise RuntimeError("asked the wrong one")


def test_litert_is_preferred() -> None:
    """LiteRT comes first, then the package it was before."""
    assert [known.name for known in backends()][:2] == ["litert", "tflite-runtime"]


@pytest.mark.parametrize("setting", ["argument", "environment", "first installed"])
def test_choice_of_backend(
    setting: str, registry: dict[str, Backend], models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The argument wins over the environment, that over the first that is installed; others are not asked."""
    real = next(known for known in BUILT_IN if known.is_installed)
    register_backend(Backend("absent", "no_such_package", "pip install absent", refuse))
    if setting != "first installed":
        register_backend(Backend("refusing", "numpy", "pip install refusing", refuse))
    register_backend(real)
    if setting == "argument":
        monkeypatch.setenv("BACKEDGE_BACKEND", "refusing")
    if setting == "environment":
        monkeypatch.setenv("BACKEDGE_BACKEND", real.name)
    model = load_model(models / MODEL, backend=real.name if setting == "argument" else None)
    assert len(registry) >= 2
    assert model.inputs[0].shape == (1, 256, 256, 3)


@pytest.mark.usefixtures("registry")
def test_none_installed_says_what_to_install() -> None:
    """Without any backend the error has a command for each."""
    register_backend(Backend("one", "no_such_package", "pip install one", refuse))
    register_backend(Backend("two", "no_such_package", "pip install two", refuse))
    with pytest.raises(
        ResourceError, match="no inference backend is installed; run `pip install one` or `pip install tw"
    ):
        load_model(b"model")
    with pytest.raises(ResourceError, match="inference backend two is not installed; run `pip install two`"):
        load_model(b"model", backend="two")


@pytest.mark.usefixtures("registry")
def test_backend_that_does_not_work() -> None:
    """A backend whose package is there but broken says how to repair it."""

    def broken(_content: bytes, _num_threads: int) -> InferenceModel:
        raise ImportError("numpy.core.multiarray failed to import")

    register_backend(Backend("broken", "numpy", "pip install broken", broken))
    with pytest.raises(ResourceError, match=r"broken .* does not work \(numpy\.core.*repair it with `pip install br"):
        load_model(b"model")


@pytest.mark.skipif(np.__version__.startswith("1."), reason="about numpy 2")
def test_tflite_runtime_refuses_numpy_2() -> None:
    """Beside numpy 2, tflite-runtime is refused with the reason instead of failing inside."""
    with pytest.raises(ImportError, match="it is built for numpy 1, found numpy 2"):
        load_tflite_runtime(b"model", 1)


def test_unknown_backend_is_answered_with_the_known() -> None:
    """An unknown backend is an error that lists the registered ones."""
    with pytest.raises(ResourceError, match="no inference backend 'onnx'; there are litert, tflite-runtime"):
        load_model(b"model", backend="onnx")


def test_a_name_is_taken_once() -> None:
    """A second backend of the same name is refused."""
    with pytest.raises(RegistrationError, match="an inference backend 'litert' already"):
        register_backend(Backend("litert", "numpy", "pip install numpy", refuse))
