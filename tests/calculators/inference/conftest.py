"""Fixtures of the tests of inference: the real models and every backend that is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.calculators.inference.backend import backends, load_model
from backedge.calculators.inference.model import InferenceModel


@pytest.fixture(params=[backend.name for backend in backends() if backend.is_installed])
def backend(request: pytest.FixtureRequest) -> str:
    """Each backend that is installed, by name."""
    name: str = request.param
    return name


@pytest.fixture
def load(models: Path, backend: str) -> Callable[[str], InferenceModel]:
    """Loads a real model by name, with the backend under test."""
    return lambda name: load_model(models / f"{name}.tflite", backend=backend)
