"""Many instances: in turn, side by side, on threads and in processes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backedge.compat.mediapipe as mp
from backedge.calculators.synthetic.scene import SyntheticHand

DROPPED = """
from pathlib import Path
import numpy as np
import backedge.compat.mediapipe as mp

def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6

image = np.zeros((120, 160, 3), np.uint8)
makes = [mp.solutions.face_mesh.FaceMesh, mp.solutions.hands.Hands]
grown = []
for make in makes:
    sizes = []
    for _ in range(5):
        make().process(image)
        sizes.append(resident())
    grown.append(sizes[-1] - sizes[1])
print(max(grown))
"""
TWO = """
import multiprocessing
import numpy as np
import backedge.compat.mediapipe as mp

def work(method):
    with mp.solutions.hands.Hands() as hands:
        return hands.process(np.zeros((48, 64, 3), np.uint8)).multi_hand_landmarks

if __name__ == "__main__":
    with mp.solutions.hands.Hands() as hands:
        hands.process(np.zeros((48, 64, 3), np.uint8))
        for method in ("fork", "spawn"):
            with multiprocessing.get_context(method).Pool(1) as pool:
                print(pool.map(work, [method]))
        print(hands.process(np.zeros((48, 64, 3), np.uint8)).multi_hand_landmarks)
"""


@pytest.fixture(autouse=True)
def _models(models: Path) -> None:
    """Skips without models."""
    del models


def tips(frames: list[Any]) -> list[list[float]]:
    """The tip of the index finger in each frame, by a solution of its own."""
    with mp.solutions.hands.Hands(max_num_hands=1, model_complexity=0) as hands:
        found = [hands.process(frame).multi_hand_landmarks for frame in frames]
    return [[point.landmark[8].x, point.landmark[8].y] for (point, *_) in filter(None, found)]


def test_threads_do_not_disturb_each_other() -> None:
    """Each with a solution of its own finds what one alone finds."""
    frames = [frame.image for frame in SyntheticHand(frames=12)]
    alone = tips(frames)
    assert len(alone) > 6
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(tips, [frames] * 3)) == [alone] * 3


def test_solutions_of_several_kinds_work_side_by_side() -> None:
    """In one loop over the same image, as programs have it."""
    image = np.zeros((48, 64, 3), np.uint8)
    with (
        mp.solutions.hands.Hands() as hands,
        mp.solutions.pose.Pose() as pose,
        mp.solutions.face_mesh.FaceMesh() as face,
    ):
        for _ in range(3):
            assert hands.process(image).multi_hand_landmarks is None
            assert pose.process(image).pose_landmarks is None
            assert face.process(image).multi_face_landmarks is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads the size of a process from /proc")
def test_dropped_instances_give_their_memory_back(tmp_path: Path) -> None:
    """Ten or so MB are the allocator's; MediaPipe 0.10.21 grows by 75 or more with each instance."""
    assert float(output_of(DROPPED, tmp_path)) < 20


@pytest.mark.skipif(sys.platform == "win32", reason="Windows spawns only")
def test_processes_have_solutions_of_their_own(tmp_path: Path) -> None:
    """Forked while another is open, or spawned."""
    assert output_of(TWO, tmp_path).splitlines() == ["[None]", "[None]", "None"]


def output_of(program: str, folder: Path) -> str:
    """What a program prints, with nothing on the error stream but LiteRT's one line."""
    script = folder / "program.py"
    script.write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", str(script)],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.stderr == ""
    return done.stdout
