"""An error about an argument, or about the time of a call, begins with the function that was called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import backedge.compat.mediapipe as mp
from backedge.compat.mediapipe.python import packet_creator, packet_getter

TEXT = """
input_stream: "in"
node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "out" }
"""
PIXELS = np.zeros((2, 2, 3), np.uint8)


def graph() -> mp.CalculatorGraph:
    """A graph that has not run."""
    return mp.CalculatorGraph(graph_config=TEXT)


def running(call: Callable[[Any], object]) -> Callable[[], object]:
    """The call on a graph that runs."""

    def run() -> object:
        with graph() as started:
            started.start_run()
            return call(started)

    return run


def validated() -> mp.ValidatedGraphConfig:
    """A graph that was only checked."""
    config = mp.ValidatedGraphConfig()
    config.initialize(graph_config=TEXT)
    return config


def number() -> mp.Packet:
    """A packet without a timestamp."""
    return packet_creator.create_int(1)


CALLS: dict[str, list[Callable[[], object]]] = {
    "CalculatorGraph": [
        mp.CalculatorGraph,
        lambda: mp.CalculatorGraph(graph=TEXT),
        lambda: mp.CalculatorGraph(validated_graph_config=1),
        lambda: mp.CalculatorGraph(validated_graph_config=mp.ValidatedGraphConfig()),
    ],
    "ValidatedGraphConfig.initialize": [
        mp.ValidatedGraphConfig().initialize,
        lambda: validated().initialize(graph_config=TEXT),
    ],
    "registered_stream_type_name": [
        lambda: validated().registered_stream_type_name("none"),
        lambda: validated().registered_stream_type_name("in"),
    ],
    "registered_side_packet_type_name": [lambda: validated().registered_side_packet_type_name("none")],
    "graph_input_stream_add_mode": [lambda: setattr(graph(), "graph_input_stream_add_mode", 0)],
    "observe_output_stream": [
        lambda: graph().observe_output_stream("out", None),  # type: ignore[arg-type]  # that is the mistake
        lambda: graph().observe_output_stream("none", print),
        running(lambda started: started.observe_output_stream("out", print)),
    ],
    "start_run": [
        lambda: graph().start_run([]),  # type: ignore[arg-type]  # that is the mistake
        lambda: graph().start_run({"side": 1}),  # type: ignore[dict-item]  # that is the mistake
        running(lambda started: started.start_run()),
    ],
    "add_packet_to_input_stream": [
        running(lambda started: started.add_packet_to_input_stream("in", number(), 0.5)),
        running(lambda started: started.add_packet_to_input_stream("in", number(), timestamp="0")),
        running(lambda started: started.add_packet_to_input_stream("in", number(), 2**63 - 1)),
        running(lambda started: started.add_packet_to_input_stream("in", number(), 2**80)),
        running(lambda started: started.add_packet_to_input_stream("in", number())),
        running(lambda started: started.add_packet_to_input_stream("in", 1, 0)),
        running(lambda started: started.add_packet_to_input_stream("none", number(), 0)),
        lambda: graph().add_packet_to_input_stream("in", number(), 0),
    ],
    "close_input_stream": [
        lambda: graph().close_input_stream("in"),
        lambda: graph().close_input_stream("none"),
    ],
    "wait_until_idle": [lambda: graph().wait_until_idle()],
    "wait_until_done": [lambda: graph().wait_until_done()],
    "wait_for_observed_output": [lambda: graph().wait_for_observed_output()],
    "close": [lambda: graph().close()],
    "get_output_side_packet": [lambda: graph().get_output_side_packet("none")],
    "Packet": [lambda: mp.Packet(1)],  # type: ignore[arg-type]  # that is the mistake
    "Packet.at": [lambda: number().at(0.5)],  # type: ignore[arg-type]  # that is the mistake
    "Packet.timestamp": [lambda: setattr(number(), "timestamp", 0.5)],
    "Timestamp": [lambda: mp.Timestamp(0.5)],  # type: ignore[arg-type]  # that is the mistake
    "Timestamp.from_seconds": [lambda: mp.Timestamp.from_seconds(float("nan"))],
    "Timestamp.__lt__": [lambda: mp.Timestamp(1) < "2"],  # type: ignore[operator]  # that is the mistake
    "ImageFrame": [
        lambda: mp.ImageFrame(1, PIXELS),  # type: ignore[arg-type]  # that is the mistake
        lambda: mp.ImageFrame(mp.ImageFormat.SRGB, PIXELS[:, :, 0].copy()),
    ],
    "ImageFrame.is_aligned": [lambda: mp.ImageFrame(mp.ImageFormat.SRGB, PIXELS).is_aligned(3)],
    "Image.create_from_file": [
        lambda: mp.Image.create_from_file(1),  # type: ignore[arg-type]  # that is the mistake
        lambda: mp.Image.create_from_file("no such file.png"),
    ],
    "create_image_frame": [
        lambda: packet_creator.create_image_frame(PIXELS),
        lambda: packet_creator.create_image_frame([1], image_format=mp.ImageFormat.SRGB),  # type: ignore[arg-type]
        lambda: packet_creator.create_image_frame(PIXELS[:, :, 0], image_format=mp.ImageFormat.SRGB),
        lambda: packet_creator.create_image_frame(PIXELS, image_format=mp.ImageFormat.LAB8),
    ],
    "create_image": [lambda: packet_creator.create_image(mp.Image(mp.ImageFormat.SRGB, PIXELS), copy=False)],
    "create_proto": [lambda: packet_creator.create_proto(1)],  # type: ignore[arg-type]  # that is the mistake
    "set_resource_dir": [lambda: mp.resource_util.set_resource_dir(1)],  # type: ignore[arg-type]
}


@pytest.mark.parametrize(
    ("function", "call"), [(function, call) for function, calls in CALLS.items() for call in calls]
)
def test_an_error_names_the_function_that_was_called(function: str, call: Callable[[], object]) -> None:
    """The function's name comes first."""
    with pytest.raises((TypeError, ValueError, RuntimeError, AttributeError)) as caught:
        call()
    assert str(caught.value).startswith(f"{function}()")


MISFITS: dict[str, Any] = {
    "create_matrix": "text",
    "create_string": 1,
    "create_bool": 1,
    "create_string_to_packet_map": 1,
}


@pytest.mark.parametrize(
    "function", [name for name in packet_creator.__all__ if not name.startswith(("create_image", "create_proto"))]
)
def test_creators_name_themselves(function: str) -> None:
    """Every function that makes a packet does so, whatever it is given that it cannot take."""
    if function == "create_image_vector":
        pytest.skip("takes images only")
    with pytest.raises((TypeError, ValueError)) as caught:
        getattr(packet_creator, function)(MISFITS.get(function, object()))
    assert str(caught.value).startswith(f"{function}()")


@pytest.mark.parametrize("function", packet_getter.__all__)
def test_getters_name_themselves(function: str) -> None:
    """Every function that reads a packet does so: of what is no packet, of an empty one, of another type."""
    other = packet_creator.create_bool(True) if function != "get_bool" else number()
    for given in (1, mp.Packet(), other):
        with pytest.raises((TypeError, ValueError, RuntimeError)) as caught:
            getattr(packet_getter, function)(given)
        assert str(caught.value).startswith(f"{function}()")
