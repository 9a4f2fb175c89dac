"""The ways to use the studio's page: by keyboard, by dragging, with less motion; and what it says of a run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tools.command_line import run_process
from tests.tools.studio.pages import Visit, open_graph, run_clip, type_at_end, wait_for_text
from tests.tools.studio.small_graph import CALCULATORS, GRAPH
from tests.tools.studio.studio_page import Studio, studio

WAITING = """
node { calculator: "SilentCalculator" input_stream: "brightness" output_stream: "x" }
node {
  calculator: "PassThroughCalculator"
  input_stream: "brightness" input_stream: "x" output_stream: "y" output_stream: "z"
}
"""
GATED = """
input_stream: "IMAGE:image"
input_side_packet: "ALLOW:allow"
output_stream: "gated"
node {
  calculator: "GateCalculator"
  input_stream: "image"
  input_side_packet: "ALLOW:allow"
  output_stream: "gated"
}
"""
IS_SEEN_WHOLE = """
  element => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const corners = [[left + 9, top + 9], [right - 9, top + 9], [left + 9, bottom - 9], [right - 9, bottom - 9]];
    return corners.every(([x, y]) => element.contains(element.getRootNode().elementFromPoint(x, y)));
  }
"""
END_OF_TIME = "() => Number(document.querySelector('.lanes canvas').dataset.end)"
LATER = f"before => ({END_OF_TIME})() > before"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both graphs, and calculators of a user's own."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.pbtxt").write_text(GRAPH)
    (folder / "gated.pbtxt").write_text(GATED)
    (folder / "my_calculators.py").write_text(CALCULATORS)
    return folder


@pytest.fixture(scope="module")
def small(folder: Path) -> Iterator[Studio]:
    """A studio of the graph that runs at once."""
    with studio(folder, "small.pbtxt", "--calculators", "my_calculators.py") as running:
        yield running


@pytest.fixture(scope="module")
def gated(folder: Path) -> Iterator[Studio]:
    """A studio of a graph that has to be given something."""
    with studio(folder, "gated.pbtxt") as running:
        yield running


def focused(tab: Any) -> str:
    """The id, or else the name, of what has the focus."""
    return str(tab.evaluate("document.activeElement.id || document.activeElement.dataset.box"))


def drag(tab: Any, entry: Any, target: Any) -> None:
    """Drag an entry of the palette to where it is to be dropped, which the palette may cover."""
    entry.hover()
    tab.mouse.down()
    start = entry.bounding_box()
    tab.mouse.move(start["x"] + 20, start["y"] + 20, steps=4)
    tab.wait_for_selector(".palette.dragged")
    box = target.bounding_box()
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    tab.mouse.up()
    tab.wait_for_selector(".palette:not(.dragged)")


def test_a_calculator_is_dropped_on_a_line(visit: Visit, small: Studio) -> None:
    """There it is put in between; elsewhere the page says where to drop it."""
    tab = open_graph(visit, small)
    tab.keyboard.press("Control+k")
    tab.locator("#palette-query").fill("PassThroughCalculator")
    entry = tab.locator('.palette li:has(button[aria-label="Insert PassThroughCalculator"])')
    drag(tab, entry, tab.locator("#graph g.node").first)
    wait_for_text(tab, ".message.note", "Drop it on a stream")
    drag(tab, entry, tab.locator('#graph .stream-label[data-stream="brightness"]'))
    tab.wait_for_selector('#graph [data-box="PassThroughCalculator"]')
    assert tab.locator(".problems li.error").count() == 0


def test_what_hover_tells_is_seen_whole(visit: Visit, small: Studio) -> None:
    """Also where it is wider than what is left of the editor's pane."""
    tab = open_graph(visit, small)
    word = tab.locator(".cm-line", has_text="BrightnessCalculator").bounding_box()
    tab.mouse.move(word["x"] + 180, word["y"] + word["height"] / 2)
    shown = tab.locator(".cm-tooltip")
    shown.wait_for()
    box, pane = (each.bounding_box() for each in (shown, tab.locator("#text-pane")))
    assert box["x"] + box["width"] > pane["x"] + pane["width"]
    assert shown.evaluate(IS_SEEN_WHOLE)


def test_a_run_that_stalls_says_why(visit: Visit, small: Studio) -> None:
    """The page names the node, and the stream that it waits for."""
    tab = open_graph(visit, small)
    type_at_end(tab, WAITING)
    tab.wait_for_selector('#graph [data-box="SilentCalculator"]')
    tab.locator("#input").select_option(label="Demo clip")
    tab.locator("#run").click()
    assert 'waits for stream "x"' in wait_for_text(tab, "#run-message", "promises nothing")
    wait_for_text(tab, "#state", "stalled")


def test_all_is_done_by_keyboard(visit: Visit, small: Studio) -> None:
    """The graph is walked through, a node selected, a run started, held and gone back in."""
    tab = open_graph(visit, small)
    tab.keyboard.press("Alt+2")
    assert focused(tab) == "graph"
    tab.keyboard.press("Tab")
    assert focused(tab) == "BrightnessCalculator"
    tab.keyboard.press("Enter")
    tab.wait_for_selector('#graph .chosen[data-box="BrightnessCalculator"]')
    tab.wait_for_selector(".cm-line.cm-chosen >> text=BrightnessCalculator")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector("#pause:enabled")
    tab.wait_for_function(LATER, arg=500)
    tab.locator("#pause").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#resume")
    tab.locator("#stop").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#run:enabled")


def test_the_lanes_go_back_over_the_last_seconds(visit: Visit, small: Studio) -> None:
    """By key, by button and by dragging; they stay there while the run goes on, until they are to go on as well."""
    tab = open_graph(visit, small)
    run_clip(tab)
    tab.wait_for_function(LATER, arg=3000)
    lanes = tab.locator(".lanes canvas")
    lanes.focus()
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("ArrowLeft")
    held = tab.evaluate(END_OF_TIME)
    assert tab.locator("#now").is_enabled()
    moment = tab.locator("#moment").inner_text()
    tab.wait_for_function("before => document.querySelector('#moment').textContent !== before", arg=moment)
    assert tab.evaluate(END_OF_TIME) == held
    tab.get_by_role("button", name="Earlier").click()
    earlier = tab.evaluate(END_OF_TIME)
    assert earlier < held
    box = lanes.bounding_box()
    tab.mouse.move(box["x"] + box["width"] - 300, box["y"] + 8)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] - 100, box["y"] + 8)
    tab.mouse.up()
    assert tab.evaluate(END_OF_TIME) < earlier
    tab.locator("#now").click()
    tab.wait_for_function(LATER, arg=held)


def test_side_packets_are_given_on_the_page(visit: Visit, gated: Studio) -> None:
    """Each that the graph asks for has a field; what does not fit is said."""
    tab = open_graph(visit, gated)
    tab.locator("#input").select_option(label="Demo clip")
    tab.locator("#side-packets summary").click()
    field = tab.locator('#side-packets input[name="allow"]')
    field.fill("perhaps")
    tab.locator("#run").click()
    wait_for_text(tab, ".message.error", "allow.*perhaps")
    field.fill("true")
    tab.locator("#run").click()
    tab.wait_for_selector("#pause:enabled")
    assert field.is_disabled()


def test_a_change_that_is_not_live_says_that_the_graph_begins_anew(visit: Visit, gated: Studio) -> None:
    """Before, by a sign, and after, by a message."""
    tab = open_graph(visit, gated)
    tab.locator("#side-packets summary").click()
    tab.locator('#side-packets input[name="allow"]').fill("true")
    tab.locator("#side-packets summary").click()
    run_clip(tab)
    tab.locator('#graph [data-box="GateCalculator"]').click()
    option = tab.locator('.option:has-text("empty_packets_as_allow")').first
    assert option.locator(".anew").count() == 1
    option.locator("input").click()
    wait_for_text(tab, ".message.note", "begun anew with another empty_packets_as_allow")


def test_nothing_moves_by_itself_where_motion_is_to_be_less(browser: Any, small: Studio) -> None:
    """Lines and buttons change at once."""
    context = browser.new_context(reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(small.url)
    tab.wait_for_selector("#graph g.line")
    slowest = """() => Math.max(...[...document.querySelectorAll("*")].flatMap(element => {
        const { transitionDuration, animationDuration } = getComputedStyle(element);
        return `${transitionDuration},${animationDuration}`.split(",").map(parseFloat);
    }))"""
    assert tab.evaluate(slowest) == 0
    context.close()


def test_it_listens_elsewhere_with_tls_alone_and_says_what_that_means(
    browser: Any, folder: Path, tmp_path: Path
) -> None:
    """Without, it is refused; with a certificate the page works, its socket included."""
    refused = run_process("studio", "small.pbtxt", "--host", "0.0.0.0", "--no-open", folder=folder)
    assert refused.status == 2
    assert "--certfile and --keyfile" in refused.stderr
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("no openssl is installed to make a certificate with")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    made = (openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2")
    subprocess.run([*made, "-out", certificate, "-keyout", key], check=True, capture_output=True)
    words = ("--host", "0.0.0.0", "--certfile", str(certificate), "--keyfile", str(key))
    with studio(folder, "small.pbtxt", "--calculators", "my_calculators.py", *words) as running:
        assert "can run any program here as you" in running.said
        assert running.url.startswith("https://localhost:")
        context = browser.new_context(ignore_https_errors=True)
        tab = context.new_page()
        tab.goto(running.url)
        tab.wait_for_selector("#graph g.node")
        tab.wait_for_selector("#run:enabled")
        context.close()
