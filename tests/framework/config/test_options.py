"""The options of a node."""

from __future__ import annotations

import dataclasses

import pytest

from backedge.config import NodeConfig, load_graph, node_options, option_types, to_binary
from backedge.config.options import find_extension, make_extended
from backedge.errors import ConfigError
from backedge.protos import FixedOrigin, Message, decode, encode, ensure_registered, field
from tests.framework.config.samples import Colour, HandlerOptions, PlainSampleOptions, SampleOptions

ensure_registered(PlainSampleOptions)


def node(text: str) -> NodeConfig:
    """A node with the given options."""
    return load_graph(f"node {{ calculator: 'A'\n{text} }}", file="g").node[0]


def test_extension() -> None:
    """Options are taken from the extension of their type."""
    found = node("options { [test.config.SampleOptions.ext] { threshold: 0.25 } }")
    assert node_options(found, SampleOptions) == SampleOptions(threshold=0.25)


def test_any() -> None:
    """Options are taken from the Any of their type."""
    found = node("node_options { [type.googleapis.com/test.config.SampleOptions] { threshold: 0.25 } }")
    assert node_options(found, SampleOptions) == SampleOptions(threshold=0.25)


def test_plain_dataclass() -> None:
    """A plain dataclass is filled from both."""
    extension = node("options { [PlainSampleOptions.ext] { threshold: 0.1 } }")
    assert node_options(extension, PlainSampleOptions) == PlainSampleOptions(0.1)
    any_message = node("node_options { [type.googleapis.com/PlainSampleOptions] { names: ['x', 'y'] } }")
    assert node_options(any_message, PlainSampleOptions) == PlainSampleOptions(names=("x", "y"))


def test_extension_wins_as_a_whole() -> None:
    """The extension is used and nothing of the Any, even fields that the extension leaves out."""
    found = node(
        "options { [test.config.SampleOptions.ext] {} }"
        "node_options { [type.googleapis.com/test.config.SampleOptions] { threshold: 0.25 colour: GREEN } }"
    )
    assert node_options(found, SampleOptions) == SampleOptions()


def test_foreign_options_are_passed_over() -> None:
    """Options of another type change nothing."""
    found = node("options { [PlainSampleOptions.ext] {} } node_options { [type.googleapis.com/PlainSampleOptions] {} }")
    assert node_options(found, SampleOptions) == SampleOptions()


def test_options_of_two_types() -> None:
    """A node may have options of one type in one place and of another in the other; one without any has none."""
    found = node(
        "options { [test.config.SampleOptions.ext] { threshold: 0.5 } }"
        "node_options { [type.googleapis.com/PlainSampleOptions] { threshold: 0.25 } }"
    )
    assert node_options(found, SampleOptions) == SampleOptions(threshold=0.5)
    assert node_options(found, PlainSampleOptions) == PlainSampleOptions(0.25)
    assert list(option_types(node(""))) == []


def test_one_any_twice() -> None:
    """Two Any of one type are a mistake."""
    found = node(
        "node_options { [type.googleapis.com/test.config.SampleOptions] {} }\n"
        "node_options { [type.googleprod.com/test.config.SampleOptions] {} }"
    )
    with pytest.raises(ConfigError) as caught:
        node_options(found, SampleOptions)
    assert str(caught.value) == (
        "g:3:14: error: node_options has test.config.SampleOptions more than once\n    remove all but one"
    )


def test_places() -> None:
    """Options know where they were read, those that are left out too: at the node."""
    extension = node_options(node("options {\n [test.config.SampleOptions.ext] { colour: GREEN } }"), SampleOptions)
    assert [str(extension.location()), str(extension.location("colour"))] == ["g:3:34", "g:3:36"]
    any_message = node_options(
        node("node_options {\n [type.googleapis.com/test.config.SampleOptions] { inner {} } }"), SampleOptions
    )
    assert any_message.inner is not None
    assert [str(any_message.location()), str(any_message.inner.location())] == ["g:3:50", "g:3:58"]
    assert str(node_options(node(""), SampleOptions).location("colour")) == "g:1:6"


def test_option_types() -> None:
    """All options of a node are listed with their places, for those who look for forgotten ones."""
    extensions = "options { [PlainSampleOptions.ext] {} [test.config.SampleOptions.ext] {} }"
    found = node(f'{extensions}\nnode_options {{ type_url: "a/my.Own" }}')
    assert {name: str(place) for name, place in option_types(found)} == {
        "PlainSampleOptions": "g:2:11",
        "test.config.SampleOptions": "g:2:39",
        "my.Own": "g:3:14",
    }


def test_binary() -> None:
    """Options are found in a node that was read from binary data."""
    graph = load_graph("node { options { [test.config.SampleOptions.ext] { colour: GREEN } } }")
    read = load_graph(to_binary(graph), file="g.binarypb").node[0]
    assert node_options(read, SampleOptions).colour is Colour.GREEN
    assert [(name, str(place)) for name, place in option_types(read)] == [("test.config.SampleOptions", "g.binarypb")]


def test_type_that_is_registered_after_loading() -> None:
    """Options in binary data are found even if their class appears only later."""
    # CalculatorGraphConfig{node{options{[300001999]{1: 7}}}}
    read = load_graph(bytes.fromhex("0a0a3a08faacb5f808020807")).node[0]
    assert list(option_types(read)) == []

    class LateOptions(Message, name="test.options.LateOptions", extension=300_001_999):
        value: int = field(1)

    assert node_options(read, LateOptions) == LateOptions(value=7)
    assert [name for name, _ in option_types(read)] == ["test.options.LateOptions"]


def test_damaged_any() -> None:
    """An Any whose bytes are not its type's is a mistake."""
    found = node(r'node_options { type_url: "a/test.config.SampleOptions" value: "\xff" }')
    with pytest.raises(ConfigError) as caught:
        node_options(found, SampleOptions)
    assert str(caught.value) == (
        "g:2:14: error: this Any does not hold a test.config.SampleOptions\n"
        "    make it anew: with Any.Pack(), or in text"
    )


def test_handler_options() -> None:
    """Extensions of other messages, such as those of input policies, are found too."""
    handler = node(
        "input_stream_handler { options { [test.config.HandlerOptions.ext] { size: 3 } } }"
    ).input_stream_handler
    assert handler is not None
    assert handler.options is not None
    origin = handler.origin.child("options") if handler.origin else None
    found = find_extension(handler.options, HandlerOptions, origin)
    assert found == HandlerOptions(size=3)
    assert str(found.location("size")) == "g:2:69"
    nothing = decode(NodeConfig, encode(NodeConfig()), FixedOrigin(None))
    assert nothing.input_stream_handler is None


def test_make_extended() -> None:
    """An options message can be made around options."""
    holder = make_extended("mediapipe.MediaPipeOptions", HandlerOptions(size=3))
    assert find_extension(holder, HandlerOptions) == HandlerOptions(size=3)


def test_changed_copy_keeps_its_options() -> None:
    """A renamed node, as in an expanded subgraph, has the same options at the same place."""
    found = dataclasses.replace(node("options { [test.config.SampleOptions.ext] { colour: GREEN } }"), name="other")
    assert str(node_options(found, SampleOptions).location("colour")) == "g:2:45"
