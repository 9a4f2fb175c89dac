"""Reading image files of every kind."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from backedge.calculators.image.opencv_encoded_image_to_image_frame_calculator import decode_image
from backedge.calculators.media.image_files import ImageFiles, read_image
from backedge.calculators.media.image_writer import write_image
from backedge.errors import PacketTypeError, ResourceError
from tests.calculators.media.clips import picture
from tests.reliability.campaign import MIB, forget_peak_memory, peak_memory


def write_raw(path: Path, pixels: np.ndarray) -> Path:
    """Writes pixels as OpenCV has them: blue first."""
    assert cv2.imwrite(str(path), pixels)
    return path


def test_colours_are_rgb(tmp_path: Path) -> None:
    """Lossless formats give back what was written."""
    for suffix in (".png", ".bmp", ".tiff"):
        path = write_raw(tmp_path / f"image{suffix}", picture(9)[..., ::-1])
        assert np.array_equal(read_image(path), picture(9))


def test_grey_fills_all_three_channels(tmp_path: Path) -> None:
    """A grey image of odd size becomes an RGB image of the same size."""
    grey = np.arange(33 * 7, dtype=np.uint8).reshape(7, 33)
    image = read_image(write_raw(tmp_path / "grey.png", grey))
    assert np.array_equal(image, np.repeat(grey[..., None], 3, axis=2))


def test_alpha_is_left_out(tmp_path: Path) -> None:
    """Colours stay as they are where they are transparent."""
    bgra = np.dstack([picture(5)[..., ::-1], np.zeros(picture(5).shape[:2], np.uint8)])
    assert np.array_equal(read_image(write_raw(tmp_path / "alpha.png", bgra)), picture(5))


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_upper_byte_of_16_bits_is_taken(tmp_path: Path, suffix: str, channels: int) -> None:
    """The brightest stays the brightest and the darkest the darkest."""
    values = np.linspace(0, 65535, 40).astype(np.uint16).reshape(5, 8, 1)
    image = read_image(write_raw(tmp_path / f"deep{suffix}", np.repeat(values, channels, axis=2)))
    assert image.dtype == np.uint8
    assert np.array_equal(image, np.repeat((values >> 8).astype(np.uint8), 3, axis=2))


def test_floating_point_is_0_to_1(tmp_path: Path) -> None:
    """Values above 1 are white, and NaN is black."""
    values = np.array([[0.0, 0.5, 1.0, 3.0, -1.0, np.nan]], np.float32)
    image = read_image(write_raw(tmp_path / "float.tiff", np.repeat(values[..., None], 3, axis=2)))
    assert image[0, :, 0].tolist() == pytest.approx([0, 128, 255, 255, 0, 0], abs=2)  # OpenCV 4 compresses with loss


def test_floating_point_of_64_bits(tmp_path: Path) -> None:
    """It is read like that of 32 bits, and colours are RGB."""
    image = np.empty((4, 5, 3))
    image[:] = (0.0, 0.5, 1.0)  # blue, green, red
    cv2.imwrite(str(tmp_path / "a.tif"), image)
    assert (read_image(tmp_path / "a.tif") == (255, 128, 0)).all()


def test_rotation_tag_is_applied(tmp_path: Path) -> None:
    """A photograph taken with the camera held upright comes upright, whatever its depth."""
    path = tmp_path / "photo.jpg"
    write_image(path, picture(0))
    tag = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)  # orientation, one short: turn clockwise by a quarter
    exif = b"Exif\0\0" + b"II*\0" + struct.pack("<IH", 8, 1) + tag + struct.pack("<I", 0)
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:])
    image = read_image(path)
    assert image.shape == (96, 64, 3)
    assert image[:30, :, 0].mean() > 180  # what was left is above


def test_names_with_accents_can_be_read(tmp_path: Path) -> None:
    """Files are opened by Python, which knows all names."""
    path = tmp_path / "très été 手.png"
    write_image(path, picture(3))
    assert np.array_equal(read_image(path), picture(3))


def test_file_that_is_no_image_is_refused_in_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """OpenCV's own messages are not seen."""
    path = tmp_path / "text.bmp"
    path.write_text("no image")
    with pytest.raises(ResourceError) as error:
        read_image(path)
    assert str(error.value) == f"{path}: cannot be read as an image; it is something else, or damaged"
    assert capfd.readouterr() == ("", "")


def test_beginning_of_an_image_is_no_image(tmp_path: Path) -> None:
    """A copy that was cut off is refused rather than filled up with black."""
    path = write_raw(tmp_path / "half.bmp", picture(0))
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(ResourceError, match="something else, or damaged"):
        read_image(path)


def test_missing_and_empty_files_are_told_apart(tmp_path: Path) -> None:
    """The error says which of the two it is."""
    empty = tmp_path / "empty.png"
    empty.touch()
    with pytest.raises(ResourceError, match="found an empty file"):
        read_image(empty)
    with pytest.raises(ResourceError, match="found nothing of that name"):
        read_image(tmp_path / "missing.png")


def test_folder_is_read_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    """Images only, 2 before 10, and capitals in endings do not matter."""
    for name in ("10.png", "2.PNG", "1.jpg"):
        write_image(tmp_path / name, picture(0))
    (tmp_path / "notes.txt").write_text("no image")
    (tmp_path / "folder.png").mkdir()
    files = ImageFiles(tmp_path)
    assert [path.name for path in files.paths] == ["1.jpg", "2.PNG", "10.png"]
    assert [image.path.name for image in files] == ["1.jpg", "2.PNG", "10.png"]
    assert len(files) == 3


def test_digits_that_are_no_numbers(tmp_path: Path) -> None:
    """A raised digit in a name is a letter like others; digits of other scripts count."""
    names = ["1²3.png", "2.png", "٣.png", "10.png"]
    for name in names:
        write_image(tmp_path / name, np.zeros((2, 2, 3), np.uint8))
    assert [path.name for path in ImageFiles(tmp_path).paths] == names


def test_pattern_chooses_files(tmp_path: Path) -> None:
    """A pattern takes what it matches, whatever the ending."""
    for name in ("a1.png", "a2.png", "b1.png"):
        write_image(tmp_path / name, picture(0))
    assert [path.name for path in ImageFiles(str(tmp_path / "a*.png")).paths] == ["a1.png", "a2.png"]


def test_single_file_may_have_any_name(tmp_path: Path) -> None:
    """A file may have a name that looks like a pattern."""
    path = tmp_path / "photo[1].png"
    write_image(path, picture(7))
    (only,) = ImageFiles(path)
    assert np.array_equal(only.image, picture(7))


@pytest.mark.parametrize(("name", "text"), [("", "no images in this folder"), ("*.png", "no file matches")])
def test_nothing_to_read_is_an_error(tmp_path: Path, name: str, text: str) -> None:
    """An empty folder and a pattern without matches are errors at once."""
    with pytest.raises(ResourceError, match=text):
        ImageFiles(tmp_path / name)


def test_unreadable_file_among_others_is_skipped_counted_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One bad file does not stop the others."""
    for name in ("1.png", "3.png"):
        write_image(tmp_path / name, picture(0))
    bad = tmp_path / "2.png"
    bad.write_text("no image")
    files = ImageFiles(tmp_path)
    assert [image.path.name for image in files] == ["1.png", "3.png"]
    assert files.skipped == [bad]
    assert caplog.messages == [f"skipped: {bad}: cannot be read as an image; it is something else, or damaged"]


@pytest.mark.parametrize("count", [1, 3])
def test_nothing_readable_is_an_error(tmp_path: Path, count: int) -> None:
    """A single bad file says what is wrong with it; if all are bad, that is said."""
    for number in range(count):
        (tmp_path / f"{number}.png").write_text("no image")
    expected = "cannot be read as an image" if count == 1 else "none of the 3 files can be read as an image"
    with pytest.raises(ResourceError, match=expected):
        list(ImageFiles(tmp_path))


@pytest.mark.parametrize("piece", [b"IHDR", b"IDAT", b"IEND"])
def test_a_png_that_promises_more_than_it_has(tmp_path: Path, piece: bytes) -> None:
    """A piece of two gigabytes, by its length: no room is made for it, here and in the node that decodes bytes."""
    path = tmp_path / "image.png"
    write_image(path, picture(9))
    content = path.read_bytes()
    at = content.index(piece)
    path.write_bytes(content[: at - 4] + struct.pack(">I", 0x7FFFFF00) + content[at:])
    forget_peak_memory()
    before = peak_memory()
    with pytest.raises(ResourceError, match="cannot be read as an image"):
        read_image(path)
    with pytest.raises(PacketTypeError, match="cannot be decoded as a picture"):
        decode_image(path.read_bytes())
    assert peak_memory() - before < 100 * MIB
