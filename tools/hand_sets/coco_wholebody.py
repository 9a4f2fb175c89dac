"""COCO-WholeBody's JSON for hands (https://github.com/jin-s13/COCO-WholeBody), written and read.

An annotation is a person: `lefthand_kpts` has 21 times x, y and a visibility (0 unknown, 1 hidden, 2 seen; floats count
as known above 0), `lefthand_box` the hand's left, top, width, height, `lefthand_valid` whether there is one; and
likewise for `righthand`. Landmarks have MediaPipe's order. "Left" is the person's left hand in a picture that is not
mirrored, which MediaPipe calls "Right". What else we know of a hand is under `backedge`, which others skip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from backedge.tools.hand_sets.json_files import FileReader
from backedge.tools.hand_sets.picture_files import find_root
from backedge.tools.hand_sets.truth import (
    HIDDEN,
    OTHER,
    SEEN,
    UNKNOWN,
    Floats,
    HandSet,
    TrueHand,
    TruePicture,
    where_known,
)

OWN: Final = "backedge"
_SIDES: Final = ("left", "right")
_NO_HAND: Final = [0.0] * 63
_NO_BODY: Final = [0] * 51


def coco_document(pictures: Iterable[TruePicture], info: Mapping[str, Any]) -> dict[str, Any]:
    """The content of the file: one annotation for each hand.

    Args:
        pictures: with paths below the file's folder, such as ``images/000001.jpg``.
        info: of the set: how it was made.
    """
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, picture in enumerate(pictures):
        width, height = picture.size
        image = {"id": number, "file_name": picture.path.as_posix(), "width": width, "height": height}
        images.append({**image, OWN: dict(picture.attributes)})
        for hand in picture.hands:
            annotations.append(_annotation(len(annotations), number, hand))
    category = {"id": 1, "name": "person", "supercategory": "person"}
    return {"info": dict(info), "images": images, "annotations": annotations, "categories": [category]}


def _annotation(number: int, image: int, hand: TrueHand) -> dict[str, Any]:
    side = OTHER[hand.handedness].lower()
    box = _numbers(hand.box)
    annotation: dict[str, Any] = {
        "id": number,
        "image_id": image,
        "category_id": 1,
        "iscrowd": 0,
        "bbox": box,
        "area": round(box[2] * box[3], 3),
        "keypoints": _NO_BODY,
        "num_keypoints": 0,
    }
    for each in _SIDES:
        valid = each == side
        annotation[f"{each}hand_valid"] = valid
        annotation[f"{each}hand_box"] = box if valid else [0.0] * 4
        annotation[f"{each}hand_kpts"] = _key_points(hand) if valid else _NO_HAND
    annotation[OWN] = {
        "handedness": hand.handedness,
        "palm_box": None if hand.palm_box is None else _numbers(hand.palm_box),
        "depth": None if hand.depth is None else _numbers(hand.depth),
        "world": None if hand.world is None else [_numbers(point, 6) for point in hand.world],
        "attributes": dict(hand.attributes),
    }
    return annotation


def _key_points(hand: TrueHand) -> list[float]:
    assert hand.points is not None
    flat: list[float] = []
    for point, visible in zip(hand.points, hand.visible, strict=True):
        flat += [*_numbers(point), float(visible)]
    return flat


def _numbers(values: Floats | None, digits: int = 3) -> list[float]:
    return [] if values is None else [round(float(value), digits) for value in values]


def read_coco_wholebody(path: Path) -> HandSet:
    """Read a file of COCO-WholeBody, its own or ours.

    Args:
        path: the JSON file.

    Raises:
        ResourceError: it is not there, or laid out otherwise: what was expected where.
    """
    reader = FileReader(path)
    document = reader.document()
    hands: dict[Any, list[TrueHand]] = {}
    for place, annotation in reader.items(document, "annotations"):
        found = hands.setdefault(reader.get(annotation, "image_id", int, place), [])
        for side in _SIDES:
            if reader.get(annotation, f"{side}hand_valid", (bool, int), place):
                found.append(_hand(reader, annotation, side, place))
    images = [
        (
            reader.get(image, "file_name", str, place),
            reader.size(image, place),
            reader.get(image, "id", int, place),
            image,
        )
        for place, image in reader.items(document, "images")
    ]
    root = find_root(path, [name for name, *_ in images])
    # COCO's annotators have left out small and crowded people; ours have left out nobody.
    pictures = [
        TruePicture(name, root / name, size, hands.get(number, []), image.get(OWN, {}), is_complete=OWN in image)
        for name, size, number, image in images
    ]
    return HandSet(path.stem if path.stem != "annotations" else path.parent.name, pictures)


def _hand(reader: FileReader, annotation: dict[str, Any], side: str, place: str) -> TrueHand:
    flat = reader.numbers(annotation, f"{side}hand_kpts", (21, 3), place)
    points, score = flat[:, :2], flat[:, 2]
    own = annotation.get(OWN, {})

    def numbers(key: str, *shape: int) -> Floats | None:
        return reader.numbers(own, key, shape, f"{place}.{OWN}") if own.get(key) else None

    # In files of others the score is how sure those who annotated were, and no sign of what is hidden.
    seen = np.where((score == HIDDEN) & (OWN in annotation), HIDDEN, SEEN)
    return TrueHand(
        points=where_known(points, score > 0),
        visible=np.where(score > 0, seen, UNKNOWN).astype(np.int8),
        depth=numbers("depth", 21),
        world=numbers("world", 21, 3),
        handedness=own.get("handedness", OTHER[side.capitalize()]),
        palm_box=numbers("palm_box", 4),
        box=reader.numbers(annotation, f"{side}hand_box", (4,), place),
        attributes=own.get("attributes", {}),
    )
