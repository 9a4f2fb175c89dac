"""MediaPipe's names of types."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.errors import PacketTypeError
from backedge.formats import (
    Anchors,
    ClassificationList,
    Detection,
    Image,
    ImageFrame,
    ImageSize,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
    Tensor,
    mediapipe_name,
    python_type,
)


class Own:
    """A type MediaPipe does not know."""


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (bool, "bool"),
        (int, "int"),
        (float, "float"),
        (str, "std::string"),
        (ImageFrame, "mediapipe::ImageFrame"),
        (Image, "mediapipe::Image"),
        (Rect, "mediapipe::Rect"),
        (Detection, "mediapipe::Detection"),
        (Landmarks, "mediapipe::LandmarkList"),
        (NormalizedLandmarks, "mediapipe::NormalizedLandmarkList"),
        (ClassificationList, "mediapipe::ClassificationList"),
        (Anchors, "std::vector<mediapipe::Anchor>"),
        (ImageSize, "std::pair<int, int>"),
        (np.ndarray, "mediapipe::Matrix"),
        (list[NormalizedRect], "std::vector<mediapipe::NormalizedRect>"),
        (list[Tensor], "std::vector<mediapipe::Tensor>"),
        (list[list[Detection]], "std::vector<std::vector<mediapipe::Detection>>"),
    ],
)
def test_names_and_types_translate_both_ways(kind: Any, name: str) -> None:
    """A type has its C++ name, and that name means the type."""
    assert mediapipe_name(kind) == name
    assert python_type(name) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("::mediapipe::ImageFrame", ImageFrame),
        ("::std::vector<::mediapipe::NormalizedRect>", list[NormalizedRect]),
        ("std::pair<int,int>", ImageSize),
        ("std::vector< float >", list[float]),
        ("uint64", int),
        ("double", float),
        ("mediapipe::DetectionList", list[Detection]),
    ],
)
def test_spellings_of_the_sources_are_understood(name: str, kind: Any) -> None:
    """Leading colons, spaces and other integer types do not matter."""
    assert python_type(name) == kind


def test_types_of_our_own_go_by_their_python_name() -> None:
    """A type that MediaPipe does not know has its Python name."""
    assert mediapipe_name(Own) == f"{__name__}.Own"
    assert mediapipe_name(dict) == "dict"


def test_unknown_names_are_refused() -> None:
    """The error proposes the nearest name there is."""
    with pytest.raises(PacketTypeError) as caught:
        python_type("mediapipe::NormalisedRect")
    assert str(caught.value) == (
        'no data type stands for MediaPipe\'s "mediapipe::NormalisedRect"; did you mean "mediapipe::NormalizedRect"?'
    )
