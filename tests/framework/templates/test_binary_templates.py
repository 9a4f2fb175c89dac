"""Templates in binary form: they expand to what the text expands to that MediaPipe has made them of."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backedge import BackedgeError, ConfigError, load_graph
from backedge.config import to_binary
from backedge.errors import RegistrationError
from backedge.planning import SubgraphRegistry
from backedge.planning.expansion import expand_subgraphs
from backedge.templates import BinaryTemplate, Template, find_template, load_template
from backedge.templates.template_messages import CalculatorGraphTemplate, TemplateExpression
from backedge.templates.template_messages import TemplateFieldType as FieldType
from tests.framework.templates import parsed

STRING = FieldType.TYPE_STRING
ARGUMENTS: dict[str, Any] = {
    "in_name": "N",
    "count": 3,
    "streams": [{"name": "p", "last": 0}, {"name": "q", "last": "yes"}],
}


@pytest.mark.parametrize("template", [parsed.RELAY, parsed.LOOPS, parsed.NESTED, parsed.VALUES, parsed.DICT])
@pytest.mark.parametrize("count", [1, 3, 4.5])
def test_both_forms_expand_to_the_same(template: parsed.Parsed, count: float) -> None:
    """Parameters, loops, conditions and values in every place do in binary form what they do in the text."""
    arguments = {**ARGUMENTS, "count": count}
    expanded = BinaryTemplate(template.binary).expand(arguments)
    assert expanded == Template(template.text).expand(arguments)


def test_a_default_counts_in_binary_form_too() -> None:
    """A parameter that is not given has its default."""
    template = BinaryTemplate(parsed.LOOPS.binary)
    assert template.expand({"streams": []}).max_queue_size == 4
    assert template.expand({"streams": [], "count": 5}).max_queue_size == 10


def test_a_template_has_a_type_unless_that_depends_on_parameters() -> None:
    """The type is read where it is plain."""
    assert BinaryTemplate(parsed.RELAY.binary).type == "templates.Binary"
    assert BinaryTemplate(parsed.LOOPS.binary).type == ""
    assert made("type: '1'", value("name", "/20[0]")).type == ""


def made(config: str, *rules: TemplateExpression) -> BinaryTemplate:
    """A template that no parser has made."""
    return BinaryTemplate(to_binary(CalculatorGraphTemplate(config=load_graph(config), rule=rules)), "t.binarypb")


def literal(text: str) -> TemplateExpression:
    """A literal."""
    return TemplateExpression(op="literal", param=text)


def value(parameter: str, path: str, field_type: FieldType = STRING) -> TemplateExpression:
    """A parameter in place of a value."""
    return TemplateExpression(param=parameter, path=path, field_type=field_type)


def test_an_entry_of_a_map_is_found_by_its_key() -> None:
    """A step of a path that has a key leads to the entry that has it, wherever that is."""
    entries = {7: b"seven", 3: b"three"}
    packed = b"".join(bytes([10, len(text) + 4, 8, key, 18, len(text)]) + text for key, text in entries.items())
    escaped = "".join(f"\\{byte:03o}" for byte in packed)
    config = f'node {{ node_options {{ type_url: "any/any" value: "{escaped}" }} }}'

    def rule(key: int) -> TemplateExpression:
        path, key_type = f"/1[0]/8[0]/2[0]/1[@1={key}]/2[0]", (FieldType.TYPE_INT32,)
        return TemplateExpression(param="x", path=path, key_type=key_type, field_type=STRING)

    expanded: Any = made(config, rule(3)).expand({"x": "new"}).node[0].node_options[0]
    assert expanded.value == packed.replace(b"\x09\x08\x03\x12\x05three", b"\x07\x08\x03\x12\x03new")
    with pytest.raises(ConfigError, match=r"field 1 has no entry b'\\x04'"):
        made(config, rule(4)).expand({"x": "new"})


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (value("gone", "/20[0]"), 'there is no parameter "gone"\n    did you mean "one"?'),
        (value("items", "/20[0]"), "a list is no value of a field"),
        (value("one", "/11[0]", FieldType.TYPE_INT32), "field /11[0] expects an int32, found x"),
        (value("one", "/20[1]"), "field 20 has no value 1"),
        (value("one", "/1[7]/1[0]"), "field 1 has no value 7"),
        (
            TemplateExpression(op="if", arg=(literal("1"),), path="/20[0]", field_type=STRING, field_value="new"),
            "field 20 holds one value, and has one already",
        ),
    ],
    ids=["parameter", "list", "kind", "index", "node", "twice"],
)
def test_mistakes_are_told(rule: TemplateExpression, message: str) -> None:
    """The error names the file of a mistake in the arguments, or in a template that no parser has seen."""
    with pytest.raises(ConfigError) as caught:
        made('type: "T" max_queue_size: 1 node { name: "n" }', rule).expand({"one": "x", "items": ["a"]})
    assert str(caught.value) == f"t.binarypb: error: {message}"


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (TemplateExpression(op="^", path="/20[0]"), '"^" is no operation'),
        (TemplateExpression(op="+", arg=(literal("1"),), path="/20[0]"), '"+" takes 2 arguments, found 1'),
        (TemplateExpression(op="dict", arg=(literal("1"),), path="/20[0]"), '"dict" takes 2 arguments, found 1'),
        (TemplateExpression(op="for", arg=(literal("1"),), path="/20[0]"), "a rule %for% has 1 arguments"),
        (TemplateExpression(op="if", path="/20[0]"), "a rule %if% has 0 arguments"),
        (TemplateExpression(op="param"), "a rule %param% has 0 arguments"),
        (value("x", "type"), '"type" is no path of a field'),
        (value("x", "/1[0]" * 200), "a path leads more than 100 messages deep"),
    ],
)
def test_what_is_no_template(rule: TemplateExpression, message: str) -> None:
    """Rules that make no sense are refused when the template is read."""
    with pytest.raises(ConfigError) as caught:
        made('type: "T"', rule)
    assert str(caught.value) == (
        f"t.binarypb: error: this is not a serialized mediapipe.CalculatorGraphTemplate: {message}"
    )


def test_rules_cannot_fill_the_memory() -> None:
    """Loops within loops that would make millions of fields are given up, and so are endless conditions."""
    loop = TemplateExpression(
        op="for",
        arg=(TemplateExpression(param="i"), TemplateExpression(param="items")),
        path="/10[0]",
        field_type=STRING,
    )
    with pytest.raises(ConfigError, match="takes more than 250000 operations"):
        made('input_stream: "x"', *[loop] * 8).expand({"items": ["a"] * 10})
    with pytest.raises(ConfigError, match="rules are nested deeper than 200"):
        made('input_stream: "x"', *[loop] * 300).expand({"items": ["a"]})


def test_a_file_is_a_template_or_a_graph(tmp_path: Path) -> None:
    """A binary file with rules is a template; without, it is a graph, unless it is asked for as a template."""
    template, graph = tmp_path / "t.binarypb", tmp_path / "g.binarypb"
    template.write_bytes(parsed.RELAY.binary)
    graph.write_bytes(to_binary(load_graph('type: "G" node { calculator: "A" }')))
    assert isinstance(find_template(template), BinaryTemplate)
    assert find_template(str(graph)) is None
    assert load_template(template).expand(ARGUMENTS) == load_template(parsed.RELAY.binary).expand(ARGUMENTS)
    without_rules = to_binary(CalculatorGraphTemplate(config=load_graph('type: "T"')))
    assert load_template(without_rules).expand().type == "T"
    assert find_template(tmp_path / "t.binarypb") is not None
    with pytest.raises(ConfigError, match=r"this is not a serialized mediapipe\.CalculatorGraphTemplate"):
        load_template(b"\xff")


def test_a_binary_template_is_a_subgraph(tmp_path: Path) -> None:
    """Registered by its file a template is expanded for each node that names it, with that node's arguments."""
    path = tmp_path / "relay.binarypb"
    path.write_bytes(parsed.RELAY.binary)
    known = SubgraphRegistry()
    known.register(path)
    known.register(path)
    assert known.names() == ["templates.Binary"]
    options = '[mediapipe.TemplateSubgraphOptions.ext] { dict { arg { key: "in_name" value { str: "s" } } } }'
    ports = 'input_stream: "INPUT:a" output_stream: "OUTPUT:b"'
    graph = load_graph(f'node {{ calculator: "templates.Binary" {ports} options {{ {options} }} }}')
    (node,) = expand_subgraphs(graph, known).node
    assert (node.name, node.input_stream, node.output_stream) == ("templates_binary__s", ("a",), ("b",))
    path.write_bytes(parsed.RELAY.binary.replace(b"in_name", b"ni_name"))
    with pytest.raises(RegistrationError, match="registered twice"):
        known.register(path)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_bytes(data: st.DataObject) -> None:
    """Bytes that were changed anywhere expand, or are refused."""
    template = data.draw(st.sampled_from([parsed.RELAY, parsed.LOOPS, parsed.NESTED, parsed.VALUES]))
    changed = bytearray(template.binary)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BackedgeError):
        BinaryTemplate(bytes(changed)).expand(ARGUMENTS)
