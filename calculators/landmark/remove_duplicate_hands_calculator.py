"""RemoveDuplicateHandsCalculator: each hand once, and no more hands than asked for."""

from __future__ import annotations

from typing import Annotated, Any

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.landmark.distinct_hands import distinct_hands
from backedge.errors import GraphError
from backedge.formats import ClassificationList, ImageSize, Landmarks, NormalizedLandmarks, NormalizedRect
from backedge.protos import Message, Range, field


class RemoveDuplicateHandsCalculatorOptions(Message, name="backedge.RemoveDuplicateHandsCalculatorOptions"):
    """Options of RemoveDuplicateHandsCalculator; what is one hand by either of them is one.

    Attributes:
        max_landmark_distance: joints of one hand are closer than this, on average, in sizes of the hand (the mean of
            width and height of what it spans), at least 0; 0 for no such rule.
        max_box_overlap: the upright boxes around two hands share no more than this part of the smaller one, 0..1; 1 for
            no such rule. A hand within another is found where a finger or a wrist is taken for a hand.
    """

    max_landmark_distance: Annotated[float, Range(ge=0)] = field(1, default=0.25)
    max_box_overlap: Annotated[float, Range(0, 1)] = field(2, default=0.7)


@register
class RemoveDuplicateHandsCalculator(Calculator):
    """Drops hands that are others found twice, and those that are more than asked for.

    The hand that has been followed for longest stays: the one with the least `rect_id`. Hands come out in this order,
    so a hand keeps its place in the lists for as long as those before it are there.

    Inputs:
        LANDMARKS: list[NormalizedLandmarks], of one image.
        IMAGE_SIZE: (width, height) in pixels.
        NORM_RECTS: list[NormalizedRect], optional; a rectangle of each hand. Without it the first hands stay.
        WORLD_LANDMARKS: list[Landmarks], HANDEDNESS: list[ClassificationList], PRESENCE: list[float]; all optional, an
            item for each hand.
    Side packets:
        NUM_HANDS: int, optional; how many hands stay at most.
    Outputs:
        the tags of the lists that come in, and their types. Where there is no hand they have no packet.
    Options:
        RemoveDuplicateHandsCalculatorOptions

    Example::

        node {
          calculator: "RemoveDuplicateHandsCalculator"
          input_stream: "LANDMARKS:all_landmarks"
          input_stream: "NORM_RECTS:all_hand_rects"
          input_stream: "IMAGE_SIZE:image_size"
          input_side_packet: "NUM_HANDS:num_hands"
          output_stream: "LANDMARKS:landmarks"
          output_stream: "NORM_RECTS:hand_rects"
        }
    """

    lightweight = True

    landmarks = Input[list[NormalizedLandmarks]]("LANDMARKS")
    norm_rects = Input[list[NormalizedRect]]("NORM_RECTS", optional=True)
    world_landmarks = Input[list[Landmarks]]("WORLD_LANDMARKS", optional=True)
    handedness = Input[list[ClassificationList]]("HANDEDNESS", optional=True)
    presence = Input[list[float]]("PRESENCE", optional=True)
    image_size = Input[ImageSize]("IMAGE_SIZE")
    num_hands = SideInput[int]("NUM_HANDS", optional=True)
    distinct_landmarks = Output[list[NormalizedLandmarks]]("LANDMARKS")
    distinct_norm_rects = Output[list[NormalizedRect]]("NORM_RECTS", optional=True)
    distinct_world_landmarks = Output[list[Landmarks]]("WORLD_LANDMARKS", optional=True)
    distinct_handedness = Output[list[ClassificationList]]("HANDEDNESS", optional=True)
    distinct_presence = Output[list[float]]("PRESENCE", optional=True)

    options: RemoveDuplicateHandsCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        for port in contract.outputs:
            contract.require(port.tag in contract.inputs, f"output {port.tag} needs an input {port.tag}")

    def open(self) -> None:
        pairs: tuple[tuple[Input[Any], Output[Any]], ...] = (
            (self.landmarks, self.distinct_landmarks),
            (self.norm_rects, self.distinct_norm_rects),
            (self.world_landmarks, self.distinct_world_landmarks),
            (self.handedness, self.distinct_handedness),
            (self.presence, self.distinct_presence),
        )
        self._lists = [(given, kept) for given, kept in pairs if given.connected]
        self._most = self.num_hands.get()
        if self._most is not None and self._most < 1:
            raise GraphError(f'side packet "{self.num_hands.name}" must be at least 1, found {self._most}')

    def process(self) -> None:
        if self.landmarks.is_empty:
            return
        if self.image_size.is_empty:
            raise GraphError("there are landmarks, but IMAGE_SIZE has no packet at this timestamp")
        hands = self.landmarks.value
        for given, _ in self._lists:
            if (found := len(given.get([]))) != len(hands):
                raise GraphError(f"there are landmarks of {len(hands)} hands, but {given.tag} has {found} items")
        kept = self._distinct(hands)
        for given, output in self._lists:
            if kept and output.connected:
                output.send([given.value[number] for number in kept])

    def _distinct(self, hands: list[NormalizedLandmarks]) -> list[int]:
        """Numbers of the hands that stay, longest followed first."""
        order = list(range(len(hands)))
        if self.norm_rects.connected:
            rects = self.norm_rects.value
            order.sort(key=lambda number: rects[number].rect_id)
        if len(hands) > 1:
            width, height = self.image_size.value
            joints = [[(x * width, y * height) for x, y, _ in hand.points.tolist()] for hand in hands]
            options = self.options
            order = distinct_hands(joints, order, options.max_landmark_distance, options.max_box_overlap)
        return order[: self._most]
