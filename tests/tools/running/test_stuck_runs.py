"""`graph_runner run` on graphs that cannot go on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.command_line import Result

Run = Callable[..., Result]

CALCULATOR = '''
from dataclasses import dataclass
from typing import Any
from backedge import Calculator, Input, Output, register

@dataclass
class RareStuckOptions:
    every: int = 1_000_000

@register
class RareStuckCalculator(Calculator):
    """Sends every so many packets one, without a promise for those between."""

    picture = Input[Any]()
    found = Output[Any]()
    timestamp_offset = None
    options: RareStuckOptions

    def open(self) -> None:
        self.count = 0

    def process(self) -> None:
        self.count += 1
        if self.count % self.options.every == 0:
            self.found.send(self.count)
'''
STARVED = """
input_stream: "IMAGE:image"
output_stream: "both"
node {
  name: "Detect" calculator: "RareStuckCalculator" input_stream: "image" output_stream: "found"
  node_options { [type.googleapis.com/RareStuckOptions] { every: 1000000 } }
}
node {
  name: "Join" calculator: "PassThroughCalculator"
  input_stream: "image" input_stream: "found" output_stream: "both" output_stream: "same"
}
"""


@pytest.fixture(scope="module")
def calculators(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a calculator that keeps those who read it waiting."""
    path = tmp_path_factory.mktemp("calculators") / "rare_stuck.py"
    path.write_text(CALCULATOR)
    return path


@pytest.mark.parametrize("threads", ["0", "2"])
def test_a_run_that_cannot_go_on_ends_with_what_it_waits_for(
    run: Run, calculators: Path, tmp_path: Path, threads: str
) -> None:
    """It ends when a queue is full, and not with the clip; one message says which node waits for which stream."""
    graph = tmp_path / "starved.pbtxt"
    graph.write_text(STARVED)
    result = run("run", graph, "--calculators", calculators, "--input", "demo", "--threads", threads)
    assert result.status == 1
    assert result.stdout == ""
    error, wait, *more = result.stderr.splitlines()
    found = re.match(
        r'error: throttling deadlock: the queue of stream "image" into node "Join" is full \((\d+)\)', error
    )
    # While the graph has threads of its own, more packets may be on their way to the queue when it becomes full.
    assert found
    assert int(found[1]) in (range(100, 200) if threads != "0" else [100])
    assert "raise max_queue_size" in error
    assert wait.startswith('node "Join" has packets at 0 and waits for stream "found"')
    assert 'node "Detect" (RareStuckCalculator) sent nothing there' in wait
    assert not [line for line in more if "Traceback" in line]


def test_a_graph_that_says_its_queues_have_no_limit_runs_to_its_end(
    run: Run, calculators: Path, tmp_path: Path
) -> None:
    """Where so many packets are meant to wait, the graph says so."""
    graph = tmp_path / "patient.pbtxt"
    graph.write_text("max_queue_size: -1" + STARVED)
    result = run("run", graph, "--calculators", calculators, "--input", "demo")
    assert result.status == 0
    assert result.stderr == ""
    assert "packets     180 both" in result.stdout


def test_a_short_limit_may_be_exceeded(run: Run, calculators: Path, tmp_path: Path) -> None:
    """A graph with short queues that have to grow a little is warned about, and runs."""
    graph = tmp_path / "short.pbtxt"
    graph.write_text("max_queue_size: 4" + STARVED.replace("1000000", "9"))
    result = run("run", graph, "--calculators", calculators, "--input", "demo")
    assert result.status == 0
    assert 'the queue of stream "image" into node "Join" is full (4), and grows: nothing can move' in result.stderr
    assert result.stderr.count("is full") == 1
    assert "packets     180 both" in result.stdout
