"""Places and texts that are rare: escaped strings, one line, empty blocks, what nobody can say anything of."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.tools.language.completion import describe_completion
from backedge.tools.language.completion_items import Completion
from backedge.tools.language.definition import find_definition
from backedge.tools.language.diagnostics import find_problems
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.insertion import InsertionError, insert
from backedge.tools.language.outline import outline
from backedge.tools.language.quick_fixes import find_fixes
from backedge.tools.language.references import find_references
from backedge.tools.language.rename import RenameError, find_name
from backedge.tools.language.syntax import Span
from tests.tools.language.documents import CURSOR, HEAD, Place, edited, fixed, hovered, labels, place, problems

EXECUTORS = 'executor { name: "slow" type: "ThreadPoolExecutor" }\nexecutor { type: "ThreadPoolExecutor" }\n'
TRANSFORM = 'node { calculator: "ImageTransformationCalculator" %s output_stream: "IMAGE:o" }\n'
PASS = 'node { calculator: "PassThroughCalculator" input_stream: "image" output_stream: "out" %s }\n'


@pytest.mark.parametrize(
    "text",
    [
        f"  {CURSOR}  \n",
        f"# input{CURSOR}",
        f"input_stream: {CURSOR}",
        f"noth{CURSOR}ing: 3",
        f'type: "a{CURSOR}b"',
        f'node {{ calculator: "No{CURSOR}ne" }}',
        f'node {{ calculator: "GateCalculator" input_stream: "NO{CURSOR}NE:a" }}',
        f"node {{ options {{ [no.Such{CURSOR}.ext] {{ }} }} }}",
        f"node {{ input_stream_info {{ back_edge: yes{CURSOR} }} }}",
    ],
)
def test_nothing_is_said_where_nothing_is_known(text: str) -> None:
    """Neither what it is, nor where it comes from; blanks and names that there are not have no description."""
    where = place(text)
    assert hovered(text) == ""
    assert find_definition(*where) == []


def test_tags_of_the_graphs_own_ports() -> None:
    """A tag of the graph itself says what kind of port it is of."""
    assert hovered(f'input_stream: "TA{CURSOR}G:a"') == "**TAG**: an input stream of the graph"
    assert hovered(f'output_side_packet: "TA{CURSOR}G:a"') == "**TAG**: an output side packet of the graph"


def test_a_policy_is_described() -> None:
    """The input policy of a graph shows what its author says of it."""
    text = hovered(f'input_stream_handler {{ input_stream_handler: "Imme{CURSOR}diateInputStreamHandler" }}')
    assert text.startswith("**ImmediateInputStreamHandler**\n\n`ImmediateInputStreamHandler`: packets are processed on")


def test_an_executor_comes_from_where_it_is_declared() -> None:
    """Of several executors it is the one with the name."""
    (target,) = find_definition(*place(f'{EXECUTORS}node {{ executor: "sl{CURSOR}ow" }}'))
    assert target.span is not None
    assert EXECUTORS[slice(*target.span)] == '"slow"'


@pytest.mark.parametrize("mark", ["LOOP:x:y", "LOO", "LOOP:7"])
def test_a_mark_that_means_no_input_comes_from_nowhere(mark: str) -> None:
    """A tag that is wrong, that the node does not have, or whose number is too high."""
    node = f'node {{ input_stream: "LOOP:last" input_stream_info {{ tag_index: "{mark}{CURSOR}" }} }}'
    assert find_definition(*place(node)) == []
    assert find_definition(*place(f'input_stream_info {{ tag_index: "{mark}{CURSOR}" }}')) == []


def test_a_mark_means_the_input_of_its_number() -> None:
    """Numbers that the ports carry count, in any order."""
    text = f'node {{ input_stream: "A:1:b" input_stream: "A:0:c" input_stream_info {{ tag_index: "A:1{CURSOR}" }} }}'
    where = place(text)
    (target,) = find_definition(*where)
    assert target.span is not None
    assert where.document.text[slice(*target.span)] == "b"


def test_references_of_executors() -> None:
    """Every node that runs on an executor; a comment, and what is no name of anything, has none."""
    where = place(f'{EXECUTORS}node [{{ executor: "sl{CURSOR}ow" }}, {{ executor: "slow" }}, {{ executor: "x" }}]')
    assert [where.document.text[slice(*span)] for span in find_references(*where)] == ["slow", "slow"]
    assert find_references(*place(f'# "sl{CURSOR}ow"\n{EXECUTORS}')) == []
    assert find_references(*place(f'type: "sl{CURSOR}ow"')) == []
    assert find_references(*place(f"  {CURSOR}  ")) == []


@pytest.mark.parametrize("written", [f'"i\\155{CURSOR}age"', f'"im" "{CURSOR}age"'])
def test_a_name_in_parts_is_not_renamed(written: str) -> None:
    """Part of a string cannot be replaced where the text has it in another form; the message says what to do."""
    with pytest.raises(RenameError, match='"image" is written with escapes, or in parts: make it one plain string'):
        find_name(*place(f"input_stream: {written}"))


def test_a_stream_in_parts_is_not_given_another_node() -> None:
    """A node is put nowhere where a name in its text would have to change and cannot."""
    where = place('input_stream: "image"\n' + (PASS % "").replace('"image"', '"im" "age"'))
    with pytest.raises(InsertionError, match='"image" is written with escapes, or in parts: make it one plain string'):
        insert(where.document, where.analysis, "PassThroughCalculator", "image")


def inserted(where: Place) -> str:
    """The text with a node behind its stream "image"."""
    return edited(where.document, insert(where.document, where.analysis, "PassThroughCalculator", "image"))


def test_a_node_is_put_before_one_that_does_not_begin_a_line() -> None:
    """What stands before it on the line stays there."""
    text = inserted(place('input_stream: "image" ' + PASS % ""))
    assert text.startswith('input_stream: "image" node {\n  calculator: "PassThroughCalculator"\n')
    assert '\n}\nnode { calculator: "PassThroughCalculator" input_stream: "image_pass_through"' in text


def test_a_node_is_put_before_comments_at_the_head_of_a_text() -> None:
    """Where comments reach up to the beginning, it stands before all of them."""
    text = inserted(place(f'# The first.\n# Of two lines.\n{PASS % ""}input_stream: "image"\n'))
    assert text.startswith('node {\n  calculator: "PassThroughCalculator"\n  input_stream: "image"\n')
    assert '}\n# The first.\n# Of two lines.\nnode { calculator: "PassThroughCalculator" input_stream: "image_p' in text


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_node_that_nobody_waits_for_is_put_at_the_end(end: str) -> None:
    """A stream without readers gets its first one, on a line of its own."""
    text = inserted(place(f'input_stream: "image"{end}'))
    assert text.startswith('input_stream: "image"\nnode {\n')
    assert text.endswith("}\n")


def test_outline_of_lists_and_executors() -> None:
    """Nodes of a list are told apart; executors go by their names; what holds nothing is left out."""
    text = (
        f'{EXECUTORS}node [{{ calculator: "A" }}, {{ name: "b" calculator: "B" }}, {{ }}]\n'
        'input_stream: ""\nnum_threads: 2\ngraph_options { [type.googleapis.com/a.B] { } }\nmax_queue_size:\n'
    )
    symbols = outline(GraphDocument(text))
    assert [(each.name, each.detail, each.kind) for each in symbols] == [
        ("slow", "executor", "executor"),
        ("executor", "executor", "executor"),
        ("A", "", "node"),
        ("b", "B", "node"),
        ("node", "", "node"),
        ('""', "input stream", "port"),
        ("num_threads", "2", "setting"),
        ("graph_options", "a.B", "options"),
    ]
    assert [text[slice(*each.span)] for each in symbols if each.kind == "node"] == [
        *('{ calculator: "A" }', '{ name: "b" calculator: "B" }', "{ }")
    ]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            TRANSFORM.replace("%s ", ""),
            TRANSFORM % 'input_stream: "IMAGE:some_name"',
        ),
        ("node { }", 'node { calculator: "NameOfACalculator" }'),
        (
            HEAD + 'node { calculator: "Gate" input_stream: ["image", "ALLOW:siz"] output_stream: "o" }\n',
            HEAD + 'node { calculator: "Gate" input_stream: ["image", "ALLOW:size"] output_stream: "o" }\n',
        ),
        (HEAD + PASS % 'output_stream: "si" "ze"', HEAD + PASS % 'output_stream: "si" "ze"'),
        (HEAD + (PASS % "").replace('"image"', '"im" "ag"'), HEAD + (PASS % "").replace('"image"', '"im" "ag"')),
        (
            "graph_options { [type.googleapis.com/mediapipe.GateCalculatorOption] { } }",
            "graph_options { [type.googleapis.com/mediapipe.GateCalculatorOptions] { } }",
        ),
        ("!", "!"),
    ],
)
def test_quick_fixes_of_rare_texts(wrong: str, right: str) -> None:
    """Nodes on one line and empty ones get what they lack; what cannot be replaced in part stays as it is."""
    assert problems(wrong)
    assert fixed(wrong) == right


def test_what_is_wrong_in_another_file_is_not_fixed_here(tmp_path: Path) -> None:
    """The hint is about a text that is not this one."""
    inner = (PASS % "").replace('"image"', '"imag"')
    (tmp_path / "inner.pbtxt").write_text(f'type: "Inner"\ninput_stream: "image"\n{inner}')
    text = 'input_stream: "a" node { calculator: "Inner" input_stream: "a" }'
    where = place(text, str(tmp_path / "x.pbtxt"), tmp_path)
    problem = next(each for each in find_problems(where.document, where.analysis) if "imag" in each.message)
    assert problem.elsewhere is not None
    assert problem.hint.startswith("add `input_stream: ")
    assert find_fixes(where.document, problem) == []


@pytest.mark.parametrize("text", ["# only a comment\n", ""])
def test_a_problem_without_a_place_is_shown_in_the_first_line(text: str) -> None:
    """What is wrong with a text as a whole has to be shown somewhere."""
    (problem,) = problems(text)
    assert problem.message == "the config is empty"
    assert problem.span == Span(0, len(text.rstrip("\n")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'executor {{ type: "{CURSOR}" }}', ["ThreadPoolExecutor", "ApplicationThreadExecutor"]),
        (f'input_stream_info {{ tag_index: "{CURSOR}" }}', []),
        (f'profiler_config {{ x: "{CURSOR}" }}', []),
        (f"num_threads: 5{CURSOR}", []),
        (f'type: "a"{CURSOR}', []),
        (f'type: "a\\x62{CURSOR}"', []),
        (f"node {{ options {{ [no.Such.ext] {{ {CURSOR} }} }} }}", []),
        (
            f'node {{ calculator: "Gate" options {{ [mediapipe.GateCalculatorOptions.ext] {{ }} [{CURSOR} }} }}',
            [],
        ),
    ],
)
def test_rare_completions(text: str, expected: list[str]) -> None:
    """What is offered is only what can stand there: nothing behind a value, nor twice what is there once."""
    assert labels(text) == expected


def test_a_completion_that_is_described_already_stays_as_it_is() -> None:
    """Only calculators, graphs, streams and side packets are described when they are looked at."""
    where = place(PASS % "")
    told = Completion("true", "value", Span(0, 0), "true", "bool", "what it means")
    assert describe_completion(where.document, where.analysis, told) == "what it means"
    untold = Completion("true", "value", Span(0, 0), "true", "bool")
    assert describe_completion(where.document, where.analysis, untold) == ""


def test_a_text_with_a_thousand_mistakes_is_read_up_to_there() -> None:
    """What is no graph at all takes no time, and what came before the mistakes is known."""
    document = GraphDocument('input_stream: "first"\n' + "} " * 1200 + '\ninput_stream: "last"\n')
    assert [port.name for port in document.ports] == ["first"]
