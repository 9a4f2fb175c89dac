"""Our own tables of truth: a row for each picture or frame, as JSON lines or as Parquet.

A row has `picture`, or `video` and `frame`; `width` and `height`; `hands`, a list, each with any of `points` (21 times
x, y in pixels, null where unknown), `visible` (21 of 0 unknown, 1 hidden, 2 seen), `depth` (21), `world` (21 times x,
y, z in metres), `handedness` (MediaPipe's), `palm_box` and `box` (left, top, width, height), `attributes`, `track` (in
a video, the hand's number from 1 on); and `attributes` of the picture. Those that all frames of a video share are the
video's. In Parquet, points and world are flat lists and attributes JSON texts, so that the columns are the same
whatever is in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson

from backedge.dependencies import require
from backedge.errors import ResourceError
from backedge.file_checks import require_file
from backedge.formats import ImageSize
from backedge.tools.hand_sets.json_files import FileReader
from backedge.tools.hand_sets.truth import (
    SEEN,
    UNKNOWN,
    Attributes,
    Floats,
    HandSet,
    TrueClip,
    TrueHand,
    TruePicture,
    where_known,
)

_DIGITS: Final = 5
PARQUET: Final = ".parquet"
JSONL: Final = ".jsonl"


def picture_row(picture: TruePicture) -> dict[str, Any]:
    """A picture as a row."""
    return {"picture": picture.path.as_posix(), **_row(picture.size, picture.hands, picture.attributes)}


def frame_rows(clip: TrueClip) -> Iterator[dict[str, Any]]:
    """The frames of a video as rows."""
    for number, hands in enumerate(clip.frames):
        yield {"video": clip.path.name, "frame": number, **_row(clip.size, hands, clip.attributes)}


def _row(size: ImageSize, hands: Iterable[TrueHand], attributes: Attributes) -> dict[str, Any]:
    width, height = size
    return {
        "width": width,
        "height": height,
        "hands": [_hand_row(hand) for hand in hands],
        "attributes": dict(attributes),
    }


def _hand_row(hand: TrueHand) -> dict[str, Any]:
    track = {"track": hand.track} if hand.track else {}
    return {
        **track,
        "points": _listed(hand.points),
        "visible": [int(each) for each in hand.visible],
        "depth": _listed(hand.depth),
        "world": _listed(hand.world),
        "handedness": hand.handedness,
        "palm_box": _listed(hand.palm_box),
        "box": _listed(hand.box),
        "attributes": dict(hand.attributes),
    }


def _listed(values: Floats | None) -> Any:
    if values is None:
        return None
    rounded = np.round(values, _DIGITS)
    listed = rounded.astype(object)
    listed[~np.isfinite(rounded)] = None
    return listed.tolist()


def write_parquet(rows: Iterable[dict[str, Any]], path: Path) -> None:
    """Write rows of pictures as a Parquet file, whole or not at all.

    Raises:
        DependencyError: pyarrow is not installed.
        OSError: the file cannot be written.
    """
    require("pyarrow")
    import pyarrow as pa
    import pyarrow.parquet as pq

    from backedge.whole_files import replacing

    numbers = pa.list_(pa.float64())
    hand = pa.struct(
        [
            ("points", numbers),
            ("visible", pa.list_(pa.int8())),
            ("depth", numbers),
            ("world", numbers),
            ("handedness", pa.string()),
            ("palm_box", numbers),
            ("box", numbers),
            ("attributes", pa.string()),
        ]
    )
    schema = pa.schema(
        [
            ("picture", pa.string()),
            ("width", pa.int32()),
            ("height", pa.int32()),
            ("hands", pa.list_(hand)),
            ("attributes", pa.string()),
        ]
    )
    table = pa.Table.from_pylist([_flat(row) for row in rows], schema)
    with replacing(path) as file:
        pq.write_table(table, file, compression="zstd")


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row as it is in Parquet."""
    hands = [
        {
            **hand,
            "points": None if hand["points"] is None else list(chain.from_iterable(hand["points"])),
            "world": None if hand["world"] is None else list(chain.from_iterable(hand["world"])),
            "attributes": orjson.dumps(hand["attributes"]).decode(),
        }
        for hand in row["hands"]
    ]
    return {**row, "hands": hands, "attributes": orjson.dumps(row["attributes"]).decode()}


@dataclass
class _VideoRows:
    """The rows of a video: its size, what they all say of it, and the hands of each frame."""

    size: ImageSize
    attributes: dict[str, Any]
    frames: dict[int, list[TrueHand]] = field(default_factory=dict)


def read_rows(path: Path) -> HandSet:
    """Read a table of ours, ``.jsonl`` or ``.parquet``.

    Args:
        path: the file; its pictures and videos are below its folder.

    Raises:
        ResourceError: it is not there, or laid out otherwise: what was expected where.
    """
    reader = FileReader(path)
    rows = _parquet_rows(path) if path.suffix == PARQUET else reader.lines()
    root = path.parent
    pictures: list[TruePicture] = []
    videos: dict[str, _VideoRows] = {}
    for place, row in rows:
        size = reader.size(row, place)
        hands = [
            _read_hand(reader, hand, f"{place}.hands[{number}]")
            for number, hand in enumerate(reader.get(row, "hands", list, place))
        ]
        if row.get("video"):
            name, number = reader.get(row, "video", str, place), reader.get(row, "frame", int, place)
            attributes = _attributes(reader, row, place)
            video = videos.setdefault(name, _VideoRows(size, dict(attributes)))
            if number in video.frames:
                raise reader.error(place, f'one row for each frame of video "{name}"', f"a second one for {number}")
            video.frames[number] = hands
            video.attributes = {key: each for key, each in video.attributes.items() if attributes.get(key) == each}
        else:
            name = reader.get(row, "picture", str, place)
            pictures.append(TruePicture(name, root / name, size, hands, _attributes(reader, row, place)))
    clips = []
    for name, video in videos.items():
        known = video.frames
        if sorted(known) != list(range(len(known))):
            lacking = min(set(range(len(known))) - set(known))
            raise reader.error(f'video "{name}"', "a row for each frame from 0 on", f"none for frame {lacking}")
        frames = [known[number] for number in range(len(known))]
        clips.append(TrueClip(name, root / name, frames, video.size, video.attributes))
    return HandSet(path.stem if path.stem != "truth" else path.parent.name, pictures, clips)


def _parquet_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    require("pyarrow")
    import pyarrow as pa
    import pyarrow.parquet as pq

    require_file(path, "a Parquet file")
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise ResourceError(f"{path}: expected a Parquet file: {error}") from error
    for number, row in enumerate(table.to_pylist()):
        yield f"row {number}", row


def _read_hand(reader: FileReader, hand: Any, place: str) -> TrueHand:
    if not isinstance(hand, dict):
        raise reader.error(place, "an object", hand)

    def numbers(key: str, *shape: int) -> Floats | None:
        return None if hand.get(key) is None else reader.numbers(hand, key, shape, place)

    points = numbers("points", 21, 2)
    known = np.asarray(np.zeros(21) if points is None else np.isfinite(points).all(axis=1), np.bool_)
    visible = numbers("visible", 21)
    return TrueHand(
        points=None if points is None else where_known(points, known),
        visible=(np.where(known, SEEN, UNKNOWN) if visible is None else visible).astype(np.int8),
        depth=numbers("depth", 21),
        world=numbers("world", 21, 3),
        handedness=hand.get("handedness") or "",
        palm_box=numbers("palm_box", 4),
        box=numbers("box", 4),
        attributes=_attributes(reader, hand, place),
        track=reader.get(hand, "track", int, place) if "track" in hand else 0,
    )


def _attributes(reader: FileReader, item: dict[str, Any], place: str) -> dict[str, Any]:
    value = item.get("attributes")
    if isinstance(value, str):
        value = reader.parse(value.encode(), f"{place}.attributes")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise reader.error(f"{place}.attributes", "an object", value)
    return value
