"""The exports of `backedge`: every error that its documented names raise, and nothing that is slow to import."""

from __future__ import annotations

import builtins
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

import backedge
from backedge import errors

RAISES = re.compile(r"^Raises:\n((?: +.*\n?)+)", re.MULTILINE)


def docstrings(thing: object) -> Iterator[str]:
    """The docstring of an exported thing and those of its public methods; of a module those of its functions."""
    if not (inspect.isroutine(thing) or inspect.isclass(thing) or inspect.ismodule(thing)):
        thing = type(thing)
    yield inspect.getdoc(thing) or ""
    if not inspect.isroutine(thing):
        yield from (inspect.getdoc(getattr(thing, name)) or "" for name in dir(thing) if not name.startswith("_"))


def raised() -> set[str]:
    """The classes named under Raises."""
    texts = (text for name in backedge.__all__ for text in docstrings(getattr(backedge, name)))
    sections = (section for text in texts for section in RAISES.findall(text))
    return {name for section in sections for name in re.findall(r"^ {4}(\w+):", section, re.MULTILINE)}


def test_every_documented_error_is_exported() -> None:
    """A program can catch what a public docstring says is raised by its name in `backedge`."""
    found = raised()
    assert {"GraphStateError", "ContractError", "GraphTimeoutError"} <= found
    assert {name for name in found if not hasattr(builtins, name)} <= set(backedge.__all__)


def test_the_whole_tree_of_errors_is_exported() -> None:
    """Errors that arrive from a running graph rather than from a call's docstring are there too."""
    tree = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
    assert tree <= set(backedge.__all__)


def test_exports_are_sorted_and_exist() -> None:
    """Each name is there once."""
    assert sorted(set(backedge.__all__)) == backedge.__all__
    assert all(hasattr(backedge, name) for name in backedge.__all__)


def test_names_are_there_for_programs_that_ask_what_there_is() -> None:
    """`dir` has them before the first is used, and so has a star import."""
    check = (
        "import backedge; names = dir(backedge); from backedge import *; assert {*backedge.__all__} <= {*names, *dir()}"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


def test_modules_are_there_without_an_import_of_their_own() -> None:
    """`backedge.formats` is, after `import backedge` alone; what there is not is an AttributeError."""
    check = (
        "import backedge; backedge.formats.ImageFrame, backedge.errors.ConfigError; print(hasattr(backedge, 'nosuch'))"
    )
    result = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


@pytest.mark.parametrize("module", ["cv2", "networkx", "numpy"])
def test_slow_modules_are_imported_where_they_are_used(module: str) -> None:
    """To have all names is quick."""
    check = f"import sys; from backedge import *; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
