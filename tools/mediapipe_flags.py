"""MediaPipe's own runners' flags, for command lines that were written for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import click

_PREFIXES: Final = {
    "--calculator_graph_config_file": (),
    "--input_side_packets": ("--side",),
    "--input_video_path": ("--input",),
    "--output_video_path": ("--output",),
}


class MediaPipeFlags(click.Command):
    """A command that also takes the flags of MediaPipe's `simple_run_graph_main` and `demo_run_graph_main`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `args` with those flags replaced by ours."""
        return super().parse_args(ctx, list(translate(args)))


def translate(arguments: Sequence[str]) -> Iterator[str]:
    """``--input_side_packets=a=1,b=2`` as ``--side a=1 --side b=2``, and likewise the others; the rest as it is."""
    words = iter(arguments)
    for word in words:
        flag, equals, value = word.partition("=")
        if flag not in _PREFIXES:
            yield word
            continue
        value = value if equals else next(words, "")
        for item in value.split(",") if flag == "--input_side_packets" else [value]:
            yield from (*_PREFIXES[flag], item)
