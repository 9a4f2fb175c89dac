"""Services: a calculator asks the graph for one by class."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Input, register
from backedge.authoring import Service
from backedge.errors import CalculatorError, GraphError, RegistrationError
from backedge.profiling import GraphProfiler
from tests.flow import add, end
from tests.graph_text import do, graph_of


class Weather:
    """A service that no graph offers."""


@register("services.Profiled")
class Profiled(Calculator):
    """Reads the graph's profiler."""

    profiler = Service(GraphProfiler)
    source = Input[Any]()

    found: list[GraphProfiler]

    def process(self) -> None:
        self.found.append(self.profiler)


@register("services.Derived")
class Derived(Profiled):
    """Inherits what its base asks for."""


@register("services.Outdoors")
class Outdoors(Calculator):
    """Asks for what the graph does not have."""

    weather = Service(Weather)
    source = Input[Any]()

    def process(self) -> None:
        """Nothing to do."""


@pytest.mark.parametrize("name", ["Profiled", "Derived"])
def test_a_calculator_gets_the_service_of_its_graph(name: str, threads: int) -> None:
    """The service is the very object that the graph has, for the calculators that inherit the request too."""
    Profiled.found = []
    with CalculatorGraph(graph_of("a", do("a", "", calculator=f"services.{name}")), num_threads=threads) as graph:
        graph.start_run()
        add(graph, "a", 1)
        end(graph)
        assert [found is graph.profiler for found in Profiled.found] == [True]


def test_a_service_that_the_graph_does_not_offer() -> None:
    """The error names calculator and service, and what there is."""
    with (
        CalculatorGraph(graph_of("a", do("a", "", calculator="services.Outdoors"))) as graph,
        pytest.raises(
            CalculatorError,
            match="Outdoors needs the service Weather, which this graph does not offer; it offers Graph",
        ),
    ):
        graph.start_run()


def test_a_calculator_outside_of_a_graph_has_no_services() -> None:
    """Without a graph the attribute says when it can be read; of the class it is the declaration."""
    with pytest.raises(GraphError, match=r"Outdoors has the service Weather from open\(\) on, in a graph"):
        _ = Outdoors().weather
    assert Outdoors.weather.kind is Weather


@pytest.mark.parametrize("name", ["timestamp", "process"])
def test_a_service_cannot_have_a_name_of_the_engine(name: str) -> None:
    """The names that ports cannot have are closed to services too."""
    with pytest.raises(RegistrationError, match=f"^Own.{name}: the engine uses this name; give the service another"):
        type("Own", (Calculator,), {name: Service(Weather)})
