"""Google's package and ours in one process."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

OURS = """
import backedge.compat.mediapipe as ours
from backedge.compat.mediapipe.framework.formats import detection_pb2 as our_detection_pb2
"""
THEIRS = """
import mediapipe as theirs
from mediapipe.framework.formats import detection_pb2 as their_detection_pb2
"""
PROGRAM = """
TEXT = '''
    input_stream: "in"
    node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "out" }
'''

def run(mp, detection_pb2):
    seen = []
    graph = mp.CalculatorGraph(graph_config=TEXT)
    graph.observe_output_stream("out", lambda name, packet: seen.append(packet))
    graph.start_run()
    for time in range(3):
        packet = mp.packet_creator.create_proto(detection_pb2.Detection(score=[time / 4]))
        graph.add_packet_to_input_stream("in", packet, time)
    graph.close()
    return [(str(packet), str(mp.packet_getter.get_proto(packet))) for packet in seen]

assert run(ours, our_detection_pb2) == run(theirs, their_detection_pb2)
assert len(run(ours, their_detection_pb2)) == 3, "a message of theirs in a packet of ours"
print("done")
"""


def has_google_package() -> bool:
    """Tell whether a MediaPipe is installed that still has its graph framework."""
    spec = importlib.util.find_spec("mediapipe")
    return spec is not None and importlib.util.find_spec("mediapipe.python") is not None


@pytest.mark.skipif(not has_google_package(), reason="needs mediapipe <= 0.10.21 installed beside backedge")
@pytest.mark.parametrize("imports", [OURS + THEIRS, THEIRS + OURS], ids=["ours first", "theirs first"])
def test_both_engines_run_in_one_process(imports: str) -> None:
    """Whichever is imported first, both run the same graph with the same result, and take each other's messages."""
    command = [sys.executable, "-c", imports + PROGRAM]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert result.stdout == "done\n", result.stderr
