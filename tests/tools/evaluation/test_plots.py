"""Plots of figures that not every graph has."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from backedge.tools.evaluation.hand_errors import THRESHOLDS
from backedge.tools.evaluation.judged_figures import Part
from backedge.tools.evaluation.plots import plots
from backedge.tools.evaluation.ratios import Figure

pytest.importorskip("matplotlib")

HALF = Figure(0.5, 0.4, 0.6, 10)


def part(groups: Mapping[str, Mapping[str, Mapping[str, Figure]]], *, with_landmarks: bool = True) -> Part:
    """Figures in groups, perhaps with the share of correct landmarks."""
    pck = [0.5] * len(THRESHOLDS) if with_landmarks else []
    return Part({}, {}, groups, pck, None, None, 3)


def named(svg: str) -> list[str]:
    """The names of graphs in a plot: matplotlib writes each text as a comment beside its outlines."""
    return [each for each in re.findall("<!-- (.*?) -->", svg) if each in ("first", "second")]


def test_a_graph_without_landmarks_has_no_curve() -> None:
    """The other one has; without any there is no such plot."""
    both = dict(plots(["first", "second"], [part({}), part({}, with_landmarks=False)]))
    assert named(both["Correct landmarks"]) == ["first"]
    assert dict(plots(["first"], [part({}, with_landmarks=False)])) == {}


def test_a_graph_without_groups_has_no_line() -> None:
    """Only classes with a figure have points, only graphs with points a line; no legend where there are none."""
    groups = {"noise": {"low": {"nme": HALF, "recall": HALF}, "high": {"recall": HALF}}}
    found = dict(plots(["first", "second"], [part(groups), part({})]))
    assert list(found) == ["Correct landmarks", "By noise"]
    assert named(found["By noise"]) == ["first"]
    unknown = dict(plots(["first"], [part({"noise": {"low": {}}}, with_landmarks=False)]))
    assert named(unknown["By noise"]) == []
