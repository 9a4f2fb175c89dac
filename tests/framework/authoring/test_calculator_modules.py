"""Which module registers a calculator is read off its text."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from backedge.authoring.calculator_modules import CalculatorModules

TEXT = """
from backedge import calculator, register, subgraphs

'''
@register("InDocstring")  # as here, too
    @register("Indented")
'''

@register
class Bare: ...

@calculator
@other
def Function(): ...

@register("First", 'Second')
class Named: ...

@calculator(
    "OfFunction",
)
def function(): ...

register("acme.Family")(Named[int])
subgraphs.register_provider("Provided", function)
"""


def package(folder: Path, name: str, **files: str) -> CalculatorModules:
    """The modules of a package with such files, by their names without suffix."""
    (folder / name).mkdir()
    (folder / name / "__init__.py").touch()
    for stem, text in files.items():
        (folder / name / f"{stem}.py").write_text(text)
    return CalculatorModules(import_module(name))


def test_names_are_read_off_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All ways to register are seen, without the module being imported; other modules' texts are not read."""
    monkeypatch.syspath_prepend(tmp_path)
    found = package(tmp_path, "acme_of_texts", acme_calculator=TEXT, helper='register("Helper")')
    names = ("Bare", "Function", "First", "Second", "OfFunction", "acme.Family", "Provided")
    assert {found.module_of(name) for name in names} == {"acme_of_texts.acme_calculator"}
    assert {found.module_of(name) for name in ("Named", "function", "Indented", "Helper", "other")} == {None}
    assert list(found.all()) == ["acme_of_texts.acme_calculator"]
    assert "acme_of_texts.acme_calculator" not in sys.modules


def test_options_are_found_by_the_name_of_the_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of the same name as the options has them, in whichever package, and those inside them."""
    monkeypatch.syspath_prepend(tmp_path)
    found = package(tmp_path, "acme_of_options", one_two_calculator="")
    for name in ("acme.OneTwoCalculatorOptions", "OneTwoOptions", "mediapipe.OneTwoCalculatorOptions.Inner"):
        assert found.module_of_options(name) == "acme_of_options.one_two_calculator", name
    for name in ("acme.OneTwo", "acme.TwoCalculatorOptions", "", "Options"):
        assert found.module_of_options(name) is None, name
