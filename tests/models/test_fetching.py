"""Models are fetched once, verified and repaired; errors explain why one cannot be had."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.models import (
    ModelState,
    Phase,
    fetch,
    find_model,
    list_models,
    model_path,
    resource_path,
    status,
)
from backedge.models.fetch_owner import LOCK_NAME
from backedge.models.unpack import WHEEL_VARIABLE
from tests.models.local_wheel import build_wheel

MODEL = find_model("palm_detection_full")


class Steps(list[tuple[Phase, int, int]]):
    """Records all progress that is reported to it."""

    def __call__(self, phase: Phase, done: int, total: int, /) -> None:
        self.append((phase, done, total))


def names(folder: Path) -> set[str]:
    """What is in the folder, but for the lock that stays there."""
    return {path.name for path in folder.iterdir()} - {LOCK_NAME}


def states(folder: Path) -> set[ModelState]:
    """The states that models in `folder` are in."""
    return {status(model.name, folder).state for model in list_models()}


@pytest.mark.usefixtures("stocked_shelf")
def test_first_use_fetches_and_the_next_does_not(folder: Path) -> None:
    """A missing model is downloaded with all others, with rising progress; the next call downloads nothing."""
    steps = Steps()
    assert model_path(MODEL.name, progress=steps) == folder / MODEL.file_name
    assert states(folder) == {ModelState.READY}
    for phase in ("download", "unpack"):
        counts = [(done, total) for step, done, total in steps if step == phase]
        assert counts == sorted(counts)
        assert counts[-1][0] == counts[-1][1]
    seen = len(steps)
    assert model_path("hand_landmark_lite", progress=steps).parent == folder
    assert len(steps) == seen


@pytest.mark.usefixtures("folder", "shelf")
def test_offline_without_the_model_says_what_to_do() -> None:
    """No network and no model: one line with the model, the folder, the reason and the remedies."""
    with pytest.raises(ResourceError) as caught:
        model_path(MODEL.name)
    message = str(caught.value)
    assert "\n" not in message
    for part in (
        MODEL.name,
        "could not be fetched from mediapipe 0.10.21 (Could not find a version",
        "run `graph_runner models fetch` where there is a network",
        MODEL.member,
        "BACKEDGE_MODELS or --models",
    ):
        assert part in message


@pytest.mark.usefixtures("stocked_shelf")
def test_nothing_is_fetched_unless_allowed(folder: Path) -> None:
    """With fetch=False a missing model is an error, though it could be had."""
    with pytest.raises(ResourceError, match=f"model {MODEL.name} is not in .*; run `graph_runner models fetch`"):
        model_path(MODEL.name, fetch=False)
    assert not folder.exists()


@pytest.mark.usefixtures("stocked_shelf")
def test_another_wheel_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel that is not the index's is not opened, even if the models in it are the right ones."""
    monkeypatch.delenv(WHEEL_VARIABLE)
    with pytest.raises(ResourceError) as caught:
        model_path(MODEL.name)
    assert "x86_64.whl has the wrong checksum: expected sha256 05dc4a9e5936" in str(caught.value)
    assert "set BACKEDGE_WHEEL_SHA256 to that wheel's checksum" in str(caught.value)
    assert names(folder) == set()


def test_wheel_with_another_model_inside_is_refused(folder: Path, shelf: Path, members: dict[str, bytes]) -> None:
    """A model that is not what the manifest says does not get into the folder."""
    build_wheel(shelf, members | {MODEL.member: members[MODEL.member][:-1] + b"?"})
    with pytest.raises(ResourceError, match=f"{MODEL.member} in .* has the wrong checksum: expected .* found "):
        model_path(MODEL.name)
    assert names(folder) == set()


def test_wheel_without_the_model_is_refused(folder: Path, shelf: Path, members: dict[str, bytes]) -> None:
    """A wheel that lacks the model is an error that names the member."""
    build_wheel(shelf, {name: content for name, content in members.items() if name != MODEL.member})
    with pytest.raises(ResourceError, match=f"has no {MODEL.member}"):
        model_path(MODEL.name)
    assert names(folder) == set()


@pytest.mark.usefixtures("stocked_shelf")
def test_damaged_file_is_an_error_until_fetched_anew(folder: Path) -> None:
    """A wrong checksum names file and checksums; fetching that model, and no other, replaces the file."""
    folder.mkdir()
    path = folder / MODEL.file_name
    path.write_bytes(b"damaged")
    with pytest.raises(ResourceError) as caught:
        model_path(MODEL.name)
    assert str(caught.value).startswith(f"{path} has the wrong checksum")
    assert f"expected sha256 {MODEL.sha256}, found " in str(caught.value)
    fetch(["hand_recrop"])
    assert path.read_bytes() == b"damaged"
    assert fetch([MODEL.name]) == (path,)
    assert states(folder) == {ModelState.READY}


@pytest.mark.usefixtures("stocked_shelf")
def test_interrupted_fetch_leaves_nothing(folder: Path) -> None:
    """Ctrl-C while pip runs ends pip and leaves neither part of a model nor temporary files."""

    def interrupt(_phase: Phase, _done: int, _total: int, /) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model_path(MODEL.name, progress=interrupt)
    assert names(folder) == set()


@pytest.mark.usefixtures("stocked_shelf")
def test_fetches_at_the_same_time_do_not_harm_each_other(folder: Path) -> None:
    """Three fetches into one folder all succeed, and every file in it is whole."""
    with ThreadPoolExecutor(3) as pool:
        paths = list(pool.map(model_path, [MODEL.name] * 3))
    assert paths == [folder / MODEL.file_name] * 3
    assert states(folder) == {ModelState.READY}
    assert len(names(folder)) == len(list_models())


@pytest.mark.usefixtures("stocked_shelf")
def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A models folder that cannot be made is reported before anything is downloaded."""
    (tmp_path / "file").touch()
    steps = Steps()
    with pytest.raises(ResourceError, match="cannot write "):
        model_path(MODEL.name, tmp_path / "file" / "models", steps)
    assert steps == []


def test_resources_of_a_graph(models: Path, tmp_path: Path) -> None:
    """A graph's resource is a file, a model of the manifest, our label map, or the user's own file in the folder."""
    own = tmp_path / "own.tflite"
    own.touch()
    assert resource_path(str(own), models) == own
    assert resource_path(MODEL.member, models) == models / MODEL.file_name
    labels = resource_path("mediapipe/modules/hand_landmark/handedness.txt", models)
    assert labels.read_text().split() == ["Left", "Right"]
    assert resource_path("mediapipe/modules/somewhere/own.tflite", tmp_path) == own


def test_unknown_resource_is_explained(tmp_path: Path) -> None:
    """A file of one's own may be put into the folder, and the error says so."""
    with pytest.raises(ResourceError, match=r"own\.tflite is neither a file nor .*put the file into"):
        resource_path("mediapipe/modules/somewhere/own.tflite", tmp_path)


def test_a_model_that_no_wheel_has_is_the_users_to_fetch(tmp_path: Path) -> None:
    """The error says where MediaPipe publishes it and where to put it; once it is there, it is taken."""
    heavy = "mediapipe/modules/pose_landmark/pose_landmark_heavy.tflite"
    with pytest.raises(ResourceError) as caught:
        resource_path(heavy, tmp_path)
    assert str(caught.value) == (
        f"pose_landmark_heavy.tflite is not in {tmp_path}, and no wheel has it: fetch it from "
        "https://storage.googleapis.com/mediapipe-assets/pose_landmark_heavy.tflite and put it there"
    )
    file = tmp_path / "pose_landmark_heavy.tflite"
    file.touch()
    assert resource_path(heavy, tmp_path) == file


def test_fetch_from_the_index(folder: Path) -> None:
    """The real wheel, from the index that pip is set to use, has every model of the manifest."""
    steps = Steps()
    try:
        paths = fetch(progress=steps)
    except ResourceError as error:
        if "could not be fetched" not in str(error):
            raise
        pytest.skip(str(error))
    assert paths == tuple(folder / model.file_name for model in list_models())
    assert states(folder) == {ModelState.READY}
    assert steps[-1] == ("unpack", len(paths), len(paths))
