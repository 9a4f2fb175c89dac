"""Configs that are wrong, through MediaPipe's API: everything at once, as an error of the type it raises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import backedge
import backedge.compat.mediapipe as mp
from backedge.compat.bridge.errors import InvalidGraphError, UnreadableConfigError

MISREAD = """
input_stream: "in"
node { calculator: "PassThroughCalculator" input_stream: "typo" output_stream: "out" bad: 1 }
node { calculator: "Qqqqq" node_options { [type.googleapis.com/NoSuchOptions] {} } }
"""
MISTAKEN = MISREAD.replace("bad: 1", "").replace("node_options { [type.googleapis.com/NoSuchOptions] {} }", "")


FORMS: dict[str, Callable[[str, Path], object]] = {
    "graph": lambda text, _: mp.CalculatorGraph(graph_config=text),
    "validated": lambda text, _: mp.ValidatedGraphConfig().initialize(graph_config=text),
    "file": lambda _, path: mp.CalculatorGraph(binary_graph_path=str(path)),
}


def refusal(text: str) -> backedge.ConfigError:
    """The error of our own API."""
    with pytest.raises(backedge.ConfigError) as caught:
        backedge.CalculatorGraph(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "kind", "count"), [(MISREAD, UnreadableConfigError, 4), (MISTAKEN, InvalidGraphError, 2)]
)
@pytest.mark.parametrize("form", FORMS)
def test_all_mistakes_at_once(text: str, kind: type[Exception], count: int, form: str, tmp_path: Path) -> None:
    """The error says as much as that of backedge.CalculatorGraph; what cannot be read is no ValueError."""
    path = tmp_path / "graph.pbtxt"
    path.write_text(text)
    with pytest.raises(kind) as caught:
        FORMS[form](text, path)
    assert isinstance(caught.value, backedge.ConfigError)
    assert [each.message for each in caught.value.diagnostics] == [each.message for each in refusal(text).diagnostics]
    assert len(caught.value.diagnostics) == count


def test_a_syntax_error_is_unreadable() -> None:
    """A text that cannot be parsed is a RuntimeError, as in MediaPipe, and no ValueError."""
    with pytest.raises(RuntimeError) as caught:
        mp.CalculatorGraph(graph_config="node {")
    assert not isinstance(caught.value, ValueError)
