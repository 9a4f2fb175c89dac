"""What is said of one graph, or of two on the same pictures: all figures with their intervals, as JSON takes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from backedge.tools.evaluation.clip_figures import clip_ratios
from backedge.tools.evaluation.detection_precision import DetectionPrecision, hand_precision, palm_precision
from backedge.tools.evaluation.evaluate import JudgedClip, Judgement
from backedge.tools.evaluation.hand_errors import THRESHOLDS
from backedge.tools.evaluation.ratios import Difference, Figure, Ratio, difference, figures
from backedge.tools.evaluation.records import FrameRecord, groups_of, pck_curve, ratios_of

_IN_GROUPS: Final = ("nme", "auc_of_all", "recall", "handedness")


@dataclass(frozen=True, eq=False)
class Part:
    """The figures of a part of what was judged: all pictures, all videos, or one video.

    Attributes:
        ratios: what the figures are made of.
        figures: by name; see `records.ratios_of` and `clip_figures.EXPLAINED`.
        groups: figures of some hands, by attribute and class.
        pck: share of correct landmarks at each of `THRESHOLDS`.
        palms: precision of the palm detector; None where it cannot be judged.
        boxes: precision of whole hands, with their presence as score; likewise.
        frames: how many.
    """

    ratios: Mapping[str, Ratio]
    figures: Mapping[str, Figure]
    groups: Mapping[str, Mapping[str, Mapping[str, Figure]]]
    pck: Sequence[float]
    palms: DetectionPrecision | None
    boxes: DetectionPrecision | None
    frames: int


@dataclass(frozen=True, eq=False)
class Summary:
    """A graph.

    Attributes:
        judgement: what it found.
        pictures: figures of single pictures; None where there were none.
        videos: of all videos together; likewise.
        clips: of each video, by name.
    """

    judgement: Judgement
    pictures: Part | None
    videos: Part | None
    clips: Mapping[str, Part]

    def parts(self) -> dict[str, Part]:
        """Those that there are, by name."""
        named = {"pictures": self.pictures, "videos": self.videos}
        return {name: part for name, part in named.items() if part is not None}


def summarize(judgement: Judgement) -> Summary:
    """Make figures of what a graph found."""
    pictures = judgement.pictures
    named = {each.clip.name: each for each in judgement.clips}
    several = named if len(named) > 1 else {}
    return Summary(
        judgement,
        _part(pictures, ratios_of(pictures)) if pictures else None,
        _of_clips(judgement.clips, judgement.num_hands) if judgement.clips else None,
        {name: _of_clips([each], judgement.num_hands) for name, each in several.items()},
    )


def _of_clips(clips: Sequence[JudgedClip], num_hands: int) -> Part:
    frames = [frame for clip in clips for frame in clip.frames]
    units = list(dict.fromkeys(frame.unit for frame in frames))
    found: dict[str, Ratio] = ratios_of(frames)
    each = [clip_ratios(clip.frames, num_hands, has_truth=bool(clip.clip.frames)) for clip in clips]
    for name in dict.fromkeys(name for ratios in each for name in ratios):
        columns = [
            ratios.get(name) or _nothing(len(dict.fromkeys(frame.unit for frame in clip.frames)))
            for clip, ratios in zip(clips, each, strict=True)
        ]
        found[name] = Ratio(
            np.concatenate([column.above for column in columns]), np.concatenate([column.below for column in columns])
        )
        assert len(found[name].above) == len(units)
    return _part(frames, found)


def _nothing(units: int) -> Ratio:
    return Ratio(np.zeros(units), np.zeros(units))


def _part(frames: Sequence[FrameRecord], ratios: Mapping[str, Ratio]) -> Part:
    groups = {
        attribute: {label: figures(_only(ratios_of(frames, chosen), _IN_GROUPS)) for label, chosen in classes.items()}
        for attribute, classes in groups_of(frames).items()
    }
    return Part(
        ratios, figures(ratios), groups, pck_curve(frames), palm_precision(frames), hand_precision(frames), len(frames)
    )


def _only(ratios: Mapping[str, Ratio], names: Iterable[str]) -> dict[str, Ratio]:
    return {name: ratios[name] for name in names if name in ratios}


def compare(
    ours: Part, theirs: Part, judged: tuple[Sequence[FrameRecord], Sequence[FrameRecord]]
) -> dict[str, Difference]:
    """What differs between two graphs on the same frames, by the names of figures.

    Args:
        ours: figures of the first graph.
        theirs: of the other.
        judged: the frames of both. `nme_of_both` is about hands that both found, because a graph that also finds hard
            ones looks worse by them.
    """
    found = {
        name: difference(ours.ratios[name], theirs.ratios[name])
        for name in ours.ratios
        if name in theirs.ratios and len(ours.ratios[name].above) == len(theirs.ratios[name].above)
    }
    both = _of_both(*judged)
    if both is not None:
        found["nme_of_both"] = difference(*both)
    return found


def _of_both(ours: Sequence[FrameRecord], theirs: Sequence[FrameRecord]) -> tuple[Ratio, Ratio] | None:
    units = {unit: place for place, unit in enumerate(dict.fromkeys(frame.unit for frame in ours))}
    sums = np.zeros((3, len(units)))
    for frame, other in zip(ours, theirs, strict=True):
        for one, two in zip(frame.hands, other.hands, strict=True):
            if one.error is not None and two.error is not None:
                sums[:, units[frame.unit]] += (one.error.normalised, two.error.normalised, 1.0)
    if not sums[2].any():
        return None
    return Ratio(sums[0], sums[2]), Ratio(sums[1], sums[2])


def compare_all(ours: Summary, theirs: Summary) -> dict[str, dict[str, Difference]]:
    """What differs, for pictures and for videos."""
    one, two = ours.judgement, theirs.judgement
    frames = {
        "pictures": (one.pictures, two.pictures),
        "videos": tuple([frame for clip in each.clips for frame in clip.frames] for each in (one, two)),
    }
    others = theirs.parts()
    return {
        name: compare(part, others[name], (frames[name][0], frames[name][1]))
        for name, part in ours.parts().items()
        if name in others
    }


def to_json(summaries: Sequence[Summary]) -> dict[str, Any]:
    """All of it, for one graph or two; numbers that there are not are null."""
    document: dict[str, Any] = {"thresholds": THRESHOLDS.tolist(), "graphs": [_graph(each) for each in summaries]}
    if len(summaries) == 2:
        document["comparison"] = {
            name: {key: asdict(each) for key, each in found.items()}
            for name, found in compare_all(summaries[0], summaries[1]).items()
        }
    finite: dict[str, Any] = _finite(document)
    return finite


def _graph(summary: Summary) -> dict[str, Any]:
    judgement = summary.judgement
    frames = len(judgement.frames)
    return {
        "graph": str(judgement.candidate.graph),
        "label": judgement.candidate.name,
        "side": list(judgement.candidate.side),
        "options": dict(judgement.candidate.options),
        "num_hands": judgement.num_hands,
        "nodes": [
            {"node": time.node, "calls": time.calls, "ms_a_frame": 1000 * time.seconds / max(frames, 1)}
            for time in judgement.nodes
        ],
        **{name: _part_json(part) for name, part in summary.parts().items()},
        "clips": {name: _part_json(part) for name, part in summary.clips.items()},
    }


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "frames": part.frames,
        "figures": {name: asdict(each) for name, each in part.figures.items()},
        "pck": list(part.pck),
        "palms": None if part.palms is None else asdict(part.palms),
        "boxes": None if part.boxes is None else asdict(part.boxes),
        "groups": {
            attribute: {label: {name: asdict(each) for name, each in found.items()} for label, found in classes.items()}
            for attribute, classes in part.groups.items()
        },
    }


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
