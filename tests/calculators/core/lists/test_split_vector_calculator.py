"""Split…VectorCalculator and Split…ListCalculator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from backedge.authoring import register
from backedge.calculators.core.lists.split_vector_calculator import MovingSplitVectorCalculator
from backedge.errors import ConfigError, GraphError
from backedge.formats import ImageFormat, ImageFrame, NormalizedLandmarks
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

register("test.MovingSplitIntVectorCalculator")(MovingSplitVectorCalculator[int])

SPLIT = """
node {
  calculator: "SplitFloatVectorCalculator"
  input_stream: "all"
  %s
  options { [mediapipe.SplitVectorCalculatorOptions.ext] { %s } }
}
"""
ONE, TWO = 'output_stream: "x"', 'output_stream: "x" output_stream: "y"'
NUMBERS = [1.0, 2.0, 3.0, 4.0]


def ranges(*limits: tuple[int, int]) -> str:
    """The options for `limits`."""
    return " ".join(f"ranges {{ begin: {begin} end: {end} }}" for begin, end in limits)


def points(*values: int) -> NormalizedLandmarks:
    """A landmark for each of `values`, which is all of its coordinates."""
    return NormalizedLandmarks(np.array([[value] * 3 for value in values], np.float32))


@pytest.mark.parametrize(
    ("kind", "items", "item"),
    [
        ("SplitFloatVector", lambda *values: [float(value) for value in values], float),
        ("test.MovingSplitIntVector", lambda *values: list(values), int),
        ("SplitNormalizedLandmarkList", points, points),
    ],
    ids=["floats", "what is moved", "landmarks"],
)
def test_five_of_six(run: Run, kind: str, items: Callable[..., Any], item: Callable[[int], Any]) -> None:
    """Ranges come out as lists, as single items, or joined; what no range has is left out."""
    three, apart, feed = (
        'output_stream: "x" output_stream: "y" output_stream: "z"',
        (0, 2, 4),
        {"all": [items(*range(6))]},
    )
    node = SPLIT.replace("SplitFloatVector", kind)
    outputs = run(node % (three, ranges((0, 1), (1, 4), (4, 5))), feed)
    assert [outputs.values(name) for name in "xyz"] == [[items(0)], [items(1, 2, 3)], [items(4)]]
    singles = ranges(*((index, index + 1) for index in apart))
    outputs = run(node % (three, f"{singles} element_only: true"), feed)
    assert [outputs.values(name) for name in "xyz"] == [[item(index)] for index in apart]
    assert run(node % (ONE, f"{singles} combine_outputs: true"), feed).values("x") == [items(*apart)]


def test_first_picture(run: Run) -> None:
    """Lists of pictures are split too."""
    picture = ImageFrame(np.zeros((10, 20, 3), np.uint8), ImageFormat.SRGB)
    node = SPLIT.replace("SplitFloat", "MovableSplitImageFrame")
    assert run(node % (ONE, ranges((0, 1)) + " element_only: true"), {"all": [[picture]]}).values("x") == [picture]


def test_ranges(run: Run) -> None:
    """Every output has its range, and no packet where there is none."""
    outputs = run(SPLIT % (TWO, ranges((0, 1), (1, 3))), {"all": [Packet(NUMBERS, 1), Packet.empty(2)]})
    assert outputs.with_bounds("x") == [Packet([1.0], 1), Packet.empty(2)]
    assert outputs.with_bounds("y") == [Packet([2.0, 3.0], 1), Packet.empty(2)]


def test_element_only(run: Run) -> None:
    """With element_only items come out, not lists of one."""
    outputs = run(SPLIT % (TWO, ranges((3, 4), (0, 1)) + " element_only: true"), {"all": [NUMBERS]})
    assert (outputs.values("x"), outputs.values("y")) == ([4.0], [1.0])


def test_element_only_has_the_items_type() -> None:
    """The outputs are typed by the options: a list cannot go where an item is wanted."""
    node = SPLIT % (ONE, ranges((0, 1)))
    threshold = 'node { calculator: "ThresholdingCalculator" input_stream: "FLOAT:x" output_stream: "FLAG:f" }'
    with pytest.raises(ConfigError, match=r"takes float at FLOAT.*makes it list\[float\]"):
        run_node(node + threshold)
    run_node(node.replace("ranges", "element_only: true ranges") + threshold, {"all": [NUMBERS]})


def test_combine_outputs(run: Run) -> None:
    """The ranges are joined in the order in which they are given."""
    outputs = run(SPLIT % (ONE, ranges((2, 4), (0, 1)) + " combine_outputs: true"), {"all": [NUMBERS]})
    assert outputs.values("x") == [[3.0, 4.0, 1.0]]


def test_overlapping_ranges(run: Run) -> None:
    """Ranges may overlap, unless they are combined or MediaPipe moves the items."""
    overlapping = ranges((0, 2), (1, 3))
    outputs = run(SPLIT % (TWO, overlapping), {"all": [NUMBERS]})
    assert (outputs.values("x"), outputs.values("y")) == ([[1.0, 2.0]], [[2.0, 3.0]])
    for node in (
        SPLIT % (ONE, overlapping + " combine_outputs: true"),
        (SPLIT % (TWO, overlapping)).replace("Float", "Tensor"),
    ):
        with pytest.raises(ConfigError, match=r"ranges 0\.\.2 and 1\.\.3 overlap"):
            run_node(node)
    with pytest.raises(ConfigError, match=r"ranges 2\.\.4 and 2\.\.1 overlap"):
        run_node(SPLIT % (ONE, ranges((2, 4), (2, 1)) + " combine_outputs: true"))


@pytest.mark.parametrize("kind", ["SplitFloatVector", "test.MovingSplitIntVector", "SplitNormalizedLandmarkList"])
@pytest.mark.parametrize(
    ("outputs", "options", "message"),
    [
        (TWO, ranges((0, 1)), "2 outputs need as many ranges, not 1"),
        (ONE, ranges((0, 3), (1, 4)), "1 outputs need as many ranges, not 2"),
        (ONE, ranges((0, 3), (1, 4)) + " combine_outputs: true", r"ranges 0\.\.3 and 1\.\.4 overlap"),
        (ONE, ranges((0, 0)), r"range 0\.\.0 needs 0 <= begin < end"),
        (ONE, ranges((1, 4)) + " element_only: true", r"range 1\.\.4 has more than the one item"),
        (ONE, ranges((1, 1)), r"range 1\.\.1 needs 0 <= begin < end"),
        (ONE, ranges((-1, 1)), r"range -1\.\.1 needs 0 <= begin < end"),
        (ONE, ranges((0, 2)) + " element_only: true", r"range 0\.\.2 has more than the one item"),
        (TWO, ranges((0, 1), (1, 2)) + " combine_outputs: true", "combine_outputs takes one output stream"),
        (ONE, "combine_outputs: true", "there are no ranges to combine"),
    ],
)
def test_wrong_options(kind: str, outputs: str, options: str, message: str) -> None:
    """Ranges that cannot be are refused when the graph is built."""
    with pytest.raises(ConfigError, match=message):
        run_node(SPLIT.replace("SplitFloatVector", kind) % (outputs, options))


def test_list_that_is_too_short(run: Run) -> None:
    """A list that ends before a range is an error, which says how long it is."""
    with pytest.raises(GraphError, match="the ranges reach to 3, but there are 2 items"):
        run(SPLIT % (ONE, ranges((1, 3))), {"all": [[1.0, 2.0]]})


def test_landmarks(run: Run) -> None:
    """Landmarks are split with their visibilities; a single one is a list of one."""
    landmarks = NormalizedLandmarks(np.arange(12, dtype=np.float32).reshape(4, 3), np.arange(4, dtype=np.float32))
    node = SPLIT.replace("FloatVector", "NormalizedLandmarkList")
    (two,) = run(node % (ONE, ranges((3, 4), (0, 1)) + " combine_outputs: true"), {"all": [landmarks]}).values("x")
    assert two == NormalizedLandmarks(landmarks.points[[3, 0]], np.array([3, 0], np.float32))
    (one,) = run(node % (ONE, ranges((1, 2)) + " element_only: true"), {"all": [landmarks]}).values("x")
    assert one == NormalizedLandmarks(landmarks.points[1:2], np.array([1], np.float32))
