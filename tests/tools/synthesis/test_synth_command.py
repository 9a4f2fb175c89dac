"""`graph_runner synth`: a folder of pictures, and files of truth that agree with each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.video_reader import VideoReader
from backedge.tools.hand_sets.coco_wholebody import read_coco_wholebody
from backedge.tools.hand_sets.opening import open_set
from backedge.tools.hand_sets.rows import read_rows
from backedge.tools.synthesis.backdrops import PROCEDURAL
from backedge.tools.synthesis.clip_renderer import SyntheticClip
from tests.tools.command_line import Result

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for a set."""
    return tmp_path_factory.mktemp("synth")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_set_is_the_same_twice_with_any_number_of_processes(run: Run, tmp_path: Path) -> None:
    """Bit for bit: pictures, JSON and Parquet."""
    one, two = tmp_path / "one", tmp_path / "two"
    result = run("synth", one, "--count", 6, "--seed", 2, "--json")
    assert (result.status, result.stderr) == (0, "")
    summary = json.loads(result.stdout)
    assert summary["pictures"] == 6
    assert run("synth", two, "--count", 6, "--seed", 2, "--workers", 2).status == 0
    assert contents(one) == contents(two)
    assert sorted(contents(one)) == [
        "annotations.json",
        *(f"images/{number:06d}.jpg" for number in range(6)),
        "truth.parquet",
    ]


def test_both_files_of_truth_say_the_same(run: Run, tmp_path: Path) -> None:
    """Points, visibility, handedness, depth, world, boxes and attributes come back from JSON as from Parquet."""
    assert run("synth", tmp_path / "set", "--count", 8, "--seed", 5, "-q").status == 0
    coco = read_coco_wholebody(tmp_path / "set" / "annotations.json")
    table = read_rows(tmp_path / "set" / "truth.parquet")
    assert [picture.path for picture in coco.pictures] == [picture.path for picture in table.pictures]
    assert len(list(coco.hands())) > 4
    for one, other in zip(coco.pictures, table.pictures, strict=True):
        assert read_image(one.path).shape[1::-1] == one.size == other.size
        assert one.attributes == other.attributes
        for hand, same in zip(one.hands, other.hands, strict=True):
            assert hand.handedness == same.handedness in ("Left", "Right")
            assert hand.attributes == same.attributes
            assert (hand.visible == same.visible).all()
            for name in ("points", "depth", "world", "palm_box", "box"):
                assert np.allclose(getattr(hand, name), getattr(same, name), atol=1e-3), name


def test_the_json_is_coco_wholebody(run: Run, tmp_path: Path) -> None:
    """Its hands are under the names and with the numbers of COCO-WholeBody; left is the person's."""
    assert run("synth", tmp_path / "set", "--count", 8, "--seed", 5, "--no-parquet", "-q").status == 0
    document = json.loads((tmp_path / "set" / "annotations.json").read_text())
    assert document["annotations"]
    for annotation in document["annotations"]:
        side = "left" if annotation["backedge"]["handedness"] == "Right" else "right"
        other = "right" if side == "left" else "left"
        assert annotation[f"{side}hand_valid"]
        assert not annotation[f"{other}hand_valid"]
        assert len(annotation[f"{side}hand_kpts"]) == 63
        assert set(annotation[f"{side}hand_kpts"][2::3]) <= {1.0, 2.0}
        assert annotation[f"{side}hand_box"] == annotation["bbox"]


def test_videos_with_their_truth_beside_them(run: Run, tmp_path: Path) -> None:
    """A video for each way to move in turn, the same twice with any number of processes, which `eval` can read."""
    one, two = tmp_path / "one", tmp_path / "two"
    result = run("synth", one, "--videos", 6, "--seconds", 0.2, "--seed", 2, "--json")
    assert (result.status, result.stderr) == (0, "")
    summary = json.loads(result.stdout)
    assert (summary["videos"], summary["frames"]) == (6, 36)
    result = run("synth", two, "--videos", 6, "--seconds", 0.2, "--seed", 2, "--workers", 2)
    assert result.stdout.startswith(f"6 videos of 36 frames, {summary['frames_with_hands']} of them with hands, in ")
    assert contents(one) == contents(two)
    clips = open_set(one).clips
    assert [clip.name for clip in clips] == [
        "crossing_0004.mp4",
        "fast_0002.mp4",
        "leaves_0003.mp4",
        "slow_0001.mp4",
        "still_0000.mp4",
        "still_0005.mp4",
    ]
    for clip in clips:
        made = list(SyntheticClip(2, int(clip.path.stem[-4:]), 0.2, PROCEDURAL))
        assert (clip.source, clip.attributes["motion"]) == ("truth", clip.path.stem[:-5])
        with VideoReader(clip.path) as video:
            assert [frame.image.shape[1::-1] for frame in video] == [clip.size] * 6
        for frame, hands in zip(made, clip.frames, strict=True):
            assert [hand.track for hand in frame.hands] == [hand.track for hand in hands]
            for hand, same in zip(frame.hands, hands, strict=True):
                assert np.allclose(np.asarray(hand.points), np.asarray(same.points), atol=1e-4)
                assert hand.attributes == same.attributes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--seconds", 3), "--seconds is about videos: say with --videos how many to draw"),
        (("--videos", 2, "--count", 3), "--count and --parquet are about pictures, and with --videos none are drawn"),
        (("--videos", 2, "--seconds", "nan"), "nan is not a finite number"),
        (("--videos", 2, "--seconds", "inf"), "inf is not a finite number"),
        (("--videos", 2, "--parquet"), "--count and --parquet are about pictures"),
    ],
)
def test_options_that_do_not_go_together(run: Run, tmp_path: Path, words: tuple[object, ...], told: str) -> None:
    """They are told, and nothing is written."""
    result = run("synth", tmp_path / "set", *words)
    assert result.status == 2
    assert told in result.stderr
    assert not (tmp_path / "set").exists()


def test_own_backgrounds(run: Run, tmp_path: Path) -> None:
    """With a folder of pictures, the picture's border is from one of them."""
    (tmp_path / "mine").mkdir()
    cv2.imwrite(str(tmp_path / "mine" / "green.png"), np.full((300, 400, 3), (0, 200, 0), np.uint8))
    assert run("synth", tmp_path / "set", "--count", 5, "--backgrounds", tmp_path / "mine", "-q").status == 0
    for picture in read_coco_wholebody(tmp_path / "set" / "annotations.json").pictures:
        assert picture.attributes["backdrop"] == "pictures"
        red, green, blue = np.median(read_image(picture.path)[:4].reshape(-1, 3), axis=0)
        assert green > max(red, blue) + 20


def test_what_is_wrong_is_told(run: Run, tmp_path: Path) -> None:
    """A folder that has files, and one without pictures for backgrounds; nothing is written."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    result = run("synth", tmp_path / "full")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == (
        f"error: {tmp_path}/full: expected an empty folder to write to, or none; it has files: name another\n"
    )
    result = run("synth", tmp_path / "new", "--backgrounds", tmp_path / "full")
    assert result.status == 1
    assert "expected pictures for backgrounds" in result.stderr
    assert not (tmp_path / "new").exists()
