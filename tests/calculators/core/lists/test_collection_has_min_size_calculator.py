"""…HasMinSizeCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.formats import NormalizedRect
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

ENOUGH = """
node {
  calculator: "NormalizedRectVectorHasMinSizeCalculator"
  input_stream: "ITERABLE:rects"
  output_stream: "enough"
  options { [mediapipe.CollectionHasMinSizeCalculatorOptions.ext] { %s } }
}
"""
RECT = NormalizedRect(0.5, 0.5, 0.1, 0.1)


@pytest.mark.parametrize(
    ("options", "expected"),
    [("", [True, True, True]), ("min_size: 1", [False, True, True]), ("min_size: 2", [False, False, True])],
)
def test_length_is_compared(run: Run, options: str, expected: list[bool]) -> None:
    """True where the list has at least so many items."""
    assert run(ENOUGH % options, {"rects": [[], [RECT], [RECT, RECT]]}).values("enough") == expected


@pytest.mark.parametrize(("size", "lengths", "enough"), [(2, (2, 3), True), (3, (1, 2), False)])
def test_option_and_side_packet_mean_the_same(run: Run, size: int, lengths: tuple[int, ...], enough: bool) -> None:
    """Either says how many are enough."""
    feed = {"rects": [Packet([RECT] * length, at) for at, length in enumerate(lengths, 1)]}
    expected = [Packet(enough, 1), Packet(enough, 2)]
    assert run(ENOUGH % f"min_size: {size}", feed)["enough"] == expected
    node = (ENOUGH % "").replace("options", 'input_side_packet: "size" options', 1)
    assert run(node, feed, {"size": size})["enough"] == expected


def test_no_list_is_no_answer(run: Run) -> None:
    """The output is only settled where there is no list."""
    outputs = run(ENOUGH % "", {"rects": [Packet.empty(1), Packet([RECT], 2)]})
    assert outputs.with_bounds("enough") == [Packet.empty(1), Packet(True, 2)]


def test_side_packet_replaces_the_option(run: Run) -> None:
    """A side packet wins over the option."""
    node = (ENOUGH % "min_size: 0").replace("options", 'input_side_packet: "size" options', 1)
    assert run(node, {"rects": [[RECT], [RECT, RECT]]}, {"size": 2}).values("enough") == [False, True]
    assert run(node, {"rects": [[], [RECT]]}, {"size": -1}).values("enough") == [False, False]


def test_size_cannot_be_negative() -> None:
    """A negative option is refused."""
    with pytest.raises(ConfigError, match="option min_size must not be negative, but is -1"):
        run_node(ENOUGH % "min_size: -1")
