"""What a JPEG file says of its camera: the numbers of its EXIF data."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_HEADER: Final = b"Exif\0\0"
_APP1: Final = 0xE1
_START_OF_SCAN: Final = 0xDA
_CAMERA_DIRECTORY: Final = 0x8769
"""The entry of the first directory that says where the camera's directory is."""

_BYTE_ORDERS: Final = {b"II*\0": "<", b"MM\0*": ">"}
_NUMBERS: Final = {3: "H", 4: "I", 5: "II"}
"""How values are written, by their type: 16 bits, 32 bits, numerator and denominator."""

WIDTH: Final = 0xA002
HEIGHT: Final = 0xA003
FOCAL_LENGTH: Final = 0x920A
FOCAL_LENGTH_35MM: Final = 0xA405


def camera_numbers(jpeg: bytes) -> dict[int, float]:
    """Read the numbers of the camera's directory, by tag; of several values the first.

    Args:
        jpeg: the content of a JPEG file.

    Raises:
        ValueError: it is no JPEG file, or has no EXIF data or damaged ones.
    """
    tiff = _exif_of(jpeg)
    order = _BYTE_ORDERS.get(tiff[:4])
    if order is None:
        raise ValueError("its EXIF data are damaged")
    try:
        [start] = struct.unpack_from(f"{order}I", tiff, 4)
        directory = dict(_entries(tiff, order, start))
        camera = directory.get(_CAMERA_DIRECTORY)
        return {} if camera is None else dict(_entries(tiff, order, int(camera)))
    except struct.error as error:
        raise ValueError("its EXIF data are damaged") from error


def _exif_of(jpeg: bytes) -> bytes:
    """The EXIF data, a TIFF file, from the segments before the picture."""
    if jpeg[:2] != b"\xff\xd8":
        raise ValueError("it is no JPEG file")
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != _START_OF_SCAN:
        [length] = struct.unpack_from(">H", jpeg, at + 2)
        segment = jpeg[at + 4 : at + 2 + length]
        if jpeg[at + 1] == _APP1 and segment.startswith(_HEADER):
            return segment[len(_HEADER) :]
        at += 2 + max(length, 2)
    raise ValueError("it has no EXIF data")


def _entries(tiff: bytes, order: str, start: int) -> Iterator[tuple[int, float]]:
    """The tags and numbers of the directory at `start`."""
    [count] = struct.unpack_from(f"{order}H", tiff, start)
    for at in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind, length = struct.unpack_from(f"{order}HHI", tiff, at)
        if kind not in _NUMBERS or length == 0:
            continue
        number = f"{order}{_NUMBERS[kind]}"
        is_inside = struct.calcsize(number) * length <= 4
        place = at + 8 if is_inside else struct.unpack_from(f"{order}I", tiff, at + 8)[0]
        yield tag, _value(*struct.unpack_from(number, tiff, place))


def _value(number: int, divisor: int = 1) -> float:
    """What a number stands for; a fraction of 0 for "unknown"."""
    return number / divisor if divisor else 0.0
