"""The studio's page in a browser, against a real server: what its reader sees, does, and gets back."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import cv2
import pytest

from backedge.tools.running.frame_sources import DEMO, open_frames
from tests.tools.chromium import Launch
from tests.tools.command_line import run_process
from tests.tools.drawing.graphs import write_graphs
from tests.tools.studio.drawn_hands import HAND_IS_DRAWN, NO_HAND_IS_DRAWN
from tests.tools.studio.pages import Visit, open_graph, run_clip, type_at_end, wait_for_text
from tests.tools.studio.studio_page import Studio, studio

HANDS = "hand_tracking.pbtxt"
PALMS = '[data-box="PalmDetectionCalculator"]'
CALCULATORS = """
from backedge import calculator
from backedge.formats import ImageFrame


@calculator
def UpsideDownCalculator(image: ImageFrame) -> ImageFrame:
    \"\"\"Turns pictures upside down.\"\"\"
    return ImageFrame(image.data[::-1].copy())
"""
DETECTOR_RESTS = """() => {
    const words = node => document.querySelector(`[data-of="${node}"] text`)?.textContent;
    const calls = node => Number(/\\u00d7 (\\d+)/.exec(words(node))?.[1]);
    const [palms, frames] = [calls("PalmDetectionCalculator"), calls("GateCalculator")];
    if (window.seen?.palms !== palms) window.seen = { palms, frames };
    return frames - window.seen.frames >= 10;
}"""
"""Tells whether the palm detector's count has stood still for ten frames."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the hand graph, and a calculator of a user's own."""
    folder = tmp_path_factory.mktemp("hands")
    text = (files("backedge.graphs") / "hand_tracking" / HANDS).read_text(encoding="utf-8")
    (folder / HANDS).write_text(text, encoding="utf-8")
    (folder / "my_calculators.py").write_text(CALCULATORS)
    return folder


@pytest.fixture(scope="module")
def hands(folder: Path) -> Iterator[Studio]:
    """A studio of the hand graph."""
    with studio(folder, HANDS, "--side", "num_hands=1", "--calculators", "my_calculators.py") as running:
        yield running


def test_the_graph_is_there(visit: Visit, hands: Studio) -> None:
    """Its text, all its nodes, and its loop; with the page's policy in force."""
    tab = open_graph(visit, hands)
    assert tab.locator("#graph g.node").count() == 16
    assert tab.locator("#graph g.line.loop").count() == 1
    assert tab.locator(".cm-content").inner_text().startswith("# Real-time hand tracking.")
    policy = tab.evaluate("fetch(location.href).then(answer => answer.headers.get('content-security-policy'))")
    assert "'unsafe" not in policy


def test_text_and_drawing_select_each_other(visit: Visit, hands: Studio) -> None:
    """A node that is clicked is marked in the text; the node that the cursor goes to is marked in the drawing."""
    tab = open_graph(visit, hands)
    tab.locator(f"#graph {PALMS}").click()
    tab.wait_for_selector(".cm-line.cm-chosen >> text=PalmDetectionCalculator")
    tab.locator(".cm-content").click()
    tab.keyboard.press("Control+Home")
    for _ in range(44):
        tab.keyboard.press("ArrowDown")
    tab.wait_for_selector('#graph g.chosen[data-box="BoundedIntSidePacketCalculator"]')


def test_a_mistake_is_shown_and_mended_while_the_old_graph_runs_on(visit: Visit, hands: Studio) -> None:
    """At its line, with a fix; nothing is applied before it is right."""
    tab = open_graph(visit, hands)
    run_clip(tab)
    type_at_end(tab, '\nnode { calculator: "PassThroughCalculatr" input_stream: "presence" output_stream: "again" }\n')
    tab.wait_for_selector(".problems li.error")
    assert tab.locator(".cm-lint-marker-error").count() == 1
    assert tab.locator("#apply").is_disabled()
    moment = tab.locator("#moment").inner_text()
    tab.wait_for_function("before => document.querySelector('#moment').textContent !== before", arg=moment)
    tab.locator(".problems .fix").first.click()
    tab.wait_for_selector(".problems li.error", state="detached")
    tab.wait_for_selector('#graph [data-box="PassThroughCalculator"]')
    tab.locator("#apply").click()
    assert "not loaded again: " in wait_for_text(tab, ".message.note", "The new graph runs")
    tab.locator("#inspect").select_option("again")
    tab.wait_for_selector('.card[data-stream="again"]:not([data-kind=""])')
    tab.locator(".cm-content").click()
    tab.keyboard.press("Control+z")
    tab.keyboard.press("Control+z")
    assert "PassThrough" not in tab.locator(".cm-content").inner_text()


def test_the_clip_runs_and_the_palm_detector_rests(visit: Visit, hands: Studio) -> None:
    """Landmarks are drawn over the picture, and the detector's count stands still while the hand is followed."""
    tab = open_graph(visit, hands)
    run_clip(tab)
    tab.wait_for_function(HAND_IS_DRAWN)
    wait_for_text(tab, "#state", "palm detector rested on [1-9]")
    tab.wait_for_function(DETECTOR_RESTS)
    assert tab.locator(".path .step").count() >= 1


def test_streams_inside_are_inspected_as_what_they_carry(visit: Visit, hands: Studio) -> None:
    """Numbers as plots, rectangles as boxes, hands in space, pictures as pictures."""
    tab = open_graph(visit, hands)
    run_clip(tab)
    kinds = {
        "has_enough_hands": "number",
        "previous_hand_rects": "rects",
        "world_landmarks": "world_landmarks",
        "palm_detection_image": "picture",
        "handedness": "labels",
        "image_size": "text",
    }
    for stream in kinds:
        tab.locator("#inspect").select_option(stream)
    for stream, kind in kinds.items():
        tab.wait_for_selector(f'.card[data-stream="{stream}"][data-kind="{kind}"]')
    tab.wait_for_selector("canvas.space[data-engine]")  # what three.js marks its canvas with
    tab.locator('.card[data-stream="image_size"] button.icon').click()
    assert tab.locator('.card[data-stream="image_size"]').count() == 0


def test_a_threshold_changes_while_the_graph_runs(visit: Visit, hands: Studio) -> None:
    """At a confidence that no hand has, none is found any more; the text stays as it is."""
    tab = open_graph(visit, hands)
    run_clip(tab)
    tab.wait_for_function(HAND_IS_DRAWN)
    slider = tab.locator('.option:has-text("min_presence_confidence") input[type="range"]').first
    slider.fill("1")
    tab.wait_for_function(NO_HAND_IS_DRAWN)
    assert tab.locator("#save").is_disabled()
    assert tab.locator("#stop").is_visible()


def test_a_calculator_of_ones_own_is_put_in(visit: Visit, hands: Studio) -> None:
    """The palette finds it by its words, and writes the text; comments stay, and the rest of the graph reads it."""
    tab = open_graph(visit, hands)
    tab.locator('#graph g.pill[data-stream="image"]').click()
    tab.keyboard.press("Control+k")
    tab.locator("#palette-query").fill("upside down")
    tab.locator('button[aria-label="Insert UpsideDownCalculator"]').click()
    tab.wait_for_selector('#graph [data-box="UpsideDownCalculator"]')
    assert tab.locator("#save").is_enabled()
    assert tab.locator(".problems li.error").count() == 0
    run_clip(tab)
    wait_for_text(tab, "#state", "frames a second")


def test_time_is_held_stepped_sought_and_exported(visit: Visit, hands: Studio, folder: Path) -> None:
    """What was exported runs on the command line."""
    tab = open_graph(visit, hands)
    run_clip(tab)
    tab.wait_for_function("() => Number(document.querySelector('#scrub')?.max) > 700000")
    tab.locator("#pause").click()
    tab.wait_for_selector("#resume")
    held = tab.locator("#moment").inner_text()
    tab.locator("#step").click()
    tab.wait_for_function("before => document.querySelector('#moment').textContent !== before", arg=held)
    tab.locator("#scrub").fill("200000")
    assert float(wait_for_text(tab, "#moment", r"^0\.(19|20)").split()[0]) == pytest.approx(0.2, abs=0.02)
    sought = tab.locator("#moment").inner_text()
    tab.locator("#inspect").select_option("image_size")
    wait_for_text(tab, ".card", r"640")
    assert tab.locator("#moment").inner_text() == sought
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Export").click()
    recording = folder / "moment.mcap"
    download.value.save_as(recording)
    replayed = run_process("replay", recording, HANDS, "--dump", "landmarks=-", "--until", "0.6s", folder=folder)
    assert replayed.status == 0, replayed.stderr
    assert len(replayed.stdout.splitlines()) >= 5  # the hand comes in after a third of a second
    tab.locator("#resume").click()
    tab.wait_for_selector("#pause:enabled")


def test_nothing_is_lost_where_page_and_disk_both_change(visit: Visit, hands: Studio, folder: Path) -> None:
    """The user sees both, and decides; what they decide is written when they save it."""
    tab = open_graph(visit, hands)
    file = folder / HANDS
    before = file.read_text(encoding="utf-8")
    try:
        type_at_end(tab, "# mine\n")
        file.write_text(f"{before}# theirs\n", encoding="utf-8")
        tab.wait_for_selector("dialog.conflict[open]")
        tab.get_by_role("button", name="Keep mine").click()
        assert file.read_text(encoding="utf-8").endswith("# theirs\n")
        tab.locator("#save").click()
        tab.wait_for_selector("#save:disabled")
        assert file.read_text(encoding="utf-8") == f"{before}# mine\n"
    finally:
        file.write_text(before, encoding="utf-8")
    tab.wait_for_function("() => !document.querySelector('.problems .error')")


def test_a_page_says_that_its_server_is_gone_and_finds_it_again(visit: Visit, folder: Path) -> None:
    """What was written is still there."""
    with studio(folder, HANDS) as first:
        tab = open_graph(visit, first, expects="ERR_CONNECTION_REFUSED")
        type_at_end(tab, "# not saved\n")
        port = str(first.port)
    tab.wait_for_selector("#gone")
    with studio(folder, HANDS, "--port", port):
        tab.wait_for_selector("#gone", state="detached")
        assert "# not saved" in tab.locator(".cm-content").inner_text()
        tab.wait_for_selector("#run:enabled")


def test_subgraphs_open_and_close(visit: Visit, tmp_path: Path) -> None:
    """Where they are; all at once as well."""
    write_graphs(tmp_path)
    with studio(tmp_path, "outer.pbtxt") as running:
        tab = open_graph(visit, running)
        assert tab.locator("#graph g.node").count() == 2
        tab.locator("#graph g.group .toggle").click()
        tab.wait_for_selector("#graph g.frame")
        assert tab.locator("#graph g.node").count() == 4
        tab.get_by_role("button", name="Close all").click()
        tab.wait_for_selector("#graph g.group")
        tab.close()  # before its server ends


def test_one_pane_at_a_time_on_a_phone(visit: Visit, hands: Studio) -> None:
    """Nothing is wider than the screen."""
    tab = visit(hands)
    tab.set_viewport_size({"width": 390, "height": 844})
    for name in ("text", "graph", "time", "picture"):
        tab.locator(".tabs button", has_text=name).click()
        assert tab.locator(f"#{name}-pane").is_visible()
        assert tab.locator(".pane:visible").count() == 1
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if name == "graph":
            tab.wait_for_function("() => document.querySelectorAll('#graph g.node').length === 16")


def test_the_demo_shows_the_hands_before_the_browsers_camera(launch: Launch, tmp_path: Path) -> None:
    """With one button: pictures go to the graph, and what it finds comes back with the time that took."""
    clip = tmp_path / "clip.mjpeg"
    with open_frames(DEMO) as source, clip.open("wb") as file:
        for image, _ in source:
            file.write(cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes())
    camera = (
        *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
        f"--use-file-for-fake-video-capture={clip}",
    )
    with studio(tmp_path, "--demo") as running, launch(*camera) as browser:
        tab = browser.new_page()
        tab.goto(running.url)
        tab.locator("#start-camera").click()
        tab.wait_for_selector(".screen canvas:not(.away)")
        tab.wait_for_function(HAND_IS_DRAWN)
        figures = wait_for_text(tab, "#demo-figures", "from camera to page")
        assert "frames a second" in figures
        wait_for_text(tab, "#demo-figures", "(Left|Right) \\d+ %")
        tab.locator("#stop").click()
        tab.locator("#open-editor").click()
        tab.wait_for_selector(".cm-content")
