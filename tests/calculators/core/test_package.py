"""The package of core calculators as a whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from backedge.authoring import registry

HEAVY = ("cv2", "ai_edge_litert", "tflite_runtime", "networkx", "rich", "click")


CODE = f"""
import importlib.util, sys, types
package = types.ModuleType("backedge.calculators")  # without its siblings, some of which need OpenCV
package.__path__ = importlib.util.find_spec("backedge.calculators").submodule_search_locations
sys.modules["backedge.calculators"] = package
import backedge.calculators.core
from backedge.authoring import registry
assert "GateCalculator" in {{each.name for each in registry}}
print([name for name in {HEAVY} if name in sys.modules])
"""


def test_import_is_light() -> None:
    """Core calculators need neither OpenCV nor an inference engine."""
    result = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
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
