"""What tests, and the tour's pictures, do with a page of the studio in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from tests.tools.studio.studio_page import Studio

Visit: TypeAlias = Callable[..., Any]
"""Opens a page of a studio."""

DRAWS_IN_SPACE: Final = ("--use-gl=swiftshader", "--enable-unsafe-swiftshader")
"""What lets Chromium draw in space without a graphics card."""


def open_graph(visit: Visit, running: Studio, **words: Any) -> Any:
    """A page whose graph is drawn and whose editor is there."""
    tab = visit(running, **words)
    wait_for_graph(tab)
    return tab


def wait_for_graph(tab: Any) -> None:
    """Wait until graph and editor are there."""
    tab.wait_for_selector("#graph g.node")
    tab.wait_for_selector(".cm-content")


def run_clip(tab: Any) -> None:
    """Run the demo clip until its picture is there."""
    tab.locator("#input").select_option(label="Demo clip")
    tab.locator("#run").click()
    tab.wait_for_selector(".screen canvas:not(.away)")


def wait_for_text(tab: Any, selector: str, pattern: str) -> str:
    """Wait until something says what fits; gives what it says."""
    words = [selector, pattern]
    found = "([selector, pattern]) => new RegExp(pattern).test(document.querySelector(selector)?.textContent ?? '')"
    tab.wait_for_function(found, arg=words)
    return str(tab.locator(selector).first.text_content())


def type_at_end(tab: Any, text: str) -> None:
    """Type into the editor, behind all that is there."""
    tab.locator(".cm-content").click()
    tab.keyboard.press("Control+End")
    tab.keyboard.insert_text(text)
