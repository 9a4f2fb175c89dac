"""Names that no file can have: each place that takes a path says so in the same words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backedge import ResourceError, load_graph
from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.model_pool import model_pool
from backedge.calculators.media.csv_writer import CsvWriter
from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.image_writer import write_image
from backedge.calculators.media.jsonl_writer import JsonlWriter
from backedge.calculators.media.video_reader import VideoReader
from backedge.calculators.media.video_writer import VideoWriter
from backedge.calculators.resource.local_file_pattern_contents_calculator import find_files
from backedge.calculators.resource.resource import Resource, find_resource
from backedge.models import status
from backedge.path_names import usable_path

PLACES: dict[str, Callable[[Path], object]] = {
    "usable_path": usable_path,
    "load_graph": load_graph,
    "load_model": load_model,
    "model_pool": model_pool.acquire,
    "CsvWriter": CsvWriter,
    "JsonlWriter": JsonlWriter,
    "VideoReader": VideoReader,
    "VideoWriter": lambda path: VideoWriter(path.with_suffix(".mp4")),
    "read_image": read_image,
    "find_files": lambda path: find_files(str(path), ".txt"),
    "find_resource": lambda path: find_resource(str(path)),
    "Resource": lambda path: Resource(path).read(),
    "write_image": lambda path: write_image(path, np.zeros((2, 2, 3), np.uint8)),
    "models": lambda path: status("hand_landmark_full", path.with_suffix("")),
}

NAMES = {"a\0b.png": "U+0000", "a\ud800b.png": "U+D800, which cannot be encoded in utf-8"}


@pytest.mark.parametrize(("name", "found"), NAMES.items(), ids=["NUL", "surrogate"])
@pytest.mark.parametrize("take", PLACES.values(), ids=PLACES)
def test_name_of_no_file(take: Callable[[Path], object], name: str, found: str) -> None:
    """A name with a NUL character, or a lone surrogate, is the user's mistake."""
    with pytest.raises(ResourceError, match=re.escape(f"is the name of no file: it has the character {found}")):
        take(Path(name))
