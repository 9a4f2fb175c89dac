"""Pictures and masks that calculators cannot work with are refused, in words for whoever feeds them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from backedge.calculators.image.set_alpha_calculator import set_alpha
from backedge.calculators.segmentation.recolor_calculator import (
    RecolorCalculatorOptions,
    RecolorMaskChannel,
    recolor,
)
from backedge.errors import GraphError, PacketTypeError
from backedge.packet import Packet
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM

RGB = np.zeros((4, 6, 3), np.uint8)
MASK = np.zeros((4, 6), np.float32)


@pytest.mark.parametrize(
    ("pixels", "found"), [(RGB.astype(np.uint16), "uint16 of shape (4, 6, 3)"), (RGB[..., 0], "uint8 of shape (4, 6)")]
)
def test_opacity_needs_bytes_with_channels(pixels: Any, found: str) -> None:
    """The error tells what was found."""
    with pytest.raises(PacketTypeError, match=re.escape(f"IMAGE must be SRGB or SRGBA, found {found}")):
        set_alpha(pixels, 7)


@pytest.mark.parametrize(
    ("pixels", "mask", "channel", "problem"),
    [
        (RGB.astype(np.float32), MASK, RecolorMaskChannel.RED, "IMAGE must be uint8 (height, width, 3), found float32"),
        (RGB[..., :2], MASK, RecolorMaskChannel.RED, "IMAGE must be uint8 (height, width, 3), found uint8 (4, 6, 2)"),
        (RGB, RGB, RecolorMaskChannel.ALPHA, "mask_channel is ALPHA, but MASK has 3 channels"),
        (RGB, MASK.astype(np.int32), RecolorMaskChannel.RED, "MASK must be uint8 or float32, found int32"),
    ],
)
def test_recolouring_needs_colours_and_a_mask(
    pixels: Any, mask: Any, channel: RecolorMaskChannel, problem: str
) -> None:
    """The error names the input and what was found."""
    with pytest.raises(PacketTypeError, match=re.escape(problem)):
        recolor(pixels, mask, RecolorCalculatorOptions(mask_channel=channel))


def test_a_packet_before_all_time_cannot_be_resampled() -> None:
    """It has no time that others could be counted from."""
    node = """
    node {
      calculator: "PacketResamplerCalculator"
      input_stream: "a"
      output_stream: "b"
      options { [mediapipe.PacketResamplerCalculatorOptions.ext] { frame_rate: 10 } }
    }
    """
    with pytest.raises(GraphError, match="a packet at PreStream cannot be resampled"):
        run_node(node, {"a": [Packet(1, PRESTREAM)]})
