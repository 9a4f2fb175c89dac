"""``--set``: options of nodes from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.models.available import real_models
from tests.tools.command_line import Result

Run: TypeAlias = Callable[..., Result]


def test_a_threshold_of_the_flagship(run: Run, clip: Path) -> None:
    """Nothing is above 1: with that presence no hand is found, by the graph's own option or the node's."""
    real_models()
    arguments = ("run", "HandTracking", "-i", clip, "--side", "model_complexity=0", "--dump", "landmarks=-")
    assert len(run(*arguments).stdout.splitlines()) >= 8
    for setting in ("min_presence_confidence=1", "LandmarkInferenceCalculator.min_presence_confidence=1"):
        result = run(*arguments, "--set", setting)
        assert (result.status, result.stdout) == (0, ""), result.stderr


def test_nodes_inside_subgraphs_and_several_settings(run: Run, sizes: Path) -> None:
    """What was set is told where it is wrong, so it has arrived."""
    sizes.write_text('input_stream: "IMAGE:i" node { calculator: "HandTracking" input_stream: "IMAGE:i" }')
    inside = "handtracking__PalmDetectionCalculator"
    assert run("check", sizes, "--set", f"{inside}.min_detection_confidence=0.75").status == 0
    status, out, _ = run(
        "check",
        sizes,
        "--set",
        f"{inside}.min_detection_confidence=7",
        "--set",
        "HandTracking.min_presence_confidence=-1",
    )
    assert status == 1
    assert "field min_detection_confidence expects a float (0 to 1), found 7" in out
    assert "field min_presence_confidence expects a float (0 to 1), found -1" in out


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        (
            "PalmDetectionCalculato.num_threads=2",
            'has no node "PalmDetectionCalculato"\n    did you mean "PalmDetectionC',
        ),
        ("PalmDetectionCalculator.num_thread=2", 'has no field num_thread\n    did you mean "num_threads"?'),
        ("PalmDetectionCalculator.num_threads=two", "field num_threads expects an int32 (0 to 256), found two"),
        ("PalmDetectionCalculator.model_complexity=7", "field model_complexity expects an int32 (0 to 1), found 7"),
    ],
)
def test_mistakes(run: Run, setting: str, complaint: str) -> None:
    """The error names the node, near names, and the type; no traceback."""
    for command in (("check", "HandTracking"), ("run", "HandTracking", "-i", "demo")):
        result = run(*command, "--set", setting)
        assert result.status == 1
        assert complaint in result.stdout + result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("word", ["x", "=1", "PalmDetectionCalculator.num_threads"])
def test_what_is_no_assignment(run: Run, word: str) -> None:
    """The command line is wrong, then."""
    result = run("check", "HandTracking", "--set", word)
    assert result.status == 2
    assert f'--set needs NODE.FIELD=VALUE, not "{word}"' in result.stderr


def test_the_json_has_the_mistakes(run: Run) -> None:
    """Without a place: they are not in the graph's text."""
    (report,) = json.loads(run("check", "--json", "HandTracking", "--set", "x=1").stdout)
    (error,) = report["errors"]
    assert (
        error["line"],
        error["message"].startswith('cannot set "x": backedge.HandTrackingOptions has no field x'),
    ) == (
        None,
        True,
    )
