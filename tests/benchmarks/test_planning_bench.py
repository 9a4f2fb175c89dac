"""The time that it takes to plan large graphs; `pytest --benchmark-enable --benchmark-only` measures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from backedge import CalculatorGraph, ConfigError, load_graph
from backedge.planning import build_graph
from tests.framework.planning.large_graphs import chain, fan, misspelt_calculators, misspelt_streams

NODES = 1000


def test_read(benchmark: BenchmarkFixture) -> None:
    """From text to config."""
    assert len(benchmark(load_graph, chain(NODES)).node) == NODES


@pytest.mark.parametrize("make", [chain, fan], ids=lambda make: make.__name__)
def test_plan(benchmark: BenchmarkFixture, make: Callable[[int], str]) -> None:
    """From config to plan."""
    assert len(benchmark(build_graph, load_graph(make(NODES))).nodes) == NODES


def test_assemble(benchmark: BenchmarkFixture) -> None:
    """From plan to graph."""
    plan = build_graph(chain(NODES))
    assert benchmark(CalculatorGraph, plan).plan is plan


@pytest.mark.parametrize("make", [misspelt_streams, misspelt_calculators], ids=lambda make: make.__name__)
def test_refuse(benchmark: BenchmarkFixture, make: Callable[[int], str]) -> None:
    """A mistake in each node."""
    text = make(NODES)

    def refuse() -> int:
        with pytest.raises(ConfigError) as caught:
            build_graph(text)
        return len(caught.value.diagnostics)

    assert benchmark(refuse) == NODES
