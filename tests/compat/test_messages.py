"""Messages on their way into packets and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from google.protobuf import text_format
from hypothesis import given
from hypothesis import strategies as st

from backedge.compat.mediapipe.framework.formats import (
    classification_pb2,
    detection_pb2,
    landmark_pb2,
    rect_pb2,
)
from backedge.compat.mediapipe.python import packet_creator, packet_getter
from backedge.compat.messages.values import message_of, value_of
from backedge.errors import PacketTypeError
from backedge.formats import (
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
)

FLOATS = st.floats(width=32)
INTS = st.integers(-(2**31), 2**31 - 1)
LONGS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(max_size=3)


def messages(cls: Any, /, required: tuple[str, ...] = (), **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Messages of `cls` in which any of `fields` may be set, also to its default."""
    always = {name: fields.pop(name) for name in required}
    return st.fixed_dictionaries(always, optional=fields).map(lambda values: cls(**values))


POINT: dict[str, Any] = {"x": FLOATS, "y": FLOATS, "z": FLOATS, "visibility": FLOATS, "presence": FLOATS}
RECT = ("x_center", "y_center", "height", "width")
LOCATION = detection_pb2.Detection().location_data
BOX = messages(type(LOCATION.relative_bounding_box), xmin=FLOATS, ymin=FLOATS, width=FLOATS, height=FLOATS)
KEYPOINT = messages(type(LOCATION.relative_keypoints.add()), x=FLOATS, y=FLOATS, keypoint_label=TEXTS, score=FLOATS)
DETECTION = messages(
    detection_pb2.Detection,
    label=st.lists(TEXTS, max_size=2),
    label_id=st.lists(INTS, max_size=2),
    score=st.lists(FLOATS, max_size=2),
    location_data=messages(
        type(LOCATION),
        format=st.integers(0, 3),
        relative_bounding_box=BOX,
        relative_keypoints=st.lists(KEYPOINT, max_size=2),
    ),
    feature_tag=TEXTS,
    track_id=TEXTS,
    detection_id=LONGS,
    display_name=st.lists(TEXTS, max_size=2),
    timestamp_usec=LONGS,
)
CLASSIFICATION = messages(classification_pb2.Classification, index=INTS, score=FLOATS, label=TEXTS, display_name=TEXTS)
ANY_MESSAGE = st.one_of(
    DETECTION,
    messages(detection_pb2.DetectionList, detection=st.lists(DETECTION, max_size=2)),
    CLASSIFICATION,
    messages(classification_pb2.ClassificationList, classification=st.lists(CLASSIFICATION, max_size=2)),
    messages(
        landmark_pb2.NormalizedLandmarkList,
        landmark=st.lists(messages(landmark_pb2.NormalizedLandmark, **POINT), max_size=3),
    ),
    messages(landmark_pb2.LandmarkList, landmark=st.lists(messages(landmark_pb2.Landmark, **POINT), max_size=3)),
    messages(rect_pb2.Rect, RECT, **dict.fromkeys(RECT, INTS), rotation=FLOATS, rect_id=LONGS),
    messages(rect_pb2.NormalizedRect, RECT, **dict.fromkeys(RECT, FLOATS), rotation=FLOATS, rect_id=LONGS),
)


@given(ANY_MESSAGE)
def test_messages_come_back_as_they_were(message: Any) -> None:
    """Fields that are set in a message, to whatever value, come back as they were, to the byte."""
    returned = packet_getter.get_proto(packet_creator.create_proto(message))
    assert returned is not message
    assert returned.SerializeToString(deterministic=True) == message.SerializeToString(deterministic=True)


VALUES = [
    NormalizedRect(0.25, 0.5, 0.125, 0.75, rotation=0.5, rect_id=2**40),
    Rect(1, -2, 3, 4),
    Classification(3, 0.5, "Left", "left hand"),
    ClassificationList([Classification(0, 0.25), Classification(1, 0.75, "b")]),
    NormalizedLandmarks(np.array([[0.0, 0.125, 0.25], [0.375, 0.5, 0.625]], np.float32)),
    Landmarks(np.ones((2, 3), np.float32), np.array([0.5, 0.25], np.float32), np.array([0, 1], np.float32)),
    Landmarks(np.empty((0, 3), np.float32)),
    Detection((0.5,), (1,), BoundingBox(0.25, 0.5, 0.125, 0.75)),
    Detection(
        scores=(0.5, 0.25),
        label_ids=(1, 2),
        box=BoundingBox(0.0, 0.0, 1.0, 1.0),
        keypoints=np.array([[0.5, 0.25]], np.float32),
        labels=("a", "b"),
        display_names=("A",),
        detection_id=0,
        feature_tag="f",
        track_id="t",
        timestamp_usec=0,
    ),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_come_back_as_they_were(value: Any) -> None:
    """A value of ours that becomes a message and a value again is the same value, of the very same type."""
    message = message_of(value)
    assert message is not None
    returned = value_of(message)
    assert type(returned) is type(value)
    assert returned == value


def test_a_changed_copy_forgets_the_message() -> None:
    """A value that cannot say all that its message says is one of its type; with other fields it has no message."""
    value = value_of(rect_pb2.NormalizedRect(x_center=1, y_center=2, height=3, width=4, rotation=0))
    assert isinstance(value, NormalizedRect)
    changed = message_of(replace(value, width=5.0))
    assert changed == rect_pb2.NormalizedRect(x_center=1, y_center=2, height=3, width=5)


def test_boxes_in_pixels_are_kept() -> None:
    """A detection whose box is not in parts of the image can be passed on; only its box cannot be asked for."""
    message = detection_pb2.Detection(score=[0.5], label=["cat"])
    message.location_data.bounding_box.xmin = 3
    value = value_of(message)
    assert isinstance(value, Detection)
    assert (value.scores, value.labels, repr(value)) == ((0.5,), ("cat",), "Detection(cat:0.500 anywhere keypoints=0)")
    assert value.box is None
    with pytest.raises(PacketTypeError, match="has no relative_bounding_box"):
        value.require_box()
    packet = packet_creator.create_proto(message)
    assert packet_getter.get_proto(packet) == message
    assert repr(packet).endswith("C++ type: ::mediapipe::Detection>")


@pytest.mark.parametrize(
    "place",
    [
        "",
        "location_data { format: GLOBAL }",
        "location_data { format: BOUNDING_BOX bounding_box { xmin: 3 ymin: 4 width: 5 height: 6 } }",
        "location_data { format: MASK mask { width: 3 height: 2 } }",
        'location_data { format: RELATIVE_BOUNDING_BOX relative_keypoints { x: 0.1 y: 0.2 keypoint_label: "tip" } }',
    ],
)
def test_detections_without_a_box_stay_where_they_are(place: str) -> None:
    """A copy with another field has the place that the message said."""
    message: Any = text_format.Parse(f"score: 0.5 {place}", detection_pb2.Detection())
    numbered = message_of(replace(value_of(message), detection_id=7))
    message.detection_id = 7
    assert numbered == message


def test_a_detection_without_a_box_can_be_given_one() -> None:
    """Then the message says the box alone; and new key points take the place of the old ones."""
    message = text_format.Parse(
        "location_data { format: BOUNDING_BOX bounding_box { xmin: 3 } relative_keypoints { x: 0.5 y: 0.5 } }",
        detection_pb2.Detection(),
    )
    value = value_of(message)
    boxed: Any = message_of(replace(value, box=BoundingBox(0.25, 0.5, 1, 2)))
    assert boxed.location_data.format == boxed.location_data.RELATIVE_BOUNDING_BOX
    assert not boxed.location_data.HasField("bounding_box")
    assert boxed.location_data.relative_bounding_box.xmin == 0.25
    moved: Any = message_of(replace(value, keypoints=np.array([[0.25, 0.75]], np.float32)))
    assert [(point.x, point.y) for point in moved.location_data.relative_keypoints] == [(0.25, 0.75)]
    assert moved.location_data.bounding_box.xmin == 3


def test_messages_in_packets_cannot_be_changed() -> None:
    """The message inside a packet is neither the one it was made of nor one that is read from it."""
    message = landmark_pb2.NormalizedLandmark(x=1)
    packet = packet_creator.create_proto(message)
    message.x = 2
    returned: Any = packet_getter.get_proto(packet)
    returned.x = 3
    again: Any = packet_getter.get_proto(packet)
    assert again.x == 1


def test_messages_that_nobody_declares_are_refused() -> None:
    """A message whose name is unknown is refused by that name."""
    with pytest.raises(RuntimeError, match=r'no message "google.protobuf.MessageOptions" is known'):
        packet_creator.create_proto(rect_pb2.Rect.DESCRIPTOR.GetOptions())
