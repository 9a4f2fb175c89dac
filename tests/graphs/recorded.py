"""MediaPipe's results for recorded images and clips, and their comparison with ours."""

from __future__ import annotations

import csv
import itertools
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from backedge.graphs.hand_tracking import HandTracker, HandTrackingResult
from tests.graphs.shared_pictures import read_images


@dataclass
class Comparison:
    """Ours against MediaPipe's, over some frames.

    Attributes:
        frames: how many.
        same_pixels: on how many the decoded picture was the one MediaPipe saw; OpenCV's versions differ.
        same_count: on how many as many hands were found.
        same_decision: on how many the palm detector ran, or rested, as in MediaPipe.
        with_hand: on how many we found a hand.
        detector_frames: numbers of the frames on which the palm detector ran: ours and MediaPipe's.
        same_handedness: on how many as many hands were found, and at least one, of the same handedness.
        score_offsets: differences of the scores of these hands' handedness.
        offsets: differences of x, y and z of all landmarks of frames with as many hands, in parts of the image.
        world_offsets: those of world landmarks, in metres.
        distances: mean distance between landmarks for each hand, in pixels.
    """

    frames: int = 0
    same_pixels: int = 0
    same_count: int = 0
    same_decision: int = 0
    with_hand: int = 0
    detector_frames: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    same_handedness: int = 0
    offsets: list[NDArray[np.float32]] = field(default_factory=list)
    world_offsets: list[NDArray[np.float32]] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)
    score_offsets: list[float] = field(default_factory=list)

    def add(self, image: NDArray[np.uint8], ours: HandTrackingResult, theirs: dict[str, Any], frame: int) -> None:
        """Take in one frame."""
        count = int(theirs["n_hands"][frame])
        detected = bool(theirs["palm_ran"][frame])
        self.same_pixels += zlib.crc32(image.tobytes()) == int(theirs["crc"][frame])
        self.same_count += count == len(ours.hands)
        self.same_decision += detected == ours.palm_detector_ran
        self.with_hand += bool(ours.hands)
        for numbers, ran in zip(self.detector_frames, (ours.palm_detector_ran, detected), strict=True):
            if ran:
                numbers.append(self.frames)
        self.frames += 1
        if count == len(ours.hands) > 0:
            size = np.array([image.shape[1], image.shape[0]])
            found = np.stack([hand.landmarks for hand in ours.hands])
            order = _closest(found, theirs["landmarks"][frame][:count])
            difference = theirs["landmarks"][frame][order] - found
            self.offsets.append(np.abs(difference))
            self.distances += np.linalg.norm(difference[..., :2] * size, axis=2).mean(axis=1).tolist()
            world = np.stack([hand.world_landmarks for hand in ours.hands])
            self.world_offsets.append(np.abs(theirs["world"][frame][order] - world))
            labels = [("Left", "Right")[number] for number in theirs["handed"][frame][order]]
            self.same_handedness += labels == [hand.handedness for hand in ours.hands]
            scores = np.array([hand.handedness_score for hand in ours.hands])
            self.score_offsets += np.abs(theirs["handed_score"][frame][order] - scores).tolist()

    def __iadd__(self, other: Comparison) -> Self:
        for name in ("frames", "same_pixels", "same_count", "same_decision", "with_hand", "same_handedness"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.offsets += other.offsets
        self.world_offsets += other.world_offsets
        self.distances += other.distances
        self.score_offsets += other.score_offsets
        return self

    def __str__(self) -> str:
        offsets = np.concatenate([offset.ravel() for offset in self.offsets])
        return (
            f"{self.frames} frames ({self.same_pixels / self.frames:.1%} with the same pixels):"
            f" hands equal {self.same_count / self.frames:.2%},"
            f" palm detector equal {self.same_decision / self.frames:.2%},"
            f" landmarks largest {offsets.max():.1e} median {np.median(offsets):.1e} of the image,"
            f" median distance {np.median(self.distances):.3f} px"
        )


def _closest(found: NDArray[np.float32], reference: NDArray[np.float32]) -> list[int]:
    """The order of `reference` that brings it closest to `found`: hands have no numbers."""
    orders = map(list, itertools.permutations(range(len(reference))))
    return min(orders, key=lambda order: float(np.abs(reference[order] - found)[..., :2].sum()))


def recorded_files(hands: Path, kind: str) -> list[str]:
    """The files in the folder `hands` whose name starts with `kind`, by the manifest."""
    with (hands / "manifest.csv").open(newline="", encoding="utf-8") as manifest:
        return [row["file"] for row in csv.DictReader(manifest) if row["file"].startswith(kind)]


def reference_file(hands: Path, file: str, num_hands: int, complexity: int) -> Path:
    """MediaPipe's results for `file`; not every combination has been recorded."""
    suffix = {1: ".n1", 2: ""}[num_hands]
    return hands / "reference" / f"{file.replace('/', '__')}.c{complexity}{suffix}.npz"


@cache
def compare(
    hands: Path, file: str, num_hands: int, complexity: int, tracker_type: Callable[..., Any] = HandTracker
) -> Comparison:
    """Run a hand tracker over a file; images in static mode.

    Args:
        hands: the folder of recordings.
        file: a picture or clip in it.
        num_hands: how many hands are looked for.
        complexity: of the model.
        tracker_type: `HandTracker`, or what is made and used as it is.
    """
    with np.load(reference_file(hands, file, num_hands, complexity)) as reference:
        theirs = dict(reference)
    comparison = Comparison()
    with tracker_type(num_hands, complexity, static_images=file.startswith("images/")) as tracker:
        for number, image in enumerate(read_images(hands / file)):
            comparison.add(image, tracker.process(image), theirs, number)
    assert comparison.frames == len(theirs["n_hands"])
    return comparison
