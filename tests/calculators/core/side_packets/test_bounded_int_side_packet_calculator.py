"""BoundedIntSidePacketCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError, GraphError
from tests.calculators.core.nodes import Run


def bounded(options: str, given: str = 'input_side_packet: "VALUE:given"') -> str:
    """The text of a node."""
    return f"""
        node {{
          calculator: "BoundedIntSidePacketCalculator"
          {given}
          output_side_packet: "VALUE:accepted"
          node_options {{ [type.googleapis.com/backedge.BoundedIntSidePacketCalculatorOptions] {{ {options} }} }}
        }}
    """


@pytest.mark.parametrize(
    ("options", "given", "accepted"),
    [
        ("min: 1 default: 2", 1, 1),
        ("min: 1 default: 2", None, 2),
        ("min: 1 max: 3", 3, 3),
        ("max: 0", -5, -5),
        ("default: 0", None, 0),
        ("", 7, 7),
    ],
)
def test_numbers_within_the_limits_are_handed_on(run: Run, options: str, given: int | None, accepted: int) -> None:
    """The limits are included; without a number the default is set."""
    side_packets = {} if given is None else {"given": given}
    assert run(bounded(options), {}, side_packets).side_packets["accepted"] == accepted


def test_the_side_packet_may_be_left_out_of_the_node(run: Run) -> None:
    """Then the default is what it sets."""
    assert run(bounded("default: 4", given="")).side_packets["accepted"] == 4


@pytest.mark.parametrize(
    ("options", "given", "complaint"),
    [
        ("min: 1", 0, 'side packet "given" must be at least 1, found 0'),
        ("min: 1 default: 2", -1, 'side packet "given" must be at least 1, found -1'),
        ("max: 3", 4, 'side packet "given" must be at most 3, found 4'),
        ("min: 1", 1.0, 'side packet "given" must be int'),
    ],
)
def test_other_numbers_are_refused_when_the_run_starts(run: Run, options: str, given: float, complaint: str) -> None:
    """The error names the side packet, the limit and what was found."""
    with pytest.raises(GraphError, match=complaint):
        run(bounded(options), {}, {"given": given})


def test_without_a_default_the_number_is_required(run: Run) -> None:
    """By the run, or by the graph if the node has no such side packet."""
    with pytest.raises(GraphError, match='side packet "given" of type int is required'):
        run(bounded("min: 1"))
    with pytest.raises(ConfigError, match="without a default it needs a side packet VALUE"):
        run(bounded("min: 1", given=""))


def test_a_default_outside_the_limits_is_refused_in_the_graph(run: Run) -> None:
    """The error comes when the graph is built."""
    with pytest.raises(ConfigError, match="option default must be at least 1, found 0"):
        run(bounded("min: 1 default: 0"))
