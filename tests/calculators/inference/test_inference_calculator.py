"""InferenceCalculator and the calculators that bring it a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.tflite_custom_op_resolver_calculator import OpResolver
from backedge.calculators.inference.tflite_model_calculator import TfLiteModel
from backedge.calculators.resource.resource import Resource
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Tensor
from backedge.testing import run_node

INPUT = Tensor(np.random.default_rng(0).random((1, 64, 64, 3), np.float32))


def node(ports: str, options: str = 'model_path: "iris_landmark.tflite"', name: str = "InferenceCalculator") -> str:
    """One node; iris_landmark is a small model with two outputs."""
    return f"""
        node {{
          calculator: "{name}"
          {ports}
          options {{ [mediapipe.InferenceCalculatorOptions.ext] {{ {options} }} }}
        }}
    """


LISTS = 'input_stream: "TENSORS:given" output_stream: "TENSORS:made"'


@pytest.fixture
def expected(models: Path) -> list[Any]:
    """The outputs of the model when it is run by hand."""
    model = load_model(models / "iris_landmark.tflite")
    model.input(0)[...] = INPUT.data
    model.invoke()
    return [model.output(index) for index in range(len(model.outputs))]


@pytest.mark.parametrize("name", ["InferenceCalculator", "InferenceCalculatorCpu", "InferenceCalculatorXnnpack"])
def test_outputs_are_the_models(expected: list[Any], name: str) -> None:
    """The outputs are all of the model's, in its order, whatever the calculator is called."""
    [made] = run_node(node(LISTS, name=name), {"given": [[INPUT]]}).values("made")
    assert [tensor.data.tolist() for tensor in made] == [output.tolist() for output in expected]


def test_tensors_one_by_one(expected: list[Any]) -> None:
    """A port for each input, and for the first so many outputs; nothing without the inputs."""
    ports = 'input_stream: "TENSOR:given" output_stream: "TENSOR:0:first" output_stream: "TENSOR:1:second"'
    outputs = run_node(node(ports), {"given": [INPUT, Packet.empty(1)]})
    for stream, output in zip(("first", "second"), expected, strict=True):
        assert [tensor.data.tolist() for tensor in outputs.values(stream)] == [output.tolist()]


def test_model_comes_from_a_side_packet(models: Path, expected: list[Any]) -> None:
    """The side packet holds a path or the content."""
    ports = f'input_side_packet: "MODEL:model" {LISTS}'
    path = models / "iris_landmark.tflite"
    for source in (path, path.read_bytes()):
        outputs = run_node(node(ports, ""), {"given": [[INPUT]]}, {"model": TfLiteModel(source)})
        assert [tensor.data.tolist() for tensor in outputs.values("made")[0]] == [
            output.tolist() for output in expected
        ]


def test_delegates_are_understood(expected: list[Any]) -> None:
    """The delegates all run on the CPU here; threads may be given twice, and the delegate's count holds."""
    path = 'model_path: "iris_landmark.tflite" cpu_num_thread: 3'
    for delegate in ("gpu { use_advanced_gpu_api: true }", "nnapi {}", "tflite {}", "xnnpack { num_threads: 2 }"):
        outputs = run_node(node(LISTS, f"{path} delegate {{ {delegate} }}"), {"given": [[INPUT]]})
        assert np.allclose(outputs.values("made")[0][0].data, expected[0], atol=1e-3)


@pytest.mark.parametrize(
    ("tensors", "found"),
    [
        ([], "no tensor"),
        ([INPUT, INPUT], r"float32 \(1, 64, 64, 3\), float32"),
        ([Tensor(np.zeros((64, 64, 3), np.float32))], r"float32 \(64, 64, 3\)"),
        ([Tensor(np.zeros((1, 64, 64, 3), np.uint8))], r"uint8 \(1, 64, 64, 3\)"),
    ],
)
def test_tensors_that_do_not_fit_are_one_clear_error(models: Path, tensors: list[Tensor], found: str) -> None:
    """The error says what the model takes and what there was."""
    with pytest.raises(CalculatorError, match=rf"the model takes float32 \(1, 64, 64, 3\); found {found}"):
        run_node(node(LISTS), {"given": [tensors]})


def test_more_outputs_than_the_model_has_are_refused(models: Path) -> None:
    """The graph is refused before anything runs."""
    outputs = " ".join(f'output_stream: "TENSOR:{index}:o{index}"' for index in range(3))
    with pytest.raises(CalculatorError, match="the model has 2 outputs, but the node has 3"):
        run_node(node(f'input_stream: "TENSORS:given" {outputs}'))


@pytest.mark.parametrize(
    ("ports", "options", "complaint"),
    [
        (LISTS, "", "it needs MODEL, or the option model_path"),
        ('output_stream: "TENSORS:made"', 'model_path: "x"', "its inputs are either TENSORS or TENSOR"),
        (f'{LISTS} output_stream: "TENSOR:one"', 'model_path: "x"', "its outputs are either TENSORS or TENSOR"),
    ],
)
def test_configs_that_cannot_work_are_refused(ports: str, options: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node(ports, options))


@pytest.mark.parametrize(("tag", "output"), [("MODEL_RESOURCE", "MODEL"), ("MODEL_BLOB", "SHARED_MODEL")])
def test_a_model_is_made_of_a_file_or_its_content(tmp_path: Path, tag: str, output: str) -> None:
    """TfLiteModelCalculator does not load it: the one that runs it does."""
    text = f"""
        node {{
          calculator: "TfLiteModelCalculator"
          input_side_packet: "{tag}:source"
          output_side_packet: "{output}:model"
        }}
    """
    path = tmp_path / "model.tflite"
    given, expected = {
        "MODEL_RESOURCE": (Resource(path), TfLiteModel(path)),
        "MODEL_BLOB": (b"content", TfLiteModel(b"content")),
    }[tag]
    assert run_node(text, {}, {"source": given}).side_packets["model"] == expected


@pytest.mark.parametrize(
    ("ports", "complaint"),
    [
        ('output_side_packet: "MODEL:m"', "exactly one of MODEL_RESOURCE, MODEL_BLOB and MODEL_SPAN"),
        ('input_side_packet: "MODEL_BLOB:b"', "either MODEL or SHARED_MODEL"),
    ],
)
def test_a_model_needs_one_source_and_one_output(ports: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(f'node {{ calculator: "TfLiteModelCalculator" {ports} }}')


@pytest.mark.parametrize("port", ["OP_RESOLVER:operators", "operators"])
def test_op_resolver_says_what_was_asked_for(port: str) -> None:
    """The side packet says what the options ask for, whether its port is tagged or not."""
    text = f"""
        node {{
          calculator: "TfLiteCustomOpResolverCalculator"
          output_side_packet: "{port}"
          options {{ [mediapipe.TfLiteCustomOpResolverCalculatorOptions.ext] {{ use_gpu: true }} }}
        }}
    """
    assert run_node(text).side_packets["operators"] == OpResolver(use_gpu=True)
