"""Runs graphs over sets of pictures and videos, and keeps what they found beside the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import numpy as np

from backedge.calculators.media.file_threads import ReadAhead
from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.media.video_reader import VideoReader
from backedge.errors import ResourceError
from backedge.tools.console import Advance
from backedge.tools.evaluation.judged_graph import Candidate, JudgedGraph
from backedge.tools.evaluation.judged_mediapipe import JudgedMediaPipe
from backedge.tools.evaluation.records import FrameRecord, Place, record
from backedge.tools.evaluation.tracks import true_tracks
from backedge.tools.hand_sets.palm import error_unit
from backedge.tools.hand_sets.truth import Floats, HandSet, TrueClip, TrueHand, TruePicture
from backedge.tools.running.node_times import NodeTime

_STRETCH: Final = 30
"""Frames of a video that are resampled together: neighbours are too much alike to be taken for independent."""


Judged: TypeAlias = JudgedGraph | JudgedMediaPipe
"""What finds hands."""


@dataclass(frozen=True, eq=False)
class JudgedClip:
    """A video and what was found in it, frame by frame."""

    clip: TrueClip
    frames: Sequence[FrameRecord]


@dataclass(frozen=True, eq=False)
class Judgement:
    """All that a graph found.

    Attributes:
        candidate: the graph.
        num_hands: how many hands it looks for.
        pictures: one for each picture of all sets.
        clips: videos.
        nodes: the time of each node, over all frames.
    """

    candidate: Candidate
    num_hands: int
    pictures: Sequence[FrameRecord]
    clips: Sequence[JudgedClip]
    nodes: Sequence[NodeTime] = field(default_factory=tuple)

    @property
    def frames(self) -> list[FrameRecord]:
        """Of pictures and videos."""
        return [*self.pictures, *(frame for clip in self.clips for frame in clip.frames)]


def judge(
    candidate: Candidate, sets: Sequence[HandSet], advance: Advance, *, is_stopped: Callable[[], bool] = bool
) -> Judgement:
    """Run a graph over sets.

    Args:
        candidate: the graph.
        sets: what to run it on.
        advance: told after each picture and video.
        is_stopped: asked before each; what has been done by then counts.

    Raises:
        BackedgeError: the graph is wrong or fails, or a file cannot be read.
    """
    pictures = [(each.name, picture) for each in sets for picture in each.pictures]
    clips = [(each.name, clip) for each in sets for clip in each.clips]
    total = len(pictures) + len(clips)
    judged: list[FrameRecord] = []
    judged_clips: list[JudgedClip] = []
    with _open(candidate) as graph:
        with ReadAhead(read_image(picture.path) for _, picture in pictures) as images:
            for (name, picture), image in zip(pictures, images, strict=False):
                if is_stopped():
                    break
                judged.append(_judge_picture(graph, name, picture, image))
                advance(len(judged), total)
        for name, clip in clips:
            if is_stopped():
                break
            judged_clips.append(JudgedClip(clip, list(_judge_clip(graph, name, clip))))
            advance(len(judged) + len(judged_clips), total)
        return Judgement(candidate, graph.num_hands, judged, judged_clips, graph.times())


def _open(candidate: Candidate) -> Judged:
    return JudgedMediaPipe(candidate.mediapipe, candidate.side) if candidate.mediapipe else JudgedGraph(candidate)


def _judge_picture(graph: Judged, dataset: str, picture: TruePicture, image: RgbImage) -> FrameRecord:
    found = (image.shape[1], image.shape[0])
    if found != picture.size:
        raise ResourceError(f"{picture.path}: expected a picture of {picture.size} pixels, found one of {found}")
    graph.restart()
    attributes = {**picture.attributes, "dataset": dataset}
    unit = (f"{dataset}/{picture.name}", 0)
    return record(
        unit, Place(picture.path), graph.find(image, 0), picture.hands, attributes, is_complete=picture.is_complete
    )


def _judge_clip(graph: Judged, dataset: str, clip: TrueClip) -> Iterator[FrameRecord]:
    graph.restart()
    known = with_speeds(clip.frames)
    attributes = {**clip.attributes, "dataset": dataset, "clip": clip.name}
    number = -1
    with VideoReader(clip.path) as video, ReadAhead(video) as frames:
        for number, frame in enumerate(frames):
            if known and number >= len(known):
                raise ResourceError(f"{clip.path}: expected {len(known)} frames, as are known of it, found more")
            true = known[number] if known else ()
            findings = graph.find(frame.image, frame.timestamp)
            unit = (f"{dataset}/{clip.name}", number // _STRETCH)
            yield record(unit, Place(clip.path, number), findings, true, attributes, is_complete=bool(known))
    if known and number + 1 < len(known):
        raise ResourceError(f"{clip.path}: expected {len(known)} frames, as are known of it, found {number + 1}")


def with_speeds(frames: Sequence[Sequence[TrueHand]]) -> list[list[TrueHand]]:
    """The hands of a video with their `speed`: palm sizes that their middle moved since the frame before.

    Those with points have a `track` then, too: the one of `true_tracks`.
    """
    pointed = [[hand for hand in hands if hand.points is not None] for hands in frames]
    last: dict[int, Floats] = {}
    moved = []
    for hands, numbers in zip(frames, map(iter, true_tracks(pointed)), strict=True):
        now: dict[int, Floats] = {}
        row = []
        for hand in hands:
            if hand.points is None:
                row.append(hand)
                continue
            track = next(numbers)
            now[track] = hand.points
            speed = {}
            if track in last and error_unit(hand.points) > 0:
                apart = (hand.points - last[track]).mean(axis=0)
                speed["speed"] = float(np.linalg.norm(apart) / error_unit(hand.points))
            row.append(replace(hand, track=track, attributes={**hand.attributes, **speed}))
        last = now
        moved.append(row)
    return moved
