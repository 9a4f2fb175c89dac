"""The options of our graphs are found by their names, and only those that a text names are imported."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import backedge.graphs
from backedge import Message
from backedge.graphs.declared_options import MODULES
from backedge.protos.message_registry import REGISTRY
from tests.new_modules import modules_after

NAMING = """
import backedge.planning
from backedge.protos.message_registry import REGISTRY
assert REGISTRY.find("{}") is not None
"""


def test_all_options_of_graphs_are_listed() -> None:
    """Each message of each module of options, by its full name."""
    folder = Path(next(iter(backedge.graphs.__path__)))
    names = [".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.glob("*/*_options.py")]
    declared = {}
    for module in (import_module(f"backedge.graphs.{name}") for name in names):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Message) and value.__module__ == module.__name__:
                header = REGISTRY.header(value)
                assert header is not None
                declared[header.name] = module.__name__
    assert declared == MODULES


def test_one_that_is_named_is_imported_without_the_others() -> None:
    """Neither those of other graphs, nor what templates need."""
    modules = modules_after(NAMING.format("backedge.HandTrackingOptions"))
    assert "backedge.graphs.hand_tracking" in modules
    assert not {name for name in modules if name.startswith(("backedge.graphs.pose", "backedge.templates"))}


def test_arguments_of_templates_are_imported_where_they_are_named() -> None:
    """Every message of templates has that word in its name."""
    module = import_module("backedge.templates.template_messages")
    assert module.__name__ in modules_after(NAMING.format("mediapipe.TemplateSubgraphOptions"))
    own = [value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__]
    headers = [header for header in map(REGISTRY.header, own) if header is not None]
    assert len(headers) >= 5
    assert all("Template" in header.name for header in headers)
