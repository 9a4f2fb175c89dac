"""Hints about options that are written wrongly show how to write those of the calculator."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from backedge import Calculator, ConfigError, SideOutput, config, load_graph, register
from backedge.authoring.base import options_type_of
from backedge.config import NodeConfig
from backedge.config.option_hints import KnownCalculator
from backedge.planning import SubgraphRegistry
from backedge.protos import Message, field

IMPORT = (
    "its calculator's module must be imported first: `graph_runner --calculators my_module.py`, or `import my_module`"
)
GENERAL = "a calculator's options are a message of their own: options { [TheCalculatorsOptions.ext] { count: 3 } }"


@dataclass
class HintOptions:
    """Options that have an extension by themselves."""

    count: int = 0


class BareOptions(Message, name="hints.BareOptions"):
    """Options without an extension."""

    count: int = field(1)


@register("hints.Hinted")
class Hinted(Calculator):
    """Has options."""

    options: HintOptions


@register("hints.Bare")
class Bare(Calculator):
    """Has options for ``node_options`` only."""

    options: BareOptions


@register("hints.Plain")
class Plain(Calculator):
    """Has no options."""

    side = SideOutput[int]()


@pytest.mark.parametrize(
    ("calculator", "options", "message"),
    [
        (
            "hints.Hinted",
            "options: { count: 3 }",
            ("mediapipe.CalculatorOptions has no field count\n    write options { [HintOptions.ext] { count: 3 } }"),
        ),
        (
            "hints.Hinted",
            "node_options { count: 3 }",
            (
                "google.protobuf.Any has no field count\n"
                "    write node_options { [type.googleapis.com/HintOptions] { count: 3 } }"
            ),
        ),
        (
            "hints.Hinted",
            "options { count { } }",
            ("mediapipe.CalculatorOptions has no field count\n    write options { [HintOptions.ext] { count: … } }"),
        ),
        (
            "hints.Hinted",
            "options { size: 3 }",
            (
                "mediapipe.CalculatorOptions has no field size\n"
                "    the options of hints.Hinted are options { [HintOptions.ext] { … } }"
            ),
        ),
        (
            "hints.Bare",
            "options { count: 3 }",
            (
                "mediapipe.CalculatorOptions has no field count\n"
                "    write node_options { [type.googleapis.com/hints.BareOptions] { count: 3 } }"
            ),
        ),
        (
            "hints.Plain",
            "options { count: 3 }",
            "mediapipe.CalculatorOptions has no field count\n    hints.Plain has no options",
        ),
        ("Unheard", "options { count: 3 }", f"mediapipe.CalculatorOptions has no field count\n    {GENERAL}"),
        (
            "hints.Hinted",
            "node_options { [type.googleapis.com/XOptions] {} }",
            (
                "there is no message type XOptions\n"
                "    the options of hints.Hinted are node_options { [type.googleapis.com/HintOptions] { … } }"
            ),
        ),
        (
            "hints.Hinted",
            "options { [XOptions.ext] {} }",
            (
                "there is no extension [XOptions.ext]\n"
                "    the options of hints.Hinted are options { [HintOptions.ext] { … } }"
            ),
        ),
        (
            "hints.Plain",
            "node_options { [type.googleapis.com/XOptions] {} }",
            "there is no message type XOptions\n    hints.Plain has no options",
        ),
        (
            "Unheard",
            "node_options { [type.googleapis.com/acme.Unheard] {} }",
            f"there is no message type acme.Unheard\n    {IMPORT}",
        ),
        (
            "Unheard",
            "node_options { [type.googleapis.com/mediapipe.BoxTrackerCalculatorOptions] {} }",
            f"there is no message type mediapipe.BoxTrackerCalculatorOptions\n    {IMPORT}",
        ),
        (
            "hints.Hinted",
            "node_options { [HintOptions.ext] {} }",
            "[HintOptions.ext] is no type URL\n    write [type.googleapis.com/HintOptions]",
        ),
    ],
)
def test_hint(calculator: str, options: str, message: str) -> None:
    """The hint is made for the node's calculator if that is known."""
    with pytest.raises(ConfigError) as caught:
        load_graph(f'node {{ {options} calculator: "{calculator}" }}', file="g")
    assert str(caught.value).partition("error: ")[2] == message


def test_the_graphs_package_counts() -> None:
    """The calculator is looked for as the graph would do it."""
    with pytest.raises(ConfigError, match=r"write options \{ \[HintOptions.ext\]"):
        load_graph('node { calculator: "Hinted" options { count: 3 } } package: "hints.inner"')


def test_configs_know_no_calculators() -> None:
    """Hints are about the calculators that the reader of a config knows; without any, they are general."""
    text = 'node { calculator: "mine" options { count: 3 } } package: "p"'
    with pytest.raises(ConfigError, match=re.escape(GENERAL)):
        config.load_graph(text)
    asked: list[tuple[str, str]] = []

    def find(name: str, package: str) -> KnownCalculator:
        asked.append((name, package))
        return KnownCalculator(options_type_of(Hinted))

    with pytest.raises(ConfigError, match=r"write options \{ \[HintOptions.ext\]"):
        config.load_graph(text, find_calculator=find)
    assert asked == [("mine", "p")]


def test_hints_in_subgraph_templates() -> None:
    """The expansion of a template has the same hints."""
    registry = SubgraphRegistry()
    registry.register('type: "T" %param x : 3% node { calculator: "hints.Hinted" options { count: %x% } }')
    provider = registry.find("T")
    assert provider is not None
    with pytest.raises(ConfigError, match=r"write options \{ \[HintOptions.ext\]"):
        provider(NodeConfig(calculator="T"))


def test_quotes_are_missing() -> None:
    """A word where a string should be gets quotes."""
    with pytest.raises(ConfigError) as caught:
        load_graph("node { calculator: PassThroughCalculator }", file="g")
    assert str(caught.value) == (
        "g:1:20: error: field calculator expects a string, found PassThroughCalculator\n"
        '    put it in quotes: "PassThroughCalculator"'
    )
