"""Errors of documents, where they are shown, and their quick fixes."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.errors import ConfigError
from backedge.planning import build_graph
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.diagnostics import find_problems
from backedge.tools.language.graph_document import GraphDocument
from tests.tools.language.documents import HEAD, fixed, problems

PASS = 'node {\n  calculator: "PassThroughCalculator"\n  input_stream: "%s"\n  output_stream: "out"\n}\n'
GATE = 'node {\n  calculator: "GateCalculator"\n  input_stream: "image"\n  %s\n  output_stream: "out"\n}\n'
BOUND = """\
node {
  calculator: "BoundedIntSidePacketCalculator"
  input_side_packet: "VALUE:number"
  output_side_packet: "VALUE:bound"
}
"""
SOME = '  input_stream: "IMAGE:some_name"\n'
LOOP = """\
input_stream: "a"
node {
  calculator: "PreviousLoopbackCalculator"
  input_stream: "MAIN:a"
  input_stream: "LOOP:c"
%s  output_stream: "PREV_LOOP:b"
}
node {
  calculator: "PassThroughCalculator"
  input_stream: "b"
  output_stream: "c"
}
"""


def test_problems_have_the_checkers_words() -> None:
    """Message, hint and place are those of `build_graph`."""
    text = HEAD + PASS % "imag"
    with pytest.raises(ConfigError) as caught:
        build_graph(text)
    (complaint,) = caught.value.diagnostics
    (problem,) = problems(text)
    assert (problem.message, problem.hint, problem.severity) == (complaint.message, complaint.hint, "error")
    assert text[slice(*problem.span)] == '"imag"'


@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ('node { calculator: "Nonsense" }', "calculator"),
        ("nodes { }", "nodes"),
        ("node { }", "node"),
        ("node {", ""),
        ('input_stream: "a', '"a'),
        ('input_stream: "A"', '"A"'),
        ("num_threads: many", "many"),
        ('node { calculator: "GateCalculator" options { [a.B.ext] { } } }', "[a.B.ext]"),
    ],
)
def test_problems_are_shown_at_what_they_are_about(wrong: str, marked: str) -> None:
    """A value, the name of a field, the name of a block, or the last sign of a text that is not finished."""
    text = f'input_stream: "image"\n{wrong}'
    first = problems(text)[0]
    assert text[slice(*first.span)] == marked or (not marked and first.span.end >= len(text) - 1)


def test_warnings() -> None:
    """What can run is told as a warning."""
    (problem,) = problems(HEAD + 'output_stream: "nothing"\n')
    assert problem.severity == "warning"


def test_problems_of_a_subgraph(tmp_path: Path) -> None:
    """A mistake in another file is shown where that is named, and says where it is."""
    (tmp_path / "mine.pbtxt").write_text('type: "MyGraph"\ninput_stream: "a"\n' + PASS % "b")
    text = 'input_stream: "x"\nnode {\n  calculator: "MyGraph"\n  input_stream: "x"\n}\n'
    document = GraphDocument(text, str(tmp_path / "x.pbtxt"), tmp_path)
    problem = find_problems(document, Analysis(document))[0]
    assert text[slice(*problem.span)] == '"MyGraph"'
    assert problem.elsewhere is not None
    assert (problem.elsewhere.file, problem.elsewhere.line) == (str(tmp_path / "mine.pbtxt"), 5)


def test_subgraphs_beside_a_document(tmp_path: Path) -> None:
    """A text finds the graphs in the folder it is going to be saved in."""
    (tmp_path / "mine.pbtxt").write_text('type: "MyGraph"\ninput_stream: "a"\noutput_stream: "out"\n' + PASS % "a")
    text = 'input_stream: "x"\nnode { calculator: "MyGraph" input_stream: "x" output_stream: "y" }\n'
    document = GraphDocument(text, str(tmp_path / "new.pbtxt"), tmp_path)
    assert Analysis(document).complaints == ()
    assert "y" in Analysis(document).stream_types


@pytest.mark.parametrize("text", ['item { id: 1 name: "cat" }\n', 'label_map_path: "x"\nclasses: 3\n'])
def test_other_files_are_left_alone(text: str) -> None:
    """Files of the same endings that are no graphs have no problems."""
    assert problems(text) == []


def test_templates() -> None:
    """A template is checked as one."""
    assert problems('%param name : "x"%\nnode { calculator: "A" input_stream: %name% }\n') == []
    assert problems('%param name\nnode { calculator: "A" }\n') != []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (HEAD + (PASS % "image").replace("Through", "Thru"), HEAD + PASS % "image"),
        (HEAD + PASS % "imag", HEAD + PASS % "image"),
        (HEAD + GATE % 'input_stream: "ALOW:flag"', HEAD + GATE % 'input_stream: "ALLOW:flag"'),
        (HEAD + (PASS % "image").replace("calculator:", "calculater:"), HEAD + PASS % "image"),
        (HEAD.replace('"SIZE:size"', '"size"'), HEAD),
        (HEAD + PASS % "Image", HEAD + PASS % "image"),
        ("num_threads: 1\ntype: name\n", 'num_threads: 1\ntype: "name"\n'),
        (
            PASS % "picture",
            'input_stream: "picture"\n' + PASS % "picture",
        ),
        (
            HEAD + PASS % "picture",
            HEAD.replace('"IMAGE:image"\n', '"IMAGE:image"\ninput_stream: "picture"\n', 1) + PASS % "picture",
        ),
        (LOOP % "", LOOP % '  input_stream_info { tag_index: "LOOP" back_edge: true }\n'),
        (
            HEAD + GATE % "options { [mediapipe.GateCalculatorOptions.ext] { alow: true } }",
            HEAD + GATE % "options { [mediapipe.GateCalculatorOptions.ext] { allow: true } }",
        ),
        (
            HEAD + GATE % "options { [mediapipe.GateOptions.ext] { allow: true } }",
            HEAD + GATE % "options { [mediapipe.GateCalculatorOptions.ext] { allow: true } }",
        ),
        (
            HEAD + GATE % 'options { [mediapipe.GateCalculatorOptions.ext] { initial_gate_state: "GATE_ALLOW" } }',
            HEAD + GATE % "options { [mediapipe.GateCalculatorOptions.ext] { initial_gate_state: GATE_ALLOW } }",
        ),
        (
            HEAD + GATE % "options { [mediapipe.GateCalculatorOptions.ext] { initial_gate_state: GATE_ALOW } }",
            HEAD + GATE % "options { [mediapipe.GateCalculatorOptions.ext] { initial_gate_state: GATE_ALLOW } }",
        ),
        (BOUND + PASS % "bound", BOUND + (PASS % "bound").replace("input_stream", "input_side_packet")),
        (
            'node {\n  calculator: "ImageTransformationCalculator"\n  output_stream: "IMAGE:o"\n}\n',
            f'node {{\n  calculator: "ImageTransformationCalculator"\n{SOME}  output_stream: "IMAGE:o"\n}}\n',
        ),
    ],
)
def test_quick_fixes(wrong: str, right: str) -> None:
    """A near name, a missing stream, a missing mark: the fix writes what the hint says, at its place."""
    assert fixed(wrong) == right
