"""Texts of graphs as large as one likes, right ones and wrong ones, by what they are like."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final


def _graph(nodes: Iterable[str], head: str = 'input_stream: "s0"') -> str:
    return "\n".join([head, *nodes])


def _node(read: str, written: str, calculator: str = "PassThroughCalculator", more: str = "") -> str:
    return f'node {{ calculator: "{calculator}" input_stream: "{read}" output_stream: "{written}" {more}}}'


def chain(size: int) -> str:
    """Nodes in a row."""
    return _graph(_node(f"s{i}", f"s{i + 1}") for i in range(size))


def turned_chain(size: int) -> str:
    """Nodes in a row, the last of them first."""
    return _graph(_node(f"s{i}", f"s{i + 1}") for i in reversed(range(size)))


def typed_chain(size: int) -> str:
    """Nodes in a row before one that takes a certain type, which all of them then carry."""
    ports = f'input_stream: "s{size}" input_stream: "ALLOW:s{size}" output_stream: "x"'
    return f'{chain(size)}\nnode {{ calculator: "GateCalculator" {ports} }}'


def fan(size: int) -> str:
    """Nodes that all read the same."""
    return _graph(_node("s0", f"s{i + 1}") for i in range(size))


def loops(size: int) -> str:
    """Back edges into nodes that wait for them for ever."""
    mark = 'input_stream: "b{0}" input_stream_info { tag_index: ":1" back_edge: true } output_stream: "b{0}" '
    return _graph(_node(f"s{i}", f"s{i + 1}", more=mark.replace("{0}", str(i))) for i in range(size))


def misspelt_streams(size: int) -> str:
    """Nodes that read what no node writes."""
    return _graph(_node(f"stream_{i}", f"straem_{i}") for i in range(size))


def misspelt_calculators(size: int) -> str:
    """Nodes of calculators that there are not."""
    return _graph(_node("s0", f"s{i + 1}", calculator=f"PassThruoghCalculator{i}") for i in range(size))


def missing_outputs(size: int) -> str:
    """Outputs of the graph that no node writes."""
    outputs = " ".join(f'output_stream: "steram_{i}"' for i in range(size))
    return _graph((_node("s0", f"stream_{i}") for i in range(size)), f'input_stream: "s0" {outputs}')


def written_twice(size: int) -> str:
    """Nodes that all write the same."""
    return _graph(_node("s0", "s1") for _ in range(size))


def unknown_fields(size: int) -> str:
    """Nodes with a field that there is not."""
    return _graph(_node("s0", f"s{i + 1}", more=f"max_in_flihgt_{i}: 1 ") for i in range(size))


def unknown_options(size: int) -> str:
    """Nodes with options that there are not."""
    options = "options { [mediapipe.GateCalculatorOptoins.ext] { allow: true } } "
    return _graph(_node("s0", f"s{i + 1}", more=options) for i in range(size))


RIGHT: Final[tuple[Callable[[int], str], ...]] = (chain, turned_chain, typed_chain, fan, loops, missing_outputs)
"""Graphs that can run, if only with warnings."""

WRONG: Final[tuple[Callable[[int], str], ...]] = (
    misspelt_streams,
    misspelt_calculators,
    written_twice,
    unknown_fields,
    unknown_options,
)
"""Graphs that are wrong at each of their nodes."""
