"""A quick look at an installed wheel with a compiled core, which cibuildwheel takes: `python tests/smoke.py`."""

from __future__ import annotations

from backedge import CalculatorGraph
from backedge.compiled_core import compiled_modules

TEXT = """
input_stream: "in"
node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "out" }
"""


def main() -> None:
    """Fail where the core is not compiled, or does not run."""
    assert "backedge.runtime.scheduler" in compiled_modules(), compiled_modules()
    values: list[int] = []
    with CalculatorGraph(TEXT) as graph:
        graph.observe_output_stream("out", lambda _, packet: values.append(packet.value))
        graph.start_run()
        for number in range(3):
            graph.add_packet_to_input_stream("in", number, number)
    assert values == [0, 1, 2], values


if __name__ == "__main__":
    main()
