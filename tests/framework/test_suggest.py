"""Suggestions for names that do not exist."""

from __future__ import annotations

import pytest

from backedge.suggest import suggest, suggest_or_list


def test_a_close_name_is_suggested() -> None:
    """A slip of the pen is recognised."""
    assert suggest("hand_rect", ["image", "hand_rects"]) == 'did you mean "hand_rects"?'


def test_nothing_is_suggested_for_a_stranger() -> None:
    """A name unlike any known one gives no suggestion."""
    assert suggest("xyz", ["image", "hand_rects"]) == ""


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("PalmDetectonCpu", "PalmDetection", True),
        ("PassThru", "PassThrough", True),
        ("passthrough", "PassThrough", True),
        ("FaceRendererCpu", "HandRenderer", False),
        ("EndLoopDoubleCalculator", "EndLoopBooleanCalculator", False),
        ("face_rects", "hand_rects", False),
        ("LocalizationToRegion", "AssociationDetection", False),
        ("BoxDetector", "BeginLoopDetection", False),
        ("hand_rectangles", "hand_rects", True),
    ],
)
def test_no_word_is_a_different_one(name: str, known: str, near: bool) -> None:
    """Words may be misspelt, missing or too many; where one says something else, something else is meant."""
    assert bool(suggest(name, [known])) == near


def test_a_list_stands_in_for_a_suggestion() -> None:
    """The suggestion lists all names, up to a limit, where none is close, and says so where there are none."""
    assert suggest_or_list("xyz", ["image", "hands"]) == "there are: image, hands"
    assert suggest_or_list("hans", ["image", "hands"]) == 'did you mean "hands"?'
    assert suggest_or_list("xyz", []) == "there are none"
    assert suggest_or_list("xyz", (f"n{i}" for i in range(21))).endswith("n18, n19, …")
