"""Results in the hands of pandas, polars and supervision, with the real packages."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.errors import DependencyError
from backedge.formats import HandLandmark
from backedge.graphs.hand_tracking import Hand, HandTracker, HandTrackingResult
from backedge.graphs.interop import key_points, landmark_table, skeleton

FRAMES = 4
COLUMNS = [
    "timestamp",
    "object",
    "handedness",
    "handedness_score",
    "presence",
    "track_id",
    "landmark",
    "name",
    *("x", "y", "z"),
    *("world_x", "world_y", "world_z"),
]


@pytest.fixture(scope="module")
def results(clip: SyntheticHand) -> list[HandTrackingResult]:
    """Frames with two hands, and one without."""
    frames = SyntheticHand(frames=90, num_hands=2)[24 : 24 + FRAMES]
    with HandTracker(num_hands=2, model_complexity=0, static_images=True) as tracker:
        found = [tracker.process(frame.image) for frame in frames]
        assert [len(result.hands) for result in found] == [2] * FRAMES
        return [*found, tracker.process(np.zeros((480, 640, 3), np.uint8))]


def test_a_table_has_a_row_for_each_landmark(results: list[HandTrackingResult]) -> None:
    """Each row says when, of which hand, which landmark, and where."""
    table = landmark_table(results)
    assert list(table) == COLUMNS
    assert {len(column) for column in table.values()} == {FRAMES * 2 * 21}
    row = 21 * 3 + HandLandmark.THUMB_TIP  # of the second frame's second hand
    hand = results[1].hands[1]
    assert (table["timestamp"][row], table["object"][row]) == (results[1].timestamp, 1)
    assert (table["handedness"][row], table["name"][row]) == (hand.handedness, "thumb_tip")
    assert [table[axis][row] for axis in "xyz"] == list(hand["thumb_tip"])
    assert [table[f"world_{axis}"][row] for axis in "xyz"] == list(hand.world_landmarks[4])


def test_a_table_without_hands_keeps_its_columns(results: list[HandTrackingResult]) -> None:
    """So that tables of many clips fit together."""
    empty = landmark_table(results[-1])
    assert list(empty) == COLUMNS
    full = landmark_table(results)
    for name, column in empty.items():
        assert (len(column), column.dtype.kind) == (0, full[name].dtype.kind)
    assert landmark_table([]) == {}


def test_pandas_takes_the_table(results: list[HandTrackingResult]) -> None:
    """Such as to ask for the way of a fingertip."""
    pandas = pytest.importorskip("pandas", reason="needs pandas, which the extra `dev` has")
    frame = pandas.DataFrame(landmark_table(results))
    assert list(frame.columns) == COLUMNS
    tips = frame[(frame.name == "index_finger_tip") & (frame.handedness == "Left")]
    expected = [hand["index_finger_tip"][0] for result in results for hand in result.hands if hand.handedness == "Left"]
    assert tips.x.tolist() == expected
    wide = frame.pivot(index=["timestamp", "object"], columns="name", values="y")
    assert wide.shape == (FRAMES * 2, 21)


def test_polars_takes_the_table(results: list[HandTrackingResult]) -> None:
    """With its types; numbers stay numbers and names texts."""
    polars = pytest.importorskip("polars", reason="needs polars, which the extra `dev` has")
    frame = polars.DataFrame(landmark_table(results))
    assert frame.columns == COLUMNS
    assert [frame[name].dtype for name in ("timestamp", "name", "x", "presence")] == [
        polars.Int64,
        polars.String,
        polars.Float32,
        polars.Float64,
    ]
    tips = frame.filter((polars.col("name") == "index_finger_tip") & (polars.col("object") == 0))
    assert tips["x"].to_list() == [result.hands[0]["index_finger_tip"][0] for result in results[:-1]]
    assert polars.DataFrame(landmark_table(results[-1])).schema == frame.schema


def test_supervision_takes_the_hands_and_draws_them(results: list[HandTrackingResult]) -> None:
    """Its annotator draws all 21 lines of each hand where the landmarks are."""
    supervision = pytest.importorskip("supervision", reason="needs the extra `interop`")
    result = results[0]
    points = key_points(result)
    assert points.xy.shape == (2, 21, 2)
    assert points.class_id.tolist() == [["Left", "Right"].index(hand.handedness) for hand in result.hands]
    assert points["handedness"].tolist() == [hand.handedness for hand in result.hands]
    assert points.detection_confidence.tolist() == pytest.approx([hand.presence for hand in result.hands])
    width, height = result.image_size
    blank = np.zeros((height, width, 3), np.uint8)
    drawn = supervision.EdgeAnnotator(edges=skeleton(Hand), thickness=3).annotate(blank.copy(), points)
    inked = drawn.any(axis=2)
    for hand in result.hands:
        pixels = hand.pixels(width, height)
        for start, end in hand.connections:
            x, y = ((pixels[start] + pixels[end]) / 2).astype(int)
            assert inked[y - 1 : y + 2, x - 1 : x + 2].any()
    assert len(key_points(results[-1])) == 0


def test_the_skeleton_is_numbered_from_one() -> None:
    """As supervision's edges are."""
    assert len(skeleton(Hand)) == 21
    assert {number for pair in skeleton(Hand) for number in pair} == set(range(1, 22))


def test_without_supervision_the_error_says_what_to_install(
    results: list[HandTrackingResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, as for every package that is missing."""
    monkeypatch.setitem(sys.modules, "supervision", None)
    with pytest.raises(DependencyError, match=r"supervision is not installed; run `pip install 'backedge\[interop\]'`"):
        key_points(results[0])
