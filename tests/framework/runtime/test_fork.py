"""Graphs in a process that was forked off: what worked on threads of its own says so, and nothing hangs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
import os, sys
from backedge import CalculatorGraph, GraphStateError

TEXT = 'input_stream: "a" node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }'

def use(graph, calls):
    for name, call in calls.items():
        try:
            call()
            print(name, "done")
        except GraphStateError as error:
            print(name, "forked off" in str(error))

graph = CalculatorGraph(TEXT, num_threads=2)
poller = graph.output_stream_poller("b")
graph.start_run()
graph.add_packet_to_input_stream("a", 1, 0)
graph.wait_until_idle()
sys.stdout.flush()
if os.fork() == 0:
    use(graph, {
        "add": lambda: graph.add_packet_to_input_stream("a", 1, 1),
        "idle": graph.wait_until_idle,
        "next": lambda: (poller.next(), poller.next()),
        "input": lambda: graph.close_input_stream("a"),
        "done": graph.wait_until_done,
        "cancel": graph.cancel,
        "close": graph.close,
    })
    with CalculatorGraph(TEXT, num_threads=2) as own:
        own.start_run()
        own.add_packet_to_input_stream("a", 1, 0)
        own.wait_until_idle()
    print("own done", flush=True)
    os._exit(0)
os.wait()
graph.add_packet_to_input_stream("a", 1, 1)
graph.close()
print("parent done")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_forked_off() -> None:
    """Every call that needs the graph's threads is refused there; a new graph works, and the old one at home."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        *(f"{name} True" for name in ("add", "idle", "next", "input", "done", "cancel", "close")),
        "own done",
        "parent done",
    ]
