"""What is said about a calculator that is not registered, and what is said of its node all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from backedge import ConfigError
from backedge.authoring.registration import registry
from backedge.planning import build_graph, subgraphs
from backedge.planning.graph_catalogue import catalogue
from backedge.planning.left_out import LEFT_OUT, mediapipes_name, reason_to_leave_out
from backedge.planning.mediapipe_names import MEDIAPIPE_NAMES
from tests.checkout import ROOT, needs_checkout
from tests.graph_text import do, graph_of

HOW = "import the module that defines it (graph_runner: --calculators MODULE), or register the subgraph "
MISSING = "MediaPipe has it, backedge does not yet"


def complaints(text: str) -> list[str]:
    """What is wrong with a graph: messages without places and hints."""
    with pytest.raises(ConfigError) as caught:
        build_graph(text)
    return [diagnostic.message for diagnostic in caught.value.diagnostics]


def hints(calculator: str, package: str = "") -> list[str]:
    """What is advised about one node."""
    with pytest.raises(ConfigError) as caught:
        build_graph(f'package: "{package}" node {{ calculator: "{calculator}" }}')
    (diagnostic,) = caught.value.diagnostics
    return diagnostic.hint.splitlines()


def unregistered() -> Iterator[str]:
    """MediaPipe's names that stand for nothing here, neither by themselves nor as names for a GPU."""
    registry.load_plugins()
    known = {registration.name for registration in registry} | {
        *subgraphs.names(),
        *catalogue.types(),
        *catalogue.aliases(),
    }
    return (name for name in sorted(MEDIAPIPE_NAMES - known) if name.replace("Gpu", "Cpu") not in known)


def test_a_near_name_and_how_to_bring_a_calculator_in() -> None:
    """Both are said, always: nobody but the author knows which of them it is."""
    near, how = hints("PassThruCalculator")
    assert near == 'did you mean "PassThroughCalculator"?'
    assert how.startswith(HOW)


@pytest.mark.parametrize("calculator", ["TfLiteTensorsToObjectsCalculator", "BrightnessCalculator", "Qqqqq"])
def test_a_name_that_is_not_near(calculator: str) -> None:
    """A calculator that shares an ending, or a word, with what is meant is not suggested."""
    assert not any("did you mean" in hint for hint in hints(calculator))
    assert hints(calculator)[-1].startswith(HOW)


@pytest.mark.parametrize(
    ("calculator", "package"),
    [("TfLiteTensorsToObjectsCalculator", ""), ("AnnotationOverlayCalculatorX", ""), ("VideoPreStreamCalculator", "x")],
)
def test_a_name_of_mediapipes(calculator: str, package: str) -> None:
    """A calculator or subgraph that MediaPipe has, and that is not here, is called so; others are not."""
    assert (MISSING in hints(calculator, package)) == (not calculator.endswith("X"))


def test_mediapipes_names_within_a_package() -> None:
    """As MediaPipe does, a name is looked for in the graph's package and outwards."""
    name = "mediapipe.tasks.core.InferenceSubgraph"
    assert mediapipes_name("InferenceSubgraph", "mediapipe.tasks.core.inner") == name
    assert mediapipes_name("InferenceSubgraph", "mediapipe.tasks") == ""
    assert mediapipes_name("core::InferenceSubgraph", "mediapipe::tasks") == name


def test_names_that_are_missing_are_computed() -> None:
    """Every name of MediaPipe's that is called missing is one that nothing is registered under, and those are many."""
    names = list(unregistered())
    assert 100 < len(names) < len(MEDIAPIPE_NAMES)
    assert "PassThroughCalculator" in MEDIAPIPE_NAMES
    for name in names[::40]:
        assert MISSING in hints(f".{name}") or reason_to_leave_out(name)


@pytest.mark.parametrize(
    ("calculator", "reason"),
    [
        ("TensorFlowInferenceCalculator", "it needs TensorFlow"),
        (".mediapipe.tasks.core.InferenceSubgraph", "it is part of MediaPipe Tasks, whose graphs are made by C++ code"),
    ],
)
def test_a_name_that_is_left_out(calculator: str, reason: str) -> None:
    """What will not come either is called so, with the reason."""
    assert f"MediaPipe has it, backedge leaves it out: {reason}" in hints(calculator)


def test_options_of_what_is_left_out_inside_other_options() -> None:
    """There the options are read before the name is looked at, and the reason is told all the same."""
    inner = """
        calculator: "FaceGeometryEffectRendererCalculator"
        node_options { [type.googleapis.com/mediapipe.FaceGeometryEffectRendererCalculatorOptions] { a: 1 } }
    """
    switch = f"options {{ [mediapipe.SwitchContainerOptions.ext] {{ contained_node {{ {inner} }} }} }}"
    with pytest.raises(ConfigError) as caught:
        build_graph(f'node {{ calculator: "SwitchContainer" {switch} }}')
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.hint == (
        "FaceGeometryEffectRendererCalculator: MediaPipe has it, backedge leaves it out: it needs a GPU"
    )


def test_what_is_left_out_is_mediapipes_and_not_here() -> None:
    """The list has no name that MediaPipe does not have, none twice, and none that is registered after all."""
    names = [name for names in LEFT_OUT.values() for name in names.split()]
    assert len(names) == len(set(names))
    assert set(names) <= set(unregistered())


@needs_checkout
def test_the_documentation_says_what_is_left_out() -> None:
    """Its page has every reason and every name."""
    page = (ROOT / "docs" / "left_out.md").read_text("utf-8")
    for reason, names in LEFT_OUT.items():
        section = page.partition(f"## Because {reason}\n")[2].partition("##")[0]
        assert sorted(re.findall(r"`(\w+)`", section)) == sorted(names.split())


def test_a_registered_name_is_never_missing() -> None:
    """No calculator of ours, under any of its names, is said to be missing."""
    missing = set(unregistered())
    assert missing.isdisjoint(registration.name for registration in registry)


def test_a_character_that_cannot_be_seen() -> None:
    """A name that only looks right is told from the right one."""
    first, second, how = hints("PassThrough\u200bCalculator")
    assert first == "the name has U+200B (zero width space)"
    assert second == 'did you mean "PassThroughCalculator"?'
    assert how.startswith(HOW)


def test_what_has_nothing_to_do_with_the_calculator() -> None:
    """Streams that lead to it from no node, those that another node produces too, and its ports are checked."""
    text = graph_of(
        "a",
        do("typo", "b", calculator="Qqqqq"),
        do("a", "b"),
        do("a", "BAD", calculator="Qqqqq"),
        do("a", "c", calculator="Qqqqq", more='input_stream_info { tag_index: "LOOP" back_edge: true }'),
        do("a", "d", calculator="Qqqqq", more='input_stream_handler { input_stream_handler: "Nope" }'),
        do("a", "e", calculator="Qqqqq", more='executor: "nope"'),
    )
    assert [each for each in complaints(text) if "is not registered" not in each] == [
        'no node produces stream "typo", which node "Qqqqq_1" reads',
        'stream "b" is defined twice: node "Qqqqq_1" produces it already',
        '"BAD" is not a port',
        'input_stream_info of node "Qqqqq_3" names LOOP, which is no input stream of it',
        '"Nope" (node "Qqqqq_4") is not an input policy',
        'executor "nope" of node "Qqqqq" is not declared',
    ]


def test_what_may_come_of_the_calculator() -> None:
    """An unknown node may be a subgraph: a cycle through it, or any type it sends, is no mistake as far as is known."""
    text = graph_of("a", do("a y", "x", calculator="Qqqqq"), do("x", "y"), do("y", "z", calculator="test.Strange"))
    assert complaints(text) == [
        'calculator "Qqqqq" (node "Qqqqq") is not registered',
        'calculator "test.Strange" (node "test.Strange") is not registered',
    ]
