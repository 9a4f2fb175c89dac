"""A folder of videos, each with what somebody knows of it beside it: a recording, a table, or arrays of landmarks.

Beside ``clip.mp4`` can be

- ``clip.mcap``: a recording of a graph (`run --record-stream outputs`), whose landmarks and handedness are the truth to
  compare with;
- ``clip.jsonl`` or ``clip.parquet``: our own rows (`rows`), whose `video` is the file's name;
- ``clip.npz``: `landmarks` (T, H, 21, 2 or 3), normalised, NaN where there is no hand, and optionally `handed` (T, H):
  0 left, 1 right;
- nothing: then only that is told which needs no truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from backedge.calculators.media.video_reader import VideoReader
from backedge.config import parse_port
from backedge.errors import ResourceError
from backedge.formats import ImageSize
from backedge.planning.graph_loading import load_graph
from backedge.recording import Recording
from backedge.tools.hand_sets.rows import JSONL, PARQUET, read_rows
from backedge.tools.hand_sets.truth import HandSet, TrueClip, TrueHand

SUFFIXES: Final = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".webm"})
"""What counts as a video in a folder, in any case."""

_SIDES: Final = {0: "Left", 1: "Right"}
_LANDMARKS: Final = ("landmarks", "multi_hand_landmarks", "hand_landmarks")
_HANDEDNESS: Final = ("handedness", "multi_handedness")


def read_clips(folder: Path) -> HandSet:
    """The videos of a folder.

    Raises:
        ResourceError: there are none, or what is beside one does not fit it: what was expected where.
        DependencyError: a recording needs mcap, which is not installed.
    """
    videos = sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES)
    if not videos:
        raise ResourceError(f"{folder}: expected videos ({', '.join(sorted(SUFFIXES))}), found none")
    return HandSet(folder.name, clips=[_clip(video) for video in videos])


def _clip(video: Path) -> TrueClip:
    with VideoReader(video) as reader:
        size = (reader.width, reader.height)
    for suffix in (JSONL, PARQUET):
        if (table := video.with_suffix(suffix)).exists():
            return _of_table(table, video)
    if (recording := video.with_suffix(".mcap")).exists():
        return TrueClip(video.name, video, _recorded(recording, video, size), size, source="reference")
    if (arrays := video.with_suffix(".npz")).exists():
        return TrueClip(video.name, video, _of_arrays(arrays, size), size, source="reference")
    return TrueClip(video.name, video, (), size)


def _of_table(table: Path, video: Path) -> TrueClip:
    found = [clip for clip in read_rows(table).clips if Path(clip.name).name == video.name]
    if not found:
        raise ResourceError(f'{table}: expected rows whose video is "{video.name}", found none')
    return found[0]


def _of_arrays(path: Path, size: ImageSize) -> list[list[TrueHand]]:
    try:
        with np.load(path) as file:
            arrays = {name: file[name] for name in ("landmarks", "handed") if name in file}
    except (OSError, ValueError) as error:
        raise ResourceError(f"{path}: expected arrays (.npz): {error}") from error
    landmarks = arrays.get("landmarks")
    if landmarks is None or landmarks.ndim != 4 or landmarks.shape[2] != 21 or landmarks.shape[3] < 2:
        shape = "no such array" if landmarks is None else f"one of shape {landmarks.shape}"
        raise ResourceError(f"{path}: expected an array landmarks (frames, hands, 21, 2 or 3), found {shape}")
    handed = arrays.get("handed", np.full(landmarks.shape[:2], -1))
    return [
        [
            TrueHand(np.asarray(points[:, :2] * size, np.float64), handedness=_SIDES.get(int(side), ""))
            for points, side in zip(frame, sides, strict=True)
            if np.isfinite(points[:, :2]).all()
        ]
        for frame, sides in zip(landmarks, handed, strict=True)
    ]


def _recorded(path: Path, video: Path, size: ImageSize) -> list[list[TrueHand]]:
    """What a graph found, on the frames whose timestamps the video has."""
    recording = Recording(path)
    landmarks = _stream(recording, "LANDMARKS", _LANDMARKS)
    if landmarks is None:
        raise ResourceError(
            f"{path}: expected a stream of landmarks ({', '.join(_LANDMARKS)}), found {', '.join(recording.streams)}; "
            "`run --record-stream outputs` records those of a graph"
        )
    handedness = _stream(recording, "HANDEDNESS", _HANDEDNESS)
    values: dict[int, dict[str, Any]] = {}
    for stream, packet in recording.select({landmarks, *filter(None, [handedness])}):
        if packet is not None and not packet.is_empty:
            values.setdefault(packet.timestamp, {})[stream] = packet.value
    with VideoReader(video) as reader:
        times = [frame.timestamp for frame in reader]
    if values and not values.keys() & set(times):
        raise ResourceError(
            f"{path}: expected timestamps of frames of {video.name}, found none: it is of another video"
        )
    return [list(_hands(values.get(time, {}), landmarks, handedness, size)) for time in times]


def _hands(values: dict[str, Any], landmarks: str, handedness: str | None, size: ImageSize) -> Iterator[TrueHand]:
    found: Sequence[Any] = values.get(landmarks, ())
    labels: Sequence[Any] = values.get(handedness, ()) if handedness else ()
    for place, each in enumerate(found):
        label = labels[place][0].label if len(labels) == len(found) else ""
        yield TrueHand(np.asarray(each.points[:, :2] * size, np.float64), handedness=label)


def _stream(recording: Recording, tag: str, names: Sequence[str]) -> str | None:
    """The recorded stream that the graph has tagged so, or that has one of these names."""
    config = load_graph(recording.graph_text.encode(), file=f"graph of {recording.path.name}")
    tagged = [port.name for port in map(parse_port, config.output_stream) if port.tag == tag]
    return next((name for name in (*tagged, *names) if name in recording.streams), None)
