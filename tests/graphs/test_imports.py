"""A program that tracks hands imports what it needs for that, and nothing else that takes long."""

from __future__ import annotations

from tests.models.available import needs_litert, real_models
from tests.new_modules import modules_after

IMPORT = "from backedge.graphs.hand_tracking import HandTracker"

HEAVY = {
    "ai_edge_litert.schema_py_generated",  # rewrites models
    "av",
    "backedge.calculators.inference.cut_model",
    "backedge.calculators.inference.openvino_model",
    "backedge.models.installing",
    "backedge.templates.template",
    "flatbuffers",
    "importlib.metadata",
    "networkx",
    "openvino",
    "orjson",
    "rich",
    "subprocess",
    "tempfile",
}
"""Modules that finding hands in a picture needs at no time."""


def test_a_tracker_imports_no_other() -> None:
    """The graphs of other tasks, and calculators, which only a graph needs, are not imported with it."""
    modules = modules_after(IMPORT)
    tasks = {name.split(".")[2] for name in modules if name.startswith("backedge.graphs.") and name.count(".") > 2}
    assert tasks == {"hand_tracking"}
    assert [name for name in modules if name.startswith("backedge.") and name.endswith("_calculator")] == []
    assert modules & {*HEAVY, "ai_edge_litert"} == set()


@needs_litert
def test_a_frame_needs_nothing_heavy() -> None:
    """From the import to the first result only what computes it is imported."""
    real_models()
    frame = "import numpy as np; HandTracker().process(np.zeros((48, 64, 3), np.uint8))"
    modules = modules_after(f"{IMPORT}\n{frame}")
    assert "ai_edge_litert.interpreter" in modules
    assert modules & HEAVY == set()
