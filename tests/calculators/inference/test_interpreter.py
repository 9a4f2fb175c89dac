"""Real models on every installed backend: shapes, memory, results, and files that are not models."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.interpreter import InterpreterModel
from backedge.calculators.inference.model import InferenceModel
from backedge.errors import GraphStateError, ResourceError
from backedge.models import list_models

Load = Callable[[str], InferenceModel]
HAND_MODELS = ["hand_landmark_full", "hand_landmark_lite", "palm_detection_full", "palm_detection_lite"]


def noise(seed: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """A picture of noise in [0, 1)."""
    return np.random.default_rng(seed).random(shape, np.float32)


def run(model: InferenceModel, picture: NDArray[np.float32]) -> list[NDArray[Any]]:
    """All outputs for one picture."""
    model.input(0)[...] = picture
    model.invoke()
    return [model.output(i) for i in range(len(model.outputs))]


@pytest.mark.parametrize("name", [model.name for model in list_models()])
def test_tensors_are_as_the_manifest_says(name: str, load: Load) -> None:
    """Shapes and types are those of the manifest, for each model that the backend has operators for."""
    expected = next(model for model in list_models() if model.name == name)
    try:
        model = load(name)
    except ResourceError as error:
        if not any(text in str(error) for text in ("unresolved custom op", "No translator found")):
            raise
        pytest.skip(str(error))
    assert tuple(info.shape for info in model.inputs) == expected.inputs
    assert tuple(info.shape for info in model.outputs) == expected.outputs
    assert {info.dtype for info in (*model.inputs, *model.outputs)} == {np.dtype(np.float32)}
    results = run(model, noise(1, expected.inputs[0]))
    assert tuple(result.shape for result in results) == expected.outputs
    assert all(np.isfinite(result).all() for result in results)


@pytest.mark.parametrize("name", HAND_MODELS)
def test_hand_models_load_and_run(name: str, load: Load) -> None:
    """No backend may lack what the hand models need, and none of them sees a hand in a black picture."""
    model = load(name)
    results = run(model, np.zeros(model.inputs[0].shape, np.float32))
    if name.startswith("hand_landmark"):
        assert results[1].item() < 0.5  # presence, after the model's own sigmoid
    else:
        assert results[1].max() < 0.0  # the logit of one half


@pytest.mark.parametrize("name", HAND_MODELS)
def test_input_is_the_models_own_memory(name: str, load: Load) -> None:
    """The engine sees what is written into the input array, at every run, and the results are the engine's."""
    model, reference = load(name), load(name)
    if not isinstance(reference, InterpreterModel):
        pytest.skip("about engines with an Interpreter")
    for seed in range(3):
        picture = noise(seed, model.inputs[0].shape)
        results = run(model, picture)
        engine = reference._interpreter
        engine.set_tensor(engine.get_input_details()[0]["index"], picture)
        engine.invoke()
        for result, details in zip(results, engine.get_output_details(), strict=True):
            np.testing.assert_array_equal(result, engine.get_tensor(details["index"]))


def test_holding_an_input_does_not_stop_the_model(load: Load) -> None:
    """A caller that keeps the input array, or part of it, can run the model and write the next picture."""
    model = load("hand_landmark_lite")
    kept = model.input(0)
    part = kept[0, :10]
    kept[...] = noise(1, kept.shape)
    model.invoke()
    first = model.output(0)
    part[...] = 0.0
    model.invoke()
    assert not np.array_equal(first, model.output(0))


def test_what_is_written_is_what_the_input_holds(load: Load) -> None:
    """It is copied: the model can run, and what becomes of the values makes no difference to it."""
    model = load("hand_landmark_lite")
    picture = noise(1, model.inputs[0].shape)
    expected = run(model, picture)
    model.input(0)[...] = 0.0
    given = picture.copy()
    model.write(0, given)
    np.testing.assert_array_equal(model.input(0), picture)
    given[...] = 0.0
    model.invoke()
    np.testing.assert_array_equal(model.output(0), expected[0])


def test_outputs_belong_to_the_caller(load: Load) -> None:
    """An output stays as it is when the model runs again, and may be written to."""
    model = load("hand_landmark_lite")
    (first, *_) = run(model, noise(1, model.inputs[0].shape))
    copy = first.copy()
    run(model, noise(2, model.inputs[0].shape))
    np.testing.assert_array_equal(first, copy)
    first[...] = 0.0


def test_input_outlives_the_model(load: Load) -> None:
    """The memory of an input array stays valid after the model was closed and forgotten."""
    model = load("hand_recrop")
    kept = model.input(0)
    model.close()
    del model
    gc.collect()
    kept[...] = 7.0
    assert kept.sum(dtype=np.float64) == 7.0 * kept.size


def test_closed_model_says_so(load: Load) -> None:
    """Using a closed model is an error, closing it again is not."""
    model = load("hand_recrop")
    model.close()
    model.close()
    for use in (model.invoke, lambda: model.input(0), lambda: model.write(0, np.zeros(1)), lambda: model.output(0)):
        with pytest.raises(GraphStateError, match="the model was closed"):
            use()


def test_models_run_side_by_side(load: Load) -> None:
    """Models on threads of their own give what they give alone."""
    models = [load("hand_landmark_lite") for _ in range(3)]
    pictures = [noise(seed, models[0].inputs[0].shape) for seed in range(3)]
    alone = [run(models[0], picture) for picture in pictures]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(run, models, pictures))
    for one, other in zip(alone, together, strict=True):
        for expected, found in zip(one, other, strict=True):
            np.testing.assert_array_equal(found, expected)


def test_threads_do_not_change_the_result(models: Path, backend: str) -> None:
    """Two threads inside one run give what one gives, but for rounding."""
    path = models / "hand_landmark_lite.tflite"
    one, two = (load_model(path, backend=backend, num_threads=n) for n in (1, 2))
    picture = noise(1, one.inputs[0].shape)
    for expected, found in zip(run(one, picture), run(two, picture), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_content_is_as_good_as_a_path(models: Path, backend: str) -> None:
    """A model given as bytes is the model."""
    path = models / "hand_recrop.tflite"
    picture = noise(1, (1, 256, 256, 3))
    by_path, by_content = (load_model(source, backend=backend) for source in (path, path.read_bytes()))
    np.testing.assert_array_equal(run(by_path, picture)[0], run(by_content, picture)[0])


@pytest.mark.parametrize("damage", ["half", "100 bytes", "head", "text", "zeros", "flipped bits"])
def test_damaged_model_is_an_error(damage: str, models: Path, backend: str, tmp_path: Path) -> None:
    """A file that breaks off, is overwritten or no model at all is named in one line and never ends the process."""
    whole = (models / "hand_landmark_lite.tflite").read_bytes()
    flipped = np.frombuffer(whole, np.uint8).copy()
    flipped[np.random.default_rng(1).integers(0, flipped.size, 2000)] ^= 0x55
    content = {
        "half": whole[: len(whole) // 2],
        "100 bytes": whole[:100],
        "head": whole[:8] + b"\xff" * 5000,
        "text": b"hello world" * 100,
        "zeros": bytes(5000),
        "flipped bits": flipped.tobytes(),
    }[damage]
    path = tmp_path / "damaged.tflite"
    path.write_bytes(content)
    with pytest.raises(ResourceError, match=r"damaged\.tflite is damaged or no \.tflite model .*get the file again$"):
        load_model(path, backend=backend)


def test_missing_empty_and_unreadable_files(tmp_path: Path, backend: str) -> None:
    """Each file that cannot be a model is named with the reason."""
    with pytest.raises(ResourceError, match=r"cannot read model .*nowhere\.tflite: No such file"):
        load_model(tmp_path / "nowhere.tflite", backend=backend)
    with pytest.raises(ResourceError, match="cannot read model "):
        load_model(tmp_path, backend=backend)
    (tmp_path / "empty.tflite").touch()
    with pytest.raises(ResourceError, match=r"empty\.tflite is empty, expected a \.tflite model"):
        load_model(tmp_path / "empty.tflite", backend=backend)
