"""Readers of public datasets, on small files in their layouts."""

from __future__ import annotations

import json
import os
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backedge.calculators.media.image_files import read_image
from backedge.errors import ResourceError
from backedge.tools.hand_sets.opening import open_set
from backedge.tools.hand_sets.truth import HIDDEN, SEEN, UNKNOWN, HandSet
from tests.tools.hand_sets import layouts


def checked(found: HandSet) -> HandSet:
    """The same; its pictures are there and as large as it says."""
    for picture in found.pictures:
        assert read_image(picture.path).shape[1::-1] == picture.size
    return found


def test_freihand(tmp_path: Path) -> None:
    """Four versions of two hands; points are those in space through the camera; all are right hands."""
    found = checked(open_set(layouts.freihand(tmp_path)))
    assert found.name == "freihand_training"
    assert [picture.name for picture in found.pictures] == [f"{number:08d}.jpg" for number in range(8)]
    first, second, again = (found.pictures[number].hands[0] for number in (0, 1, 2))
    assert first.points == pytest.approx(layouts.pixels())
    assert first.world == pytest.approx(layouts.joints())
    assert first.handedness == "Left"  # MediaPipe takes pictures to be mirrored, and these are not
    assert second.points == pytest.approx(layouts.pixels() + 500 * 0.01 / layouts.joints()[:, 2:] * (1, 0))
    assert again.points == pytest.approx(first.points)


def test_rhd(tmp_path: Path) -> None:
    """Both hands, or the one that is seen; fingers come out from palm to tip."""
    found = checked(open_set(layouts.rhd(tmp_path)))
    assert [len(picture.hands) for picture in found.pictures] == [2, 1]
    left, right = found.pictures[0].hands
    assert left.points == pytest.approx(layouts.moved(layouts.pixels(), 10, 0))
    assert right.points == pytest.approx(layouts.moved(layouts.pixels(), 50, 0))
    assert right.world == pytest.approx(layouts.moved(layouts.joints(), 0.1, 0, 0))
    assert (left.handedness, right.handedness) == ("Right", "Left")
    assert (left.visible == SEEN).all()
    assert not (found.pictures[1].hands[0].visible == HIDDEN).any()


def test_onehand10k(tmp_path: Path) -> None:
    """What is not visible is unknown, and there may be other hands."""
    (picture,) = checked(open_set(layouts.onehand10k(tmp_path))).pictures
    (hand,) = picture.hands
    assert hand.points is not None
    assert hand.points[:20] == pytest.approx(layouts.pixels()[:20])
    assert np.isnan(hand.points[20]).all()
    assert (hand.visible[19], hand.visible[20]) == (SEEN, UNKNOWN)
    assert hand.box == pytest.approx([40, 30, 50, 50])
    assert not picture.is_complete


def test_hands_of_which_no_landmark_is_known(tmp_path: Path) -> None:
    """They have a box, and no points."""
    (picture,) = open_set(layouts.onehand10k(tmp_path, keypoints=[0.0] * 63)).pictures
    assert picture.hands[0].points is None
    assert picture.hands[0].box is not None


def test_coco_wholebody(tmp_path: Path) -> None:
    """A person's left hand is MediaPipe's right one; pictures are in a folder beside the annotations."""
    (picture,) = checked(open_set(layouts.coco_wholebody(tmp_path))).pictures
    (hand,) = picture.hands
    assert hand.points == pytest.approx(layouts.pixels())
    assert hand.handedness == "Right"
    assert (hand.visible == SEEN).all()
    assert not picture.is_complete


def test_hagrid(tmp_path: Path) -> None:
    """Boxes in pixels and gestures, of the pictures that are there."""
    (picture,) = checked(open_set(layouts.hagrid(tmp_path))).pictures
    assert [hand.attributes["gesture"] for hand in picture.hands] == ["call", "no_gesture"]
    assert picture.hands[0].box == pytest.approx([20, 20, 50, 50])
    assert picture.hands[0].points is None


def refuse(make: Callable[[Path], Path], folder: Path, words: str) -> None:
    """A set is made, and refused with these words."""
    with pytest.raises(ResourceError, match=re.escape(words)):
        open_set(make(folder))


def test_a_wrong_layout_says_what_was_expected_where(tmp_path: Path) -> None:
    """File, place in it, what was expected and what was found."""
    refuse(
        lambda folder: layouts.onehand10k(folder, keypoints=[1.0] * 60),
        tmp_path / "a",
        "onehand10k_test.json: annotations[0].keypoints: expected 21 by 3 numbers, found 60 of them",
    )
    refuse(
        lambda folder: layouts.onehand10k(folder, image_id="7"),
        tmp_path / "b",
        "annotations[0].image_id: expected a whole number, found 7",
    )
    refuse(
        lambda folder: layouts.coco_wholebody(folder, lefthand_kpts=None),
        tmp_path / "c",
        "annotations[0].lefthand_kpts: expected a list, found null (None)",
    )
    refuse(
        lambda folder: layouts.hagrid(folder, labels=["call"]),
        tmp_path / "d",
        'call.json: "03487280".labels: expected 2 labels, one for each box, found 1',
    )
    refuse(
        lambda folder: layouts.rhd(folder, uv_vis=np.zeros((21, 3))),
        tmp_path / "e",
        "picture 1: expected an array uv_vis (42, 3), found one of shape (21, 3)",
    )


def test_files_that_are_missing(tmp_path: Path) -> None:
    """Each says which file, and where it should be."""
    folder = layouts.freihand(tmp_path / "freihand")
    (folder / "training_K.json").unlink()
    refuse(lambda _: folder, tmp_path, "training_K.json: expected a JSON file, found nothing of that name")
    (folder / "training_K.json").write_text(json.dumps([layouts.CAMERA.tolist()]))
    refuse(lambda _: folder, tmp_path, "expected 2 camera matrices, one for each hand of training_xyz.json, found 1")
    file = layouts.onehand10k(tmp_path / "onehand10k")
    (tmp_path / "onehand10k" / "Test" / "source" / "0.jpg").unlink()
    refuse(lambda _: file, tmp_path, 'expected the picture "Test/source/0.jpg" that it names in')
    hagrid = layouts.hagrid(tmp_path / "hagrid")
    (hagrid / "subsample" / "call" / "03487280.jpg").unlink()
    refuse(lambda _: hagrid, tmp_path, "expected pictures that call.json and others name below it, found none")


def test_a_pickle_that_would_run_code_is_refused(tmp_path: Path) -> None:
    """RHD's annotations may name arrays only."""
    folder = layouts.rhd(tmp_path)

    class Evil:
        def __reduce__(self) -> tuple[Callable[..., int], tuple[str]]:
            return os.system, (f"touch {tmp_path}/ran",)

    (folder / "evaluation" / "anno_evaluation.pickle").write_bytes(pickle.dumps({0: Evil()}))
    refuse(lambda _: folder, tmp_path, "it names posix.system, which is neither a number nor an array")
    assert not (tmp_path / "ran").exists()
    (folder / "evaluation" / "anno_evaluation.pickle").write_bytes(b"no pickle")
    refuse(lambda _: folder, tmp_path, "expected a pickle of numpy arrays")


def test_our_own_rows(tmp_path: Path) -> None:
    """JSON lines with pictures and videos; what is wrong is told with its line."""
    layouts.picture(tmp_path / "a.png", 64, 48)
    points = [*[[1.0, 2.0]] * 20, [None, None]]
    rows = [
        {"picture": "a.png", "width": 64, "height": 48, "hands": [{"points": points, "handedness": "Left"}]},
        {"video": "b.mp4", "frame": 1, "width": 64, "height": 48, "hands": []},
        {"video": "b.mp4", "frame": 0, "width": 64, "height": 48, "hands": [{"box": [1, 2, 3, 4]}]},
    ]
    file = tmp_path / "truth.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    found = checked(open_set(tmp_path))
    (hand,) = found.pictures[0].hands
    assert (hand.visible[0], hand.visible[20], hand.handedness) == (SEEN, UNKNOWN, "Left")
    assert [len(hands) for hands in found.clips[0].frames] == [1, 0]
    for wrong, words in (
        ({**rows[0], "hands": [{"points": [[1, 2]] * 3}]}, "line 1.hands[0].points: expected 21 by 2 numbers, found 6"),
        ({"picture": "a.png", "width": 64}, 'line 1: expected a field "height", found the fields picture, width'),
        ({**rows[1], "frame": 3}, 'video "b.mp4": expected a row for each frame from 0 on, found none for frame 0'),
        ([1], "line 1: expected an object, found a list"),
    ):
        file.write_text(json.dumps(wrong))
        refuse(lambda _: file, tmp_path, words)
