"""Each core calculator has a slow model of itself, or a reason why not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.calculators.examples import OURS

CORE: Final = "backedge.calculators.core."
WITHOUT: Final = {
    "AddHeaderCalculator": "headers are no packets: test_add_header_calculator.py",
    "BoundedIntSidePacketCalculator": "side packets only: test_bounded_int_side_packet_calculator.py",
    "CallbackCalculator": "calls back: test_callback_calculator.py",
    "CallbackWithHeaderCalculator": "calls back: test_callback_calculator.py",
    "ClockLatencyCalculator": "goes by a clock: test_clock_calculators.py",
    "ClockTimestampCalculator": "goes by a clock: test_clock_calculators.py",
    "ConcatenateClassificationListCalculator": "joins as ConcatenateFloatVectorCalculator does, other data",
    "ConcatenateLandmarkListCalculator": "joins as ConcatenateFloatVectorCalculator does, other data",
    "ConstantSidePacketCalculator": "side packets only: test_constant_side_packet_calculator.py",
    "DefaultSidePacketCalculator": "side packets only: test_default_side_packet_calculator.py",
    "GraphProfileCalculator": "tells of the graph: test_graph_profile_calculator.py",
    "MovingSplitVectorCalculator": "splits as SplitFloatVectorCalculator does, other data",
    "PacketLatencyCalculator": "goes by a clock: test_packet_latency_calculator.py",
    "SidePacketsToStreamsCalculator": "side packets only: test_side_packets_to_streams_calculator.py",
    "SplitLandmarkListCalculator": "splits as SplitFloatVectorCalculator does, other data",
    "StreamToSidePacketCalculator": "one packet: test_side_packet_to_stream_calculator.py",
    "SwitchDemuxCalculator": "half of a container, which MediaPipe's results are recorded of: tests/conformance",
    "SwitchMuxCalculator": "half of a container, which MediaPipe's results are recorded of: tests/conformance",
}
"""Classes of calculators that no model is written of, with the reason or with the place of their tests."""


def test_every_core_calculator_has_a_model() -> None:
    """A node of one of its registered names is in a test of this folder."""
    tests = "".join(path.read_text() for path in sorted(Path(__file__).parent.glob("test_*_models.py")))
    names: dict[str, list[str]] = {}
    for each in OURS:
        if each.module.startswith(CORE):
            names.setdefault(each.calculator.__name__.partition("[")[0], []).append(each.name)
    missing = {kind for kind, known in names.items() if not any(f'"{name}"' in tests for name in known)}
    assert missing == set(WITHOUT)
