"""Files to damage, of every kind that is read, and ways to damage them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.media.video_writer import VideoWriter
from tests.reliability.mutations import mutated_bytes

FRAMES: Final = 12
"""How many a video has."""

IMAGES_IN_FOLDER: Final = 6

_HEAD: Final = 600
"""Bytes at the begin and at the end of a file, in which its structure is told."""


def picture(number: int) -> RgbImage:
    """A picture with edges, colours and something that moves."""
    image = np.zeros((48, 64, 3), np.uint8)
    image[..., 0] = np.arange(64)[None] * 4
    image[..., 1] = np.arange(48)[:, None] * 5
    image[8:40, (number * 5) % 48 : (number * 5) % 48 + 12, 2] = 255
    return image


def media(folder: Path) -> Mapping[str, bytes]:
    """A file of each kind of pictures, by the end of its name."""
    made: dict[str, bytes] = {}
    for suffix in (".mp4", ".mov", ".mkv", ".avi"):
        path = folder / f"seed{suffix}"
        with VideoWriter(path) as writer:
            for number in range(FRAMES):
                writer.write(picture(number), 33_333 * number)
        made[suffix] = path.read_bytes()
    made[".gif"] = _gif(folder / "seed.gif")
    for suffix in (".png", ".jpg", ".tiff", ".webp", ".bmp"):
        made[suffix] = cv2.imencode(suffix, picture(3))[1].tobytes()
    deep = picture(3).astype(np.float32) / 255
    made[".tif"] = cv2.imencode(".tiff", deep)[1].tobytes()
    return made


def _gif(path: Path) -> bytes:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("gif", rate=Fraction(10))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb8"
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path.read_bytes()


def damaged(rng: random.Random, content: bytes) -> bytes:
    """Damage a file: in one place or in many, in its head or anywhere, or break it off."""
    match rng.choice(("bits", "bits", "head", "head", "tail", "cut", "hole", "splice", "longer")):
        case "bits":
            return flipped(rng, content, 0, len(content), rng.choice((1, 1, 3, 20, 200)))
        case "head":
            return flipped(rng, content, 0, min(_HEAD, len(content)), rng.choice((1, 1, 2, 8)))
        case "tail":
            return flipped(rng, content, max(len(content) - _HEAD, 0), len(content), rng.choice((1, 1, 2, 8)))
        case "cut":
            return content[: rng.randrange(len(content))]
        case "hole":
            start = rng.randrange(len(content))
            end = min(len(content), start + rng.choice((4, 64, 1000)))
            return content[:start] + bytes([rng.choice((0, 255))]) * (end - start) + content[end:]
        case "splice":
            return mutated_bytes(rng, [content])
    return content + rng.randbytes(rng.choice((1, 100, 5000)))


def flipped(rng: random.Random, content: bytes, start: int, end: int, count: int) -> bytes:
    """Turn so many bits between two places."""
    changed = bytearray(content)
    for _ in range(count):
        changed[rng.randrange(start, end)] ^= 1 << rng.randrange(8)
    return bytes(changed)


def of_another_kind(rng: random.Random, all_kinds: Mapping[str, bytes]) -> bytes:
    """The content of a file that its name does not tell."""
    others = (b"", b"\0", b"\0" * 5000, b"# a text\n" * 50, rng.randbytes(3000), b"PK\x03\x04" + rng.randbytes(500))
    return rng.choice((*others, *all_kinds.values()))
