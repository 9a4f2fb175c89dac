"""Templates as subgraphs: each node that names one gets it with the node's own arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge import CalculatorGraph, ConfigError
from backedge.errors import RegistrationError
from backedge.planning import subgraphs
from backedge.templates import load_template
from tests.flow import P, add, end, watch

TEMPLATE = """
    type: "templates.Relay"
    %param count : 1%
    input_stream: % "INPUT:" + in_name %
    output_stream: "OUTPUT:out"
    node {
      name: %in_name%
      calculator: "PassThroughCalculator"
      input_stream: %in_name%  # of any type
      output_stream: "out"
    }
    %if (count > 1)%
    node { name: "more" calculator: "PassThroughCalculator" input_stream: %in_name% output_stream: "unused" }
    %end%
"""
subgraphs.register(TEMPLATE)


def relay(
    source: str, target: str, arguments: str, syntax: str = "options { [mediapipe.TemplateSubgraphOptions.ext]"
) -> str:
    """A node that names the template."""
    return f"""
        node {{ calculator: "templates.Relay" input_stream: "INPUT:{source}" output_stream: "OUTPUT:{target}"
          {syntax} {{ dict {{ {arguments} }} }} }} }}
    """


def argument(key: str, value: str) -> str:
    """An argument."""
    return f'arg {{ key: "{key}" value {{ {value} }} }}'


def test_a_node_passes_its_arguments(threads: int) -> None:
    """Two nodes expand one template differently, by options of either syntax, and packets go through."""
    text = (
        'input_stream: "a"'
        + relay("a", "b", argument("in_name", 'str: "stream_8"'))
        + relay(
            "b",
            "c",
            argument("in_name", 'str: "s"') + argument("count", "num: 2"),
            "node_options { [type.googleapis.com/mediapipe.TemplateSubgraphOptions]",
        )
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        assert [node.name for node in graph.plan.nodes] == [
            "templates_relay_1__stream_8",
            "templates_relay_2__s",
            "templates_relay_2__more",
        ]
        assert [node.config.input_stream for node in graph.plan.nodes] == [("a",), ("b",), ("b",)]
        seen = watch(graph, "c", bounds=False)["c"]
        graph.start_run()
        add(graph, "a", 1)
        end(graph)
    assert seen == [P(1, "a")]


def test_a_template_can_be_the_whole_graph() -> None:
    """Expanded by hand a template is a graph of its own."""
    config = load_template(TEMPLATE).expand({"in_name": "stream_9"})
    graph = CalculatorGraph(config)
    assert config.input_stream == ("INPUT:stream_9",)
    assert [node.name for node in graph.plan.nodes] == ["stream_9"]


def test_a_missing_argument_is_told_with_its_place() -> None:
    """A parameter without a default that the node does not give is an error, at the template's line."""
    with pytest.raises(ConfigError, match=r'<template>:4:\d+: error: there is no parameter "in_name"'):
        CalculatorGraph('input_stream: "a"' + relay("a", "b", ""))


def test_a_name_belongs_to_one_template() -> None:
    """The same text may be registered again, another one not; a template without a plain type needs a name."""
    subgraphs.register(TEMPLATE)
    with pytest.raises(RegistrationError, match="registered twice"):
        subgraphs.register(TEMPLATE.replace("unused", "other"))
    with pytest.raises(RegistrationError, match="needs a `type"):
        subgraphs.register("type: %name% node { calculator: %c% }")
    subgraphs.register("type: %name% node { calculator: %c% }", register_as="templates.Named")


def test_a_template_beside_the_graph(tmp_path: Path) -> None:
    """A graph from a file finds a template in its folder by its type."""
    (tmp_path / "inner.pbtxt").write_text(TEMPLATE.replace("Relay", "Beside").replace("    ", ""), encoding="utf-8")
    outer = tmp_path / "outer.pbtxt"
    text = 'input_stream: "a"' + relay("a", "b", argument("in_name", 'str: "x"')).replace("Relay", "Beside")
    outer.write_text(text, encoding="utf-8")
    assert [node.name for node in CalculatorGraph(outer).plan.nodes] == ["templates_beside__x"]
