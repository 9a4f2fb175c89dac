"""The table of conversions: which connections convert, and what a port then gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge import PacketTypeError
from backedge.authoring.conversions import can_connect, find_check, find_conversion, taken_from_outside
from backedge.authoring.packet_types import Unconverted, resolve_aliases
from backedge.formats import Image, ImageFormat, ImageFrame, Tensor

PICTURE = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
GREY = np.zeros((2, 3), np.uint8)


def convert(produced: Any, consumed: Any) -> Callable[[Any], Any]:
    """The conversion between two types, which there must be."""
    found = find_conversion(resolve_aliases(produced), resolve_aliases(consumed))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("produced", "consumed", "shown"),
    [
        (ImageFrame, np.ndarray, "ImageFrame → ndarray"),
        (Image, np.ndarray, "Image → ndarray"),
        (ImageFrame | Image, NDArray[np.uint8], "ImageFrame or Image → NDArray[uint8]"),
        (ImageFrame, NDArray[np.float32], "ImageFrame → NDArray[float32]"),
        (np.ndarray, ImageFrame, "ndarray → ImageFrame"),
        (np.ndarray, Image, "ndarray → Image"),
        (np.ndarray, ImageFrame | Image, "ndarray → ImageFrame"),
        (np.ndarray, Image | ImageFrame, "ndarray → Image"),
        (NDArray[np.uint16], ImageFrame, "NDArray[uint16] → ImageFrame"),
        (np.ndarray | ImageFrame, np.ndarray, "ImageFrame → ndarray"),
        (int, float, "int → float"),
        (bool, float, "bool → float"),
        (int | float, float, "int → float"),
        (int, float | str, "int → float"),
    ],
)
def test_connections_that_convert(produced: Any, consumed: Any, shown: str) -> None:
    """A connection converts those of its types that the port would not take as they are, and says so."""
    assert str(convert(produced, consumed)) == shown


@pytest.mark.parametrize(
    ("produced", "consumed"),
    [
        (ImageFrame, ImageFrame),
        (ImageFrame, ImageFrame | np.ndarray),
        (ImageFrame, object),
        (ImageFrame, Any),
        (Any, np.ndarray),
        (np.ndarray, NDArray[np.uint8]),
        (int, int | float),
        (int, complex),
        (float, float),
        (bool, int),
        (list[int], list[float]),
    ],
)
def test_connections_that_need_no_conversion(produced: Any, consumed: Any) -> None:
    """What a port takes as it is reaches it as it is."""
    produced, consumed = resolve_aliases(produced), resolve_aliases(consumed)
    assert can_connect(produced, consumed)
    assert find_conversion(produced, consumed) is None


@pytest.mark.parametrize(
    ("produced", "consumed"),
    [
        (ImageFrame, Image),
        (ImageFrame, NDArray[np.float64]),
        (NDArray[np.float64], ImageFrame),
        (ImageFrame, Tensor),
        (list[ImageFrame], list[np.ndarray]),
        (ImageFrame, Annotated[np.ndarray, Unconverted()]),
        (Annotated[np.ndarray, Unconverted()], ImageFrame),
        (float, int),
        (ImageFrame, float),
    ],
)
def test_connections_that_are_refused(produced: Any, consumed: Any) -> None:
    """What is not in the table is not converted, nor is what is in a list, nor a type that cannot be a picture."""
    assert not can_connect(resolve_aliases(produced), resolve_aliases(consumed))


def test_an_array_port_takes_pictures_from_outside() -> None:
    """A stream that only its readers know, and that one reads as an array, may carry pictures; no other is wider."""
    assert taken_from_outside(np.ndarray) == np.ndarray | ImageFrame | Image
    assert taken_from_outside(resolve_aliases(NDArray[np.float64])) == resolve_aliases(NDArray[np.float64])
    assert taken_from_outside(Annotated[np.ndarray, Unconverted()]) == Annotated[np.ndarray, Unconverted()]
    assert taken_from_outside(np.ndarray | ImageFrame) == np.ndarray | ImageFrame | Image
    assert taken_from_outside(ImageFrame) is ImageFrame
    assert taken_from_outside(float) is float
    assert taken_from_outside(Any) is Any


@pytest.mark.parametrize("kind", [ImageFrame, Image])
@pytest.mark.parametrize("pixels", [PICTURE, GREY, np.zeros((2, 3, 4), np.uint8), np.zeros((2, 3), np.float32)])
def test_pixels_are_the_pictures_own(kind: type[ImageFrame | Image], pixels: NDArray[Any]) -> None:
    """A port gets the array that a picture holds, read-only: RGB, RGBA, grey or numbers, as it is."""
    made = convert(kind, np.ndarray)(kind(pixels))
    assert np.shares_memory(made, pixels)
    assert np.array_equal(made, pixels)
    assert not made.flags.writeable


def test_a_dtype_that_only_the_reader_names_is_checked() -> None:
    """A check is no conversion: it lets through what matches, and is not there where the stream's type says it all."""
    uint8, float32 = resolve_aliases(NDArray[np.uint8]), resolve_aliases(NDArray[np.float32])
    check = find_check(np.ndarray, uint8)
    assert check is not None
    assert check(PICTURE) is PICTURE
    with pytest.raises(PacketTypeError, match=r"^ndarray \(float64, 2\), but NDArray\[uint8\] is wanted$"):
        check(np.zeros(2))
    assert find_check(float32, float32) is None
    assert find_check(uint8, np.ndarray) is None
    assert find_check(list[int], list[int]) is None


def test_colours_are_red_first() -> None:
    """Pixels that are stored blue first are reordered; those without red, green and blue are refused."""
    bgra = ImageFrame(np.array([[[3, 2, 1, 9]]], np.uint8), ImageFormat.SBGRA)
    made = convert(ImageFrame, np.ndarray)(bgra)
    assert made.tolist() == [[[1, 2, 3, 9]]]
    assert not made.flags.writeable
    lab = ImageFrame(PICTURE, ImageFormat.LAB8)
    with pytest.raises(PacketTypeError, match="has no red, green and blue; read it as ImageFrame, or convert it"):
        convert(ImageFrame, np.ndarray)(lab)


def test_a_picture_of_another_dtype_than_the_ports_is_refused() -> None:
    """A port that names a dtype gets no other."""
    uint8 = convert(ImageFrame, NDArray[np.uint8])
    assert uint8(ImageFrame(PICTURE)).dtype == np.uint8
    with pytest.raises(PacketTypeError, match=r"gives ndarray \(float32, 2x3\), but NDArray\[uint8\] is wanted"):
        uint8(ImageFrame(np.zeros((2, 3), np.float32)))


@pytest.mark.parametrize("kind", [ImageFrame, Image])
@pytest.mark.parametrize("pixels", [PICTURE, GREY, np.zeros((2, 3), np.uint16), np.zeros((2, 3, 4), np.float32)])
def test_an_array_becomes_a_picture(kind: type[ImageFrame | Image], pixels: NDArray[Any]) -> None:
    """A picture views the array in the format that its type and shape stand for."""
    made = convert(np.ndarray, kind)(pixels)
    assert type(made) is kind
    assert made == kind(pixels)
    assert np.shares_memory(made.data, pixels)


def test_an_array_that_is_no_picture_is_refused() -> None:
    """The message of the picture says what there is and what could be."""
    with pytest.raises(PacketTypeError, match=r"no image format has float64 pixels of shape \(3,\)"):
        convert(np.ndarray, ImageFrame)(np.zeros(3))


def test_what_needs_no_conversion_is_left_alone() -> None:
    """Values of a stream's other types stay the very same objects."""
    frame = ImageFrame(PICTURE)
    assert convert(np.ndarray | ImageFrame, ImageFrame)(frame) is frame
    assert convert(np.ndarray | ImageFrame, np.ndarray)(PICTURE) is PICTURE


@pytest.mark.parametrize("number", [3, True, np.int64(3)])
def test_an_int_becomes_a_float(number: Any) -> None:
    """Every whole number becomes Python's float."""
    made = convert(int, float)(number)
    assert type(made) is float
    assert made == number
