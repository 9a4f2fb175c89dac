"""Takes the pictures of docs/studio.md, of a studio that runs: `python -m tests.tools.studio.tour_pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.checkout import ROOT
from tests.tools.chromium import launcher
from tests.tools.studio.drawn_hands import HAND_IS_DRAWN
from tests.tools.studio.pages import DRAWS_IN_SPACE, run_clip, type_at_end, wait_for_graph
from tests.tools.studio.studio_page import studio

DOCS = ROOT / "docs"
SIZE = {"width": 1360, "height": 850}


def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as folder, launcher() as launch, launch(*DRAWS_IN_SPACE) as browser:
        with studio(Path(folder), "HandTracking", "--side", "num_hands=1") as running:
            picture_of_run(open_page(browser, running.url, "light"))
            picture_of_mistake(open_page(browser, running.url, "dark"))
        with studio(Path(folder), "--demo") as running:
            picture_of_demo(open_page(browser, running.url, "light"))


def open_page(browser: Any, url: str, scheme: str) -> Any:
    """A page, light or dark."""
    tab = browser.new_context(viewport=SIZE, color_scheme=scheme).new_page()
    tab.set_default_timeout(60_000)
    tab.goto(url)
    return tab


def picture_of_run(tab: Any) -> None:
    """The hand graph at work, and a stream inside of it."""
    run(tab)
    tab.locator("summary", has_text="Options of the running graph").click()
    tab.locator("#inspect").select_option("world_landmarks")
    tab.wait_for_selector("canvas.space[data-engine]")
    tab.locator('#graph [data-box="GateCalculator"]').click()
    tab.locator("#picture-pane h2").hover()
    tab.wait_for_function("() => /[7-9][0-9] %/.test(document.querySelector('#state').textContent)")
    tab.wait_for_selector("#graph .gate-closed.chosen")
    tab.wait_for_selector(".path .step")
    take(tab, "studio_run")


def picture_of_mistake(tab: Any) -> None:
    """A mistake in the text, while the graph of before runs on."""
    run(tab)
    type_at_end(tab, 'node {\n  calculator: "GateCalculatr"\n  input_stream: "image"\n}\n')
    tab.wait_for_selector(".problems .fix")
    take(tab, "studio_mistake")


def picture_of_demo(tab: Any) -> None:
    """What `--demo` opens, with the clip in the camera's place."""
    tab.locator("#start-clip").click()
    tab.wait_for_selector("canvas.space[data-engine]")
    take(tab, "studio_demo")


def run(tab: Any) -> None:
    """Run the demo clip until the hand is followed."""
    wait_for_graph(tab)
    run_clip(tab)
    tab.wait_for_selector("#graph .gate-closed")


def take(tab: Any, name: str) -> None:
    """Write the picture, once the palm detector has rested for a while."""
    tab.wait_for_function(
        "() => /rested/.test(document.body.innerText) && /[5-9][0-9] %/.test(document.body.innerText)"
    )
    tab.wait_for_function(HAND_IS_DRAWN)
    tab.screenshot(path=str(DOCS / f"{name}.jpg"), type="jpeg", quality=80)


if __name__ == "__main__":
    main()
