"""OpenVINO beside LiteRT: results, precision, what is compiled once, and models that it cannot read."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.openvino_model import PRECISION_VARIABLE, computes_bf16
from backedge.errors import ResourceError

pytestmark = pytest.mark.skipif(find_spec("openvino") is None, reason="needs backedge[openvino]")


@pytest.fixture
def own_folder(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models that holds nothing yet."""
    monkeypatch.setenv("BACKEDGE_MODELS", str(tmp_path))
    return tmp_path


def picture() -> NDArray[np.float32]:
    """A picture of noise for a hand landmark model."""
    return np.random.default_rng(1).random((1, 224, 224, 3), np.float32)


def outputs(path: Path, backend: str, **more: Any) -> list[NDArray[Any]]:
    """What a model of hand landmarks gives for the picture."""
    model = load_model(path, backend=backend, **more)
    model.input(0)[...] = picture()
    model.invoke()
    return [model.output(index) for index in range(len(model.outputs))]


def test_results_in_full_precision_are_those_of_litert(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs come in the model's order and differ by rounding only: landmarks by less than a thousandth of a pixel."""
    monkeypatch.setenv(PRECISION_VARIABLE, "f32")
    path = models / "hand_landmark_lite.tflite"
    for found, expected in zip(outputs(path, "openvino"), outputs(path, "litert"), strict=True):
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, atol=1e-3)


def test_precision_is_the_processors_own(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is computed in bfloat16 differs from what is not, on processors that have it, and only there."""
    path = models / "hand_landmark_lite.tflite"
    monkeypatch.delenv(PRECISION_VARIABLE, raising=False)
    usual = outputs(path, "openvino")
    monkeypatch.setenv(PRECISION_VARIABLE, "f32")
    precise = outputs(path, "openvino")
    has_bf16 = computes_bf16(importlib.import_module("openvino").Core())
    assert np.array_equal(usual[0], precise[0]) is not has_bf16


def test_unknown_precision_is_refused(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error lists what there is."""
    monkeypatch.setenv(PRECISION_VARIABLE, "f8")
    with pytest.raises(ResourceError, match="BACKEDGE_OPENVINO_PRECISION must be bf16 or f32, found 'f8'"):
        load_model(models / "hand_landmark_lite.tflite", backend="openvino")


def test_models_are_compiled_once(models: Path, own_folder: Path) -> None:
    """What the first one leaves beside the models is all that the second one needs, also from content alone."""
    content = (models / "hand_landmark_lite.tflite").read_bytes()
    load_model(content, backend="openvino")
    left = {file: file.stat().st_mtime_ns for file in (own_folder / "openvino").iterdir()}
    assert sorted(file.suffix for file in left) == [".blob", ".tflite"]
    load_model(models / "hand_landmark_lite.tflite", backend="openvino")
    assert {file: file.stat().st_mtime_ns for file in (own_folder / "openvino").iterdir()} == left


def test_a_folder_that_takes_no_files_is_no_error(models: Path, own_folder: Path) -> None:
    """Models are compiled each time then."""
    (own_folder / "openvino").write_text("in the way of a folder of this name")
    assert len(outputs(models / "hand_landmark_lite.tflite", "openvino")) == 4


def test_operator_that_it_does_not_have(models: Path) -> None:
    """The error names the operator, and the way out."""
    content = (models / "selfie_segmentation.tflite").read_bytes()
    with pytest.raises(ResourceError) as error:
        load_model(content.replace(b"Convolution2DTransposeBias", b"Convolution2DInvertedMinds"), backend="openvino")
    assert str(error.value) == (
        "inference backend openvino cannot run the model (No translator found for Convolution2DInvertedMinds node); "
        "use another model, or name another backend with BACKEDGE_BACKEND"
    )
