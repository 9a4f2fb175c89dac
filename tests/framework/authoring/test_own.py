"""A user's own calculators: how short they can be, and that they run."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from backedge import CalculatorGraph
from tests.flow import end, values, watch
from tests.graph_text import do, graph_of

FUNCTION = """\
from backedge import calculator

@calculator
def OwnScaleCalculator(number: float, *, gain: float = 1.0) -> float:
    return gain * number
"""

CLASS = """\
from dataclasses import dataclass
from backedge import Calculator, Input, Output, register
@dataclass
class OwnRunningMaximumOptions:
    start: float = 0.0
@register
class OwnRunningMaximumCalculator(Calculator):
    number = Input[float]("NUMBER")
    maximum = Output[float]("MAXIMUM")
    options: OwnRunningMaximumOptions
    def open(self) -> None:
        self.highest = self.options.start
    def process(self) -> None:
        self.highest = max(self.highest, self.number.value)
        self.maximum.send(self.highest)
"""


def load(source: str, name: str, folder: Path) -> ModuleType:
    """Import a user's file."""
    path = folder / f"{name}.py"
    path.write_text(source)
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("source", "lines", "ports", "options", "expected"),
    [
        (
            FUNCTION,
            6,
            ("NUMBER:n", "m"),
            "[type.googleapis.com/OwnScaleCalculatorOptions] { gain: 3 }",
            [3.0, 9.0, 6.0],
        ),
        (
            CLASS,
            15,
            ("NUMBER:n", "MAXIMUM:m"),
            "[type.googleapis.com/OwnRunningMaximumOptions] { start: 2 }",
            [2.0, 3.0, 3.0],
        ),
    ],
    ids=["function", "class"],
)
def test_an_own_calculator_is_short_and_runs(
    source: str,
    lines: int,
    ports: tuple[str, str],
    options: str,
    expected: list[float],
    tmp_path: Path,
    threads: int,
) -> None:
    """A function takes at most 6 lines and a class 15, options from a plain dataclass and imports included."""
    assert len(source.splitlines()) <= lines
    module = load(source, "own_" + ("function" if source is FUNCTION else "class"), tmp_path)
    name = next(name for name in vars(module) if name.startswith("Own") and name.endswith("Calculator"))
    node = do(*ports, calculator=name, more=f"node_options {{ {options} }}")
    with CalculatorGraph(graph_of("n", node), num_threads=threads) as graph:
        seen = watch(graph, "m", bounds=False)
        graph.start_run()
        for timestamp, number in enumerate([1.0, 3.0, 2.0]):
            graph.add_packet_to_input_stream("n", number, timestamp)
        end(graph)
    assert values(seen["m"]) == expected
