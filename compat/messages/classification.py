"""`mediapipe/framework/formats/classification.proto`, and `Classification` and `ClassificationList`."""

from __future__ import annotations

from typing import Any, Final

from backedge.calculators.core.side_packets.format_messages import ClassificationListMessage
from backedge.formats import Classification, ClassificationList
from backedge.protos import Message, field, message_class

NAME: Final = "mediapipe.Classification"
LIST_NAME: Final = "mediapipe.ClassificationList"


class ClassificationListCollection(Message, name="mediapipe.ClassificationListCollection"):
    """Classification lists for several things."""

    classification_list: tuple[ClassificationListMessage, ...] = field(1)


def to_classification(message: Any) -> Classification:
    """Convert to what our packets hold for a ``mediapipe.Classification``."""
    return Classification(message.index, message.score, message.label, message.display_name)


def from_classification(classification: Classification) -> Any:
    """The message for what a packet of ours holds; empty names are not set."""
    return message_class(NAME)(
        index=classification.index,
        score=classification.score,
        label=classification.label or None,
        display_name=classification.display_name or None,
    )


def to_classifications(message: Any) -> ClassificationList:
    """Convert to what our packets hold for a ``mediapipe.ClassificationList``."""
    return ClassificationList(map(to_classification, message.classification))


def from_classifications(classifications: ClassificationList) -> Any:
    """The message for what a packet of ours holds."""
    return message_class(LIST_NAME)(classification=map(from_classification, classifications))
