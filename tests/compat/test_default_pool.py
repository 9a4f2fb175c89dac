"""What `text_format` and `json_format` find in protobuf's default pool."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from google.protobuf import descriptor_pool, json_format, text_format
from google.protobuf.descriptor_pb2 import FileDescriptorProto

import backedge.compat.mediapipe as mp
from backedge import Calculator, Input, Output, load_graph, register
from backedge.authoring import registry
from backedge.compat.mediapipe.framework import calculator_pb2
from backedge.compat.messages.default_pool import DefaultPool
from backedge.protos.message_registry import REGISTRY
from backedge.protos.pool import POOL
from tests.compat.test_same_process import has_google_package

registry.load_plugins()  # declares the options of all calculators


@dataclass
class DefaultPoolOptions:
    """Options of an application's own calculator."""

    factor: float = 1.0


@register("CompatTestScaling")
class Scaling(Calculator):
    """Multiplies."""

    number = Input[float]()
    product = Output[float]()
    options: DefaultPoolOptions

    def process(self) -> None:
        self.product.send(self.options.factor * self.number.value)


TEXT = """
input_stream: "in"
node {
  calculator: "GateCalculator"
  input_stream: "in"
  output_stream: "out"
  options { [mediapipe.GateCalculatorOptions.ext] { allow: true } }
}
node {
  calculator: "FlowLimiterCalculator"
  input_stream: "out"
  input_stream: "FINISHED:out"
  input_stream_info { tag_index: "FINISHED" back_edge: true }
  output_stream: "limited"
  node_options { [type.googleapis.com/mediapipe.FlowLimiterCalculatorOptions] { max_in_queue: 3 } }
}
node {
  calculator: "CompatTestScaling"
  input_stream: "limited"
  output_stream: "scaled"
  node_options { [type.googleapis.com/DefaultPoolOptions] { factor: 0.5 } }
}
"""


def test_a_config_with_options_is_read() -> None:
    """Parse and Merge read what our own reader reads, extensions and Any alike."""
    parsed = text_format.Parse(TEXT, calculator_pb2.CalculatorGraphConfig())
    merged = calculator_pb2.CalculatorGraphConfig()
    text_format.Merge(TEXT, merged)
    assert parsed == merged
    assert mp.CalculatorGraph(graph_config=parsed).text_config == mp.CalculatorGraph(graph_config=TEXT).text_config


def test_a_config_with_options_is_written() -> None:
    """MessageToString writes an Any as a message, and what it writes is read as the same config."""
    config = text_format.Parse(TEXT, calculator_pb2.CalculatorGraphConfig())
    text = text_format.MessageToString(config)
    assert "[type.googleapis.com/mediapipe.FlowLimiterCalculatorOptions] {\n      max_in_queue: 3" in text
    assert "[type.googleapis.com/DefaultPoolOptions] {\n      factor: 0.5" in text
    assert load_graph(text) == load_graph(TEXT)


def test_a_config_with_options_as_json() -> None:
    """MessageToDict and ParseDict, and their likes for text, are there and back again."""
    config = text_format.Parse(TEXT, calculator_pb2.CalculatorGraphConfig())
    content = json_format.MessageToDict(config)
    assert content["node"][1]["nodeOptions"] == [
        {"@type": "type.googleapis.com/mediapipe.FlowLimiterCalculatorOptions", "maxInQueue": 3}
    ]
    assert content["node"][0]["options"] == {"[mediapipe.GateCalculatorOptions.ext]": {"allow": True}}
    assert json_format.ParseDict(content, calculator_pb2.CalculatorGraphConfig()) == config
    written = json_format.MessageToJson(config)
    assert json_format.Parse(written, calculator_pb2.CalculatorGraphConfig()) == config


def test_data_stays_out() -> None:
    """Messages for data are not there: other packages may have generated modules of their own for them."""
    program = """
from google.protobuf import descriptor_pb2, descriptor_pool
from backedge.compat.mediapipe.framework import calculator_pb2
from backedge.compat.mediapipe.framework.formats import landmark_pb2
calculator_pb2.CalculatorGraphConfig(), landmark_pb2.NormalizedLandmark()
file = descriptor_pb2.FileDescriptorProto(name="other/landmark.proto", package="mediapipe", syntax="proto2")
file.message_type.add(name="NormalizedLandmark")
descriptor_pool.Default().AddSerializedFile(file.SerializeToString())
"""
    if has_google_package():
        pytest.skip("Google's package has them")
    subprocess.run([sys.executable, "-c", program], check=True, timeout=100)


def serialized(package: str, name: str, field: str) -> FileDescriptorProto:
    """A file with one message of one field, without the syntax, as protoc leaves out what is the default."""
    file = FileDescriptorProto(name=f"mediapipe/{name}.proto", package=package)
    file.message_type.add(name="GateCalculatorOptions").field.add(name=field, number=1, label=1, type=8)
    return file


def test_what_is_there_already_stays() -> None:
    """A message of the same name that others have put there is not replaced, and is no reason for a warning."""
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(serialized("mediapipe", "their_gate", "theirs").SerializeToString())
    published = DefaultPool(pool, POOL, REGISTRY)
    published.publish()
    published.publish()
    assert [field.name for field in pool.FindMessageTypeByName("mediapipe.GateCalculatorOptions").fields] == ["theirs"]
    assert "threshold" in pool.FindMessageTypeByName("mediapipe.ThresholdingCalculatorOptions").fields_by_name


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Installs a package like Google's with one generated module, which adds the bytes to the pool."""

    def write(data: bytes) -> None:
        folder = tmp_path / "mediapipe" / "calculators" / "core"
        folder.mkdir(parents=True)
        (tmp_path / "mediapipe" / "__init__.py").write_text("raise AssertionError('imported')")
        (folder / "gate_calculator_pb2.py").write_text(f"DESCRIPTOR = pool.Default().AddSerializedFile({data!r})\n")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "mediapipe", raising=False)

    return write


def test_modules_that_are_installed_come_first(install: Callable[[bytes], None]) -> None:
    """The generated modules of Google's package are read, not imported, so that importing it adds the same again."""
    file = serialized("mediapipe", "calculators/core/gate_calculator", "theirs")
    data = file.SerializeToString()
    install(data)
    pool = descriptor_pool.DescriptorPool()
    DefaultPool(pool, POOL, REGISTRY).publish()
    assert [field.name for field in pool.FindMessageTypeByName("mediapipe.GateCalculatorOptions").fields] == ["theirs"]
    assert pool.AddSerializedFile(data).name == file.name


def test_modules_that_cannot_be_added_twice_are_left_alone(install: Callable[[bytes], None]) -> None:
    """What protobuf would not take a second time, when Google's module is imported, is not put there, nor is ours."""
    file = serialized("mediapipe", "calculators/core/gate_calculator", "theirs")
    file.message_type[0].field[0].default_value = "no bool"
    install(file.SerializeToString())
    pool = descriptor_pool.DescriptorPool()
    DefaultPool(pool, POOL, REGISTRY).publish()
    with pytest.raises(KeyError):
        pool.FindMessageTypeByName("mediapipe.GateCalculatorOptions")
    assert "threshold" in pool.FindMessageTypeByName("mediapipe.ThresholdingCalculatorOptions").fields_by_name


def test_what_the_pool_refuses_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """A message in the way is a warning that names what cannot be published; all others are."""
    pool = descriptor_pool.DescriptorPool()
    blocked = FileDescriptorProto(name="backedge/backedge.JsonlSinkCalculatorOptions.proto", syntax="proto2")
    pool.AddSerializedFile(blocked.SerializeToString())
    DefaultPool(pool, POOL, REGISTRY).publish()
    (warning,) = (record.message for record in caplog.records)
    assert warning.startswith(
        "protobuf's default pool does not take backedge.JsonlSinkCalculatorOptions, which text_format"
    )
    assert "threshold" in pool.FindMessageTypeByName("mediapipe.ThresholdingCalculatorOptions").fields_by_name
