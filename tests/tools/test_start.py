"""The start of a command: it imports what it shows, and what takes long only where it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models.available import real_models

PROGRAM = """
import json, sys
from backedge.tools.graph_runner import run_command_line
status = run_command_line(sys.argv[1:])
sys.stdout.write("\\n" + json.dumps([status, sorted(sys.modules)]))
"""

NEVER = {"av", "ai_edge_litert", "networkx", "openvino", "pandas", "rich.console"}
WITHOUT_NUMBERS = NEVER | {"cv2", "numpy"}


def modules_after(*arguments: str) -> set[str]:
    """The modules of a new process after a command that succeeds."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    status, modules = json.loads(result.stdout.rpartition("\n")[2])
    assert status == 0, result.stdout
    return set(modules)


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("run", "--help"), ("bench", "--help")])
def test_help_needs_nothing_heavy(arguments: tuple[str, ...]) -> None:
    """What a command can do is told without what it does it with."""
    assert modules_after(*arguments) & WITHOUT_NUMBERS == set()


def test_the_version_needs_no_engine() -> None:
    """It is there before the engine could have been imported."""
    assert not {name for name in modules_after("--version") if name.startswith(("backedge.runtime", "backedge.protos"))}


def test_a_second_list_imports_no_calculators() -> None:
    """What the first has found is kept."""
    modules_after("list")
    modules = modules_after("list")
    assert not {name for name in modules if name.startswith(("backedge.calculators.", "backedge.planning", "numpy"))}


@pytest.mark.parametrize("command", ["list", "describe"])
def test_one_calculator_is_told_of_without_the_others(command: str) -> None:
    """Its module is imported, and neither other calculators nor graphs are looked at."""
    modules_after("list")
    modules = modules_after(command, "GateCalculator")
    calculators = {name for name in modules if name.startswith("backedge.calculators.core.flow.")}
    assert calculators == {"backedge.calculators.core.flow.gate_calculator"}
    assert not {name for name in modules if name.startswith(("backedge.calculators.tensor.", "backedge.runtime."))}


def test_a_check_needs_only_what_the_graph_names() -> None:
    """Neither an engine for models, nor other calculators, nor what prints tables or looks for other packages."""
    modules = modules_after("check", "hand_tracking")
    assert "importlib.metadata" not in modules
    assert "backedge.calculators.tensor.palm_detection_calculator" in modules
    assert "backedge.calculators.media.video_file_sink_calculator" not in modules
    assert modules & NEVER == set()


def test_a_run_needs_only_what_it_does(clip: Path) -> None:
    """Quietly: no console, no synthetic hands, nothing that writes videos, nor, for a graph of ours, finds packages."""
    real_models()
    modules = modules_after("run", "hand_tracking", "-q", "-i", str(clip))
    unneeded = {"av", "importlib.metadata", "rich.console", "backedge.calculators.synthetic"}
    assert modules & unneeded == set()


def test_nothing_is_collected_when_a_command_has_ended() -> None:
    """Everything is exempt from the collector by then, which would look through it several times."""
    count = "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count()))\n"
    program = count + "from backedge.tools.graph_runner import main; main(['--version'])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(result.stdout.splitlines()[-1]) > 10_000


def test_how_far_a_batch_is_takes_a_file(tmp_path: Path) -> None:
    """Neither the engine nor what reads videos and writes tables."""
    from backedge.batch.batch_progress import Snapshot, progress_file, write_snapshot

    path = progress_file(tmp_path)
    path.parent.mkdir()
    write_snapshot(path, Snapshot("finished", "graph", 1, 1, 0, 2, 3, 0.0, 1.0, None, 1))
    modules = modules_after("batch", "status", str(tmp_path))
    assert modules & (WITHOUT_NUMBERS | {"pyarrow", "ray"}) == set()
