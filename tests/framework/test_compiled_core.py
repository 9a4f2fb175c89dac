"""Which modules are machine code: those that can be, or none."""

from __future__ import annotations

import importlib
import tomllib
from fnmatch import fnmatchcase
from importlib.machinery import ExtensionFileLoader

import pytest

from backedge.compiled_core import compiled_modules
from tests.checkout import ROOT, needs_checkout, source_files


def test_what_is_named_is_what_python_loads() -> None:
    """A module that is named comes from an extension, one that is not comes from its source."""
    for name in (
        "backedge.timestamp",
        "backedge.runtime.scheduler",
        "backedge.streams.input_stream",
        "backedge.errors",
    ):
        loader = importlib.import_module(name).__loader__
        assert isinstance(loader, ExtensionFileLoader) == (name in compiled_modules())


@needs_checkout
def test_a_checkout_is_pure() -> None:
    """With `-e` nothing is compiled, so that what is edited is what runs."""
    assert compiled_modules() == ()


@needs_checkout
@pytest.mark.parametrize(
    "pattern",
    tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["backedge-build"]["compiled-modules"]
    if (ROOT / "pyproject.toml").exists()
    else [],
)
def test_what_is_to_be_compiled_exists(pattern: str) -> None:
    """A module that was moved or renamed is not left out without a word."""
    assert any(fnmatchcase(name, pattern) for name, _ in source_files())
