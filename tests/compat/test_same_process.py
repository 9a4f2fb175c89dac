"""Google's package and ours in one process."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

OURS = """
import backedge.compat.mediapipe as ours
from backedge.compat.mediapipe.calculators.core import gate_calculator_pb2 as our_gate_calculator_pb2
from backedge.compat.mediapipe.framework import calculator_pb2 as our_calculator_pb2
from backedge.compat.mediapipe.framework.formats import detection_pb2 as our_detection_pb2
"""
USED = """
from google.protobuf import text_format
CONFIG = '''
node {
  calculator: "GateCalculator"
  node_options { [type.googleapis.com/mediapipe.GateCalculatorOptions] { allow: true } }
}
'''
config = text_format.Parse(CONFIG, our_calculator_pb2.CalculatorGraphConfig())
assert our_gate_calculator_pb2.GateCalculatorOptions.FromString(config.node[0].node_options[0].value).allow
"""
THEIRS = """
import mediapipe as theirs
from mediapipe.calculators.core import gate_calculator_pb2 as their_gate_calculator_pb2
from mediapipe.framework import calculator_pb2 as their_calculator_pb2
from mediapipe.framework.formats import detection_pb2 as their_detection_pb2
"""
ALL_OF_THEIRS = """
import importlib, pkgutil
for module in pkgutil.walk_packages(theirs.__path__, "mediapipe.", onerror=lambda name: None):
    if module.name.endswith("_pb2"):
        importlib.import_module(module.name)
"""
PROGRAM = """
import json
from google.protobuf import json_format, text_format

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

def convert(calculator_pb2, gate_calculator_pb2):
    config = text_format.Parse(CONFIG, calculator_pb2.CalculatorGraphConfig())
    config.node[0].node_options.add().Pack(gate_calculator_pb2.GateCalculatorOptions(allow=False))
    return text_format.MessageToString(config), json.dumps(json_format.MessageToDict(config)), len(config.node)

assert run(ours, our_detection_pb2) == run(theirs, their_detection_pb2)
assert len(run(ours, their_detection_pb2)) == 3, "a message of theirs in a packet of ours"
assert convert(our_calculator_pb2, our_gate_calculator_pb2) == convert(their_calculator_pb2, their_gate_calculator_pb2)
print("done")
"""


def has_google_package() -> bool:
    """Tell whether a MediaPipe is installed that still has its graph framework."""
    spec = importlib.util.find_spec("mediapipe")
    return spec is not None and importlib.util.find_spec("mediapipe.python") is not None


@pytest.mark.skipif(not has_google_package(), reason="needs mediapipe <= 0.10.21 installed beside backedge")
@pytest.mark.parametrize(
    "imports",
    [OURS + USED + THEIRS, THEIRS + OURS + USED, OURS + THEIRS + USED, OURS + USED + THEIRS + ALL_OF_THEIRS],
    ids=["ours first", "theirs first", "ours used later", "all of theirs"],
)
def test_both_engines_run_in_one_process(imports: str) -> None:
    """Both run the same graph with the same result, take each other's messages, and convert configs alike."""
    command = [sys.executable, "-c", imports + PROGRAM]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert result.stdout == "done\n", result.stderr
