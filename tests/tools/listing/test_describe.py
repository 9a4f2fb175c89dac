"""`graph_runner describe`: all about one calculator or graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.planning.graph_loading import load_graph
from backedge.tools.graph_comments import port_comments
from backedge.tools.listing import brief_entry
from backedge.tools.listing.entries import all_entries
from backedge.tools.listing.whole_entries import find_entry, whole_entries
from tests.tools.command_line import Result, piped

Run = Callable[..., Result]

GRAPH = """\
# Passes numbers on.

type: "Numbers"

# int: one,
# or another.
input_stream: "NUMBER:number"
input_stream: "NUMBER:1:other"  # int: the other.
output_stream: "number"

node { calculator: "PassThrough" input_stream: "number" input_stream: "other" output_stream: "a" output_stream: "b" }
"""

TEXT = """\
    in       NUMBER   any type: int: one, or another.
             NUMBER:1 any type: int: the other.
    out      number   any type
    graph    {}

Passes numbers on.

Example:

    node {{
      calculator: "{}"
      input_stream: "NUMBER:number"
      input_stream: "NUMBER:1:other"
      output_stream: "number"
    }}

"""


def test_a_calculator(run: Run) -> None:
    """A line for each port, options with their defaults, what the author says, and a node."""
    status, out, err = run("describe", "Gate")
    assert (status, err) == (0, "")
    assert out.startswith("GateCalculator (Gate)\n    in                    any type, 0 or more\n")
    assert "             ALLOW        bool, optional\n" in out
    assert "             allow: bool = false\n" in out
    assert "\n\nPasses its data packets on while a control input says so.\n" in out
    assert "Example::" not in out
    assert out.partition("\nExample:\n")[2].startswith('\n    node {\n      calculator: "GateCalculator"\n')


@pytest.mark.parametrize("name", ["HandTracking", "handtracking", "hand_tracking"])
def test_a_graph_by_its_names(run: Run, name: str) -> None:
    """Its type, in small letters too, and the short name; ports have what comments say of them."""
    out = run("describe", name).stdout
    assert out.startswith("HandTracking (hand_tracking)\n")
    assert "    out      LANDMARKS                 list[NormalizedLandmarks], 21 each\n" in out
    assert "    side in  NUM_HANDS                 int, at least 1, optional: how many hands to look for" in out


def test_a_graph_with_options_of_its_own(run: Run, tmp_path: Path) -> None:
    """What the graph sets is the default; what it does not set is that of the class."""
    assert "             detection_interval: int32 (at least 1) = 1\n" in run("describe", "HandTracking").stdout
    assert "             detection_interval: int32 (at least 1) = 5\n" in run("describe", "HandTrackingPlus").stdout
    path = tmp_path / "numbers.pbtxt"
    options = "[type.googleapis.com/backedge.HandTrackingOptions] { min_presence_confidence: 0.3 }"
    path.write_text(f"{GRAPH}graph_options {{ {options} }}\n")
    out = run("describe", path).stdout
    assert "             min_presence_confidence: float (0 to 1) = 0.3\n" in out
    assert "             min_tracking_confidence: float (0 to 1) = 0.5\n" in out
    fields = json.loads(run("describe", path, "--json").stdout)["options"]["fields"]
    assert [(each["name"], each["default"]) for each in fields][1] == ("min_presence_confidence", 0.3)


def test_a_graph_of_a_file(run: Run, tmp_path: Path) -> None:
    """Its comments are those of its ports."""
    path = tmp_path / "numbers.pbtxt"
    path.write_text(GRAPH)
    assert run("describe", path) == (0, f"numbers\n{TEXT.format(path, 'numbers')}", "")
    found = json.loads(run("describe", path, "--json").stdout)
    assert found["ports"]["in"][1]["description"] == "int: the other."
    assert (found["ports"]["in"][1]["tag"], found["ports"]["in"][1]["index"]) == ("NUMBER", 1)


def test_a_calculator_of_the_user_s_by_a_short_name(run: Run, tmp_path: Path) -> None:
    """As those that are shipped; one that has just this name comes first."""
    module = tmp_path / "bright.py"
    module.write_text(
        "from backedge import Calculator, register\n"
        '@register("BrightnessCalculator")\nclass A(Calculator):\n    """First."""\n'
        '@register("DarknessCalculator")\nclass B(Calculator):\n    """Second."""\n'
        '@register("Darkness")\nclass C(Calculator):\n    """Third."""\n'
    )
    for name, found in {"brightness": "BrightnessCalculator", "Darkness": "Darkness"}.items():
        assert run("describe", name, "--calculators", module).stdout.startswith(f"{found}\n")


def test_standard_input() -> None:
    """A graph that another program writes."""
    result = piped(GRAPH, "describe", "-")
    assert result.status == 0
    assert result.stdout == f"<stdin>\n{TEXT.format('-', '<stdin>')}"


def test_what_there_is_not(run: Run) -> None:
    """A name that is like it is suggested, also of a short name."""
    told = 'there is no calculator and no graph "hand_trackin"; did you mean "hand_tracking"?'
    assert run("describe", "hand_trackin") == (1, "", f"error: {told}\n")
    assert json.loads(run("describe", "hand_trackin", "--json").stdout)["errors"][0]["message"] == told


def test_a_wrong_graph(run: Run, tmp_path: Path) -> None:
    """What is wrong is told as by `check`; so is a file that is missing."""
    path = tmp_path / "wrong.pbtxt"
    assert run("describe", path) == (1, "", f"error: there is no file {path}\n")
    path.write_text('input_stream: "A"\n')
    status, out, err = run("describe", path)
    assert (status, out) == (1, "")
    assert err.startswith(f'{path}:1:15: error: "A" is not a port\n    1 | input_stream: "A"\n')


def test_a_module_that_does_not_import(run: Run, tmp_path: Path) -> None:
    """The line of the author's code is named."""
    module = tmp_path / "cannot_import.py"
    module.write_text("1 / 0\n")
    status, _, err = run("describe", "Gate", "--calculators", module)
    assert status == 1
    assert "cannot_import.py cannot be imported: ZeroDivisionError" in err


def test_every_shipped_graph_has_a_short_name() -> None:
    """Each is found by it, and so is each calculator by all of its names."""
    entries = all_entries()
    graphs = [entry for entry in entries if hasattr(entry, "short_name")]
    assert len(graphs) > 80
    assert all(graph.short_name for graph in graphs)
    for entry in [*graphs[::9], *entries[::40]]:
        for name in entry.names:
            assert find_entry(name).name == entry.name


@pytest.mark.parametrize("kind", [brief_entry.CALCULATOR, brief_entry.GRAPH])
def test_what_has_gone_since_it_was_listed_is_told(kind: str) -> None:
    """The list that is kept may be a moment old."""
    listed = brief_entry.BriefEntry(kind, ["AcmeGone"], "", "", {}, "acme.gone", "")
    with pytest.raises(ResourceError, match=f'^acme.gone: the {kind} "AcmeGone" was there a moment ago, and is gone$'):
        whole_entries([listed])


def test_examples_are_nodes() -> None:
    """The example of each calculator, whether it is the author's or made up, can be read."""
    for entry in all_entries():
        if not hasattr(entry, "short_name"):
            assert load_graph(entry.example, file=entry.name).node


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('# one\ninput_stream: "A:a"', {"a": "one"}),
        ('# one\n\ninput_stream: "A:a"', {}),
        ('input_stream: "a" # one\n# two\ninput_stream: "b"\ninput_stream: "c"', {"a": "one", "b": "two", "c": "two"}),
        ('# one\ninput_stream: ["a", # of a\n"b"]', {"a": "of a", "b": "one"}),
        ('# one\noutput_stream: "a"', {}),
        ('# one\ninput_stream: "A A"\n', {}),
        ('# one\ninput_stream: "a', {}),
    ],
)
def test_comments_of_ports(text: str, found: dict[str, str]) -> None:
    """Behind a port, or above it and those that follow; an empty line parts them."""
    assert port_comments(text, "input_stream") == found
