"""Pictures of graphs: SVG and PNG, laid out by elkjs in V8."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from backedge.tools.drawing.building import draw_graph
from backedge.tools.drawing.folding import View, open_groups
from backedge.tools.drawing.picture import svg
from backedge.tools.graph_files import find_graph
from tests.tools.command_line import Result
from tests.tools.drawing.graphs import WRONG, write_graphs

pytest.importorskip("py_mini_racer", reason="the extra `draw` is not installed")
pytest.importorskip("resvg_py", reason="the extra `draw` is not installed")

Run = Callable[..., Result]

SVG = "{http://www.w3.org/2000/svg}"


def parts(picture: str, kind: str) -> dict[str, ET.Element]:
    """The parts of a picture that are of a class, by the box or stream that they show."""
    root = ET.fromstring(picture)
    found = [each for each in root.iter(f"{SVG}g") if kind in each.get("class", "").split()]
    return {each.get("data-box", each.get("data-stream", "")): each for each in found}


def place(box: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box."""
    rect = box.findall(f"{SVG}rect")[-1]
    x, y, width, height = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def path_ends(line: ET.Element) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a line begins and ends."""
    path = line.findall(f"{SVG}path")[0].get("d", "")
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    return (numbers[0], numbers[1]), (numbers[-2], numbers[-1])


@pytest.fixture
def outer(tmp_path: Path) -> Path:
    """A graph with a subgraph, a loop and a side packet."""
    return write_graphs(tmp_path)


def test_streams_lead_from_bottom_to_top_and_side_packets_to_the_side(outer: Path) -> None:
    """Boxes come below those whose streams they read; a back edge leads up, around them."""
    picture = svg(View(draw_graph(outer), ()))
    boxes = {**parts(picture, "node"), **parts(picture, "group")}
    loop, inner, gate = (place(boxes[name]) for name in ("PreviousLoopbackCalculator", "Inner/", "gate"))
    assert loop[3] < inner[1] < inner[3] < gate[1]
    start, end = path_ends(parts(picture, "stream")["passed"])
    assert start[1] == pytest.approx(inner[3], abs=0.1)
    assert end[1] == pytest.approx(gate[1], abs=0.1)
    start, end = path_ends(parts(picture, "loop")["gated"])
    assert start[1] == pytest.approx(gate[3], abs=0.1)
    assert end[1] == pytest.approx(loop[1], abs=0.1)
    _, end = path_ends(parts(picture, "side_packet")["allow"])
    assert end[0] == pytest.approx(gate[0], abs=0.1)
    assert gate[1] < end[1] < gate[3]
    words = "".join(ET.fromstring(picture).itertext())
    assert "PreviousLoopback" in words
    assert "bool" in words
    assert "empty_packets_as_allow" not in words


def test_open_subgraphs_are_frames_around_their_nodes(outer: Path) -> None:
    """Options are shown on demand, types are left out on demand."""
    drawing = draw_graph(outer)
    picture = svg(View(drawing, open_groups(drawing, ["all"])), types=False, options=True)
    frame = place(parts(picture, "frame")["Inner/"])
    for name in ("inner__PassThroughCalculator", "inner__last"):
        node = place(parts(picture, "node")[name])
        assert frame[0] < node[0] < node[2] < frame[2]
        assert frame[1] < node[1] < node[3] < frame[3]
    words = "".join(ET.fromstring(picture).itertext())
    assert "empty_packets_as_allow: true" in words
    assert "bool" not in words


def test_no_box_lies_on_another() -> None:
    """The layout is that of the hand graph of 50 nodes, all open."""
    drawing = draw_graph(find_graph("hand_landmark_tracking_cpu"))
    picture = svg(View(drawing, open_groups(drawing, ["all"])))
    boxes = [place(box) for box in parts(picture, "node").values()]
    assert len(boxes) == len(drawing.nodes)
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_picture_is_the_same_each_time(run: Run, outer: Path, tmp_path: Path) -> None:
    """So that it can lie in a repository."""
    for name in ("one.svg", "other.svg"):
        assert run("show", outer, "-o", tmp_path / name) == (0, "", "")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()


def test_png(run: Run, outer: Path, tmp_path: Path) -> None:
    """Letters, lines and boxes are there; the dark theme is dark."""
    light, dark = tmp_path / "light.png", tmp_path / "dark.png"
    assert run("show", outer, "-o", light) == (0, "", "")
    assert run("show", outer, "-o", dark, "--theme", "dark") == (0, "", "")
    pictures = [np.asarray(cv2.imread(str(path)), np.uint8) for path in (light, dark)]
    assert pictures[0].shape == pictures[1].shape
    assert np.median(pictures[0]) > 200
    assert np.median(pictures[1]) < 60
    red = (pictures[0][..., 2] > 180) & (pictures[0][..., 1] < 110)
    assert red.sum() > 500  # the loop


def test_what_is_wrong_is_red(run: Run, tmp_path: Path) -> None:
    """A node that cannot run stands out."""
    path, target = tmp_path / "wrong.pbtxt", tmp_path / "wrong.svg"
    path.write_text(WRONG)
    assert run("show", path, "-o", target).status == 1
    nodes = parts(target.read_text(), "node")
    strokes = {name: node.findall(f"{SVG}rect")[-1].get("stroke") for name, node in nodes.items()}
    assert strokes["Nonsense"] == strokes["lost"] != strokes["PassThroughCalculator"]


@pytest.mark.parametrize("module", ["py_mini_racer", "resvg_py"])
def test_a_missing_extra_is_named(
    run: Run, outer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """The error says what to install, and no file is left."""
    monkeypatch.setitem(sys.modules, module, None)
    status, _, err = run("show", outer, "-o", tmp_path / "picture.png")
    assert status == 1
    assert "pip install 'backedge[draw]'" in err
    assert not (tmp_path / "picture.png").exists()
