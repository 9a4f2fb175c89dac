"""mmpose's JSON of hands: OneHand10K, FreiHAND, CMU Panoptic and others as mmpose gives them out.

An annotation is a hand: `keypoints` has 21 times x, y and a visibility (0 unknown), in MediaPipe's order, `bbox` its
left, top, width and height. Which hand it is, is not told. File names are below the folder above `annotations/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from backedge.tools.hand_sets.json_files import FileReader
from backedge.tools.hand_sets.picture_files import find_root
from backedge.tools.hand_sets.truth import SEEN, UNKNOWN, HandSet, TrueHand, TruePicture, where_known


def read_mmpose(path: Path) -> HandSet:
    """Read such a file.

    Raises:
        ResourceError: it is not there, laid out otherwise, or its pictures are not found: what was expected where.
    """
    reader = FileReader(path)
    document = reader.document()
    hands: dict[int, list[TrueHand]] = {}
    for place, annotation in reader.items(document, "annotations"):
        hands.setdefault(reader.get(annotation, "image_id", int, place), []).append(_hand(reader, annotation, place))
    images = [
        (reader.get(image, "id", int, place), reader.get(image, "file_name", str, place), reader.size(image, place))
        for place, image in reader.items(document, "images")
    ]
    root = find_root(path, [name for _, name, _ in images])
    pictures = [
        TruePicture(name, root / name, size, hands.get(number, []), is_complete=False) for number, name, size in images
    ]
    return HandSet(path.stem, pictures)


def _hand(reader: FileReader, annotation: dict[str, Any], place: str) -> TrueHand:
    flat = reader.numbers(annotation, "keypoints", (21, 3), place)
    known = flat[:, 2] > 0
    return TrueHand(
        points=where_known(flat[:, :2], known),
        visible=np.where(known, SEEN, UNKNOWN).astype(np.int8),
        box=reader.numbers(annotation, "bbox", (4,), place),
    )
