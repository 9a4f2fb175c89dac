"""Values as JSON: each comes back bit for bit, whatever it is, or is refused."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as np_st
from numpy.typing import NDArray

from backedge import Packet, PacketTypeError, ResourceError
from backedge.formats import (
    Anchors,
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    Image,
    ImageFormat,
    ImageFrame,
    Joints,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
    RenderData,
    Tensor,
)
from backedge.formats.render_data import Color, Point, RenderAnnotation
from backedge.recording.known_types import KnownTypes
from backedge.recording.recorded_messages import MessageEncoder
from backedge.recording.value_differences import difference
from backedge.recording.value_json import ValueCodec

RNG = np.random.default_rng(7)


class Side(Enum):
    LEFT = "l"
    RIGHT = "r"


@dataclass(frozen=True)
class Pose:
    name: str
    side: Side
    points: NDArray[np.float32]
    weights: NDArray[np.float32] | None = None
    parent: Pose | None = None


CODEC = ValueCodec(KnownTypes([list[Pose]]))


def again(value: Any) -> Any:
    """The value after it has been JSON."""
    return CODEC.decode(orjson.loads(orjson.dumps(CODEC.encode(value))))


def float32(*shape: int) -> NDArray[np.float32]:
    """An array of random numbers."""
    return RNG.standard_normal(shape).astype(np.float32)


VALUES: list[Any] = [
    None,
    True,
    0,
    -(2**63),
    2**64 - 1,
    2**64,
    -(2**200),
    0.1,
    -0.0,
    5e-324,
    math.inf,
    math.nan,
    struct.unpack(">d", bytes.fromhex("fff8000000000123"))[0],
    complex(-0.0, math.nan),
    "text, ü, \U0001f44b, \x00",
    "\ud800 alone",
    b"\x00\xff",
    [],
    [1, 2.0, True, [None]],
    (),
    (1, ["a"]),
    {"a": 1, 2: (3,), (4, 5): []},
    {"@type": "NormalizedRect"},
    Path("folder/file"),
    np.float32(0.1),
    np.bool_(True),
    np.int8(-3),
    np.array(3.5),
    np.arange(12, dtype=np.int16).reshape(3, 4)[:, ::2],
    np.arange(6, dtype=">f4"),
    np.array([0.1, np.nan, -np.inf], np.float32),
    np.frombuffer(bytes.fromhex("010080ff 0100c07f"), np.float32),
    np.array([-0.0, 0.0]),
    np.array([2**64 - 1], np.uint64),
    np.array([True, False]),
    np.array(["a", "bc"]),
    np.array([1 + 2j]),
    np.array(["2020-01-01"], "M8[D]"),
    np.empty((0, 3), np.float32),
    float32(3, 4, 5).astype(np.float16),
    float32(100, 100),
    Tensor(float32(1, 7)),
    Tensor(np.arange(4, dtype=np.uint8)),
    NormalizedRect(0.1, 0.2, 0.3, 0.4, -1.5, 7),
    Rect(1, 2, 3, 4),
    NormalizedLandmarks(float32(21, 3)),
    NormalizedLandmarks(float32(2, 3), float32(2), np.array([0.5, np.nan], np.float32)),
    NormalizedLandmarks(np.empty((0, 3), np.float32)),
    Landmarks(np.array([[np.inf, -0.0, 1e-45]], np.float32)),
    Detection((0.9,), (0,), BoundingBox(0.1, 0.2, 0.3, 0.4), float32(7, 2), ("palm",), (), 3, "tag", "track", 99),
    Detection((), (), None),
    Anchors(float32(5, 4)),
    Joints(float32(2, 6), float32(2)),
    ClassificationList([Classification(1, 0.75, "Left"), Classification(0, float("nan"))]),
    ImageFormat.SRGB,
    ImageFrame(RNG.integers(0, 256, (5, 6, 3), np.uint8)),
    Image(RNG.integers(0, 2**16, (5, 6), np.uint16)),
    ImageFrame(float32(3, 4)),
    RenderData(render_annotations=(RenderAnnotation(point=Point(x=0.5), color=Color(r=255), thickness=2.0),)),
    [NormalizedRect(0, 0, 1, 1)],
    Pose("a", Side.LEFT, float32(3, 2), None, Pose("b", Side.RIGHT, float32(2))),
    Pose("a list in place of an array", Side.LEFT, [[1.0, 2.0]]),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: f"{type(value).__name__}")
def test_value_comes_back_bit_for_bit(value: Any) -> None:
    """What is read is what was written, down to its type, its dtype and the sign of a zero."""
    assert difference(value, again(value)) is None


def test_integer_fields_of_a_rect_stay_integers() -> None:
    """A number keeps its type where the field would take another."""
    rect = again(NormalizedRect(0, 0, 1, 1))
    assert type(rect.x_center) is int


def test_a_message_knows_which_fields_were_set() -> None:
    """Set to its default or not is no difference for comparisons, and one for those who ask."""
    told = again(Color(r=0, g=1))
    assert told.has_field("r")
    assert not told.has_field("b")


def test_points_are_objects_that_viewers_can_plot() -> None:
    """Landmarks are lists of x, y and z, as viewers take them, and exact all the same."""
    encoded = CODEC.encode(NormalizedLandmarks(np.array([[0.1, 0.5, 2]], np.float32)))
    assert encoded["points"] == [{"x": 0.10000000149011612, "y": 0.5, "z": 2.0}]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(PLAIN)
def test_any_plain_value_comes_back(value: Any) -> None:
    """Numbers, texts, bytes, and lists, tuples and dicts of them."""
    assert difference(value, again(value)) is None


@given(
    np_st.arrays(
        dtype=np_st.scalar_dtypes().filter(lambda dtype: dtype.kind != "O"), shape=np_st.array_shapes(min_side=0)
    )
)
def test_any_array_comes_back(array: NDArray[Any]) -> None:
    """Of every dtype, in every byte order, with every NaN."""
    assert difference(array, again(array)) is None


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (print, "builtin_function_or_method"),
        ([{"a": object()}], "object"),
        ({1, 2}, "set"),
        (np.array([object()]), "object"),
        (np.array([(1, 2.0)], [("a", "i4"), ("b", "f8")]), "[('a', '<i4'), ('b', '<f8')]"),
    ],
)
def test_what_cannot_be_recorded_is_refused(value: Any, named: str) -> None:
    """Nothing is pickled: the type that has no form is named."""
    with pytest.raises(PacketTypeError) as caught:
        CODEC.encode(value)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "os.system", "command": "true"},
        {"@type": None},
        {},
        {"@type": "ndarray", "dtype": "O", "shape": [1], "base64": "AAAAAAAAAAA="},
        {"@type": "ndarray", "dtype": "f4", "shape": [5], "values": [1.0]},
        {"@type": "bytes", "base64": "!"},
        {"@type": "NormalizedRect", "width": 1.0},
        {"@type": "ImageFormat", "member": "NONE"},
        {"@type": "ImageFrame", "format": "SRGB", "codec": "png", "base64": "AAAA"},
    ],
)
def test_damaged_values_are_refused(data: Any) -> None:
    """A file can hold anything; no class is looked for that is not known, and no constructor's complaint escapes."""
    with pytest.raises(ResourceError):
        CODEC.decode(data)


def test_what_is_inside_of_itself_is_refused() -> None:
    """And not written until the stack ends."""
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(PacketTypeError, match="inside of itself"):
        MessageEncoder({"s": Any}, KnownTypes()).encode("s", Packet(circle, 1))
