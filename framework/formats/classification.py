"""Classifications: the classes of a thing, with scores (MediaPipe `framework/formats/classification.proto`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backedge.formats.plain_value import PlainValue


@dataclass(frozen=True, slots=True)
class Classification(PlainValue):
    """A class that a thing may be of.

    Attributes:
        index: number of the class in its label map.
        score: how sure, in 0..1 for a probability.
        label: name of the class.
        display_name: name for people.
    """

    index: int
    score: float
    label: str = ""
    display_name: str = ""


@dataclass(frozen=True, slots=True, init=False, repr=False)
class ClassificationList(PlainValue):
    """Classes one thing may be of, best first; iterates over them.

    Attributes:
        classifications: the classes.
    """

    classifications: tuple[Classification, ...]

    def __init__(self, classifications: Iterable[Classification] = ()) -> None:
        object.__setattr__(self, "classifications", tuple(classifications))

    def __len__(self) -> int:
        return len(self.classifications)

    def __iter__(self) -> Iterator[Classification]:
        return iter(self.classifications)

    def __getitem__(self, index: int) -> Classification:
        return self.classifications[index]

    def __repr__(self) -> str:
        classes = (f"{each.label or each.index}:{each.score:.3f}" for each in self.classifications)
        return f"ClassificationList({' '.join(classes)})"
