"""Packages that announce calculators and cannot be imported."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.tools.command_line import run_process

BROKEN = (
    'the plug-in "hands" (broken_plugin) of acme-calculators cannot be imported: '
    "ModuleNotFoundError: No module named 'not_there_at_all'"
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a process in which a broken package is installed."""
    (tmp_path / "broken_plugin.py").write_text("import not_there_at_all\n")
    metadata = tmp_path / "acme_calculators-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-calculators\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[backedge.calculators]\nhands = broken_plugin\n")
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


def test_a_broken_plugin_is_named_and_not_needed(environment: dict[str, str], sizes: Path) -> None:
    """A graph of our own calculators does not look at it; a list of all tells in one line what is broken."""
    result = run_process("check", sizes, environment=environment)
    assert result == (0, f"{sizes}: ok, 2 nodes\n", "")
    result = run_process("list", "--json", environment=environment)
    assert (result.status, result.stderr) == (0, f"warning: {BROKEN}\n")
    assert len(json.loads(result.stdout)) > 30


def test_a_calculator_that_may_be_in_a_broken_plugin(environment: dict[str, str], tmp_path: Path) -> None:
    """The error about a name that is not found says which plug-in could not be asked, and why."""
    graph = tmp_path / "graph.pbtxt"
    graph.write_text('node { calculator: "AcmeHandCalculator" }')
    result = run_process("check", "-q", graph, environment=environment)
    assert (result.status, result.stderr) == (1, "")
    assert 'calculator "AcmeHandCalculator" (node "AcmeHandCalculator") is not registered' in result.stdout
    assert BROKEN in result.stdout
