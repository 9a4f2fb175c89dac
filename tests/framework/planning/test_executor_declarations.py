"""Executors in the config: which declarations are refused, and which go together."""

from __future__ import annotations

import threading

import pytest

from backedge import CalculatorGraph, ConfigError
from tests.do_calculator import Do
from tests.flow import P, values, watch
from tests.graph_text import do, graph_of

POOL = 'type: "ThreadPoolExecutor" options { [mediapipe.ThreadPoolExecutorOptions.ext] { num_threads: 1 } }'
NAMED = f'executor {{ name: "xyz" {POOL} }}'


@pytest.mark.parametrize(
    ("declared", "used", "message"),
    [
        (f'executor {{ name: "__gpu" {POOL} }}', "", '"__gpu" is a reserved executor name'),
        ("", "__gpu", 'executor "__gpu" of node "test.Do" is not declared'),
        ("", "xyz", 'executor "xyz" of node "test.Do" is not declared'),
        ('executor { name: "xyz" }', "xyz", 'executor "xyz" has no type'),
        (NAMED + NAMED, "xyz", 'executor "xyz" is declared twice'),
        (f"num_threads: 1 executor {{ {POOL} }}", "", "num_threads and an executor without a name both declare"),
        ('executor { name: "xyz" type: "ApplicationThreadExecutor" }', "xyz", "only the default executor can be"),
        ('executor { name: "xyz" type: "FastExecutor" }', "xyz", '"FastExecutor" is no executor type'),
    ],
)
def test_what_is_refused(declared: str, used: str, message: str) -> None:
    """An executor has a name of its own, a type and threads, and is there before a node can name it."""
    node = do("a", "b", more=f'executor: "{used}"' if used else "")
    with pytest.raises(ConfigError, match=message):
        CalculatorGraph(graph_of("a", declared, node))


def where(node: Do) -> None:
    """Send the name of the thread that this is called on, after those of the calls before."""
    node.outputs[0].send([*node.inputs[0].value, threading.current_thread().name])


def test_a_number_of_threads_and_an_executor_with_a_name() -> None:
    """num_threads is the default executor's, and says nothing of those that have names."""
    text = graph_of(
        "a",
        f"num_threads: 1 {NAMED}",
        do("a", "b", "PROCESS:where"),
        do("b", "c", "PROCESS:where", 'executor: "xyz"'),
    )
    with CalculatorGraph(text) as graph:
        seen = watch(graph, "c", bounds=False)["c"]
        graph.start_run({"where": where})
        graph.add_packet_to_input_stream("a", P(1, []))
        graph.wait_until_idle()
    assert values(seen) == [["backedge-worker-0", "backedge-xyz-0"]]
