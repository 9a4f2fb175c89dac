"""The system's own Chromium, for tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeAlias

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


Launch: TypeAlias = Callable[..., AbstractContextManager[Any]]
"""Runs it with arguments."""


@contextmanager
def launcher() -> Iterator[Launch]:
    """What runs it, driven by playwright; the test is skipped where one of them is missing."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with sync_api.sync_playwright() as playwright:

        @contextmanager
        def launch(*arguments: str) -> Iterator[Any]:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *arguments])
            yield browser
            browser.close()

        yield launch


@contextmanager
def chromium() -> Iterator[Any]:
    """Run it alone."""
    with launcher() as launch, launch() as browser:
        yield browser
