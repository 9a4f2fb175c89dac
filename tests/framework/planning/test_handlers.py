"""Input policies and output stream handlers that a config names, or leaves to the calculator."""

from __future__ import annotations

import pytest

from backedge import Calculator, Input, Output, register
from backedge.errors import ConfigError
from backedge.planning import build_graph
from tests.graph_text import do, graph_of


@register("test.AsksForImmediate")
class AsksForImmediate(Calculator):
    input_policy = "ImmediateInputStreamHandler"

    source = Input[object]()
    target = Output[object]()

    def process(self) -> None:
        """Nothing to do."""


def node(more: str) -> str:
    """A graph of one node that has a handler of its own."""
    return graph_of("a", do("a", "b", more=more, calculator="test.AsksForImmediate"))


@pytest.mark.parametrize(
    ("handler", "policy"),
    [
        ("", "ImmediateInputStreamHandler"),
        ("input_stream_handler { }", "ImmediateInputStreamHandler"),
        (
            "input_stream_handler { options { [mediapipe.DefaultInputStreamHandlerOptions.ext] { batch_size: 2 } } }",
            "ImmediateInputStreamHandler",
        ),
        (
            'input_stream_handler { input_stream_handler: "DefaultInputStreamHandler" }',
            "DefaultInputStreamHandler",
        ),
    ],
)
def test_a_handler_without_a_name_leaves_the_choice_to_the_calculator(handler: str, policy: str) -> None:
    """Only a handler that is named replaces the one the calculator asks for; options alone do not."""
    assert build_graph(node(handler)).nodes[0].input_policy == policy


def test_an_empty_name_is_refused() -> None:
    """A name that is written, but empty, names no policy."""
    with pytest.raises(ConfigError, match=r'"" .* is not an input policy'):
        build_graph(node('input_stream_handler { input_stream_handler: "" }'))


def test_there_is_one_output_stream_handler() -> None:
    """A node may name the one there is and no other; what the graph names is never looked at."""
    build_graph('output_stream_handler { output_stream_handler: "No" }' + node(""))
    build_graph(node('output_stream_handler { output_stream_handler: "InOrderOutputStreamHandler" }'))
    with pytest.raises(ConfigError, match=r'"No" .* is no output stream handler'):
        build_graph(node('output_stream_handler { output_stream_handler: "No" }'))
