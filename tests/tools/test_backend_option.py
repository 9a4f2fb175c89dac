"""``--backend``, and the option of nodes: which engine runs the models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.tools.command_line import Result

Run: TypeAlias = Callable[..., Result]


def test_unknown_engine_is_told_before_anything_runs(run: Run, sizes: Path) -> None:
    """Also for a graph without models; the error lists the known ones."""
    result = run("run", sizes, "-i", "demo", "--backend", "onnx")
    assert result.status == 1
    assert result.stderr == (
        "error: there is no inference backend 'onnx'; there are litert, tflite-runtime, openvino\n"
    )


@pytest.mark.parametrize("node", ["PalmDetectionCalculator", "LandmarkInferenceCalculator"])
def test_a_node_has_an_engine_of_its_own(run: Run, clip: Path, node: str) -> None:
    """The node's option goes before ``--backend``."""
    result = run("run", "HandTracking", "-i", clip, "--backend", "litert", "--set", f"{node}.backend=onnx")
    assert result.status == 1
    assert "there is no inference backend 'onnx'" in result.stderr


def test_models_run_in_the_engine_that_is_named(run: Run, clip: Path) -> None:
    """The usual one, by its name, does what it does without."""
    arguments = ("run", "HandTracking", "-i", clip, "--side", "model_complexity=0", "--dump", "landmarks=-")
    assert run(*arguments, "--backend", "litert").stdout == run(*arguments).stdout != ""
