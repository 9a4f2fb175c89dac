"""Makes the animation of the README: the demo's hand, tracked, and which models run for each frame.

python -m tests.pictures.demo_animation docs/demo.webp
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.graphs.hand_tracking import HandTracker

_SECONDS: Final = 6
_FPS: Final = 15  # of the animation; the tracker sees twice as many frames
_SIZE: Final = (480, 360)
_STRIP: Final = 92  # pixels below the picture
_BACK, _PALE, _TEXT = (24, 26, 38), (70, 74, 96), (236, 238, 245)
_DETECTOR, _LANDMARKS, _NOTHING = (255, 152, 0), (76, 175, 80), (44, 47, 64)
_QUALITY: Final = 45


@dataclass(frozen=True, eq=False)
class Shown:
    """A frame: the picture with the landmarks drawn in, and which models ran."""

    picture: NDArray[np.uint8]
    detector_ran: bool
    has_hand: bool


def main() -> None:
    """Make what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path, help="the .webp file to write")
    save(tracked(_SECONDS * 2 * _FPS), parser.parse_args().target)


def tracked(frames: int) -> list[Shown]:
    """The demo's clip, tracked frame by frame; each second frame."""
    shown = []
    with HandTracker(num_hands=1) as tracker:
        for number, frame in enumerate(SyntheticHand(frames=frames)):
            result = tracker.process(frame.image, frame.timestamp)
            if number % 2 == 0:
                picture = cv2.resize(result.draw(frame.image), _SIZE, interpolation=cv2.INTER_AREA)
                shown.append(Shown(np.asarray(picture, np.uint8), result.palm_detector_ran, bool(result.hands)))
    return shown


def save(shown: Sequence[Shown], target: Path) -> None:
    """Write the animation, which begins anew at its end."""
    first, *others = (_page(shown, number) for number in range(len(shown)))
    first.save(
        target, "WEBP", save_all=True, append_images=others, duration=1000 // _FPS, loop=0, quality=_QUALITY, method=6
    )


def _page(shown: Sequence[Shown], number: int) -> Image.Image:
    """A picture, and below it what runs, and a line of what ran on each frame so far."""
    now = shown[number]
    width, height = _SIZE
    page = Image.new("RGB", (width, height + _STRIP), _BACK)
    page.paste(Image.fromarray(now.picture), (0, 0))
    draw = ImageDraw.Draw(page)
    _box(
        draw, (12, height + 12), "palm detector", "looks" if now.detector_ran else "rests", _DETECTOR, now.detector_ran
    )
    _box(
        draw, (248, height + 12), "hand landmarks", "21 found" if now.has_hand else "no hand", _LANDMARKS, now.has_hand
    )
    step = (width - 24) / len(shown)
    for place, each in enumerate(shown[: number + 1]):
        left = 12 + place * step
        for top, runs, colour in ((62, each.detector_ran, _DETECTOR), (74, each.has_hand, _LANDMARKS)):
            box = (left, height + top, left + step, height + top + 8)
            draw.rectangle(box, fill=colour if runs else _NOTHING)
    return page


def _box(
    draw: ImageDraw.ImageDraw, place: tuple[int, int], name: str, does: str, colour: tuple[int, int, int], runs: bool
) -> None:
    left, top = place
    draw.rounded_rectangle((left, top, left + 220, top + 38), 8, outline=colour if runs else _PALE, width=2)
    draw.text((left + 12, top + 19), name, _TEXT if runs else _PALE, _font(), anchor="lm")
    draw.text((left + 208, top + 19), does, colour if runs else _PALE, _font(), anchor="rm")


def _font() -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size=16)


if __name__ == "__main__":
    main()
