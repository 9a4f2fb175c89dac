"""Small graphs that the tests of drawings share."""

from __future__ import annotations

from pathlib import Path
from typing import Final

INNER: Final = """
type: "Inner"
input_stream: "IN:x"
output_stream: "OUT:y"
node { calculator: "PassThroughCalculator" input_stream: "x" output_stream: "middle" }
node { name: "last" calculator: "PassThroughCalculator" input_stream: "middle" output_stream: "y" }
"""

OUTER: Final = """
type: "Outer"
input_stream: "TICK:tick"
input_side_packet: "ALLOW:allow"
output_stream: "OUT:gated"
node {
  calculator: "PreviousLoopbackCalculator"
  input_stream: "MAIN:tick"
  input_stream: "LOOP:gated"
  input_stream_info { tag_index: "LOOP" back_edge: true }
  output_stream: "PREV_LOOP:previous"
}
node { calculator: "Inner" input_stream: "IN:previous" output_stream: "OUT:passed" }
node {
  name: "gate"
  calculator: "GateCalculator"
  input_stream: "passed"
  input_side_packet: "ALLOW:allow"
  output_stream: "gated"
  options { [mediapipe.GateCalculatorOptions.ext] { empty_packets_as_allow: true } }
}
"""

WRONG: Final = """
input_stream: "a"
node { calculator: "Nonsense" input_stream: "a" output_stream: "b" }
node { calculator: "PassThroughCalculator" input_stream: "b" output_stream: "c" }
node { name: "lost" calculator: "PassThroughCalculator" input_stream: "nowhere" output_stream: "d" }
"""


def write_graphs(folder: Path) -> Path:
    """Write `OUTER`, and beside it `INNER`, which it names; gives the path of the former."""
    (folder / "inner.pbtxt").write_text(INNER)
    outer = folder / "outer.pbtxt"
    outer.write_text(OUTER)
    return outer
