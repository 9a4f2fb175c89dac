"""DefaultSidePacketCalculator, StreamToSidePacketCalculator and StringTo…Calculator."""

from __future__ import annotations

from typing import Any

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from tests.calculators.core.nodes import Run

DEFAULT = """
node {
  calculator: "DefaultSidePacketCalculator"
  input_side_packet: "OPTIONAL_VALUE:given"
  input_side_packet: "DEFAULT_VALUE:default"
  output_side_packet: "VALUE:value"
}
"""
FROM_STREAM = 'node { calculator: "StreamToSidePacketCalculator" input_stream: "a" output_side_packet: "value" }'
NUMBER = 'node { calculator: "StringTo%sCalculator" input_side_packet: "text" output_side_packet: "number" }'


@pytest.mark.parametrize(("default", "given"), [("default string", "optional string"), (123, 456), (1.1, 2.2), (2, 0)])
def test_default(run: Run, default: Any, given: Any) -> None:
    """A side packet that was given wins over the default."""
    assert run(DEFAULT, {}, {"default": default, "given": given}).side_packets["value"] == given
    assert run(DEFAULT, {}, {"default": default}).side_packets["value"] == default


def test_default_is_required(run: Run) -> None:
    """Without a default there might be no value at all."""
    with pytest.raises(GraphError, match=r'side packet "default" of type .* is required'):
        run(DEFAULT, {}, {"given": 1})
    with pytest.raises(ConfigError, match="needs input side packet DEFAULT_VALUE"):
        run(DEFAULT.replace('input_side_packet: "DEFAULT_VALUE:default"', ""))


def test_stream_to_side_packet(run: Run) -> None:
    """The one packet becomes a side packet; nodes that need it open only then."""
    late = (
        'node { calculator: "SidePacketToStreamCalculator" input_side_packet: "value" output_stream: "AT_ZERO:later" }'
    )
    outputs = run(FROM_STREAM + late, {"a": [Packet("x", 10)]})
    assert outputs.side_packets == {"value": "x"}
    assert outputs["later"] == [Packet("x", 0)]


def test_stream_without_a_packet_sets_nothing(run: Run) -> None:
    """The graph has no side packet after a run in which no packet came."""
    assert run(FROM_STREAM).side_packets == {}


def test_second_packet_is_an_error(run: Run) -> None:
    """A side packet cannot change."""
    with pytest.raises(GraphError, match='output side packet "value" was already set'):
        run(FROM_STREAM, {"a": ["x", "y"]})


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("Int", " -12\n", -12),
        ("Int32", "+7", 7),
        ("Int", "2147483647", 2**31 - 1),
        ("Uint", "4294967295", 2**32 - 1),
        ("Uint32", "007", 7),
        ("Int64", "-9223372036854775808", -(2**63)),
        ("Uint64", "18446744073709551615", 2**64 - 1),
    ],
)
def test_text_to_number(run: Run, kind: str, text: str, expected: int) -> None:
    """Decimal numbers are read, with a sign and blanks around them."""
    assert run(NUMBER % kind, {}, {"text": text}).side_packets["number"] == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *[("Int", text) for text in ("", "x", "1.0", "0x10", "1_0", "--1", "1 2", "٣", "2147483648")],
        *[("Uint", text) for text in ("-1", "-0", "4294967296")],
        ("Int64", "9223372036854775808"),
        ("Uint64", "18446744073709551616"),
    ],
)
def test_text_that_is_no_number(run: Run, kind: str, text: str) -> None:
    """Anything else, and what the type cannot hold, is refused."""
    with pytest.raises(GraphError, match="is not an integer from"):
        run(NUMBER % kind, {}, {"text": text})
