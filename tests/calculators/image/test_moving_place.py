"""Where something small has moved from one picture to the next."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge import Packet
from backedge.calculators.geometry.roi import WHOLE_IMAGE
from backedge.calculators.image.moving_place import MovingPlace
from backedge.formats import ImageFrame
from backedge.testing import run_node


def picture(x: int = 0, y: int = 0, size: int = 0, *, shape: tuple[int, ...] = (480, 640, 3)) -> ImageFrame:
    """A grey picture with a white square whose upper left corner is at (x, y)."""
    pixels: NDArray[np.uint8] = np.full(shape, 100, np.uint8)
    pixels[y : y + size, x : x + size] = 255
    return ImageFrame(pixels)


def place(*pictures: ImageFrame) -> tuple[float, float] | None:
    """What is found in the last of some pictures."""
    moving = MovingPlace()
    return [moving.of(each) for each in pictures][-1]


@pytest.mark.parametrize("shape", [(480, 640, 3), (1080, 1920, 3), (1080, 620, 4), (480, 640)])
def test_something_small_comes_into_sight(shape: tuple[int, ...]) -> None:
    """Its middle is found to a fiftieth of the picture, however large that is."""
    side = max(shape) // 20
    x, y = shape[1] // 4, shape[0] // 2
    found = place(picture(shape=shape), picture(x, y, side, shape=shape))
    assert found == pytest.approx(((x + side / 2) / shape[1], (y + side / 2) / shape[0]), abs=0.02)


def test_of_two_that_move_the_greater_change_counts() -> None:
    """The brighter of two squares."""
    pixels = picture().numpy_view().copy()
    pixels[100:130, 100:130] = 140
    pixels[300:330, 500:530] = 200
    assert place(picture(), ImageFrame(pixels)) == pytest.approx((515 / 640, 315 / 480), abs=0.02)


NOISE = np.random.default_rng(7)


@pytest.mark.parametrize(
    "pictures",
    [
        pytest.param([picture()], id="the first picture"),
        pytest.param([picture(), picture()], id="nothing moves"),
        pytest.param([picture(), picture(100, 100, 200)], id="something large"),
        pytest.param(
            [ImageFrame(NOISE.normal(100, 8, (480, 640, 3)).astype(np.uint8)) for _ in range(2)], id="a camera's noise"
        ),
        pytest.param([picture(), picture(100, 100, 30, shape=(720, 1280, 3))], id="another size"),
        pytest.param(
            [ImageFrame(each.numpy_view().astype(np.uint16)) for each in (picture(), picture(100, 100, 30))],
            id="more than 8 bits",
        ),
        pytest.param([picture(shape=(1, 1, 3)), picture(0, 0, 1, shape=(1, 1, 3))], id="one pixel"),
    ],
)
def test_nothing_small_has_moved(pictures: list[ImageFrame]) -> None:
    """Nor can it be told where."""
    assert place(*pictures) is None


def test_pictures_before_are_forgotten() -> None:
    """What comes after a while is compared with nothing."""
    moving = MovingPlace()
    moving.of(picture())
    moving.forget()
    assert moving.of(picture(100, 100, 30)) is None
    assert moving.of(picture()) is not None


def test_the_calculator_looks_there() -> None:
    """While nothing is tracked; with a tracked object in between nothing is compared."""
    node = """
        node {
          calculator: "DetectionScheduleCalculator"
          input_stream: "IMAGE:image" input_stream: "TRACKED_RECTS:tracked" input_side_packet: "NUM_WANTED:wanted"
          output_stream: "IMAGE:scheduled" output_stream: "VIEW:view"
          node_options { [type.googleapis.com/backedge.DetectionScheduleCalculatorOptions] {
            view_size: 0.6 moving_view_size: 0.25
          } }
        }
    """
    images: list[Packet[Any]] = [Packet(each, time) for time, each in enumerate([picture(), picture(160, 240, 32)])]
    whole, view = run_node(node, {"image": images, "tracked": []}, {"wanted": 1}).values("view")
    assert whole == WHOLE_IMAGE
    assert (view.x_center, view.y_center) == pytest.approx((176 / 640, 256 / 480), abs=0.02)
    assert view.width == 0.25
