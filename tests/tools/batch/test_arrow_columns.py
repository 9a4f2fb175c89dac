"""Values of any type as cells of Arrow tables: what comes out of a table is what was put in."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pytest

from backedge.batch.arrow_columns import Column, ColumnMaker
from backedge.formats import Classification, ClassificationList, ImageFrame, NormalizedLandmarks
from backedge.recording.known_types import KnownTypes

pa = pytest.importorskip("pyarrow")


class Side(Enum):
    """A member is written by its name."""

    LEFT = 1
    RIGHT = 2


@dataclass
class Point:
    """Fields become fields."""

    x: float
    name: str | None


@dataclass
class Chain:
    """Holds another of its own kind, which no type of Arrow says."""

    value: int
    rest: Chain | None


def cells(value_type: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    """The type of each column, and what a table gives back for the value."""
    maker = ColumnMaker(KnownTypes([value_type]))
    for column in maker.columns("x", value_type):
        array = column.array([column.convert(value)])
        assert array.type == column.type
        yield column.type, array.to_pylist()[0]


@pytest.mark.parametrize(
    ("value_type", "value", "arrow", "cell"),
    [
        (bool, True, "bool", True),
        (int, np.int32(7), "int64", 7),
        (float, 2, "double", 2.0),
        (str, "ä", "string", "ä"),
        (bytes, b"\0\xff", "binary", b"\0\xff"),
        (Annotated[int, "a note"], 7, "int64", 7),
        (int | None, 7, "int64", 7),
        (Side, Side.RIGHT, "string", "RIGHT"),
        (list[int], [1, 2], "list<item: int64>", [1, 2]),
        (list[int | None], [1, None], "list<item: int64>", [1, None]),
        (tuple[float, ...], (1.0, 2.0), "list<item: double>", [1.0, 2.0]),
        (tuple[int, str], (1, "a"), "struct<_0: int64, _1: string>", {"_0": 1, "_1": "a"}),
        (Point, Point(1.0, None), "struct<x: double, name: string>", {"x": 1.0, "name": None}),
        (list[Point], [Point(1.0, "a")], "list<item: struct<x: double, name: string>>", [{"x": 1.0, "name": "a"}]),
        (list, [1, "a"], "list<item: string>", ["1", '"a"']),
        (dict[str, int], {"a": 1}, "string", '{"@type":"dict","items":[["a",1]]}'),
        (int | str, "a", "string", '"a"'),
        (Any, 1.5, "string", "1.5"),
    ],
)
def test_cells(value_type: Any, value: Any, arrow: str, cell: Any) -> None:
    """Each type has the nearest that Arrow has; what Arrow has none for is JSON."""
    ((found, back),) = cells(value_type, value)
    assert str(found) == arrow
    assert back == cell


@pytest.mark.parametrize(
    ("value_type", "dtype"),
    [(npt.NDArray[np.float32], np.float32), (npt.NDArray[np.uint8], np.uint8), (npt.NDArray[np.bool_], np.bool_)],
)
def test_arrays_of_one_dtype_keep_shape_and_numbers(value_type: Any, dtype: Any) -> None:
    """Arrays of any number of axes are their shape and their numbers."""
    array = np.arange(6).reshape(1, 2, 3).astype(dtype)
    ((_, back),) = cells(value_type, array)
    assert np.array_equal(np.array(back["values"], dtype).reshape(back["shape"]), array)


@pytest.mark.parametrize("value_type", [np.ndarray, npt.NDArray[np.number], npt.NDArray[np.str_], npt.NDArray[Any]])
def test_arrays_of_no_certain_dtype_are_json(value_type: Any) -> None:
    """One dtype today may be another tomorrow."""
    ((arrow, back),) = cells(value_type, np.array([1.0, 2.0]))
    assert arrow == pa.string()
    assert "1.0" in back


def test_a_type_that_holds_itself_is_json_inside() -> None:
    """The outer one has fields; Arrow's types have an end."""
    ((arrow, back),) = cells(Chain, Chain(1, Chain(2, None)))
    assert arrow == pa.struct([("value", pa.int64()), ("rest", pa.string())])
    assert back["value"] == 1
    assert '"value":2' in back["rest"]


def test_landmarks_are_lists_of_points_and_numbers() -> None:
    """Rows without landmarks are null, landmarks without a visibility have none, and no landmarks are an empty list."""
    nan = float("nan")
    rows = [
        NormalizedLandmarks(
            np.array([[0.5, 0.25, -1], [1, nan, 3]], np.float32), visibility=np.array([0.5, 1], np.float32)
        ),
        None,
        NormalizedLandmarks(np.zeros((0, 3), np.float32)),
        NormalizedLandmarks(np.array([[7, 8, 9]], np.float32), presence=np.array([0.25], np.float32)),
    ]
    points, visibility, presence = ColumnMaker(KnownTypes([NormalizedLandmarks])).columns("x", NormalizedLandmarks)

    def back(column: Column) -> list[Any]:
        array = column.array([None if row is None else column.convert(row) for row in rows])
        array.validate(full=True)
        assert array.type == column.type
        found: list[Any] = array.to_pylist()
        return found

    assert str(points.type) == "list<item: fixed_size_list<item: float>[3]>"
    found = back(points)
    assert math.isnan(found[0][1].pop(1))  # no number equals it
    assert found == [[[0.5, 0.25, -1.0], [1.0, 3.0]], None, [], [[7.0, 8.0, 9.0]]]
    assert back(visibility) == [[0.5, 1.0], None, None, None]
    assert back(presence) == [None, None, None, [0.25]]
    assert points.array([None]).to_pylist() == [None]
    assert points.array([]).to_pylist() == []


def test_classifications_and_pictures() -> None:
    """Lists of classes are lists; pictures are files."""
    ((_, classes),) = cells(ClassificationList, ClassificationList([Classification(3, 0.5, "cat")]))
    assert [(each["index"], each["label"]) for each in classes] == [(3, "cat")]
    ((arrow, picture),) = cells(ImageFrame, ImageFrame(np.zeros((2, 3, 3), np.uint8)))
    assert arrow == pa.binary()
    assert picture[1:4] == b"PNG"
