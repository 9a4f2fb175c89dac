"""What may import what, and how long a file may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from statistics import median

import pytest

from tests.checkout import ROOT, needs_checkout, package_dir, source_files

MAY_IMPORT = {
    "backedge": (),
    "backedge.models": ("backedge.errors",),
    "backedge.calculators": ("backedge", "backedge.models"),
    "backedge.graphs": ("backedge", "backedge.models", "backedge.calculators"),
    "backedge.compat": ("backedge", "backedge.models", "backedge.calculators", "backedge.graphs"),
    "backedge.tools": ("backedge", "backedge.models", "backedge.calculators", "backedge.graphs"),
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
    """Whether `name` is `package` or something in it."""
    return name == package or name.startswith(f"{package}.")


def layer_of(name: str) -> str:
    """The layer that a module of ours belongs to: the longest that its name begins with."""
    return max((layer for layer in MAY_IMPORT if is_within(name, layer)), key=len)


def is_allowed(importer: str, imported: str) -> bool:
    """Whether module `importer` may import `imported`, which may be somebody else's."""
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
        ("backedge.calculators.core.gate", "from backedge.models import fetch", True),
        ("backedge.calculators.core.gate", "from backedge.graphs.hand_tracking import HandTracker", False),
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


@needs_checkout
def test_files_are_short() -> None:
    """No file, test or not, has more than 500 lines."""
    files = [file for _, file in source_files()] + sorted((ROOT / "tests").rglob("*.py"))
    lengths = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {name: lines for name, lines in lengths.items() if lines > 500} == {}


@needs_checkout
def test_half_of_the_files_are_a_screen_or_two() -> None:
    """The median length of a module, not counting those that only import, is at most 150 lines."""
    lengths = [len(file.read_text(encoding="utf-8").splitlines()) for _, file in source_files()]
    assert median(length for length in lengths if length > 20) <= 150
