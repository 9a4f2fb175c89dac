"""Lines of text at the edge of a picture as annotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import IntEnum

from backedge.formats.render_data import Color, RenderAnnotation, Text


class LabelLocation(IntEnum):
    """Where lines are written: from the top downwards, or so that the last one is at the bottom."""

    TOP_LEFT = 0
    BOTTOM_LEFT = 1


def annotate_lines(
    lines: Sequence[str], styles: Sequence[RenderAnnotation], left: float, first_baseline: float, line_height: float
) -> Iterator[RenderAnnotation]:
    """Make annotations of lines, one below the other.

    Args:
        lines: the texts.
        styles: annotations with a text whose colours, fonts and thickness they get, one after the other, over again.
        left: where they begin, in pixels.
        first_baseline: of the first one, in pixels.
        line_height: from one baseline to the next, in pixels.
    """
    for number, line in enumerate(lines):
        style = styles[number % len(styles)]
        text = replace(
            style.text or Text(), display_text=line, left=left, baseline=first_baseline + number * line_height
        )
        yield replace(style, text=text, color=style.color or Color())
