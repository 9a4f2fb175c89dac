"""The packages of the framework: what they offer under which names."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

import backedge

OTHERS = {"calculators", "compat", "graphs", "models", "tools"}
PACKAGES = [
    "backedge",
    *(
        f"backedge.{found.name}"
        for found in pkgutil.iter_modules(backedge.__path__)
        if found.ispkg and found.name not in OTHERS
    ),
]


@pytest.mark.parametrize("name", PACKAGES)
def test_no_object_shadows_a_module(name: str) -> None:
    """``import package.module as m`` gives the module: no function or object of the package has its name."""
    package = import_module(name)
    for module in pkgutil.iter_modules(package.__path__):
        if module.name not in OTHERS:
            import_module(f"{name}.{module.name}")
            assert isinstance(getattr(package, module.name), ModuleType), f"{name}.{module.name} is not the module"
