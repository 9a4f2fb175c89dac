"""Completion: what is offered, and what the text becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest

from backedge import Calculator, Input, Output, register
from backedge.tools.language.completion import complete, describe_completion
from tests.tools.language.documents import CURSOR, HEAD, accepted, completions, labels, place


def node(*lines: str) -> str:
    """A node behind `HEAD`."""
    body = "".join(f"  {line}\n" for line in lines)
    return f"{HEAD}node {{\n{body}}}\n"


@pytest.mark.parametrize("typed", [f'calculator: "Gat{CURSOR}', f'calculator: "{CURSOR}"', f"calculator: {CURSOR}"])
def test_calculators(typed: str) -> None:
    """Calculators and graphs are offered by their names; quotes that are missing are added."""
    found = labels(node(typed, 'input_stream: "image"'))
    assert {"GateCalculator", "Gate", "HandTracking"} <= set(found)
    assert found.index("GateCalculator") < found.index("Gate")
    text = accepted(node(typed, 'input_stream: "image"'), "GateCalculator")
    assert text == node('calculator: "GateCalculator"', 'input_stream: "image"')


def test_calculators_are_described_when_they_are_looked_at() -> None:
    """The list of hundreds has first lines only; the one that is looked at gets all its documentation."""
    where = place(node(f'calculator: "{CURSOR}"'))
    items = {each.label: each for each in complete(where.document, where.analysis, where.offset)}
    assert "Passes its data packets on" in items["GateCalculator"].detail
    assert items["GateCalculator"].documentation == ""
    assert "empty_packets_as_allow" in describe_completion(where.document, where.analysis, items["GateCalculator"])
    assert "Real-time hand tracking" in describe_completion(where.document, where.analysis, items["HandTracking"])


def test_streams_are_described_when_they_are_looked_at() -> None:
    """A stream says its type, who makes it and who reads it; a name that is new has nothing to say."""
    where = place(node('calculator: "ImageTransformationCalculator"', f'input_stream: "{CURSOR}"'))
    items = {each.label: each for each in complete(where.document, where.analysis, where.offset)}
    assert items["IMAGE:image"].documentation == ""
    described = describe_completion(where.document, where.analysis, items["IMAGE:image"])
    assert described.startswith("**stream** `image`: `ImageFrame or Image`")
    assert "made by the graph's input stream IMAGE" in described
    assert "read by `ImagePropertiesCalculator` IMAGE" in described
    where = place(node('calculator: "ImagePropertiesCalculator"', f'output_stream: "{CURSOR}"'))
    (_, fresh) = complete(where.document, where.analysis, where.offset)
    assert describe_completion(where.document, where.analysis, fresh) == ""


def test_tags_and_streams_whose_types_fit() -> None:
    """An empty port gets the calculator's free tags, with the streams that fit them, and untagged streams."""
    text = node('calculator: "ImageTransformationCalculator"', f'input_stream: "{CURSOR}"')
    found = labels(text)
    assert {"IMAGE:", "IMAGE:image"} <= set(found)
    assert "IMAGE:size" not in found
    assert accepted(text, "IMAGE:image").endswith('input_stream: "IMAGE:image"\n}\n')


def test_streams_behind_a_tag() -> None:
    """Behind a tag all streams are offered, those that fit first; an unfinished string is closed."""
    text = node('calculator: "ImageTransformationCalculator"', f'input_stream: "IMAGE:{CURSOR}')
    assert labels(text) == ["image", "size"]
    assert accepted(text, "image").endswith('  input_stream: "IMAGE:image"\n}\n')
    details = {each.label: each.detail for each in completions(text)}
    assert details["size"] == "tuple[int, int]"


def test_streams_of_a_graph_that_cannot_run() -> None:
    """Types are known of what makes sense, whatever is wrong elsewhere."""
    broken = 'node { calculator: "Nonsense" }\nnode {\n'
    text = node('calculator: "ImageTransformationCalculator"', f'input_stream: "IMAGE:{CURSOR}"') + broken
    assert labels(text) == ["image", "size"]


def test_side_packets_and_outputs() -> None:
    """Side packets are completed from those that there are, outputs by new names made of their tags."""
    assert labels(node('calculator: "X"', f'input_side_packet: "{CURSOR}"')) == ["number"]
    found = labels(node('calculator: "ImagePropertiesCalculator"', f'output_stream: "{CURSOR}"'))
    assert found == ["SIZE:", "SIZE:size_2"]


def test_a_node_is_not_offered_what_it_makes_itself() -> None:
    """Nor are there names for outputs whose tags are open."""
    text = node('calculator: "PassThroughCalculator"', f'input_stream: "{CURSOR}"', 'output_stream: "mine"')
    assert labels(text) == ["image", "size"]
    assert labels(node('calculator: "PassThroughCalculator"', f'output_stream: "{CURSOR}"')) == []


def test_outputs_of_the_graph() -> None:
    """A graph gives out what its nodes make, and what comes in."""
    assert labels(f'{HEAD}output_stream: "{CURSOR}"\n') == ["image", "size"]


def test_tags_of_marks() -> None:
    """A mark of a back edge names one of the node's inputs."""
    text = node('calculator: "PreviousLoopbackCalculator"', f'input_stream_info {{ tag_index: "{CURSOR}" }}')
    assert labels(text) == ["MAIN", "LOOP"]


def test_fields_with_what_they_mean() -> None:
    """Fields that can be set once and are set are left out; a field that is there keeps its value."""
    text = node('calculator: "GateCalculator"', f"{CURSOR}")
    found = {each.label: each for each in completions(text)}
    assert "calculator" not in found
    assert "input_stream" in found
    assert found["executor"].documentation == "name of the executor that its calls run on."
    assert "[mediapipe.GateCalculatorOptions.ext]" in found["options"].text
    assert accepted(node(f'in{CURSOR}put_stream: "image"'), "output_stream") == node('output_stream: "image"')


@pytest.mark.parametrize("typed", ["options { ", "options { [", "options { [mediapipe.Ga", "options { [mediapipe.Ga]"])
def test_option_types(typed: str) -> None:
    """In a node's options the type of its calculator's is offered, in brackets."""
    text = node('calculator: "GateCalculator"', f"{typed}{CURSOR} }}").replace(f"]{CURSOR}", f"{CURSOR}]")
    assert labels(text) == ["[mediapipe.GateCalculatorOptions.ext]"]
    (only,) = completions(text)
    assert "empty_packets_as_allow" in only.documentation
    assert "options { [mediapipe.GateCalculatorOptions.ext] {" in accepted(text, only.label)


def test_option_types_as_anys() -> None:
    """``node_options`` has the type's URL; of an unknown calculator all types are offered."""
    text = node('calculator: "GateCalculator"', f"node_options {{ {CURSOR} }}")
    assert labels(text) == ["[type.googleapis.com/mediapipe.GateCalculatorOptions]"]
    assert len(labels(node('calculator: "Nonsense"', f"node_options {{ {CURSOR} }}"))) > 50


def test_options_and_their_values() -> None:
    """Options have their types and documentation; values of enums and bools are listed."""
    inside = "options { [mediapipe.GateCalculatorOptions.ext] { %s } }"
    text = node('calculator: "GateCalculator"', inside % CURSOR)
    found = {each.label: each for each in completions(text)}
    assert list(found) == ["empty_packets_as_allow", "allow", "initial_gate_state"]
    assert found["allow"].documentation.startswith("what to do where neither")
    assert labels(node('calculator: "GateCalculator"', inside % f"allow: {CURSOR}")) == ["true", "false"]
    states = labels(node('calculator: "GateCalculator"', inside % f"initial_gate_state: GATE{CURSOR}"))
    assert states == ["UNSPECIFIED", "GATE_UNINITIALIZED", "GATE_ALLOW", "GATE_DISALLOW"]


@dataclass
class EdgedOptions:
    """Options whose values are listed in their types."""

    edge: Literal["black", "white"] = "black"
    channels: Literal[1, 3, 4] = 3


@register
class EdgedCalculator(Calculator):
    """Passes numbers on."""

    number = Input[float]()
    same = Output[float]()
    options: EdgedOptions

    def process(self) -> None:
        """Pass one on."""
        self.same.send(self.number.value)


def test_values_of_literals() -> None:
    """In the order of their type; texts come with quotes, numbers without."""
    inside = "options { [EdgedOptions.ext] { %s } }"
    assert labels(node('calculator: "EdgedCalculator"', inside % f'edge: "{CURSOR}"')) == ["black", "white"]
    assert labels(node('calculator: "EdgedCalculator"', inside % f"channels: {CURSOR}")) == ["1", "3", "4"]
    text = node('calculator: "EdgedCalculator"', inside % f"edge: {CURSOR}")
    assert 'edge: "white"' in accepted(text, "white")
    text = node('calculator: "EdgedCalculator"', inside % f"channels: {CURSOR}")
    assert "channels: 4 " in accepted(text, "4")


def test_types_of_executors() -> None:
    """There are two."""
    found = labels(f'executor {{ name: "slow" type: "{CURSOR}" }}')
    assert found == ["ThreadPoolExecutor", "ApplicationThreadExecutor"]


def test_tags_of_no_node() -> None:
    """A mark of inputs that is in no node has none to offer."""
    assert labels(f'input_stream_info {{ tag_index: "{CURSOR}" }}') == []


def test_policies_and_executors() -> None:
    """Input policies are listed, and executors that the graph declares."""
    handler = f'input_stream_handler {{ input_stream_handler: "{CURSOR}" }}'
    assert "ImmediateInputStreamHandler" in labels(node('calculator: "X"', handler))
    executor = 'executor { name: "slow" type: "ThreadPoolExecutor" }\n'
    assert labels(executor + node('calculator: "X"', f'executor: "{CURSOR}"')) == ["slow"]


@pytest.mark.parametrize("text", [f"# no{CURSOR}", f'type: "a{CURSOR}"', f'node {{ nonsense: "{CURSOR}" }}'])
def test_nothing_where_nothing_is_known(text: str) -> None:
    """Comments, free texts and unknown fields are left alone."""
    assert labels(text) == []
