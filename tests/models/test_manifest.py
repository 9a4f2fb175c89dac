"""The manifest and the names that lead to a model."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.models import find_model, list_models, resolve


def test_models_differ_in_names_and_checksums() -> None:
    """No two models share a name, a file name or a checksum."""
    models = list_models()
    for values in ([m.name for m in models], [m.file_name for m in models], [m.sha256 for m in models]):
        assert len(set(values)) == len(models)


def test_manifest_describes_the_real_files(models: Path) -> None:
    """Size and checksum in the manifest are those of the files, and each is under Apache-2.0."""
    for model in list_models():
        content = (models / model.file_name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (model.size, model.sha256)
        assert model.licence == "Apache-2.0"


@pytest.mark.parametrize(
    "resource_id",
    [
        "palm_detection_full",
        "palm_detection_full.tflite",
        "mediapipe/modules/palm_detection/palm_detection_full.tflite",
    ],
)
def test_a_model_is_known_by_name_file_and_path(resource_id: str) -> None:
    """MediaPipe's path, the file's name and the model's name all mean the same model."""
    model = resolve(resource_id)
    assert model is not None
    assert model.name == "palm_detection_full"
    assert model.inputs == ((1, 192, 192, 3),)


@pytest.mark.parametrize("resource_id", ["", "./palm_detection_full.tflite", "mediapipe/modules/palm_detection", "x"])
def test_other_paths_mean_no_model(resource_id: str) -> None:
    """A path of the user's own is not taken for a model, even if its file has a model's name."""
    assert resolve(resource_id) is None


def test_a_slip_of_the_pen_is_pointed_out() -> None:
    """An unknown name is answered with the names that come close."""
    with pytest.raises(ResourceError, match=r"no model 'hand_landmark_ful'; did you mean hand_landmark_full or"):
        find_model("hand_landmark_ful")


def test_a_name_like_no_other_is_answered_with_all() -> None:
    """An unknown name that resembles none is answered with every name there is."""
    with pytest.raises(ResourceError) as caught:
        find_model("qqq")
    assert all(model.name in str(caught.value) for model in list_models())
