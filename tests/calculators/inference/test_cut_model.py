"""Models with operators that no engine has: cut into parts, and run as one."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.cut_model import Between, Part, cut
from backedge.calculators.inference.model import InferenceModel
from backedge.calculators.inference.tflite_file import check_tflite
from backedge.calculators.inference.tflite_graph import TfliteGraph
from backedge.errors import GraphStateError, ResourceError
from backedge.formats import Tensor
from backedge.testing import run_node
from tests.calculators.inference.tflite_writer import RELU, Op, tflite

ATTENTION = "face_landmark_with_attention"
REGION = "Landmarks2TransformMatrix"
SAMPLE = "TransformTensorBilinear"
TRANSFORM = "TransformLandmarks"
SIZE = {"output_height": 2, "output_width": 3}
FEATURES, MATRIX, SAMPLED = (1, 4, 5, 2), (1, 4, 4), (1, 2, 3, 2)


@pytest.fixture
def attention(models: Path) -> bytes:
    """The content of the one model of the manifest that is cut."""
    return (models / f"{ATTENTION}.tflite").read_bytes()


def steps(content: bytes) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """What a model is cut into, and which tensors each step takes and makes."""
    return [(type(step).__name__, step.inputs, step.outputs) for step in cut(content).steps]


def test_face_model_is_cut_into_three_parts(attention: bytes) -> None:
    """Before the regions, for the regions, and after; the three regions' features are sampled in one step."""
    kinds = [type(step) for step in cut(attention).steps]
    assert kinds == [Part, Between, Between, Between, Between, Part, *[Between] * 5, Part]


def test_parts_are_whole_files_without_the_operators(attention: bytes) -> None:
    """Each is a .tflite file of its own, and together they have every operator, those of weights as often as needed."""
    parts = [step for step in cut(attention).steps if isinstance(step, Part)]
    whole = TfliteGraph(attention)
    names = []
    for part in parts:
        check_tflite(part.content)
        graph = TfliteGraph(part.content)
        assert all(operator.custom is None for operator in graph.operators)
        assert (graph.inputs, graph.outputs) == (part.inputs, part.outputs)
        names += [operator.outputs for operator in graph.operators]
    assert set(names) == {operator.outputs for operator in whole.operators if operator.custom is None}
    assert len(names) <= len(set(names)) + 5


def test_what_a_part_hands_on_is_what_the_next_takes(attention: bytes) -> None:
    """Every tensor that a step takes has been made before, or goes into the model."""
    graph = cut(attention)
    made = set(graph.inputs)
    for step in graph.steps:
        assert made >= set(step.inputs)
        made |= set(step.outputs)
    assert made >= set(graph.outputs)


def sampling(**changes: Any) -> bytes:
    """A model that samples features, of which it makes something else before, and after: 0, 1 -> 2, 3, 4."""
    operators = [
        Op(RELU, [0], [3]),
        Op(SAMPLE, [0, 1], [2], **{"options": SIZE, **changes}),
        Op(RELU, [2], [4]),
    ]
    return tflite([FEATURES, MATRIX, SAMPLED, FEATURES, SAMPLED], operators, [0, 1], [2, 3, 4])


def test_inputs_and_outputs_need_not_be_those_of_parts(backend: str) -> None:
    """An input that a part and an operator take, one that no part takes, and an output that no part makes."""
    content = sampling()
    assert steps(content) == [("Part", (0,), (3,)), ("Between", (0, 1), (2,)), ("Part", (2,), (4,))]
    model = load_model(content, backend=backend)
    assert [info.shape for info in model.inputs] == [FEATURES, MATRIX]
    assert [info.name for info in model.outputs] == ["tensor 2", "tensor 3", "tensor 4"]
    features = np.random.default_rng(1).standard_normal(FEATURES, np.float32)
    for shift in (0, 1):
        model.input(0)[...] = features
        model.input(1)[...] = np.eye(4)
        model.input(1)[0, :2, 3] = shift
        model.invoke()
        sampled = features[:, shift : 2 + shift, shift : 3 + shift]
        assert np.array_equal(model.output(0), sampled)
        assert np.array_equal(model.output(1), np.maximum(features, 0))
        assert np.array_equal(model.output(2), np.maximum(sampled, 0))


def test_outputs_between_parts_belong_to_the_caller(backend: str) -> None:
    """What a caller does to an output does not change the model's, nor does the next run change what was read."""
    model = load_model(sampling(), backend=backend)
    for index in range(2):
        model.input(index)[...] = 1.0
    model.invoke()
    model.output(0)[...] = 5.0
    before = model.output(0)
    assert not (before == 5.0).any()
    model.input(0)[...] = 2.0
    model.invoke()
    assert not np.shares_memory(before, model.output(0))


def test_a_model_of_nothing_but_such_operators_runs(backend: str) -> None:
    """There need not be a part; the second operator takes what the first makes."""
    landmarks, options = (1, 4, 3), {"left_rotation_idx": 0, "right_rotation_idx": 1, "subset_idxs": [0, 1, 2, 3]}
    options |= {"scale_x": 1.0, "scale_y": 1.0, "output_width": 2, "output_height": 4}
    operators = [Op(REGION, [0], [1], options), Op(TRANSFORM, [2, 1], [3])]
    content = tflite([landmarks, MATRIX, landmarks, landmarks], operators, [0, 2], [3])
    assert steps(content) == [("Between", (0,), (1,)), ("Between", (2, 1), (3,))]
    model = load_model(content, backend=backend)
    square = np.array([[(10, 20, 1), (30, 20, 1), (10, 60, 1), (30, 60, 1)]], np.float32)
    model.input(0)[...] = square
    model.input(1)[...] = np.array([[(0, 0, 1), (2, 0, 1), (0, 4, 1), (2, 4, 1)]])
    model.invoke()
    np.testing.assert_allclose(model.output(0), square, atol=1e-5)


def test_sampling_is_shared_only_where_all_but_the_matrix_is_the_same() -> None:
    """Features, size and neighbourhood in the file: what differs in one of them is a step of its own."""
    other = {"output_height": 1, "output_width": 1}
    operators = [
        Op(SAMPLE, [0, 1], [3], SIZE),
        Op(SAMPLE, [0, 2], [4], SIZE),
        Op(SAMPLE, [0, 1], [5], other),
        Op(SAMPLE, [7, 1], [6], other),
    ]
    tensors = [FEATURES, MATRIX, MATRIX, SAMPLED, SAMPLED, (1, 1, 1, 2), (1, 1, 1, 2), FEATURES]
    content = tflite(tensors, operators, [0, 1, 2, 7], [3, 4, 5, 6])
    assert steps(content) == [
        ("Between", (0, 1, 2), (3, 4)),
        ("Between", (0, 1), (5,)),
        ("Between", (7, 1), (6,)),
    ]


def test_what_nothing_uses_is_left_out() -> None:
    """A part that makes nothing for another step or the caller would have no outputs."""
    operators = [Op(SAMPLE, [0, 1], [2], SIZE), Op(RELU, [2], [3])]
    assert steps(tflite([FEATURES, MATRIX, SAMPLED, SAMPLED], operators, [0, 1], [2])) == [("Between", (0, 1), (2,))]


def test_closed_model_says_so(models: Path, backend: str) -> None:
    """Using a closed model is an error, closing it again is not; an array of its input stays valid."""
    model = load_model(models / f"{ATTENTION}.tflite", backend=backend)
    kept = model.input(0)
    model.close()
    model.close()
    for use in (model.invoke, partial(model.input, 0), partial(model.output, 0)):
        with pytest.raises(GraphStateError, match="the model was closed"):
            use()
    del model, use
    gc.collect()
    kept[...] = 7.0
    assert kept.sum(dtype=np.float64) == 7.0 * kept.size


def test_runs_do_not_depend_on_those_before(load: Callable[[str], InferenceModel]) -> None:
    """A picture gives the same after another one as at first, and NaN is gone with the next picture."""
    model = load(ATTENTION)
    pictures = np.random.default_rng(1).random((3, *model.inputs[0].shape), np.float32)
    pictures[1] = np.nan
    pictures[2] = pictures[0]
    results = []
    for picture in pictures:
        model.input(0)[...] = picture
        model.invoke()
        results.append([model.output(index) for index in range(len(model.outputs))])
    for first, last in zip(results[0], results[2], strict=True):
        assert np.isfinite(first).all()
        np.testing.assert_array_equal(first, last)


def test_operator_that_nobody_knows_is_named(backend: str) -> None:
    """A model with a custom operator that is neither the engine's nor ours is refused with its name, cut or not."""
    unknown = [Op("Mystery", [0], [1])]
    cut_too = [Op("Mystery", [0], [3]), Op(SAMPLE, [3, 1], [2], SIZE)]
    for content in (
        tflite([FEATURES, FEATURES], unknown, [0], [1]),
        tflite([FEATURES, MATRIX, SAMPLED, FEATURES], cut_too, [0, 1], [2]),
    ):
        with pytest.raises(ResourceError, match=r"cannot run the model .*(op:|for) Mystery\b.*\); use another model"):
            load_model(content, backend=backend)


def test_other_version_of_an_operator_is_not_taken_for_the_one_we_know(backend: str) -> None:
    """MediaPipe has version 2 only, and so have we."""
    with pytest.raises(ResourceError, match=f"(custom op:|translator found for) {SAMPLE}"):
        load_model(sampling(version=1), backend=backend)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (sampling(options={"output_height": 2}), "operator TransformTensorBilinear: its option output_width must be a"),
        (sampling(options=b"\xff\xff\xff"), "operator TransformTensorBilinear: its options are damaged"),
        (sampling(options={**SIZE, "output_width": 7}), "operator TransformTensorBilinear: it takes tensors"),
        (
            tflite([FEATURES, MATRIX, SAMPLED], [Op(SAMPLE, [0, 1], [2], SIZE)], [0], [2]),
            "operator TransformTensorBilinear: it takes a constant",
        ),
        (
            tflite([FEATURES, MATRIX, SAMPLED, SAMPLED], [Op(SAMPLE, [0, 1], [2, 3], SIZE)], [0, 1], [2]),
            "operator TransformTensorBilinear: it has 2 outputs, expected 1",
        ),
        (
            tflite([FEATURES, MATRIX, SAMPLED], [Op(SAMPLE, [0, 9], [2], SIZE)], [0, 1], [2]),
            "it has 3 tensors and refers to number 9",
        ),
        (
            tflite([FEATURES, MATRIX, SAMPLED], [Op(SAMPLE, [0, 1], [2], SIZE)], [0, 1], [2, 0]),
            "it has an output that no operator computes",
        ),
    ],
)
def test_model_that_contradicts_itself_is_one_clear_error(
    content: bytes, told: str, tmp_path: Path, backend: str
) -> None:
    """The error names the file and what is wrong in it."""
    path = tmp_path / "strange.tflite"
    path.write_bytes(content)
    with pytest.raises(ResourceError, match=rf"strange\.tflite is damaged or no \.tflite model \({told}.*get the file"):
        load_model(path, backend=backend)


@pytest.mark.parametrize("part", [0.001, 0.01, 0.3, 0.9, 0.999])
def test_file_that_breaks_off_is_one_clear_error(attention: bytes, part: float, backend: str) -> None:
    """However much of it is missing."""
    with pytest.raises(ResourceError, match=r"the model is damaged or no \.tflite model .*get the file again$"):
        load_model(attention[: int(len(attention) * part)], backend=backend)


def test_changed_bytes_never_do_more_than_raise(backend: str) -> None:
    """Bytes of a small model changed at random: it loads, or is refused, and nothing else happens."""
    whole = np.frombuffer(sampling(), np.uint8)
    rng = np.random.default_rng(5)
    refused = 0
    for _ in range(300):
        changed = whole.copy()
        changed[rng.integers(0, len(changed), 2)] = rng.integers(0, 256, 2, dtype=np.uint8)
        try:
            cut(_checked(changed.tobytes()))
        except ValueError:
            refused += 1
    assert 30 < refused < 300


def _checked(content: bytes) -> bytes:
    check_tflite(content)
    return content


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("InferenceCalculator", "InferenceCalculatorOptions"),
        ("TfLiteInferenceCalculator", "TfLiteInferenceCalculatorOptions"),
    ],
)
def test_calculators_run_such_a_model_as_any_other(models: Path, name: str, options: str) -> None:
    """All outputs of the model, in its order."""
    model = load_model(models / f"{ATTENTION}.tflite")
    picture = np.random.default_rng(2).random(model.inputs[0].shape, np.float32)
    model.input(0)[...] = picture
    model.invoke()
    node = f"""
        node {{
          calculator: "{name}"
          input_stream: "TENSORS:given"
          output_stream: "TENSORS:made"
          options {{ [mediapipe.{options}.ext] {{ model_path: "{ATTENTION}.tflite" }} }}
        }}
    """
    [made] = run_node(node, {"given": [[Tensor(picture)]]}).values("made")
    assert len(made) == 7
    for index, tensor in enumerate(made):
        np.testing.assert_array_equal(tensor.data, model.output(index))
