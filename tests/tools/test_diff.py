"""`graph_runner diff`: what differs in meaning, and what does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.config import to_text
from backedge.planning import build_graph, expand_graph
from backedge.tools.comparing.graph_comparison import compare_graphs
from backedge.tools.graph_files import known_graphs
from tests.terminal import shown_on_terminal
from tests.tools.command_line import COMMAND, Result
from tests.tools.drawing.graphs import OUTER, write_graphs

Run = Callable[..., Result]

GATE = "options { [mediapipe.GateCalculatorOptions.ext] { empty_packets_as_allow: true } }"

EXECUTOR = """
executor {
  name: "own"
  type: "ThreadPoolExecutor"
  options { [mediapipe.ThreadPoolExecutorOptions.ext] { num_threads: 1 } }
}
"""

SET = "empty_packets_as_allow: true"
CALCULATOR = 'name: "gate"\n  calculator: '
SIDE = '"ALLOW:allow"\n  out'

CHANGES = [
    (SET, f"{SET} allow: true", "~ node gate", "    ~ option allow: false -> true"),
    ('name: "gate"', 'name: "door"', "~ node door", "    > name: gate -> door"),
    (SIDE, f"DIS{SIDE}".replace('DIS"', '"DIS'), "~ node gate", "    - input side packet ALLOW: allow (from outside)"),
    ('"TICK:tick"', '"TACK:tick"', "- graph input stream TICK:0: tick", "+ graph input stream TACK:0: tick"),
    ('name: "gate"', 'name: "gate" executor: "own"', "~ node gate", "    ~ setting executor: default -> own"),
    ('type: "Outer"', "num_threads: 2", "+ executor default: 2 threads", ""),
    ('type: "Outer"', "max_queue_size: 7", "~ graph setting max_queue_size: 0 -> 7", ""),
    (
        '"passed"\n  input',
        '"previous"\n  input',
        "~ node gate",
        "    ~ input stream :0: inner__last output 0 -> PreviousLoopbackCalculator PREV_LOOP",
    ),
    (
        f'{CALCULATOR}"GateCalculator"',
        f'{CALCULATOR}"PassThroughCalculator"',
        "~ node gate",
        "    ~ calculator: GateCalculator -> PassThroughCalculator",
    ),
]
"""What is replaced in the graph by what, and two lines that say so."""


@pytest.fixture
def outer(tmp_path: Path) -> Path:
    """A graph with a subgraph, a loop and a side packet."""
    return write_graphs(tmp_path)


@pytest.mark.parametrize(("old", "new", "first", "second"), CHANGES, ids=[change[2] + change[3] for change in CHANGES])
def test_changes_are_told(run: Run, outer: Path, old: str, new: str, first: str, second: str) -> None:
    """Node by node; the way back is told the other way round."""
    text = OUTER.replace(old, new)
    assert text != OUTER
    if "executor" in new:
        text += EXECUTOR
    if "PassThrough" in new:
        text = text.replace('  input_side_packet: "ALLOW:allow"\n', "").replace(GATE, "")
    other = outer.with_name("other.pbtxt")
    other.write_text(text)
    status, out, err = run("diff", outer, other)
    assert (status, err) == (1, "")
    assert first in out.splitlines()
    assert not second or second in out.splitlines()
    back = run("diff", other, outer)
    assert (back.status, len(back.stdout.splitlines())) == (1, len(out.splitlines()))


def test_added_and_removed_nodes(run: Run, outer: Path) -> None:
    """With their calculators; the rest is matched all the same."""
    other = outer.with_name("other.pbtxt")
    other.write_text(
        OUTER + 'node { name: "more" calculator: "PassThroughCalculator" input_stream: "tick" output_stream: "x" }'
    )
    assert run("diff", outer, other) == (1, "+ node more: PassThroughCalculator\n", "")
    assert run("diff", other, outer) == (1, "- node more: PassThroughCalculator\n", "")


@pytest.mark.parametrize("name", sorted(known_graphs())[::4])
def test_an_expanded_graph_means_the_same(name: str) -> None:
    """Whether something is in a subgraph makes no difference."""
    try:
        plan = build_graph(known_graphs()[name])
    except Exception:  # noqa: BLE001 - graphs that work only inside others
        pytest.skip("it needs options of the node that names it")
    assert compare_graphs(plan, build_graph(to_text(expand_graph(known_graphs()[name])))) == []


def test_layout_order_and_defaults_make_no_difference(run: Run, outer: Path) -> None:
    """Nor do comments, and numbers in the names of nodes that have none of their own."""
    twins = (
        'node { calculator: "PassThroughCalculator" input_stream: "tick" output_stream: "one" }',
        'node { calculator: "PassThroughCalculator" input_stream: "one" output_stream: "two" }',
    )
    one, other = outer.with_name("one.pbtxt"), outer.with_name("other.pbtxt")
    one.write_text(OUTER + "\n".join(twins))
    other.write_text("# A comment.\n" + OUTER.replace(SET, f"{SET} allow: false") + "\n".join(reversed(twins)))
    assert run("diff", one, other) == (0, "", "")


def test_a_renamed_stream_is_one_change(run: Run, outer: Path) -> None:
    """And not one of each node that reads it."""
    other = outer.with_name("other.pbtxt")
    other.write_text(OUTER.replace('"IN:previous"', '"IN:before"').replace("PREV_LOOP:previous", "PREV_LOOP:before"))
    out = "~ node PreviousLoopbackCalculator\n    > output stream PREV_LOOP: previous -> before\n"
    assert run("diff", outer, other) == (1, out, "")


def test_diff_is_for_programs_with_json(run: Run, outer: Path) -> None:
    """A list of changes, empty if there are none."""
    other = outer.with_name("other.pbtxt")
    other.write_text(OUTER.replace(SET, f"{SET} allow: true"))
    status, out, _ = run("diff", outer, other, "--json")
    assert status == 1
    assert json.loads(out) == [
        {"kind": "changed", "what": "option", "name": "allow", "before": "false", "after": "true", "node": "gate"}
    ]
    assert json.loads(run("diff", outer, outer, "--json")[1]) == []


def test_diff_is_in_colour_on_a_terminal(outer: Path) -> None:
    """Where nothing differs nothing is said."""
    assert shown_on_terminal([*COMMAND, "diff", str(outer), str(outer)]) == ""


def test_trouble_is_a_status_of_its_own(run: Run, outer: Path) -> None:
    """A graph that is wrong or not there is told, also where both are."""
    wrong = outer.with_name("wrong.pbtxt")
    wrong.write_text('node { calculator: "Nonsense" }')
    status, out, err = run("diff", wrong, outer.with_name("none.pbtxt"))
    assert (status, out) == (2, "")
    assert f'{wrong}:1:8: error: calculator "Nonsense"' in err
    assert "there is no file" in err
    assert "Traceback" not in err
    told = json.loads(run("diff", wrong, outer.with_name("none.pbtxt"), "--json").stdout)["errors"]
    assert [error["type"] for error in told] == ["ConfigError", "ResourceError"]
    assert run("diff", outer).status == 2
