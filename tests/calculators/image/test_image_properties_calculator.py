"""ImagePropertiesCalculator."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.errors import ConfigError
from backedge.formats import Image, ImageFrame
from backedge.testing import run_node

NODE = 'node { calculator: "ImageProperties" input_stream: "%s" output_stream: "SIZE:size" }'
PIXELS = np.zeros((3, 5, 3), np.uint8)


@pytest.mark.parametrize(
    ("port", "image"), [("IMAGE", ImageFrame(PIXELS)), ("IMAGE", Image(PIXELS)), ("IMAGE_CPU", ImageFrame(PIXELS))]
)
def test_size_is_width_and_height(port: str, image: ImageFrame | Image) -> None:
    """The size is (width, height) for both types of image."""
    assert run_node(NODE % f"{port}:image", {"image": [image]}).values("size") == [(5, 3)]


def test_an_image_is_needed() -> None:
    """A node without input is refused, and so is one with both."""
    with pytest.raises(ConfigError, match="either IMAGE or IMAGE_CPU"):
        run_node('node { calculator: "ImagePropertiesCalculator" output_stream: "SIZE:size" }')
    with pytest.raises(ConfigError, match="either IMAGE or IMAGE_CPU"):
        run_node(NODE % 'IMAGE:a" input_stream: "IMAGE_CPU:b')
