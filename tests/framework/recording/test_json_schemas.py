"""JSON schemas of recorded messages: within what Foxglove takes, and true of the messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pytest
from numpy.typing import NDArray

from backedge import Packet, formats
from backedge.formats import (
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    NormalizedLandmarks,
    NormalizedRect,
    RenderData,
)
from backedge.recording.json_schemas import json_schema, schema_name
from backedge.recording.known_types import KnownTypes
from backedge.recording.recorded_messages import MessageEncoder


@dataclass(frozen=True)
class Tree:
    label: str
    weights: NDArray[np.float32]
    parent: Tree | None = None


DETECTION = Detection((0.5,), (1,), BoundingBox(0.0, 0.0, 1.0, 1.0), np.ones((7, 2), np.float32), ("palm",))
LANDMARKS = NormalizedLandmarks(np.ones((2, 3), np.float32), np.ones(2, np.float32))
STREAMS: list[tuple[Any, Any]] = [
    (bool, True),
    (int, 3),
    (float, 0.5),
    (str, "a"),
    (Any, [1]),
    (list[float], [0.5]),
    (list[list[int]], [[1]]),
    (tuple[int, int], (1, 2)),
    (NormalizedRect, NormalizedRect(0.0, 0.0, 1.0, 1.0)),
    (list[Detection], [DETECTION]),
    (Detection | None, DETECTION),
    (list[NormalizedLandmarks] | NormalizedLandmarks, LANDMARKS),
    (list[NormalizedLandmarks], [LANDMARKS]),
    (ClassificationList, ClassificationList([Classification(0, 0.5, "Left")])),
    (np.ndarray, np.zeros(3)),
    (RenderData, RenderData()),
    (Tree, Tree("leaf", np.ones((2, 2, 2), np.float32), Tree("root", np.ones(1, np.float32)))),
]


def require_foxglove(schema: dict[str, Any]) -> None:
    """What its parser takes: an object of plain types, objects, and arrays of these but not of arrays."""
    assert schema["type"] == "object"
    for field in schema["properties"].values():
        item = field["items"] if field["type"] == "array" else field
        assert item["type"] in {"boolean", "string", "number", "integer", "object"}
        if item["type"] == "object":
            require_foxglove(item)


def require_true(schema: dict[str, Any], value: Any) -> None:
    """Whatever the schema says of a value is so."""
    kinds = {"boolean": bool, "string": str, "number": int | float, "integer": int, "object": dict, "array": list}
    assert isinstance(value, kinds[schema["type"]])
    if isinstance(value, list):
        for item in value:
            require_true(schema["items"], item)
    for name, field in schema.get("properties", {}).items():
        if isinstance(value, dict) and value.get(name) is not None:
            require_true(field, value[name])


@pytest.mark.parametrize(("value_type", "value"), STREAMS, ids=[schema_name(kind) for kind, _ in STREAMS])
def test_schema_is_plain_and_true(value_type: Any, value: Any) -> None:
    """A message of the stream is as the schema says; what cannot be said is left out of it."""
    known = KnownTypes([value_type])
    schema = orjson.loads(json_schema(value_type, known))
    require_foxglove(schema)
    _, message = MessageEncoder({"s": value_type}, known).encode("s", Packet(value, -1))
    assert orjson.loads(message)["timestamp"] == {"sec": -1, "nsec": 999_999_000}
    if "value" in schema["properties"]:
        tagged = isinstance(value, np.ndarray | tuple)
        assert not tagged
        require_true(schema, orjson.loads(message))


@pytest.mark.parametrize("name", formats.__all__)
def test_every_data_type_has_a_schema_that_foxglove_takes(name: str) -> None:
    """Alone, and in a list."""
    kind = getattr(formats, name)
    if isinstance(kind, type):
        for value_type in (kind, list[kind]):  # type: ignore[valid-type]
            require_foxglove(orjson.loads(json_schema(value_type, KnownTypes())))
