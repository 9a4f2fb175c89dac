"""AnnotationOverlayCalculator: what it draws, and on what."""

from __future__ import annotations

import numpy as np

from backedge.formats import ImageFrame, RenderData
from backedge.formats.render_data import Color, Point, RenderAnnotation
from backedge.testing import run_node
from tests.calculators.core import nodes  # noqa: F401 - registers test.ReadHeader

BLACK = ImageFrame(np.zeros((4, 4, 3), np.uint8))
NODE = """
    node {
      calculator: "AnnotationOverlayCalculator"
      input_stream: "IMAGE:i" input_stream: "a" input_stream: "VECTOR:v" output_stream: "IMAGE:o"
    }
"""


def dot(x: int, y: int, red: int) -> RenderData:
    """One pixel."""
    point = Point(x=x, y=y)
    return RenderData(render_annotations=(RenderAnnotation(point=point, thickness=0.5, color=Color(r=red)),))


def test_lists_are_drawn_one_after_the_other() -> None:
    """All that is in a list, over what comes alone."""
    [drawn] = run_node(NODE, {"i": [BLACK], "a": [dot(0, 0, 10)], "v": [[dot(3, 3, 20), dot(0, 0, 30)]]}).values("o")
    assert (drawn.data[0, 0, 0], drawn.data[3, 3, 0]) == (30, 20)


def test_a_picture_with_nothing_to_draw_on_it_stays_as_it_is() -> None:
    """Neither a list nor anything alone has to be there."""
    [drawn] = run_node(NODE, {"i": [BLACK]}).values("o")
    np.testing.assert_array_equal(drawn.data, BLACK.data)


def test_the_header_of_the_pictures_is_passed_on() -> None:
    """Whatever it is."""
    reader = NODE + 'node { calculator: "test.ReadHeader" input_stream: "o" output_side_packet: "seen" }'
    assert run_node(reader, {}, stream_headers={"i": "a header"}).side_packets["seen"] == "a header"
