"""ImageTransformationCalculator: what side packets and streams say goes before the options, and streams go first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge import Packet
from backedge.formats import ImageFrame
from backedge.testing import run_node

PICTURE = ImageFrame(np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3))
MIRRORED, FLIPPED = PICTURE.data[:, ::-1], PICTURE.data[::-1]
TURNED = np.rot90(PICTURE.data)
NODE = """
    node {
      calculator: "ImageTransformationCalculator" input_stream: "IMAGE:i" output_stream: "IMAGE:o" %s
      options { [mediapipe.ImageTransformationCalculatorOptions.ext] { %s } }
    }
"""


@pytest.mark.parametrize(
    ("tag", "value", "options", "expected"),
    [
        ("ROTATION_DEGREES", 90, "", TURNED),
        ("ROTATION_DEGREES", 0, "rotation_mode: ROTATION_180", PICTURE.data),
        ("FLIP_HORIZONTALLY", True, "", MIRRORED),
        ("FLIP_HORIZONTALLY", False, "flip_horizontally: true", PICTURE.data),
        ("FLIP_VERTICALLY", True, "", FLIPPED),
        ("FLIP_VERTICALLY", False, "flip_vertically: true", PICTURE.data),
    ],
)
def test_inputs_go_before_the_options(tag: str, value: Any, options: str, expected: NDArray[np.uint8]) -> None:
    """As a side packet, or as a stream."""
    side = run_node(NODE % (f'input_side_packet: "{tag}:x"', options), {"i": [PICTURE]}, {"x": value})
    stream = run_node(NODE % (f'input_stream: "{tag}:x"', options), {"i": [PICTURE], "x": [value]})
    for outputs in (side, stream):
        [made] = outputs.values("o")
        np.testing.assert_array_equal(made.data, expected)


def test_a_stream_holds_until_it_says_something_else() -> None:
    """A picture without a packet beside it is treated as the one before."""
    node = NODE % ('input_stream: "FLIP_VERTICALLY:x"', "")
    made = run_node(node, {"i": [PICTURE] * 3, "x": [Packet(True, 0), Packet(False, 2)]}).values("o")
    for image, expected in zip(made, (FLIPPED, FLIPPED, PICTURE.data), strict=True):
        np.testing.assert_array_equal(image.data, expected)


def test_pictures_have_the_size_that_a_stream_says() -> None:
    """None is made where the stream says nothing."""
    node = NODE % ('input_stream: "OUTPUT_DIMENSIONS:x"', "")
    sizes = [Packet((6, 4), 1), Packet((3, 2), 2)]
    made = run_node(node, {"i": [PICTURE] * 3, "x": sizes})["o"]
    assert [(packet.timestamp, packet.value.width, packet.value.height) for packet in made] == [(1, 6, 4), (2, 3, 2)]
