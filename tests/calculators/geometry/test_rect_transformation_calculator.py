"""RectTransformationCalculator."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, Packet
from backedge.errors import ConfigError
from backedge.formats import NormalizedRect, Rect
from backedge.testing import run_node


def node(inputs: str, options: str = "scale_x: 2 scale_y: 2 shift_y: -0.5 square_long: true") -> str:
    """A node with these inputs and options."""
    return f"""
        node {{
          calculator: "RectTransform"
          {inputs}
          output_stream: "transformed"
          options {{ [mediapipe.RectTransformationCalculatorOptions.ext] {{ {options} }} }}
        }}
    """


NORM = NormalizedRect(0.5, 0.5, 0.1, 0.4)
GROWN = NormalizedRect(0.5, 0.3, 0.4, 0.8)
PIXELS = Rect(50, 50, 20, 40)
GROWN_PIXELS = Rect(50, 30, 80, 80)


@pytest.mark.parametrize(
    ("tag", "given", "expected"),
    [
        ("NORM_RECT", NORM, GROWN),
        ("NORM_RECTS", [NORM, NORM], [GROWN, GROWN]),
        ("RECT", PIXELS, GROWN_PIXELS),
        ("RECTS", [PIXELS], [GROWN_PIXELS]),
        ("NORM_RECTS", [], []),
    ],
)
def test_input_tag_chooses_the_kind_of_rectangle(tag: str, given: Any, expected: Any) -> None:
    """Single rectangles and lists, normalised and in pixels, come out as what they came in."""
    inputs, feed = f'input_stream: "{tag}:rects"', {"rects": [given]}
    if tag.startswith("NORM"):
        inputs, feed = f'{inputs} input_stream: "IMAGE_SIZE:size"', {**feed, "size": [(200, 100)]}
    [found] = run_node(node(inputs), feed).values("transformed")
    pairs = zip(found, expected, strict=True) if isinstance(found, list) else [(found, expected)]
    for one, other in pairs:
        assert type(one) is type(other)
        assert (one.x_center, one.y_center, one.width, one.height) == pytest.approx(
            (other.x_center, other.y_center, other.width, other.height)
        )


def test_nothing_is_sent_without_rectangle_or_size() -> None:
    """The rectangle and the size must both have a packet at the timestamp."""
    feed = {
        "rect": [Packet(NORM, 0), Packet.empty(1), Packet(NORM, 2)],
        "size": [Packet((200, 100), 0), Packet((200, 100), 1), Packet.empty(2)],
    }
    outputs = run_node(node('input_stream: "NORM_RECT:rect" input_stream: "IMAGE_SIZE:size"'), feed)
    assert [packet.timestamp for packet in outputs["transformed"]] == [0]


def test_output_has_the_type_of_the_input() -> None:
    """The validator knows what comes out."""
    graph = CalculatorGraph('input_stream: "rects"' + node('input_stream: "RECTS:rects"'))
    assert graph.plan.stream_types["transformed"] == list[Rect]


@pytest.mark.parametrize(
    ("inputs", "options", "complaint"),
    [
        ('input_stream: "IMAGE_SIZE:s"', "", "exactly one of NORM_RECT, NORM_RECTS, RECT, RECTS"),
        ('input_stream: "RECT:a" input_stream: "RECTS:b"', "", "exactly one of"),
        ('input_stream: "NORM_RECTS:a"', "", "NORM_RECTS needs IMAGE_SIZE"),
        ('input_stream: "RECT:a"', "square_long: true square_short: true", "<node>:6.*exclude each other"),
        ('input_stream: "RECT:a"', "square_long: false square_short: true", "<node>:6.*exclude each other"),
        ('input_stream: "RECT:a" input_stream: "IMAGE_SIZE:b"', "", "RECT takes no IMAGE_SIZE: it is in pixels"),
    ],
)
def test_configs_that_cannot_work_are_refused(inputs: str, options: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node(inputs, options))
