"""Measures what an open page of the studio costs the graph that runs on the same machine, with the system's Chromium.

python -m tests.benchmarks.studio_page_cost HandTracking --side num_hands=1

The demo's clip runs as fast as a camera would give it, in turns with no browser and with one that draws the page.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from pathlib import Path
from statistics import fmean, median
from typing import Any

import click

from tests.tools.chromium import Launch, launcher
from tests.tools.studio.pages import DRAWS_IN_SPACE, run_clip, wait_for_graph
from tests.tools.studio.studio_page import Studio, studio

SIZE = {"width": 1360, "height": 850}
_WARM_UP = 3.0
"""Seconds that are not counted: models are loaded then."""
_DEMO = {"kind": "demo", "name": "", "label": ""}


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", help="a graph that takes pictures")
    parser.add_argument("--side", action="append", default=[], help="NAME=VALUE, a side packet")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each turn")
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    words = [asked.graph, *(word for each in asked.side for word in ("--side", each))]
    ratios = []
    with tempfile.TemporaryDirectory() as folder, launcher() as launch:
        for _ in range(asked.turns):
            with studio(Path(folder), *words) as running:
                alone = rate_alone(running, asked.side, asked.seconds)
            with studio(Path(folder), *words) as running:
                drawn = rate_with_page(running, launch, asked.seconds)
            ratios.append(drawn / alone)
            click.echo(f"{alone:.1f} frames a second alone, {drawn:.1f} with a page: {drawn / alone:.0%}")
    click.echo(f"median of {asked.turns}: {median(ratios):.0%}")


def rate_alone(running: Studio, side: list[str], seconds: float) -> float:
    """Frames a second of a run that somebody has started, and whose pictures nobody asks for."""
    with running.page() as page:
        page.ask("text", text=page.hello()["text"], revision=1)
        page.ask("start", side=side, input=_DEMO)
        page.event("figures")
        end = time.monotonic() + _WARM_UP
        while time.monotonic() < end:
            first = page.event("figures")
        begin, end = time.monotonic(), time.monotonic() + seconds
        while time.monotonic() < end:
            last = page.event("figures")
        return float((last["frames"] - first["frames"]) / (time.monotonic() - begin))


def rate_with_page(running: Studio, launch: Launch, seconds: float) -> float:
    """Frames a second of a run that a browser shows, as its page tells them."""
    with launch(*DRAWS_IN_SPACE) as browser:
        tab = browser.new_context(viewport=SIZE).new_page()
        tab.set_default_timeout(60_000)
        tab.goto(running.url)
        wait_for_graph(tab)
        run_clip(tab)
        tab.wait_for_timeout(1000 * _WARM_UP)
        return fmean(_told_rate(tab) for _ in range(round(seconds)))


def _told_rate(tab: Any) -> float:
    tab.wait_for_timeout(1000)
    found = re.search(r"(\d+) frames a second", tab.locator("#state").text_content())
    assert found, "the page tells no rate"
    return float(found[1])


if __name__ == "__main__":
    main()
