"""Imports follow the layers: the folders at the root, the floors inside framework/, and no circles anywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import networkx as nx
import pytest

from tests.checkout import needs_checkout, package_dir, source_files

MAY_IMPORT = {
    "backedge": (),
    "backedge.models": ("backedge.errors", "backedge.path_names", "backedge.whole_files"),
    "backedge.calculators": ("backedge", "backedge.models"),
    "backedge.graphs": ("backedge", "backedge.models", "backedge.calculators"),
    "backedge.compat": ("backedge", "backedge.models", "backedge.calculators", "backedge.graphs"),
    "backedge.tools": ("backedge", "backedge.models", "backedge.calculators", "backedge.graphs", "backedge.batch"),
    "backedge.batch": ("backedge", "backedge.models", "backedge.calculators", "backedge.graphs", "backedge.tools"),
}
"""Layer -> layers, or single modules, that it may import besides itself."""


def imported_names(source: str) -> Iterator[str]:
    """Every module that `source` imports, anywhere in it; a name taken from a package counts as a module of it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # Ruff refuses relative imports (TID252); here they show as names that start with a dot.
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)


def is_within(name: str, package: str) -> bool:
    """Tell whether `name` is `package` or something in it."""
    return name == package or name.startswith(f"{package}.")


PROGRAM = "backedge.__main__"
"""What ``python -m backedge`` runs: Python wants it in the package, but it is a tool."""


def layer_of(name: str) -> str:
    """The layer that a module of ours belongs to: the longest that its name begins with."""
    if name == PROGRAM:
        return "backedge.tools"
    return max((layer for layer in MAY_IMPORT if is_within(name, layer)), key=len)


def is_allowed(importer: str, imported: str) -> bool:
    """Tell whether module `importer` may import `imported`, which may be another project's."""
    if imported.startswith("."):
        return False
    if not is_within(imported, "backedge"):
        return imported.partition(".")[0] not in {"tests", *package_dir().values()}
    layer = layer_of(imported)
    allowed = MAY_IMPORT[layer_of(importer)]
    return layer in (layer_of(importer), *allowed) or any(
        is_within(imported, module) for module in allowed if module not in MAY_IMPORT
    )


@needs_checkout
def test_layers_are_the_packages() -> None:
    """Every package of the distribution has its place among the layers."""
    assert set(MAY_IMPORT) == set(package_dir())


@needs_checkout
def test_imports_go_one_way() -> None:
    """No module imports from a layer above its own, by a relative name, by a folder's name, or from the tests."""
    wrong = [
        f"{importer} imports {imported}"
        for importer, file in source_files()
        for imported in imported_names(file.read_text(encoding="utf-8"))
        if not is_allowed(importer, imported)
    ]
    assert wrong == []


@needs_checkout
@pytest.mark.parametrize(
    ("importer", "statement", "allowed"),
    [
        ("backedge.graph", "from backedge.packet import Packet", True),
        ("backedge.graph", "import numpy as np", True),
        ("backedge.graph", "import backedge.calculators.core", False),
        ("backedge.graph", "from backedge import calculators", False),
        ("backedge.graph", "def f():\n    from backedge.models import fetch", False),
        ("backedge.graph", "from framework.packet import Packet", False),
        ("backedge.graph", "from .packet import Packet", False),
        ("backedge.calculators.core.flow.gate_calculator", "from backedge.models import fetch", True),
        (
            "backedge.calculators.core.flow.gate_calculator",
            "from backedge.graphs.hand_tracking import HandTracker",
            False,
        ),
        ("backedge.models.fetch", "from backedge.errors import ResourceError", True),
        ("backedge.models.fetch", "from backedge import Packet", False),
        ("backedge.models.fetch", "from backedge.errors_of_mine import X", False),
        ("backedge.tools.runner", "from backedge.graphs import hand_tracking", True),
        ("backedge.tools.runner", "from backedge.compat import solutions", False),
        ("backedge.tools.runner", "from tests.data import hands_dir", False),
    ],
)
def test_rule_tells_right_from_wrong(importer: str, statement: str, allowed: bool) -> None:
    """The rule behind the test above sees each kind of import."""
    assert all(is_allowed(importer, name) for name in imported_names(statement)) is allowed


FLOORS = (
    (
        *("errors", "collection", "command_start", "compiled_core", "dependencies", "path_names", "whole_files"),
        *("access_policy", "file_checks", "timestamp", "suggest", "packet"),
    ),
    ("protos", "formats"),
    ("config",),
    ("templates",),
    ("authoring",),
    ("streams",),
    ("planning",),
    ("profiling",),
    ("runtime",),
    ("recording",),
    ("testing",),
    ("public_names",),
)
"""The modules and packages of framework/ from the ground up; each may import its own floor and those below it."""


def floor_of(module: str) -> int:
    """The floor of a module of framework/; the package itself, which exports the public names, is above them all."""
    part = module.split(".")[1] if module != "backedge" else ""
    return next((height for height, parts in enumerate(FLOORS) if part in parts), len(FLOORS))


@cache
def modules() -> dict[str, set[str]]:
    """Our modules, each with those that it imports, for types only too."""
    files = {name: file for name, file in source_files() if name.split(".")[0] == "backedge"}
    return {
        name: {
            module
            for imported in imported_names(file.read_text(encoding="utf-8"))
            if (module := imported if imported in files else imported.rpartition(".")[0]) in files and module != name
        }
        for name, file in files.items()
    }


@needs_checkout
def test_every_part_of_the_framework_has_a_floor() -> None:
    """FLOORS names each module and package of framework/ once, and nothing else."""
    parts = {name.split(".")[1] for name in modules() if name != "backedge" and layer_of(name) == "backedge"}
    named = [part for floor in FLOORS for part in floor]
    assert sorted(named) == sorted(parts)


@needs_checkout
def test_no_module_of_the_framework_imports_from_a_floor_above() -> None:
    """Upward imports are refused, those for types only and those inside functions too."""
    upward = [
        f"{importer} imports {imported}"
        for importer, others in modules().items()
        for imported in others
        if layer_of(importer) == layer_of(imported) == "backedge" and floor_of(imported) > floor_of(importer)
    ]
    assert upward == []


@needs_checkout
def test_no_modules_import_each_other() -> None:
    """No module comes back to itself by way of those that it imports."""
    graph = nx.DiGraph((importer, imported) for importer, others in modules().items() for imported in others)
    assert [sorted(circle) for circle in nx.strongly_connected_components(graph) if len(circle) > 1] == []


@needs_checkout
@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("backedge.packet", "backedge.streams.consumer"),
        ("backedge.streams.policies.mux", "backedge.planning.plan"),
        ("backedge.profiling", "backedge.runtime.state"),
        ("backedge.runtime.state", "backedge"),
    ],
)
def test_floors_tell_up_from_down(lower: str, upper: str) -> None:
    """The rule behind the tests above knows which of two modules is the upper one."""
    assert floor_of(lower) < floor_of(upper)
