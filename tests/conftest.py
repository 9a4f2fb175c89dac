"""Settings that hold for every test, the threads that a flow is tested on, and the real models."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from tests.models.available import real_models

# Tests make many small models, and run each of them once; the trial itself has tests of its own.
os.environ["BACKEDGE_TRUST_MODELS"] = "1"

# Shells start what runs in the background with Ctrl-C ignored, and programs that tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A deadline would make a busy machine a failed property; CI's profile also repeats the same examples in every run.
settings.register_profile("backedge", settings.get_profile("ci" if "CI" in os.environ else "default"), deadline=None)
settings.load_profile("backedge")


def pytest_report_header(config: pytest.Config) -> str:
    """Says which backedge is tested: the checkout, or an installed one."""
    del config
    spec = find_spec("backedge")
    return f"backedge: {spec.origin if spec else 'not installed'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the tests that take hours, unless ``-m`` asks for them."""
    if "soak" not in config.getoption("markexpr"):
        left_out = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Undo what commands leave in the process that runs them: modules of tests, and levels of logs.

    Another test may have a module of the same name.
    """
    modules, loggers = set(sys.modules), [logging.getLogger(name) for name in (None, "backedge")]
    kept = [(logger, logger.level, list(logger.handlers)) for logger in loggers]
    yield
    for name in sys.modules.keys() - modules:
        if _is_of_tests(getattr(sys.modules[name], "__file__", None)):
            del sys.modules[name]
    sys.path[:] = [folder for folder in sys.path if not _is_of_tests(folder)]
    for logger, level, handlers in kept:
        logger.setLevel(level)
        logger.handlers = handlers


def _is_of_tests(path: str | None) -> bool:
    return path is not None and "/pytest-of-" in path.replace("\\", "/")


@pytest.fixture(params=[0, 1, 3], ids=["inline", "1 thread", "3 threads"])
def threads(request: pytest.FixtureRequest) -> int:
    """The number of a graph's worker threads: a test of what flows through it runs with none, one, and three."""
    count: int = request.param
    return count


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder with all real models; a test that asks for it skips where they are missing."""
    return real_models()
