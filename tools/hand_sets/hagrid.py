"""HaGRID (https://github.com/hukenovs/hagrid): boxes and gestures, no landmarks.

A JSON file for each gesture has, by the name of the picture without its suffix, `bboxes`, a list of left, top, width
and height in parts of the picture, and `labels`, the gesture of each, ``no_gesture`` for a hand that makes none.
Pictures are ``<name>.jpg`` somewhere below the same folder. The landmarks that newer releases add are not read: they
are MediaPipe's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from backedge.calculators.media.image_files import SUFFIXES
from backedge.errors import ResourceError
from backedge.tools.hand_sets.json_files import FileReader
from backedge.tools.hand_sets.picture_files import picture_size
from backedge.tools.hand_sets.truth import HandSet, TrueHand, TruePicture


def read_hagrid(path: Path) -> HandSet:
    """Read a set: those of its pictures that are there, for most people have some of its 700 GB.

    Args:
        path: a folder with annotations and pictures below it.

    Raises:
        ResourceError: there are no annotations, none of the pictures, or something is laid out otherwise.
    """
    files = sorted(path.rglob("*.json"))
    if not files:
        raise ResourceError(f"{path}: expected annotations of HaGRID (call.json …) below it, found no JSON file")
    images = {file.stem: file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES}
    pictures = []
    for file in files:
        reader = FileReader(file)
        document = reader.document()
        if not isinstance(document, dict):
            raise reader.error("", "annotations by the names of pictures", document)
        for name, annotation in document.items():
            if not isinstance(annotation, dict):
                raise reader.error(f'"{name}"', "an object with bboxes and labels", annotation)
            if name in images:
                pictures.append(_picture(reader, name, annotation, images[name]))
    if not pictures:
        raise ResourceError(f"{path}: expected pictures that {files[0].name} and others name below it, found none")
    return HandSet(path.name, pictures)


def _picture(reader: FileReader, name: str, annotation: dict[str, Any], file: Path) -> TruePicture:
    place = f'"{name}"'
    labels = reader.get(annotation, "labels", list, place)
    boxes = reader.get(annotation, "bboxes", list, place)
    if len(labels) != len(boxes):
        raise reader.error(f"{place}.labels", f"{len(boxes)} labels, one for each box", f"{len(labels)}")
    width, height = picture_size(file)
    scale = np.array([width, height, width, height])
    hands = [
        TrueHand(
            None, box=scale * reader.numbers({"bbox": box}, "bbox", (4,), place), attributes={"gesture": str(label)}
        )
        for box, label in zip(boxes, labels, strict=True)
    ]
    return TruePicture(file.name, file, (width, height), hands)
