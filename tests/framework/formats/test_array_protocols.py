"""Images and tensors of other libraries become ours, and ours become theirs, without copies where possible."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.errors import PacketTypeError
from backedge.formats import Image, ImageFormat, ImageFrame, Tensor
from tests.arrays import floats

PIXELS = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
PILLOW = "needs Pillow, which the extra `dev` has"
TORCH = "needs torch, which no extra has because of its size"


class OnlyDLPack:
    """An array of a library that knows DLPack and nothing else."""

    def __init__(self, array: NDArray[Any]) -> None:
        self.array = array

    def __dlpack__(self, **options: Any) -> Any:
        return self.array.__dlpack__()

    def __dlpack_device__(self) -> tuple[Any, Any]:
        return self.array.__dlpack_device__()


class OnGraphicsCard:
    """A tensor that numpy cannot reach."""

    def __array__(self, *_: object, **__: object) -> NDArray[Any]:
        raise TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu()")


@pytest.mark.parametrize("value", [ImageFrame(PIXELS), Image(PIXELS), Tensor(PIXELS)])
def test_dlpack_shares_memory_and_says_that_it_is_read_only(value: Any) -> None:
    """A consumer of DLPack 1.0 gets the array itself; numpy before 2.1 knows no read-only ones, and gets a copy."""
    array = np.from_dlpack(value)
    assert np.array_equal(array, PIXELS)
    if np.lib.NumpyVersion(np.__version__) >= "2.1.0":
        assert np.shares_memory(array, value.data)
        assert not array.flags.writeable


def test_an_old_dlpack_gets_a_copy() -> None:
    """A consumer that would take a read-only array for one to write gets one of its own, or an error."""
    frame = ImageFrame(PIXELS)
    array = np.from_dlpack(OnlyOld(frame))
    assert np.array_equal(array, PIXELS)
    assert not np.shares_memory(array, frame.data)
    with pytest.raises(BufferError, match="read-only array cannot be shared"):
        frame.__dlpack__(copy=False)


class OnlyOld:
    """Passes a request on as a consumer of DLPack 0.x makes it."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __dlpack__(self, **_: Any) -> Any:
        return self.value.__dlpack__()

    def __dlpack_device__(self) -> Any:
        return self.value.__dlpack_device__()


def test_arrays_of_dlpack_are_taken() -> None:
    """A library needs no numpy protocol to be understood; its memory is shared."""
    assert ImageFrame(OnlyDLPack(PIXELS)) == ImageFrame(PIXELS)  # type: ignore[arg-type]
    assert np.shares_memory(Tensor(OnlyDLPack(PIXELS)).data, PIXELS)  # type: ignore[arg-type]


def test_buffers_are_taken() -> None:
    """The buffer protocol is one of those."""
    assert np.array_equal(ImageFrame(PIXELS.data).data, PIXELS)


def test_a_tensor_out_of_reach_is_explained() -> None:
    """What the other library says is passed on, in an error of ours."""
    with pytest.raises(PacketTypeError, match=r"^ImageFrame: OnGraphicsCard cannot be seen as an array: .*\.cpu\(\)$"):
        ImageFrame(OnGraphicsCard())


def test_channels_first_are_named() -> None:
    """Whoever gives (channels, height, width), as torch has images, is told so."""
    with pytest.raises(PacketTypeError, match=r"channels come first; put them last, as permute\(1, 2, 0\)"):
        ImageFrame(np.zeros((3, 20, 30), np.uint8))


@pytest.mark.parametrize(
    ("frame", "mode"),
    [
        (ImageFrame(PIXELS), "RGB"),
        (ImageFrame(PIXELS[:, 1:4]), "RGB"),
        (ImageFrame(PIXELS[..., 0]), "L"),
        (Image(np.dstack([PIXELS, PIXELS[..., 0]])), "RGBA"),
    ],
)
def test_pillow_takes_images_and_gives_them_back(frame: ImageFrame, mode: str) -> None:
    """Also where rows are padded."""
    pillow = pytest.importorskip("PIL.Image", reason=PILLOW)
    picture = pillow.fromarray(frame)
    assert (picture.mode, picture.size) == (mode, (frame.width, frame.height))
    assert np.array_equal(np.asarray(picture), frame.data)
    assert type(frame)(picture) == frame


@pytest.mark.parametrize("mode", ["P", "CMYK", "YCbCr", "HSV"])
def test_pictures_of_pillow_that_are_no_rgb_are_refused(mode: str) -> None:
    """Their numbers would be taken for colours that they are not."""
    pillow = pytest.importorskip("PIL.Image", reason=PILLOW)
    picture = pillow.fromarray(PIXELS).convert(mode)
    with pytest.raises(PacketTypeError, match=rf'mode {mode} .* convert it first, with image\.convert\("RGB"\)'):
        ImageFrame(picture)


def test_torch_shares_memory_both_ways() -> None:
    """`torch.as_tensor` of ours is no copy, and neither is ours of a tensor."""
    torch = pytest.importorskip("torch", reason=TORCH)
    for value in (ImageFrame(PIXELS), Tensor(floats(PIXELS))):
        for function in (torch.as_tensor, torch.asarray, torch.from_dlpack):
            tensor = function(value)
            assert tensor.shape == (4, 6, 3)
            assert tensor.data_ptr() == value.data.ctypes.data
    tensor = torch.zeros((4, 6, 3), dtype=torch.uint8)
    assert ImageFrame(tensor).data.ctypes.data == tensor.data_ptr()
    assert Tensor(tensor).data.ctypes.data == tensor.data_ptr()
    with pytest.raises(PacketTypeError, match="Tensor cannot be seen as an array: Can't call numpy"):
        Tensor(torch.zeros(3, requires_grad=True))


SHOWN = {
    "grey": (ImageFrame(PIXELS[..., 0]), PIXELS[..., 0]),
    "RGB": (ImageFrame(PIXELS), PIXELS),
    "RGBA": (Image(np.dstack([PIXELS, PIXELS[..., 0]])), np.dstack([PIXELS, PIXELS[..., 0]])),
    "BGRA": (
        ImageFrame(np.dstack([PIXELS[..., ::-1], PIXELS[..., 0]]), ImageFormat.SBGRA),
        np.dstack([PIXELS, PIXELS[..., 0]]),
    ),
    "mask": (
        ImageFrame(floats([[0, 0.5, 1], [-1, 2, np.nan]])),
        np.array([[0, 128, 255], [0, 255, 0]], np.uint8),
    ),
}


@pytest.mark.parametrize(("frame", "expected"), SHOWN.values(), ids=SHOWN)
def test_notebooks_show_images(frame: Any, expected: NDArray[np.uint8]) -> None:
    """The PNG that IPython asks for has the image's colours."""
    pillow = pytest.importorskip("PIL.Image", reason=PILLOW)
    with pillow.open(io.BytesIO(frame._repr_png_())) as picture:
        assert picture.format == "PNG"
        assert np.array_equal(np.asarray(picture), expected)


def test_what_has_no_colours_is_not_shown() -> None:
    """Notebooks show the text instead."""
    assert ImageFrame(np.zeros((2, 2, 2), np.float32))._repr_png_() is None
    assert ImageFrame(PIXELS, ImageFormat.LAB8)._repr_png_() is None
