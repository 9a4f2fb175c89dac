"""`backedge.calculators.builtin`: it registers every calculator, and the core ones need nothing heavy."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

from backedge import calculators
from backedge.authoring import registry

HEAVY = ("cv2", "ai_edge_litert", "tflite_runtime", "networkx", "rich", "click")

OURS = f"{calculators.__name__}."

CORE_ALONE = f"""
import importlib, importlib.util, pkgutil, sys, types
package = types.ModuleType("backedge.calculators")  # without its siblings, some of which need OpenCV
package.__path__ = importlib.util.find_spec("backedge.calculators").submodule_search_locations
sys.modules["backedge.calculators"] = package
import backedge.calculators.core as core
for module in pkgutil.walk_packages(core.__path__, core.__name__ + "."):
    importlib.import_module(module.name)
from backedge.authoring import registry
assert "GateCalculator" in {{each.name for each in registry}}
print([name for name in {HEAVY} if name in sys.modules])
"""

BUILTIN_ALONE = f"""
import json, sys
import backedge.calculators.builtin
print(json.dumps([name for name in sys.modules if name.startswith("{OURS}")]))
"""


def all_modules() -> list[str]:
    """The names of all modules in the folders of calculators; folders themselves are left out."""
    return [module.name for module in walk_packages(calculators.__path__, OURS) if not module.ispkg]


@pytest.fixture(scope="module")
def imported() -> list[str]:
    """The modules of calculators that a new interpreter has after it imports `builtin`, in the order of the imports."""
    result = subprocess.run([sys.executable, "-c", BUILTIN_ALONE], capture_output=True, text=True, check=True)
    names: list[str] = json.loads(result.stdout)
    return names


def test_no_calculator_is_forgotten(imported: list[str]) -> None:
    """Each module that registers a calculator when it is imported is one that `builtin` imports, by its name."""
    for name in all_modules():
        import_module(name)
    registering = {each.module for each in registry if each.module.startswith(OURS)}
    assert registering
    assert registering - set(imported) == set()
    assert [name for name in sorted(registering) if not name.endswith("_calculator")] == []


def test_every_calculator_module_registers() -> None:
    """A module has a name that ends in "_calculator" only if it registers a calculator or the nodes of a container."""
    for name in all_modules():
        import_module(name)
    registering = {each.module for each in registry}
    idle = {name for name in all_modules() if name.endswith("_calculator")} - registering
    assert idle == {f"{OURS}core.routing.switch_container_calculator"}


def test_folders_only_describe_themselves() -> None:
    """A folder's `__init__` is a docstring that says what is in it, and what it requires: it registers nothing."""
    requires = [
        ast.unparse(ast.parse(line)) for line in ("from backedge.dependencies import require", "require('cv2')")
    ]
    for folder in Path(str(calculators.__file__)).parent.rglob("__init__.py"):
        docstring, *rest = ast.parse(folder.read_text(encoding="utf-8")).body
        assert isinstance(docstring, ast.Expr), folder
        assert [ast.unparse(statement) for statement in rest] in ([], requires), folder


def test_folders_whose_modules_import_opencv_require_it() -> None:
    """Whoever imports a module that cannot do without OpenCV is told what is missing, in one line."""
    root = Path(str(calculators.__file__)).parent
    for module in root.rglob("*.py"):
        if re.search(r"^(import|from) cv2", module.read_text(encoding="utf-8"), re.MULTILINE):
            assert 'require("cv2")' in module.with_name("__init__.py").read_text(encoding="utf-8"), module


def test_core_is_light() -> None:
    """Core calculators need neither OpenCV nor an inference engine."""
    result = subprocess.run([sys.executable, "-c", CORE_ALONE], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("PreviousLoopback", "PreviousLoopbackCalculator"),
        ("FlowLimiter", "FlowLimiterCalculator"),
        ("Gate", "GateCalculator"),
        ("PassThrough", "PassThroughCalculator"),
    ],
)
def test_short_names(short: str, full: str) -> None:
    """The calculators that every loop has are known by short names too."""
    alias, registered = registry.find(short), registry.find(full)
    assert alias
    assert registered
    assert (alias.calculator, alias.canonical) == (registered.calculator, full)
