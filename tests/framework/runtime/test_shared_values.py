"""Calculators that write to what they share: the error says to change a copy."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from backedge import Calculator, Input, Output, SideInput, calculator, register
from backedge.errors import CalculatorError
from backedge.formats import ImageFrame, Tensor
from backedge.testing import run_node


def failure_of(name: str, values: list[Any], *, side: str = "", threads: int = 0) -> str:
    """The error of a node that is given these values."""
    side_input = f'input_side_packet: "{side}:side"' if side else ""
    text = f'node {{ calculator: "{name}" input_stream: "IMAGE:x" output_stream: "y" {side_input} }}'
    with pytest.raises(CalculatorError) as caught:
        run_node(text, {"x": values}, {"side": np.zeros(3)} if side else {}, num_threads=threads)
    return str(caught.value)


def frame() -> ImageFrame:
    """A black picture."""
    return ImageFrame(np.zeros((20, 30, 3), np.uint8))


@calculator("test.PutsText")
def puts_text(image: ImageFrame) -> ImageFrame:
    """Draws with OpenCV."""
    cv2.putText(image.data, "x", (10, 10), cv2.FONT_HERSHEY_PLAIN, 1.0, (255, 0, 0))
    return image


@calculator("test.Blurs")
def blurs(image: ImageFrame) -> ImageFrame:
    """Writes a result of OpenCV to where it comes from."""
    cv2.GaussianBlur(image.data, (3, 3), 0, dst=image.data)
    return image


@calculator("test.Assigns")
def assigns(image: ImageFrame) -> ImageFrame:
    """Paints a rectangle."""
    image.data[:10, :10] = 255
    return image


@calculator("test.Adds")
def adds(image: ImageFrame) -> ImageFrame:
    """Makes the picture lighter."""
    pixels = image.data
    pixels += 1
    return image


@calculator("test.Out")
def out(image: ImageFrame) -> ImageFrame:
    """Writes a result of numpy to where it comes from."""
    np.add(image.data, 1, out=image.data)
    return image


@pytest.mark.parametrize("name", ["PutsText", "Blurs", "Assigns", "Adds", "Out"])
def test_the_picture_of_a_function(name: str, threads: int) -> None:
    """Whatever writes to the picture, the error says that it is shared, and how its author writes a copy of it."""
    message = failure_of(f"test.{name}", [frame()], threads=threads)
    assert "    arrays in packets are shared, and so read-only: change a copy, image.data.copy()\n" in message


@register("test.Paints")
class Paints(Calculator):
    """Paints on the picture, or on an array that it gets as a side packet."""

    side = SideInput[np.ndarray]("SIDE", optional=True)
    image = Input[ImageFrame]("IMAGE")
    y = Output[ImageFrame]()

    def process(self) -> None:
        target = self.side.value if self.side.connected else self.image.value.data
        target[:] = 255


@register("test.KeepsCanvas")
class KeepsCanvas(Calculator):
    """Goes on painting on what it has sent."""

    image = Input[int]("IMAGE")
    y = Output[NDArray[np.uint8]]()

    def open(self) -> None:
        self._canvas = np.zeros((4, 4), np.uint8)

    def process(self) -> None:
        self._canvas[0, 0] = 1
        self.y.send(self._canvas)


@register("test.Replaces")
class Replaces(Calculator):
    """Puts another array into a tensor."""

    image = Input[Tensor]("IMAGE")
    y = Output[Tensor]()

    def process(self) -> None:
        self.image.value.data = np.zeros(3)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "values", "side", "advice"),
    [
        ("Paints", [frame()], "", "change a copy, self.image.value.data.copy()"),
        ("Paints", [frame()], "SIDE", "change a copy, self.side.value.copy()"),
        ("KeepsCanvas", [1, 2], "", "change a copy, array.copy()"),
        ("Replaces", [Tensor(np.ones(3))], "", "values in packets are shared and do not change: make a new one"),
    ],
)
def test_what_a_class_shares(name: str, values: list[Any], side: str, advice: str) -> None:
    """Inputs, side packets and what was sent before are shared, too."""
    assert f"{advice}\n" in failure_of(f"test.{name}", values, side=side)


@calculator("test.Refuses")
def refuses(image: ImageFrame) -> ImageFrame:
    """Fails for another reason."""
    raise ValueError(f"too small: {image!r}")


def test_other_errors_have_no_advice() -> None:
    """The advice is for those who write to what is read-only, and for no other error."""
    assert "are shared" not in failure_of("test.Refuses", [frame()])
