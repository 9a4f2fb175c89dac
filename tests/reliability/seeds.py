"""Inputs that are right: every graph that ships, and the example of every calculator's docstring."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import backedge.graphs
from backedge.config import parse_port, to_binary
from backedge.planning.graph_loading import load_graph
from tests.calculators.examples import OURS, example


@cache
def graph_texts() -> tuple[str, ...]:
    """The texts of the graphs that ship."""
    [folder] = backedge.graphs.__path__
    return tuple(path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("**/*.pbtxt")))


@cache
def example_texts() -> tuple[str, ...]:
    """The examples of docstrings, each once, as graphs that feed what the node shown reads."""
    return tuple(dict.fromkeys(as_graph(example(each.calculator)) for each in OURS))


def as_graph(node: str) -> str:
    """The text of a graph of the nodes of a text, with inputs for all that they read and do not send themselves."""
    lines = []
    for config in load_graph(node).node:
        for kind in ("stream", "side_packet"):
            read, sent = (
                dict.fromkeys(parse_port(port).name for port in getattr(config, f"{end}_{kind}"))
                for end in ("input", "output")
            )
            lines += [f'input_{kind}: "{name}"' for name in read if name not in sent]
    return "\n".join([*lines, node])


@cache
def texts() -> tuple[str, ...]:
    """All of them."""
    return (*graph_texts(), *example_texts())


@cache
def binaries() -> tuple[bytes, ...]:
    """All of them in protobuf's wire format."""
    return tuple(to_binary(load_graph(text)) for text in texts())
