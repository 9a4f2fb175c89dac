"""GateCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run
from tests.flow import P
from tests.graph_text import do

GATE = """
node {
  calculator: "GateCalculator"
  input_stream: "data"
  input_stream: "%s:control"
  output_stream: "passed"
  output_stream: "STATE_CHANGE:state"
  options { [mediapipe.GateCalculatorOptions.ext] { %s } }
}
node { calculator: "PassThroughCalculator" input_stream: "passed" output_stream: "after" }
"""
WITHOUT_STREAM = GATE.replace('input_stream: "%s:control"', "%s")
DATA = [Packet(1, 10), Packet(2, 20), Packet(3, 30)]


@pytest.mark.parametrize(("tag", "values"), [("ALLOW", (True, False, True)), ("DISALLOW", (False, True, False))])
def test_control_stream_opens_and_closes(run: Run, tag: str, values: tuple[bool, ...]) -> None:
    """A dropped packet shows downstream as a bound; STATE_CHANGE tells changes, but not the first decision."""
    control = [Packet(value, 10 * (index + 1)) for index, value in enumerate(values)]
    outputs = run(GATE % (tag, ""), {"data": DATA, "control": control})
    for stream in ("passed", "after"):
        assert outputs.with_bounds(stream) == [Packet(1, 10), Packet.empty(20), Packet(3, 30)]
    assert outputs.with_bounds("state") == [Packet.empty(10), Packet(False, 20), Packet(True, 30)]


@pytest.mark.parametrize(
    ("tag", "values", "passed", "changes"),
    [
        ("ALLOW", (True, False, True, False), (42, 44), [P(43, False), P(44, True), P(45, False)]),
        ("DISALLOW", (True, False, True, False), (43, 45), [P(43, True), P(44, False), P(45, True)]),
        ("ALLOW", (False, True, True, False), (43, 44), [P(43, True), P(45, False)]),
        ("DISALLOW", (True, False, False, True), (43, 44), [P(43, True), P(45, False)]),
        ("ALLOW", (True,), (42,), []),
        ("DISALLOW", (False,), (42,), []),
    ],
)
def test_state_changes_with_and_without_data(
    run: Run, tag: str, values: tuple[bool, ...], passed: tuple[int, ...], changes: list[Packet[bool]]
) -> None:
    """STATE_CHANGE tells the same whether there are data streams or not."""
    control = [P(at, value) for at, value in enumerate(values, 42)]
    outputs = run(GATE % (tag, ""), {"data": [P(packet.timestamp) for packet in control], "control": control})
    assert outputs["passed"] == [P(at) for at in passed]
    assert outputs["state"] == changes
    alone = do(f"{tag}:control", "STATE_CHANGE:state", calculator="GateCalculator")
    assert run(alone, {"control": control})["state"] == changes


@pytest.mark.parametrize(("option", "passes"), [("", False), ("empty_packets_as_allow: true", True)])
@pytest.mark.parametrize("tag", ["ALLOW", "DISALLOW"])
def test_control_without_a_packet(run: Run, tag: str, option: str, passes: bool) -> None:
    """The option decides if the control has no packet, for ALLOW and DISALLOW alike."""
    outputs = run(GATE % (tag, option), {"data": [Packet(1, 10)], "control": [Packet.empty(10)]})
    assert outputs.with_bounds("passed") == [Packet(1, 10) if passes else Packet.empty(10)]


@pytest.mark.parametrize(
    ("initial", "first"),
    [
        ("GATE_ALLOW", []),
        ("2", []),
        ("GATE_DISALLOW", [Packet(True, 10)]),
        ("3", [Packet(True, 10)]),
        ("GATE_UNINITIALIZED", []),
        ("1", []),
        ("UNSPECIFIED", [Packet(True, 10)]),
    ],
)
def test_initial_state(run: Run, initial: str, first: list[Packet[bool]]) -> None:
    """STATE_CHANGE compares the first decision with the initial state, if there is one."""
    feed = {"data": [Packet(1, 10)], "control": [Packet(True, 10)]}
    assert run(GATE % ("ALLOW", f"initial_gate_state: {initial}"), feed)["state"] == first


@pytest.mark.parametrize(("option", "expected"), [("", []), ("allow: true", DATA)])
def test_option_without_control(run: Run, option: str, expected: list[Packet[int]]) -> None:
    """A gate without control does what option `allow` says, by default nothing passes."""
    assert run(WITHOUT_STREAM % ("", option), {"data": DATA})["passed"] == expected


@pytest.mark.parametrize(
    ("tag", "value", "expected"),
    [("ALLOW", True, DATA), ("ALLOW", False, []), ("DISALLOW", True, []), ("DISALLOW", False, DATA)],
)
def test_side_packet_decides_for_good(run: Run, tag: str, value: bool, expected: list[Packet[int]]) -> None:
    """A side packet opens or closes the gate for the whole run."""
    node = WITHOUT_STREAM % (f'input_side_packet: "{tag}:always"', "")
    assert run(node, {"data": DATA}, {"always": value})["passed"] == expected


def test_missing_side_packet_leaves_it_to_the_option(run: Run) -> None:
    """An optional side packet that the run leaves out counts as not connected."""
    node = WITHOUT_STREAM % ('input_side_packet: "ALLOW:always"', "allow: true")
    assert run(node, {"data": DATA})["passed"] == DATA


def test_gate_that_a_side_packet_closes_ends_its_outputs(run: Run) -> None:
    """A node that waits for the gate's output and another stream goes on with the other stream alone."""
    node = WITHOUT_STREAM % ('input_side_packet: "ALLOW:always"', "") + (
        'node { calculator: "PassThrough" input_stream: "data" input_stream: "passed" '
        'output_stream: "x" output_stream: "y" }'
    )
    outputs = run(node, {"data": DATA}, {"always": False})
    assert outputs["x"] == DATA
    assert outputs["y"] == []


def test_several_streams_pass_together(run: Run) -> None:
    """All data inputs go through the same gate; one without a packet is settled."""
    node = (GATE % ("ALLOW", "")).replace('"data"', '"data" input_stream: "more"', 1)
    node = node.replace('"passed"', '"passed" output_stream: "more_passed"', 1)
    feed = {"data": [Packet(1, 10)], "more": [Packet.empty(10)], "control": [Packet(True, 10)]}
    outputs = run(node, feed)
    assert outputs["passed"] == [Packet(1, 10)]
    assert outputs.with_bounds("more_passed") == [Packet.empty(10)]


@pytest.mark.parametrize(
    ("streams", "side_packets"),
    [
        ("ALLOW:a DISALLOW:b", ""),
        ("", "ALLOW:a DISALLOW:b"),
        ("ALLOW:a", "ALLOW:b"),
        ("DISALLOW:a", "DISALLOW:b"),
        ("ALLOW:a", "DISALLOW:b"),
        ("DISALLOW:a", "ALLOW:b"),
    ],
)
def test_one_control_only(streams: str, side_packets: str) -> None:
    """Two controls might contradict each other."""
    with pytest.raises(ConfigError, match="only one of ALLOW and DISALLOW"):
        run_node(do(f"data {streams}", "passed", side_packets, calculator="GateCalculator"))


def test_outputs_must_match_inputs() -> None:
    """There are as many data outputs as data inputs."""
    node = (GATE % ("ALLOW", "")).replace('"data"', '"data" input_stream: "more"', 1)
    with pytest.raises(ConfigError, match="2 data inputs need as many data outputs, not 1"):
        run_node(node)
