"""The truth about hands that were painted: where their joints are, and which of them can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.synthetic.arrays import Bytes
from backedge.calculators.synthetic.painter import PaintedHand
from backedge.calculators.synthetic.skeleton import WRIST
from backedge.formats import ImageSize
from backedge.tools.hand_sets.palm import PALM_POINTS, hand_box, palm_box
from backedge.tools.hand_sets.truth import HIDDEN, SEEN, TrueHand
from backedge.tools.synthesis.plans import HandPlan, PicturePlan

_LEAST: Final = 7  # joints in the picture, for a hand to be in it: more than a few fingertips
_COVER: Final = 0.015  # metres of flesh before a joint that is not covered by another finger
_COVER_OF_PALM: Final = 0.026


def true_hands(plan: PicturePlan, painted: Sequence[PaintedHand], covered: Bytes) -> list[TrueHand | None]:
    """The truth about each hand of a picture; None about one of which hardly anything is in it.

    Args:
        plan: of the picture.
        painted: its hands, in the order of the plan; the last one is in front.
        covered: (H, W), more than 0 where things are before all hands.
    """
    return [
        _true_hand(plan, planned, hand, painted[place + 1 :], covered)
        if _within(hand, plan.size).sum() >= _LEAST
        else None
        for place, (planned, hand) in enumerate(zip(plan.hands, painted, strict=True))
    ]


def _true_hand(
    plan: PicturePlan, planned: HandPlan, painted: PaintedHand, before: Sequence[PaintedHand], covered: Bytes
) -> TrueHand:
    points = painted.seen.pixels + 0.5
    visible = _visibility(painted, before, covered, plan.size)
    height = painted.seen.height
    rotation = planned.pose.rotation()
    return TrueHand(
        points=points,
        visible=visible,
        depth=height[WRIST] - height,
        world=painted.joints,
        handedness=planned.handedness,
        palm_box=palm_box(points),
        box=hand_box(points),
        attributes={
            "gesture": planned.gesture,
            "skin_tone": plan.skin_tone,
            "side": "palm" if rotation[2, 2] >= 0 else "back",
            "tilt": round(float(np.degrees(np.arccos(min(abs(rotation[2, 2]), 1.0)))), 2),
            "roll": round(float(np.degrees((planned.pose.roll + np.pi) % (2 * np.pi) - np.pi)), 2),
            "size": round(planned.placement.size * plan.size[1], 2),
            "hidden": round(float((visible == HIDDEN).mean()), 4),
        },
    )


def _within(painted: PaintedHand, size: ImageSize) -> NDArray[np.bool_]:
    pixels = painted.seen.pixels
    inside: NDArray[np.bool_] = np.all((pixels >= -0.5) & (pixels < np.array(size) - 0.5), axis=1)
    return inside


def _visibility(
    painted: PaintedHand, before: Sequence[PaintedHand], covered: Bytes, size: ImageSize
) -> NDArray[np.int8]:
    """SEEN, or HIDDEN: out of the picture, behind a thing, the other hand, or another part of its own."""
    seen = painted.seen
    x, y = np.clip(np.round(seen.pixels), 0, np.array(size) - 1).astype(int).T
    reliefs = [other.relief for other in before if other.relief is not None]
    hidden = [~_within(painted, size), covered[y, x] > 0]
    hidden += [_at(relief.coverage, relief.origin, x, y, 0.0) > 0.5 for relief in reliefs]
    if (own := painted.relief) is not None:
        cover = np.full(len(x), _COVER)
        cover[list(PALM_POINTS)] = _COVER_OF_PALM
        hidden.append(_at(own.height, own.origin, x, y, -np.inf) > seen.height + cover * seen.scale)
    return np.where(np.any(hidden, axis=0), HIDDEN, SEEN).astype(np.int8)


def _at(
    values: NDArray[np.float32], origin: tuple[int, int], x: NDArray[np.int64], y: NDArray[np.int64], outside: float
) -> NDArray[np.float64]:
    """The values of a part of a picture at pixels of the whole one."""
    rows, columns = values.shape
    column, row = x - origin[0], y - origin[1]
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    found = values[row.clip(0, rows - 1), column.clip(0, columns - 1)].astype(np.float64)
    return np.where(inside, found, outside)
