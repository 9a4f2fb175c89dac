"""A browser for the tests of the studio's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.tools.chromium import Launch, launcher
from tests.tools.studio.pages import DRAWS_IN_SPACE, Visit
from tests.tools.studio.studio_page import PATIENCE, Studio


@pytest.fixture(scope="module")
def launch() -> Iterator[Launch]:
    """Runs the system's Chromium."""
    with launcher() as launch:
        yield launch


@pytest.fixture(scope="module")
def browser(launch: Launch) -> Iterator[Any]:
    """The system's Chromium, which draws in space without a graphics card."""
    with launch(*DRAWS_IN_SPACE) as browser:
        yield browser


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """Opens a page; a test in which the page complains of anything, its policy's refusals included, fails."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)

    def visit(running: Studio, *, expects: str = "$^") -> Any:
        tab = context.new_page()
        tab.set_default_timeout(1000 * PATIENCE)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and not re.search(expects, message.text)
                else None
            ),
        )
        tab.goto(running.url)
        return tab

    yield visit
    context.close()
    assert complaints == []
