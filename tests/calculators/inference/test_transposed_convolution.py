"""Models whose transposed convolutions are rewritten give what they gave before."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from backedge.calculators.inference.interpreter import InterpreterModel
from backedge.calculators.inference.transposed_convolution import with_ordinary_convolutions
from backedge.models import model_path
from tests.models.available import real_models

pytest.importorskip("ai_edge_litert", reason="only LiteRT comes with the schema of models")

OPERATOR = b"Convolution2DTransposeBias"


def model(name: str) -> bytes:
    """The content of a model's file."""
    return model_path(name, real_models()).read_bytes()


def run(content: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """What the model makes of noise."""
    interpreter = importlib.import_module("ai_edge_litert.interpreter").Interpreter(model_content=content)
    loaded = InterpreterModel(interpreter)
    loaded.input(0)[...] = np.random.default_rng(2).random(loaded.inputs[0].shape)
    loaded.invoke()
    result: np.ndarray[tuple[int, ...], np.dtype[np.float32]] = loaded.output(0)
    loaded.close()
    return result


@pytest.mark.parametrize("name", ["selfie_segmentation", "selfie_segmentation_landscape"])
def test_results_are_the_same(name: str) -> None:
    """To the last bit, without the operator."""
    before = model(name)
    assert np.array_equal(run(before), run(with_ordinary_convolutions(before)))


def test_the_operator_is_gone() -> None:
    """The graph ends with two ordinary operators and the activation."""
    schema = importlib.import_module("ai_edge_litert.schema_py_generated")
    rewritten = schema.ModelT.InitFromPackedBuf(with_ordinary_convolutions(model("selfie_segmentation")), 0)
    [graph] = rewritten.subgraphs
    codes = [rewritten.operatorCodes[each.opcodeIndex] for each in graph.operators]
    assert all(code.customCode is None for code in codes)
    kinds = schema.BuiltinOperator
    assert [code.builtinCode for code in codes[-3:]] == [kinds.CONV_2D, kinds.DEPTH_TO_SPACE, kinds.LOGISTIC]


def test_other_models_stay_as_they_are() -> None:
    """They are not even read."""
    content = model("face_detection_short_range")
    assert with_ordinary_convolutions(content) is content


def test_damaged_models_are_refused() -> None:
    """Offsets that lead out of the file are found before they are followed."""
    content = model("selfie_segmentation")
    with pytest.raises(ValueError, match="refers to bytes"):
        with_ordinary_convolutions(content[: content.index(OPERATOR) + len(OPERATOR)])
