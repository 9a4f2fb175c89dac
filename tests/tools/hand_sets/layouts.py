"""Small sets of our own making in the layouts of the datasets that researchers have."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.calculators.synthetic.skeleton import HandPose, hand_joints

CAMERA = np.array([[500.0, 0, 112], [0, 500, 112], [0, 0, 1]])


def moved(points: NDArray[np.float64], *by: float) -> NDArray[np.float64]:
    """Points that lie elsewhere."""
    elsewhere: NDArray[np.float64] = points + np.array(by)
    return elsewhere


def joints() -> NDArray[np.float64]:
    """(21, 3) metres before a camera, in MediaPipe's order."""
    return moved(hand_joints(HandPose()), 0.0, 0.08, 0.5)


def pixels() -> NDArray[np.float64]:
    """(21, 2), as the camera sees them."""
    seen = joints() @ CAMERA.T
    points: NDArray[np.float64] = seen[:, :2] / seen[:, 2:]
    return points


def picture(path: Path, width: int, height: int) -> None:
    """A grey picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((height, width, 3), 90, np.uint8))


def freihand(folder: Path, hands: int = 2, versions: int = 4) -> Path:
    """FreiHAND_pub_v2 with a training half."""
    for number in range(hands * versions):
        picture(folder / "training" / "rgb" / f"{number:08d}.jpg", 224, 224)
    shifted = [moved(joints(), 0.01 * number, 0, 0) for number in range(hands)]
    (folder / "training_xyz.json").write_text(json.dumps([each.tolist() for each in shifted]))
    (folder / "training_K.json").write_text(json.dumps([CAMERA.tolist()] * hands))
    return folder


def rhd(folder: Path, **changed: Any) -> Path:
    """RHD_published_v2 with an evaluation half: a picture with both hands, one with the right one only."""
    order = [0, 4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9, 16, 15, 14, 13, 20, 19, 18, 17]  # fingers from tip to palm
    hand = np.concatenate([pixels(), np.ones((21, 1))], axis=1)[order]
    left, right = moved(hand, 10, 0, 0), moved(hand, 50, 0, 0)
    away = left * np.array([1, 1, 0])
    world = np.concatenate([joints()[order], moved(joints()[order], 0.1, 0, 0)])
    annotations = {
        0: {"uv_vis": np.concatenate([left, right]), "xyz": world, "K": CAMERA},
        1: {"uv_vis": np.concatenate([away, right]), "xyz": world, "K": CAMERA, **changed},
    }
    half = folder / "evaluation"
    for number in annotations:
        picture(half / "color" / f"{number:05d}.png", 320, 320)
    (half / "anno_evaluation.pickle").write_bytes(pickle.dumps(annotations, protocol=2))
    return folder


def onehand10k(folder: Path, **changed: Any) -> Path:
    """OneHand10K in the layout of mmpose; the last landmark is not known."""
    picture(folder / "Test" / "source" / "0.jpg", 300, 200)
    points = pixels()
    visible = np.ones((21, 1))
    visible[20] = 0
    annotation = {
        "id": 1,
        "image_id": 7,
        "category_id": 1,
        "iscrowd": 0,
        "area": 2500.0,
        "bbox": [40.0, 30.0, 50.0, 50.0],
        "keypoints": np.concatenate([points * visible, visible], axis=1).ravel().tolist(),
        "num_keypoints": 20,
        **changed,
    }
    document = {
        "images": [{"id": 7, "file_name": "Test/source/0.jpg", "width": 300, "height": 200}],
        "annotations": [annotation],
        "categories": [{"id": 1, "name": "hand"}],
    }
    return _annotations(folder / "annotations" / "onehand10k_test.json", document)


def coco_wholebody(folder: Path, **changed: Any) -> Path:
    """COCO-WholeBody's own layout: one person with a left hand."""
    picture(folder / "val2017" / "000000000139.jpg", 640, 426)
    points = np.concatenate([pixels(), np.full((21, 1), 0.8)], axis=1)
    annotation = {
        "id": 1,
        "image_id": 139,
        "category_id": 1,
        "iscrowd": 0,
        "bbox": [0.0, 0.0, 600.0, 400.0],
        "keypoints": [0] * 51,
        "lefthand_kpts": points.ravel().tolist(),
        "lefthand_box": [50.0, 40.0, 100.0, 120.0],
        "lefthand_valid": True,
        "righthand_kpts": [0.0] * 63,
        "righthand_box": [0.0] * 4,
        "righthand_valid": False,
        "face_kpts": [0.0] * 204,
        **changed,
    }
    document = {
        "images": [{"id": 139, "file_name": "000000000139.jpg", "width": 640, "height": 426}],
        "annotations": [annotation],
    }
    return _annotations(folder / "annotations" / "coco_wholebody_val_v1.0.json", document)


def hagrid(folder: Path, **changed: Any) -> Path:
    """HaGRID's subsample: annotations and pictures in folders of their own; one picture has not been downloaded."""
    picture(folder / "subsample" / "call" / "03487280.jpg", 200, 100)
    annotation = {
        "bboxes": [[0.1, 0.2, 0.25, 0.5], [0.6, 0.2, 0.1, 0.2]],
        "labels": ["call", "no_gesture"],
        "leading_hand": "left",
        "leading_conf": 1.0,
        "user_id": "bb13",
        **changed,
    }
    _annotations(folder / "ann_subsample" / "call.json", {"03487280": annotation, "not-here": annotation})
    return folder


def _annotations(path: Path, document: Any) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(document))
    return path
