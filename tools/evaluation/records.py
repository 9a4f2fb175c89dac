"""What came out for each frame beside the truth, and the ratios that are made of many of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from backedge.tools.evaluation.findings import Findings, FoundHand
from backedge.tools.evaluation.hand_errors import THRESHOLDS, HandError, hand_error, match
from backedge.tools.evaluation.ratios import Observation, Ratio, summed
from backedge.tools.hand_sets.palm import hand_box
from backedge.tools.hand_sets.truth import HIDDEN, Attributes, Floats, TrueHand

_PCK_AT: Final = (0.1, 0.2, 0.3)
_HUNDREDTHS: Final = 100

Unit: TypeAlias = tuple[str, int]
"""A picture's name and 0, or a video's and the number of a stretch of it: what is resampled as a whole."""


@dataclass(frozen=True, slots=True, eq=False)
class HandRecord:
    """A true hand.

    Attributes:
        was_found: whether it was found.
        error: its errors; None where it was not found, or its landmarks are not known.
        handedness: whether that is right; None where it was not found, or the truth or the graph does not say.
        has_points: whether landmarks are known.
        attributes: what is known of it and its picture.
    """

    was_found: bool
    error: HandError | None
    handedness: bool | None
    has_points: bool
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a frame is to be found again: the picture's file and None, or the video's and the number of the frame."""

    path: Path
    frame: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FrameRecord:
    """A frame.

    Attributes:
        unit: what it belongs to.
        place: where it is.
        hands: one for each true hand.
        found: how many hands were found.
        matched: how many of them are true ones.
        is_complete: whether all hands in the picture are known, so that others are false.
        attributes: of the picture.
        findings: what was found.
        true: the truth; the hands of a video that have points have a `track`.
    """

    unit: Unit
    place: Place
    hands: Sequence[HandRecord]
    found: int
    matched: int
    is_complete: bool
    attributes: Attributes
    findings: Findings = field(repr=False)
    true: Sequence[TrueHand] = field(repr=False)

    @property
    def missed(self) -> int:
        """How many true hands were not found."""
        return sum(not hand.was_found for hand in self.hands)

    @property
    def false(self) -> int:
        """How many found hands are none; 0 where that is not known."""
        return self.found - self.matched if self.is_complete else 0


def record(
    unit: Unit,
    place: Place,
    findings: Findings,
    true: Sequence[TrueHand],
    attributes: Attributes,
    *,
    is_complete: bool = True,
) -> FrameRecord:
    """Put what was found in a frame beside the truth."""
    pairs = match(findings.hands, true)
    hands = [
        _beside(findings.hands[pairs[number]] if number in pairs else None, hand, {**attributes, **known_of(hand)})
        for number, hand in enumerate(true)
    ]
    return FrameRecord(unit, place, hands, len(findings.hands), len(pairs), is_complete, attributes, findings, true)


def _beside(found: FoundHand | None, true: TrueHand, attributes: Attributes) -> HandRecord:
    has_points = true.points is not None
    if found is None:
        return HandRecord(was_found=False, error=None, handedness=None, has_points=has_points, attributes=attributes)
    right = found.handedness == true.handedness if found.handedness and true.handedness else None
    error = hand_error(found, true) if has_points else None
    return HandRecord(was_found=True, error=error, handedness=right, has_points=has_points, attributes=attributes)


def known_of(hand: TrueHand) -> Attributes:
    """The attributes of a hand, with its size in pixels and the share of it that is hidden where they follow."""
    found = dict(hand.attributes)
    if "size" not in found:
        box = hand.box if hand.box is not None else None if hand.points is None else hand_box(hand.points)
        if box is not None and np.isfinite(box).all():
            found["size"] = float(box[2:].max())
    if "hidden" not in found and hand.visible.any():
        found["hidden"] = float((hand.visible == HIDDEN).mean())
    return found


Chosen: TypeAlias = Callable[[Attributes], bool]


def ratios_of(frames: Sequence[FrameRecord], chosen: Chosen | None = None) -> dict[str, Ratio]:
    """The figures of landmarks, handedness and presence as ratios, a row for each unit.

    Args:
        frames: all frames.
        chosen: which hands count, by their attributes; None for all. What is about false hands is left out then.

    Returns:
        By name. `nme` mean distance in palm sizes, `nmse` mean squared distance in palm sizes squared, `auc` area under
        the curve of correct landmarks up to half a palm size, `auc_of_all` the same with zero for hands that were not
        found, `pck_10` and so on points of that curve, `epe_px` pixels, `epe_mm` millimetres, `handedness` share that
        is right; `recall` share of true hands that are found, `precision` share of found ones that are true,
        `false_on_negatives` share of frames without a hand in which one was found, `seconds` a frame.
    """

    def observed() -> Iterator[Observation]:
        for frame in frames:
            for hand in frame.hands:
                if chosen is None or chosen(hand.attributes):
                    yield from (Observation(name, frame.unit, value, 1) for name, value in _of_hand(hand))
            if chosen is None:
                yield from _of_frame(frame)

    return summed([frame.unit for frame in frames], observed())


def _of_hand(hand: HandRecord) -> Iterator[tuple[str, float]]:
    yield "recall", float(hand.was_found)
    if hand.handedness is not None:
        yield "handedness", float(hand.handedness)
    if not hand.has_points:
        return
    error = hand.error
    area = 0.0 if error is None else area_under(error.correct)
    yield "auc_of_all", area
    if error is None:
        return
    yield "auc", area
    yield "nme", error.normalised
    yield "nmse", error.squared
    yield "epe_px", float(np.nanmean(error.distances))
    for share in _PCK_AT:
        at = int(np.searchsorted(THRESHOLDS, share - 1e-9))
        yield f"pck_{round(_HUNDREDTHS * share)}", float(error.correct[at])
    if error.world_distances is not None:
        yield "epe_mm", 1000 * float(error.world_distances.mean())


def area_under(curve: Floats) -> float:
    """The area under a curve over `THRESHOLDS` by trapezoids, as a share of the whole."""
    return float((curve[:-1] + curve[1:]).mean() / 2)


def _of_frame(frame: FrameRecord) -> Iterator[Observation]:
    yield Observation("seconds", frame.unit, frame.findings.seconds, 1)
    if not frame.is_complete:
        return
    yield Observation("precision", frame.unit, frame.matched, frame.found)
    if not frame.hands:
        yield Observation("false_on_negatives", frame.unit, float(frame.found > 0), 1)


def pck_curve(frames: Iterable[FrameRecord]) -> list[float]:
    """Share of correct landmarks at each of `THRESHOLDS`, over hands that were found; empty if none was."""
    curves = [hand.error.correct for frame in frames for hand in frame.hands if hand.error is not None]
    return np.mean(curves, axis=0).tolist() if curves else []


_EDGES: Final[Mapping[str, Sequence[float]]] = {
    "size": (0, 32, 64, 128, 256),
    "tilt": (0, 20, 40, 60),
    "roll": (0, 30, 60, 120),
    "hidden": (0, 0.001, 0.2, 0.5),
    "speed": (0, 0.02, 0.1, 0.3),
    "exposure": (0, 0.6, 0.9, 1.2),
    "motion_blur": (0, 0.001, 3, 8),
    "unsharpness": (0, 0.001, 1, 3),
    "noise": (0, 0.001, 4, 8),
    "jpeg_quality": (0, 50, 75),
    "focal": (0, 1.2, 2),
}
"""Lower edges of the classes that numbers are put into. Size in pixels, tilt and roll in degrees, hidden as a share of
the landmarks, speed in palm sizes from frame to frame, blur in pixels."""

_WORDS: Final = ("dataset", "motion", "gesture", "skin_tone", "side", "backdrop", "occluders")


def groups_of(frames: Sequence[FrameRecord]) -> dict[str, dict[str, Chosen]]:
    """Ways to part the hands of some frames, by attribute and class; those with one class only are left out."""
    attributes = [hand.attributes for frame in frames for hand in frame.hands]
    found: dict[str, dict[str, Chosen]] = {}
    for name in (*_WORDS, *_EDGES):
        classes = sorted({_class(name, each[name]) for each in attributes if name in each})
        if len(classes) > 1:
            found[name] = {label: _chooser(name, order, label) for order, label in classes}
    return found


def _class(name: str, value: str | float) -> tuple[float, str]:
    """The class of a value: its place in the order, and its name."""
    if name not in _EDGES or isinstance(value, str):
        return (float(value), str(value)) if isinstance(value, int | float) else (0.0, value)
    edges = _EDGES[name]
    place = int(np.searchsorted(edges, abs(value), side="right")) - 1
    low = f"{edges[place]:g}" if edges[place] >= 0.01 or not edges[place] else "> 0"
    if place + 1 == len(edges):
        return place, f"{low} and more"
    high = f"{edges[place + 1]:g}"
    return place, "0" if edges[place + 1] < 0.01 else f"{low} to {high}"


def _chooser(name: str, order: float, label: str) -> Chosen:
    return lambda attributes: name in attributes and _class(name, attributes[name]) == (order, label)
