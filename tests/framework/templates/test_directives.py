"""Directives of templates: parameters with defaults, loops, conditions, and values for fields of every kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backedge import ConfigError, GraphConfig, load_graph
from backedge.config.options import node_options
from backedge.errors import ResourceError
from backedge.templates import Template, find_template, load_template
from backedge.templates.template_messages import TemplateDict, TemplateSubgraphOptions


def expand(text: str, **arguments: Any) -> GraphConfig:
    """The graph that a template expands to."""
    return Template(text).expand(arguments)


def test_a_text_without_directives_is_itself() -> None:
    """A template without directives expands to what its text says."""
    text = 'type: "X" node { calculator: "A" input_stream: "in" max_in_flight: 2 } # 100 %'
    assert expand(text) == load_graph(text)
    assert find_template(text) is None


def test_values_take_the_type_of_their_field() -> None:
    """A string or number serves wherever its text is a value of the field: numbers, booleans, names."""
    text = """
        max_queue_size: %count% report_deadlock: %deadlock% type: %count%
        input_stream: [%name%, "b", %name + 1%]
        node {
          calculator: "X" source_layer: %"2"%
          input_stream_info { tag_index: %":" + 0% back_edge: %count > 5% }
          node_options {
            [type.googleapis.com/mediapipe.FixedSizeInputStreamHandlerOptions] { trigger_queue_size: %count% }
          }
        }
    """
    plain = """
        max_queue_size: 7 report_deadlock: true type: "7" input_stream: ["a", "b", "a1"]
        node {
          calculator: "X" source_layer: 2 input_stream_info { tag_index: ":0" back_edge: true }
          node_options { [type.googleapis.com/mediapipe.FixedSizeInputStreamHandlerOptions] { trigger_queue_size: 7 } }
        }
    """
    assert expand(text, count=7, deadlock="true", name="a") == load_graph(plain)


@pytest.mark.parametrize(
    ("field", "argument", "expected"),
    [
        ("max_queue_size", "010", 10),
        ("max_queue_size", " +5 ", 5),
        ("max_queue_size", "-7", -7),
        ("report_deadlock", "YES", True),
        ("report_deadlock", "n", False),
    ],
)
def test_strings_are_not_read_as_in_a_config(field: str, argument: str, expected: object) -> None:
    """In a field's place a string is a decimal number, whatever it begins with, and several words mean true."""
    assert getattr(expand(f"{field}: %x% type: 'kept'", x=argument), field) == expected


def test_a_default_counts_where_no_argument_is_given() -> None:
    """A declared parameter has its default unless it is given; a default may use what was declared before."""
    text = '%param a : "x"% %param b : a + "y"% %param c% type: %a + b%'
    assert expand(text).type == "xxy"
    assert expand(text, a="1").type == "11y"
    assert expand(text, b="z").type == "xz"


def test_a_default_must_be_right_even_where_it_does_not_count() -> None:
    """A default is calculated in any case."""
    with pytest.raises(ConfigError, match='there is no parameter "b"'):
        expand("%param a : b% type: %a%", a="given")


def test_a_loop_repeats_its_field() -> None:
    """For every item of a list the field is there once, with the item in the variable."""
    text = """
        %for (name : names)%
        node { name: %name% calculator: "X" %for (i , list(1, 2))% input_stream: %name + i% %end% }
        %end%
        type: "kept"
    """
    graph = expand(text, names=["a", "b"])
    assert [(node.name, node.input_stream) for node in graph.node] == [("a", ("a1", "a2")), ("b", ("b1", "b2"))]
    assert expand(text, names=[]).node == ()


def test_a_loops_variable_is_gone_behind_it() -> None:
    """Behind a loop its variable is gone, unless a parameter has that name: it keeps the last item, as in MediaPipe."""
    text = "%for (name : names)% input_stream: %name% %end% type: %name%"
    assert expand(text, names=["a", "b"], name="given").type == "b"
    assert expand(text, names=[], name="given").type == "given"
    with pytest.raises(ConfigError, match='there is no parameter "name"'):
        expand(text, names=["a", "b"])


def test_a_condition_keeps_or_drops_its_field() -> None:
    """The field is there if the condition holds."""
    text = 'input_stream: "a" %if (count > 1 && on)% input_stream: "b" %end%'
    assert expand(text, count=2, on="yes").input_stream == ("a", "b")
    assert expand(text, count=2, on="no").input_stream == ("a",)
    assert expand(text, count=1, on=1).input_stream == ("a",)


def test_directives_can_be_nested() -> None:
    """A loop may hold a condition, which holds a loop, which holds a field."""
    text = """
        %for (x : list(1, 2, 3))% %if (x != 2)% %for (y : list("a", "b"))%
        input_stream: %y + x%
        %end% %end% %end%
    """
    assert expand(text).input_stream == ("a1", "b1", "a3", "b3")


def test_entries_of_dicts_can_be_looped_over() -> None:
    """Lists of dicts describe repeated parts of a graph."""
    nodes = [{"calculator": "A", "inputs": ["x"]}, {"calculator": "B", "inputs": ["y", "z"]}]
    text = "%for (n : nodes)% node { calculator: %n.calculator% %for (i : n.inputs)% input_stream: %i% %end% } %end%"
    assert expand(text, nodes=nodes) == load_graph(
        'node { calculator: "A" input_stream: "x" } node { calculator: "B" input_stream: ["y", "z"] }'
    )


def test_a_dict_can_be_handed_on() -> None:
    """In place of a message a dict is the arguments of another template."""
    text = """
        node { calculator: "Inner" node_options { [type.googleapis.com/mediapipe.TemplateSubgraphOptions] {
          dict: %dict("n" : 1.5 + 0, "s" : "x", "l" : list("a", 2 * 1), "d" : given)%
        } } }
    """
    (node,) = expand(text, given={"k": "v"}).node
    handed_on = node_options(node, TemplateSubgraphOptions).dict
    assert isinstance(handed_on, TemplateDict)
    number, string, items, inner = (entry.value for entry in handed_on.arg)
    assert number is not None
    assert string is not None
    assert items is not None
    assert inner is not None
    assert (number.num, string.str) == (1.5, "x")
    assert [(item.str, item.num) for item in items.element] == [("a", None), (None, 2.0)]
    assert inner.dict is not None
    assert [(entry.key, entry.value and entry.value.str) for entry in inner.dict.arg] == [("k", "v")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '%if (1)%\ntype: "a"',
            "2:10: error: expected %end%, found the end of the file\n    %if% at 1:1 holds one field",
        ),
        ('%if (1)% type: "a" type: "b" %end%', "1:20: error: expected %end%, found 'type'"),
        ("%end%", "1:1: error: no %for% or %if% is open that %end% could end"),
        ("%while (1)%", "1:2: error: expected param, for, if or end after '%', found 'while'"),
        ("%for (1 : x)%", "1:7: error: expected the name of the loop's variable, found '1'"),
        ("%for (i x)%", "1:9: error: expected ':' after the loop's variable, found 'x'"),
        ("%for (i : x% ", "1:12: error: expected ')' after what for depends on, found '%'"),
        ("%param 1%", "1:8: error: expected the name of the parameter, found '1'"),
        ("%param a 1%", "1:10: error: expected '%' after the parameter, found '1'"),
        ("%if (1)% " * 200, "1:897: error: expressions are nested deeper than 100"),
        ('type: "a', '1:7: error: expected a value, found a string without closing quote: "a'),
    ],
)
def test_mistakes_of_syntax(text: str, message: str) -> None:
    """The error names each mistake with its line and column."""
    with pytest.raises(ConfigError) as caught:
        Template(text)
    assert str(caught.value.diagnostics[0]).startswith(f"<template>:{message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('max_queue_size: %"many"%', "1:17: error: field max_queue_size expects an int32, found many"),
        ('max_queue_size: %"0x10"%', "1:17: error: field max_queue_size expects an int32, found 0x10"),
        ('max_queue_size: %"99999999999999999999999"%', "1:17: error: field max_queue_size expects an int32"),
        ("max_queue_size: %5 / 2%", "1:17: error: field max_queue_size expects an int32, found 2.5"),
        ("%for (i : list(1, 2))% type: %i% %end%", "1:24: error: type is set twice"),
        ("tipe: %1%", "1:1: error: mediapipe.CalculatorGraphConfig has no field tipe"),
        ("node: %1%", "1:7: error: field node expects a message in braces, found 1"),
        ('%if (0)% type: "a" %end%', ": error: the config is empty"),
    ],
)
def test_what_comes_out_must_be_a_graph(text: str, message: str) -> None:
    """The values are checked like those of any config; places are those in the template."""
    with pytest.raises(ConfigError) as caught:
        expand(text)
    assert str(caught.value).startswith(f"<template>:{message}".replace("::", ":"))


def test_loops_cannot_fill_the_memory() -> None:
    """Loops within loops that would make millions of fields are given up."""
    many = " ".join(f"%for (i{depth} : items)%" for depth in range(8))
    with pytest.raises(ConfigError, match="expands to more than 100000 fields"):
        expand(f'{many} input_stream: "x" {"%end% " * 8}', items=["a"] * 10)


def test_a_template_can_be_in_a_file(tmp_path: Path) -> None:
    """A path is read, as for graphs, and named in messages."""
    path = tmp_path / "t.pbtxt"
    path.write_text("type: %name%\nnode { calculator: %missing% }\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=rf'^{path}:2:21: error: there is no parameter "missing"'):
        load_template(path).expand({"name": "x"})
    assert find_template(str(path)) is not None
    with pytest.raises(ResourceError):
        load_template(tmp_path / "other.pbtxt")
