"""Connections whose C++ types differ: refused among MediaPipe's calculators, as they are there, and only among them."""

from __future__ import annotations

import numpy as np
import pytest

import backedge.compat.mediapipe as mp
from backedge import Calculator, Input, Output, calculator, register
from backedge.compat.mediapipe.python import packet_creator, packet_getter


@register("CompatTestHalf")
class Half(Calculator):
    """A calculator of an application's own, which takes any number."""

    number = Input[float]()
    half = Output[float]()

    def process(self) -> None:
        self.half.send(self.number.value / 2)


PRESENT = """
input_stream: "in"
node { calculator: "PacketPresenceCalculator" input_stream: "PACKET:in" output_stream: "PRESENCE:there" }
"""
FLOAT = 'node { calculator: "ThresholdingCalculator" input_stream: "FLOAT:there" output_stream: "FLAG:flag" }'
PICTURE_AS_MATRIX = """
input_stream: "in"
node { calculator: "HandRendererCalculator" input_stream: "IMAGE:in" output_stream: "IMAGE:image" }
node { calculator: "MatrixToVectorCalculator" input_stream: "image" output_stream: "numbers" }
"""
VECTORS = """
input_stream: "in"
node {
  calculator: "BeginLoopIntCalculator"
  input_stream: "ITERABLE:in"
  output_stream: "ITEM:i"
  output_stream: "BATCH_END:t"
}
node {
  calculator: "EndLoopFloatCalculator"
  input_stream: "ITEM:i"
  input_stream: "BATCH_END:t"
  output_stream: "ITERABLE:f"
}
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PRESENT + FLOAT, 'input stream "there" of node "ThresholdingCalculator": .* takes float, but gets bool'),
        (VECTORS, 'input stream "i" of node "EndLoopFloatCalculator": .* takes float, but gets int'),
        (
            PICTURE_AS_MATRIX,
            'input stream "image" of node "MatrixToVectorCalculator": .* takes ndarray, but .* makes it',
        ),
    ],
)
def test_graphs_of_mediapipes_calculators_are_as_strict_as_there(text: str, message: str) -> None:
    """A number of another type, and a picture for a matrix, are refused when the graph is built or checked."""
    with pytest.raises(ValueError, match=message):
        mp.CalculatorGraph(graph_config=text)
    with pytest.raises(RuntimeError, match=message):
        mp.ValidatedGraphConfig().initialize(graph_config=text)


def test_calculators_of_an_application_take_what_python_takes() -> None:
    """With a calculator of the application's own in it, a graph is as lenient as a graph of backedge."""
    graph = mp.CalculatorGraph(
        graph_config=PRESENT + 'node { calculator: "CompatTestHalf" input_stream: "there" output_stream: "half" }'
    )
    seen: list[float] = []
    graph.observe_output_stream("half", lambda _, packet: seen.append(packet_getter.get_float(packet)))
    graph.start_run()
    graph.add_packet_to_input_stream("in", packet_creator.create_int(3).at(0))
    graph.close()
    assert seen == [0.5]


def test_a_bool_is_fed_as_a_bool() -> None:
    """A packet that was made as a bool is no float for MediaPipe's calculators."""
    node = 'node { calculator: "ThresholdingCalculator" input_stream: "FLOAT:in" output_stream: "FLAG:f" }'
    graph = mp.CalculatorGraph(graph_config='input_stream: "in" ' + node)
    graph.start_run()
    with pytest.raises(ValueError, match='"in" carries float, but the packet holds bool'):
        graph.add_packet_to_input_stream("in", packet_creator.create_bool(True).at(0))
    with pytest.raises(ValueError, match="holds bool"):
        graph.close()


@calculator("CompatTestMean")
def mean(image: np.ndarray) -> float:
    """A function of an application's own over plain pixels."""
    return float(image.mean())


def test_pictures_reach_functions_over_arrays() -> None:
    """An application's function reads MediaPipe's image packets as arrays."""
    graph = mp.CalculatorGraph(
        graph_config='input_stream: "in" node { calculator: "CompatTestMean" input_stream: "in" output_stream: "mean" }'
    )
    seen: list[float] = []
    graph.observe_output_stream("mean", lambda _, packet: seen.append(packet_getter.get_float(packet)))
    graph.start_run()
    pixels = np.full((2, 3, 3), 7, np.uint8)
    packet = packet_creator.create_image_frame(mp.ImageFrame(mp.ImageFormat.SRGB, pixels))
    graph.add_packet_to_input_stream("in", packet.at(0))
    graph.close()
    assert seen == [7.0]
