"""`backedge.calculators.builtin`: it finds every calculator, and the core ones need nothing heavy."""

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

from backedge import calculators, subgraphs
from backedge.authoring import registry
from backedge.authoring.base import options_type_of
from backedge.calculators.builtin import CALCULATORS
from backedge.protos.message_registry import REGISTRY

HEAVY = ("cv2", "ai_edge_litert", "tflite_runtime", "networkx", "rich", "click")

OURS = f"{calculators.__name__}."

CORE_ALONE = f"""
import importlib, importlib.util, pkgutil, sys
spec = importlib.util.find_spec("backedge.calculators")
package = importlib.util.module_from_spec(spec)  # without its siblings, some of which need OpenCV
sys.modules["backedge.calculators"] = package
import backedge.calculators.core as core
for module in pkgutil.walk_packages(core.__path__, core.__name__ + "."):
    importlib.import_module(module.name)
from backedge.authoring import registry
assert "GateCalculator" in {{each.name for each in registry}}
print([name for name in {HEAVY} if name in sys.modules])
"""

GRAPH_ALONE = f"""
import json, sys
from pathlib import Path
from backedge import subgraphs
from backedge.planning import build_graph
plan = build_graph(Path(sys.argv[1]))
classes = {{cls for node in plan.nodes for cls in node.registration.calculator.__mro__}}
providers = map(subgraphs.registered, subgraphs.names())
print(json.dumps([
    sorted({{each.__module__ for each in (*classes, *providers)}}),
    sorted(name for name in sys.modules if name.startswith("{OURS}") and name.endswith("_calculator")),
    sorted({{"importlib.metadata", "networkx", "ai_edge_litert", "av", "rich"}} & sys.modules.keys()),
]))
"""

ALL_LOADED = f"""
import json, sys
from backedge.authoring import registry
registry.load_plugins()
print(json.dumps([name for name in sys.modules if name.startswith("{OURS}")]))
"""


def all_modules() -> list[str]:
    """The names of all modules in the folders of calculators; folders themselves are left out."""
    return [module.name for module in walk_packages(calculators.__path__, OURS) if not module.ispkg]


@pytest.fixture(scope="module")
def imported() -> list[str]:
    """The modules of calculators that a new interpreter has after it loads all of them, in the order of the imports."""
    result = subprocess.run([sys.executable, "-c", ALL_LOADED], capture_output=True, text=True, check=True)
    names: list[str] = json.loads(result.stdout)
    return names


def test_no_calculator_is_forgotten(imported: list[str]) -> None:
    """Each module that registers a calculator when it is imported is imported with all, by its name."""
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


def test_every_name_of_ours_stands_in_the_text_of_its_module() -> None:
    """So no graph of our calculators has to import all of them."""
    registry.load_plugins()
    ours = [each for each in registry if each.module.startswith(OURS) and not each.name.startswith("test.")]
    registered = {each.name: each.module for each in ours}
    providers = {name: getattr(subgraphs.registered(name), "__module__", "") for name in subgraphs.names()}
    registered |= {name: module for name, module in providers.items() if module.startswith(OURS)}
    assert "SwitchContainer" in registered
    assert {name: CALCULATORS.module_of(name) for name in registered} == registered


def test_the_options_of_every_calculator_of_ours_are_found_by_their_name() -> None:
    """The module that the name leads to is one that imports what declares them."""
    registry.load_plugins()
    options = {options_type_of(each.calculator) for each in registry if each.module.startswith(OURS)}
    for declared in filter(None, options):
        name = REGISTRY.schema(declared).name
        module = CALCULATORS.module_of_options(name)
        assert module, name
        assert any(value is declared for value in vars(sys.modules[module]).values()), name


@pytest.mark.parametrize("graph", ["hand_tracking/hand_tracking", "face_mesh/face_mesh"])
def test_a_graph_imports_only_the_calculators_that_it_names(graph: str) -> None:
    """Neither other calculators, nor what only they or other packages need."""
    path = Path(str(calculators.__file__)).parents[1] / "graphs" / f"{graph}.pbtxt"
    result = subprocess.run([sys.executable, "-c", GRAPH_ALONE, path], capture_output=True, text=True, check=True)
    needed, imported, heavy = json.loads(result.stdout)
    assert imported
    assert set(imported) - set(needed) == set()
    # To find the graphs that subgraphs may be means to look through the packages that are installed.
    assert heavy == ([] if graph == "hand_tracking/hand_tracking" else ["importlib.metadata"])


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
