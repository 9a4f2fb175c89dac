"""A whole set of synthetic pictures: files, and the truth in COCO-WholeBody's JSON and in Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import cv2
import numpy as np
import orjson

from backedge.dependencies import require
from backedge.file_checks import failure
from backedge.tools.console import Advance
from backedge.tools.hand_sets.coco_wholebody import coco_document
from backedge.tools.hand_sets.rows import picture_row, write_parquet
from backedge.tools.hand_sets.truth import TruePicture
from backedge.tools.synthesis.renderer import render_picture
from backedge.tools.synthesis.set_making import backdrops_of, drawn, make_empty
from backedge.whole_files import replacing

ANNOTATIONS: Final = "annotations.json"
TABLE: Final = "truth.parquet"
IMAGES: Final = "images"
_IN_ONE_GO: Final = 16  # pictures that a process makes before it hands them over


@dataclass(frozen=True, slots=True)
class SetRequest:
    """What to make.

    Attributes:
        folder: where; made if need be, and empty.
        count: number of pictures.
        seed: of all chance.
        backgrounds: a folder of the user's pictures, None for procedural backdrops only.
        workers: processes that draw.
        parquet: whether to write the Parquet file too.
    """

    folder: Path
    count: int
    seed: int
    backgrounds: Path | None
    workers: int
    parquet: bool


@dataclass(frozen=True, slots=True)
class SetSummary:
    """What was made: the files, how many pictures, hands and pictures without one, and how long it took."""

    folder: Path
    files: tuple[Path, ...]
    pictures: int
    hands: int
    negatives: int
    seconds: float

    def in_words(self) -> str:
        """A line for people."""
        return (
            f"{self.pictures} pictures with {self.hands} hands, {self.negatives} without one, in {self.folder} "
            f"({self.pictures / self.seconds:.0f} a second)"
        )

    def to_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "folder": str(self.folder),
            "files": [str(file) for file in self.files],
            "pictures": self.pictures,
            "hands": self.hands,
            "negatives": self.negatives,
            "seconds": self.seconds,
            "pictures_a_second": self.pictures / self.seconds,
        }


def write_set(request: SetRequest, advance: Advance) -> SetSummary:
    """Draw the pictures and write them with the truth; the annotations come last, so a set that has them is whole.

    Args:
        request: what to make.
        advance: told after each picture.

    Raises:
        ResourceError: the folder is not empty or cannot be written, or there are no pictures for backgrounds.
        DependencyError: pyarrow is needed and not installed.
    """
    if request.parquet:
        require("pyarrow")
    start = perf_counter()
    draw = partial(render_picture, request.seed, backdrops=backdrops_of(request.backgrounds))
    make_empty(request.folder, IMAGES)
    pictures: list[TruePicture] = []
    try:
        for number, picture in enumerate(drawn(draw, request.count, request.workers, _IN_ONE_GO)):
            name = Path(IMAGES, f"{number:06d}.jpg")
            (request.folder / name).write_bytes(picture.jpeg)
            pictures.append(TruePicture(name.name, name, picture.size, picture.hands, picture.attributes))
            advance(number + 1, request.count)
        files = [request.folder / IMAGES, _write_annotations(request, pictures)]
        if request.parquet:
            files.append(request.folder / TABLE)
            write_parquet(map(picture_row, pictures), files[-1])
    except OSError as error:
        raise failure("cannot be written", request.folder, error) from error
    hands = sum(len(picture.hands) for picture in pictures)
    negatives = sum(not picture.hands for picture in pictures)
    return SetSummary(request.folder, tuple(files), len(pictures), hands, negatives, perf_counter() - start)


def _write_annotations(request: SetRequest, pictures: list[TruePicture]) -> Path:
    path = request.folder / ANNOTATIONS
    info = {
        "description": "hands drawn by graph_runner synth",
        "count": request.count,
        "seed": request.seed,
        "backgrounds": None if request.backgrounds is None else request.backgrounds.name,
        "opencv": cv2.__version__,
        "numpy": np.__version__,
    }
    with replacing(path) as file:
        file.write(orjson.dumps(coco_document(pictures, info), option=orjson.OPT_APPEND_NEWLINE))
    return path
