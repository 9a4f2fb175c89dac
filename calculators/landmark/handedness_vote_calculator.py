"""HandednessVoteCalculator: left or right for as long as a hand is followed."""

from __future__ import annotations

from typing import Annotated

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.landmark.handedness_vote import TwoClassVote
from backedge.calculators.landmark.of_tracks import OfTracks
from backedge.formats import ClassificationList, NormalizedRect
from backedge.protos import Message, Range, field


class HandednessVoteCalculatorOptions(Message, name="backedge.HandednessVoteCalculatorOptions"):
    """Options of HandednessVoteCalculator.

    Attributes:
        max_log_odds: an image that is more sure than this counts as much; more than 0. 4 stands for a score of 0.982.
    """

    max_log_odds: Annotated[float, Range(0.01, 100)] = field(1, default=4.0)


@register
class HandednessVoteCalculator(Calculator):
    """Lets all images of a followed hand say together whether it is the left or the right one.

    One image may show a hand edge-on, or blurred, and be wrong; a hand does not change sides. What comes out is the
    class and the score of the mean log-odds of a track's images up to now. A track that is not among the rectangles of
    a packet is forgotten.

    Inputs:
        HANDEDNESS: list[ClassificationList]; the likelier of the classes 0 and 1 for each hand.
        NORM_RECTS: list[NormalizedRect]; a rectangle of each hand, with its track as `rect_id`. One that has none is
            on its own.
    Outputs:
        HANDEDNESS: list[ClassificationList]; one class for each hand.
    Options:
        HandednessVoteCalculatorOptions

    Example::

        node {
          calculator: "HandednessVoteCalculator"
          input_stream: "HANDEDNESS:handedness_in_image"
          input_stream: "NORM_RECTS:hand_rects"
          output_stream: "HANDEDNESS:handedness"
        }
    """

    lightweight = True

    handedness = Input[list[ClassificationList]]("HANDEDNESS")
    norm_rects = Input[list[NormalizedRect]]("NORM_RECTS")
    voted = Output[list[ClassificationList]]("HANDEDNESS")

    options: HandednessVoteCalculatorOptions

    def open(self) -> None:
        largest = self.options.max_log_odds
        self._votes = OfTracks(lambda: TwoClassVote(largest))

    def process(self) -> None:
        opinions = self.handedness.get([])
        votes = self._votes.of([rect.rect_id for rect in self.norm_rects.get([])], len(opinions), "NORM_RECTS")
        if not self.handedness.is_empty:
            self.voted.send([vote.add(opinion) for vote, opinion in zip(votes, opinions, strict=True)])
