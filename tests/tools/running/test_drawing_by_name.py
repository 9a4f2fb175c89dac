"""`graph_runner run NAME -i … -o …` for the graphs of faces and persons: it draws what they find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.data import hands_dir
from tests.graphs.shared_pictures import ASTRONAUT, read_images
from tests.models.available import needs_litert, real_models
from tests.tools.command_line import Result


@pytest.mark.parametrize(
    ("name", "unchanged"),
    [
        ("face_detection", np.s_[300:]),
        ("face_mesh", np.s_[300:]),
        pytest.param("selfie_segmentation", np.s_[300:400, 150:300], marks=needs_litert),
    ],
)
def test_graphs_draw_into_pictures(
    run: Callable[..., Result], tmp_path: Path, name: str, unchanged: tuple[slice, ...]
) -> None:
    """Something is drawn above, around the head, and the rest of the picture stays, for masks nearly, as it is."""
    file, drawn = hands_dir() / "images" / ASTRONAUT, tmp_path / "drawn.png"
    real_models()
    result = run("run", name, "-i", file, "-o", drawn)
    assert result.status == 0, result.stderr
    before, after = (next(read_images(path)) for path in (file, drawn))
    difference = np.abs(before.astype(int) - after)
    assert difference[:150].max() > 100
    assert difference[unchanged].mean() < 2
