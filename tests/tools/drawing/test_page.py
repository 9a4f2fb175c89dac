"""Pages of graphs: one file that opens offline; a browser lays it out, opens subgraphs and searches."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backedge.tools.drawing.built_files import built_file
from tests.tools.chromium import chromium
from tests.tools.command_line import Result
from tests.tools.drawing.graphs import WRONG, write_graphs

Run = Callable[..., Result]

SCRIPT = built_file("elk-worker.min.js")


@pytest.fixture
def page(run: Run, tmp_path: Path) -> Path:
    """The page of a graph with a subgraph, a loop and a side packet."""
    target = tmp_path / "outer.html"
    assert run("show", write_graphs(tmp_path), "-o", target) == (0, "", "")
    return target


def test_a_page_needs_nothing_else(page: Path) -> None:
    """It holds the drawing and all scripts, and loads nothing."""
    text = page.read_text()
    assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=|@import|url\(", text.replace(SCRIPT, ""))
    assert text.count("</script>") == 3
    content = re.search(r'<script type="application/json" id="drawing">(.*?)</script>', text, re.DOTALL)
    assert content is not None
    assert [node["id"] for node in json.loads(content[1])["drawing"]["nodes"]][-1] == "gate"


def test_names_cannot_end_the_script_that_they_are_in(run: Run, tmp_path: Path) -> None:
    """Whatever a graph's options say, it is data."""
    path = tmp_path / "evil.pbtxt"
    text = "</script><script>alert(1)</script><!--"
    path.write_text(f'input_stream: "a"\nnode {{ calculator: "{text}" input_stream: "a" }}')
    run("show", path, "-o", tmp_path / "evil.html")
    assert (tmp_path / "evil.html").read_text().count("alert(1)") > 0
    assert text not in (tmp_path / "evil.html").read_text()


def test_what_is_bundled_is_listed_with_its_licence() -> None:
    """Packages of others keep their notices."""
    licences = built_file("LICENSES.txt")
    for package in ("elkjs", "d3-zoom", "d3-selection"):
        assert re.search(rf"^{package} [\d.]+ \(.+\), source: https://", licences, re.MULTILINE)
    assert "Eclipse Public License - v 2.0" in licences


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium of this system, driven by playwright."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[[Path], Any]]:
    """Opens a page offline; a test in which the page complains of anything, or asks for anything, fails."""
    complaints: list[str] = []
    asked: list[str] = []
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 800})

    def visit(path: Path) -> Any:
        tab = context.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        tab.on("request", lambda request: asked.append(request.url.partition(":")[0]))
        tab.goto(path.as_uri())
        tab.wait_for_selector("#world g.node")
        return tab

    yield visit
    context.close()
    assert complaints == []
    assert set(asked) <= {"file", "blob"}


def test_subgraphs_open_and_close(page: Path, visit: Callable[[Path], Any]) -> None:
    """By their sign, by a double click, and all at once."""
    tab = visit(page)
    assert tab.title() == "Outer"
    assert tab.locator("#world g.node").count() == 2
    tab.locator("#world g.group .toggle").click()
    tab.wait_for_selector("#world g.frame")
    assert tab.locator("#world g.node").count() == 4
    tab.locator("#world g.frame .toggle").click()
    tab.wait_for_selector("#world g.group")
    tab.locator("#open-all").click()
    tab.wait_for_selector("#world g.frame")
    tab.locator("#fold-all").click()
    tab.wait_for_selector("#world g.group")


def test_search_finds_what_is_inside_closed_subgraphs(page: Path, visit: Callable[[Path], Any]) -> None:
    """Enter opens what is around it and shows its details."""
    tab = visit(page)
    tab.keyboard.press("/")
    tab.keyboard.type("last")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#world g.node.chosen")
    details = tab.locator("#details").inner_text()
    assert [line for line in details.splitlines() if line][1:3] == ["last", "PassThroughCalculator"]
    assert "in errors and --set: inner__last" in details
    tab.locator("#details a", has_text="gate").click()
    tab.wait_for_function("document.querySelector('#details h2').textContent === 'gate'")
    assert "empty_packets_as_allow: true" in tab.locator("#details").inner_text()
    tab.keyboard.press("Escape")
    assert tab.locator("#details").is_hidden()


def test_hovering_a_stream_says_what_it_carries(page: Path, visit: Callable[[Path], Any]) -> None:
    """And lights up all lines of it."""
    tab = visit(page)
    tab.locator('#world g.pill[data-stream="allow"]').hover()
    assert tab.locator("#tip").inner_text() == "side packet allow: bool"
    assert tab.locator("#world .line.lit").count() == 1


def test_light_and_dark(page: Path, visit: Callable[[Path], Any]) -> None:
    """The page follows the system, until its reader chooses."""
    tab = visit(page)
    colour = "getComputedStyle(document.body).backgroundColor"
    tab.emulate_media(color_scheme="light")
    light = tab.evaluate(colour)
    tab.emulate_media(color_scheme="dark")
    assert tab.evaluate(colour) != light
    tab.locator("#theme").click()
    assert tab.evaluate(colour) == light


def test_problems_are_listed(run: Run, tmp_path: Path, visit: Callable[[Path], Any]) -> None:
    """Below the graph, as far as that is there."""
    path, target = tmp_path / "wrong.pbtxt", tmp_path / "wrong.html"
    path.write_text(WRONG)
    assert run("show", path, "-o", target).status == 1
    tab = visit(target)
    assert tab.locator("#problems p.error").count() == 2
