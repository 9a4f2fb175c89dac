"""SyntheticHandSourceCalculator."""

from __future__ import annotations

import numpy as np
import pytest

from backedge import GraphError
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.testing import run_node

NODE = """
  node {
    calculator: "SyntheticHandSourceCalculator"
    output_stream: "IMAGE:image"
    output_stream: "GROUND_TRUTH:truth"
    output_stream: "VISIBLE:visible"
    node_options {
      [type.googleapis.com/backedge.SyntheticHandSourceCalculatorOptions] {
        width: 160 height: 120 frames: 20 fps: 10 seed: 3
      }
    }
  }
"""


def test_it_sends_the_clip_with_the_truth_about_it() -> None:
    """Pictures, landmarks and visibility are those of the clip of the same options; no truth while the hand is away."""
    clip = SyntheticHand(160, 120, frames=20, fps=10.0, seed=3)
    outputs = run_node(NODE)
    assert [packet.timestamp for packet in outputs["image"]] == [100_000 * number for number in range(20)]
    assert all(
        np.array_equal(image.data, frame.image) for image, frame in zip(outputs.values("image"), clip, strict=True)
    )
    assert outputs.values("visible") == [frame.hands[0].visible for frame in clip]
    known = [frame for frame in clip if not np.isnan(frame.hands[0].landmarks).any()]
    assert [packet.timestamp for packet in outputs["truth"]] == [frame.timestamp for frame in known]
    assert 0 < len(known) < len(clip)
    assert all(
        np.array_equal(truth.points, frame.hands[0].landmarks)
        for truth, frame in zip(outputs.values("truth"), known, strict=True)
    )


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [("frames: 20", "frames: 0", "expected at least 1 frame"), ("width: 160", "width: 8", "at least 16 pixels")],
)
def test_a_clip_that_cannot_be_is_refused(right: str, wrong: str, complaint: str) -> None:
    """The error says what is expected."""
    with pytest.raises(GraphError, match=complaint):
        run_node(NODE.replace(right, wrong))
