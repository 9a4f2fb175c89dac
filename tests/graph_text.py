"""The text of graphs and their nodes, in short."""

from __future__ import annotations

import tests.do_calculator  # noqa: F401 - registers test.Do, which a node is unless it says otherwise


def do(inputs: str = "", outputs: str = "", side: str = "", more: str = "", calculator: str = "test.Do") -> str:
    """The text of a node; ports are separated by blanks."""
    ports = [
        f'{field}: "{port}"'
        for field, listed in (("input_stream", inputs), ("output_stream", outputs), ("input_side_packet", side))
        for port in listed.split()
    ]
    return f'node {{ calculator: "{calculator}" {" ".join(ports)} {more} }}\n'


def do_options(options: str) -> str:
    """Options of a node, for the argument `more` of `do`."""
    return f"node_options {{ [type.googleapis.com/DoOptions] {{ {options} }} }}"


def graph_of(inputs: str, *nodes: str) -> str:
    """The text of a graph; its input streams are separated by blanks."""
    return "\n".join([*(f'input_stream: "{name}"' for name in inputs.split()), *nodes])


def input_policy(name: str, options: str = "") -> str:
    """The input policy of a node or graph: `name` is without ``InputStreamHandler``, `options` is text as well."""
    if options:
        options = f"options {{ [mediapipe.{name}InputStreamHandlerOptions.ext] {{ {options} }} }}"
    return f'input_stream_handler {{ input_stream_handler: "{name}InputStreamHandler" {options} }} '
