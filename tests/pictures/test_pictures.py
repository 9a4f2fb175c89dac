"""Every picture of the documentation is made by a script, which makes it again."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from backedge.tools.graph_runner import run_command_line
from tests.benchmarks import cost_plot
from tests.checkout import ROOT, needs_checkout
from tests.models.available import real_models

pytestmark = needs_checkout

DOCS = ROOT / "docs"
KINDS = {".gif", ".jpeg", ".jpg", ".mp4", ".png", ".svg", ".webp"}
MADE_BY = {
    "cost.svg": "tests.benchmarks.cost_plot",
    "demo.webp": "tests.pictures.demo_animation",
    "hand_tracking.svg": "backedge.tools.drawing.picture",  # graph_runner show HandTracking -o docs/hand_tracking.svg
    "studio_demo.jpg": "tests.tools.studio.tour_pictures",
    "studio_mistake.jpg": "tests.tools.studio.tour_pictures",
    "studio_run.jpg": "tests.tools.studio.tour_pictures",
}
"""The module that makes each picture."""

_LARGEST_ANIMATION = 1_500_000


def test_each_picture_has_a_script() -> None:
    """Every picture of the pages is listed, with a module that is there, and no other is."""
    pictures = {file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*") if file.suffix in KINDS}
    assert pictures == set(MADE_BY)
    assert [module for module in set(MADE_BY.values()) if find_spec(module) is None] == []


def test_each_picture_is_on_a_page() -> None:
    """None is left over."""
    texts = "".join(page.read_text(encoding="utf-8") for page in [*DOCS.rglob("*.md"), ROOT / "README.md"])
    assert [name for name in MADE_BY if f"{name})" not in texts] == []


def test_the_plot_of_costs_shows_its_figures(tmp_path: Path) -> None:
    """The figures beside it give a plot that says the same."""
    pytest.importorskip("matplotlib")
    cost_plot.draw(json.loads((DOCS / "cost.json").read_text(encoding="utf-8")), tmp_path / "cost.svg")
    made, shown = ((folder / "cost.svg").read_text(encoding="utf-8") for folder in (tmp_path, DOCS))
    # Each release of matplotlib draws letters and numbers of its own; what is drawn is named in comments.
    names = [[line.strip() for line in text.splitlines() if line.strip().startswith("<!--")] for text in (made, shown)]
    assert names[0] == names[1] != []


def test_the_picture_of_hand_tracking_is_of_the_graph(tmp_path: Path) -> None:
    """The graph as it is now gives the same picture."""
    pytest.importorskip("py_mini_racer")
    assert run_command_line(["show", "HandTracking", "-o", str(tmp_path / "hand_tracking.svg")]) == 0
    assert (tmp_path / "hand_tracking.svg").read_bytes() == (DOCS / "hand_tracking.svg").read_bytes()


def test_the_animation_can_be_made_again(tmp_path: Path) -> None:
    """Some frames of the demo, in which the detector rests once the hand is found; the one of the README is small."""
    image = pytest.importorskip("PIL.Image")
    real_models()
    from tests.pictures.demo_animation import save, tracked

    shown = tracked(40)
    assert [each.detector_ran for each in shown if each.has_hand][-1] is False
    save(shown, tmp_path / "demo.webp")
    with image.open(tmp_path / "demo.webp") as made, image.open(DOCS / "demo.webp") as kept:
        assert made.n_frames == len(shown)
        assert kept.n_frames > 60
        assert made.size == kept.size
    assert (DOCS / "demo.webp").stat().st_size <= _LARGEST_ANIMATION
