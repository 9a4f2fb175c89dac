"""Graphs that are too large for ELK: Graphviz lays them out, in a moment and as they have to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tools.studio.pages import Visit
from tests.tools.studio.studio_page import studio

STAGE = """
type: "Stage"
input_stream: "IN:in"
output_stream: "OUT:out"
node {
  calculator: "PreviousLoopbackCalculator"
  input_stream: "MAIN:in"
  input_stream: "LOOP:out"
  input_stream_info { tag_index: "LOOP" back_edge: true }
  output_stream: "PREV_LOOP:before"
}
node {
  calculator: "PassThroughCalculator"
  input_stream: "in" input_stream: "before"
  output_stream: "x" output_stream: "y"
}
node {
  calculator: "PassThroughCalculator"
  input_stream: "x" input_stream: "y"
  output_stream: "out" output_stream: "z"
}
"""
STAGES = 100

CPU = 8.0
"""Seconds of a processor that a page may take until 1000 nodes are drawn: less than ELK alone took, and three times
what it takes now, for machines that others use as well."""

_BOXES = """
    const boxesOf = words => [...document.querySelectorAll(words)].map(rect => rect.getBBox());
    const boxes = boxesOf("#graph g.node > rect, #graph g.pill > rect");
"""

OVERLAPPING = f"""() => {{ {_BOXES}
    const isLeftOf = (a, b) => a.x + a.width <= b.x;
    const isAbove = (a, b) => a.y + a.height <= b.y;
    const meet = (a, b) => !(isLeftOf(a, b) || isLeftOf(b, a) || isAbove(a, b) || isAbove(b, a));
    return boxes.reduce((sum, a, i) => sum + boxes.slice(i + 1).filter(b => meet(a, b)).length, 0);
}}"""
"""Counts the pairs of boxes that lie on each other."""

LOOSE_ENDS = f"""() => {{ {_BOXES}
    const isIn = ({{x, y, width, height}}, at, more) =>
        at.x > x - more && at.x < x + width + more && at.y > y - more && at.y < y + height + more;
    const isAt = (box, at) => isIn(box, at, 1) && !isIn(box, at, -1);
    const paths = [...document.querySelectorAll("#graph g.line > path:first-of-type")];
    const ends = paths.flatMap(path => [path.getPointAtLength(0), path.getPointAtLength(path.getTotalLength())]);
    return ends.filter(end => !boxes.some(box => isAt(box, end))).length;
}}"""
"""Counts the ends of lines that are not at the border of a box."""

OUTSIDE = f"""() => {{ {_BOXES}
    const frames = boxesOf("#graph g.frame > rect");
    const holds = (a, b) =>
        a.x < b.x && a.y < b.y && a.x + a.width > b.x + b.width && a.y + a.height > b.y + b.height;
    return boxesOf("#graph g.node > rect").filter(box => frames.filter(each => holds(each, box)).length !== 1).length;
}}"""
"""Counts the boxes that do not lie in one frame."""


def write_chains(path: Path, rows: int, columns: int) -> None:
    """A graph of chains: each node reads two streams, and sends two."""
    node = (
        'node {{ calculator: "PassThroughCalculator" input_stream: "{}" input_stream: "{}" '
        'output_stream: "{}" output_stream: "{}" }}'
    )
    nodes = [
        node.format(f"a{row}_{n}", f"b{row}_{max(n - 1, 0)}", f"a{row}_{n + 1}", f"b{row}_{n + 1}")
        for row in range(rows)
        for n in range(columns)
    ]
    inputs = [f'input_stream: "a{row}_0" input_stream: "b{row}_0"' for row in range(rows)]
    path.write_text("\n".join([*inputs, *nodes]))


def processor_seconds(tab: Any) -> float:
    """What all pages of the browser have taken of a processor."""
    session = tab.context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return float(sum(process["cpuTime"] for process in processes if process["type"] == "renderer"))


def test_a_thousand_nodes_are_laid_out_in_seconds(visit: Visit, tmp_path: Path) -> None:
    """From far all nodes, without their words; from near the few that are there."""
    write_chains(tmp_path / "many.pbtxt", rows=20, columns=50)
    with studio(tmp_path, "many.pbtxt") as running:
        tab = visit(running)
        tab.wait_for_selector("#graph[data-laid-out]")
        assert processor_seconds(tab) < CPU
        assert tab.locator("#graph g.node").count() == 1000
        assert tab.locator("#graph g.line").count() == 2000
        assert tab.locator("#graph text").count() == 0
        assert tab.evaluate(OVERLAPPING) == 0
        assert tab.evaluate(LOOSE_ENDS) == 0
        tab.locator("#find").fill("PassThroughCalculator_160")
        tab.keyboard.press("Enter")
        tab.wait_for_selector('#graph .chosen[data-box="PassThroughCalculator_160"] text')
        tab.wait_for_function("() => document.querySelectorAll('#graph g.node').length < 100")
        tab.close()


def test_open_subgraphs_and_loops_of_a_large_graph(visit: Visit, tmp_path: Path) -> None:
    """Every subgraph frames what is inside of it, and every loop is there."""
    (tmp_path / "stage.pbtxt").write_text(STAGE)
    stage = 'node {{ calculator: "Stage" input_stream: "IN:s{}" output_stream: "OUT:s{}" }}'
    stages = [stage.format(n // 3, n + 1) for n in range(STAGES)]
    (tmp_path / "stages.pbtxt").write_text("\n".join(['input_stream: "s0"', *stages]))
    with studio(tmp_path, "stages.pbtxt") as running:
        tab = visit(running)
        tab.wait_for_selector("#graph g.group")
        tab.get_by_role("button", name="Open all").click()
        tab.wait_for_selector("#graph g.frame")
        assert tab.locator("#graph g.frame").count() == STAGES
        assert tab.locator("#graph g.node").count() == 3 * STAGES
        assert tab.locator("#graph g.line.loop").count() == STAGES
        assert tab.evaluate(OVERLAPPING) == 0
        assert tab.evaluate(LOOSE_ENDS) == 0
        assert tab.evaluate(OUTSIDE) == 0
        tab.close()


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_extreme_shapes_are_laid_out(visit: Visit, tmp_path: Path, shape: str) -> None:
    """A thousand nodes that read the same stream, or each other in turn."""
    node = 'node {{ calculator: "PassThroughCalculator" input_stream: "s{}" output_stream: "s{}" }}'
    nodes = [node.format(0 if shape == "wide" else n, n + 1) for n in range(1000)]
    (tmp_path / "shape.pbtxt").write_text("\n".join(['input_stream: "s0"', *nodes]))
    with studio(tmp_path, "shape.pbtxt") as running:
        tab = visit(running)
        tab.wait_for_selector("#graph[data-laid-out]")
        assert tab.evaluate(LOOSE_ENDS) == 0
        tab.close()
