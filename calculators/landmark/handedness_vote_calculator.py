"""HandednessVoteCalculator: left or right for as long as a hand is followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.landmark.handedness_vote import TwoClassVote, opposite_log_odds
from backedge.calculators.landmark.of_tracks import OfTracks
from backedge.calculators.tensor.decode_classification import HANDEDNESS_LABELS
from backedge.formats import Classification, ClassificationList, NormalizedRect
from backedge.protos import Message, Range, field

_PAIR: Final = 2


class HandednessVoteCalculatorOptions(Message, name="backedge.HandednessVoteCalculatorOptions"):
    """Options of HandednessVoteCalculator.

    Attributes:
        max_log_odds: an image that is more sure than this counts as much; more than 0. 4 stands for a score of 0.982.
        opposite_chance: how likely two hands that are alone in an image are a left and a right one, 0.5..0.999; 0.5
            where nothing is known of that. With more, what is sure of one hand tells about the other.
        change_log_odds: a hand changes sides only where the sum of its images' log-odds for the other side is more than
            this, at least 0. 4.6 stands for odds of 99 to 1.
    """

    max_log_odds: Annotated[float, Range(0.01, 100)] = field(1, default=4.0)
    opposite_chance: Annotated[float, Range(0.5, 0.999)] = field(2, default=0.5)
    change_log_odds: Annotated[float, Range(ge=0)] = field(3, default=0.0)


@register
class HandednessVoteCalculator(Calculator):
    """Lets all images of a followed hand say together whether it is the left or the right one.

    One image may show a hand edge-on, or blurred, and be wrong; a hand does not change sides. What comes out is the
    class and the score of the mean log-odds of a track's images up to now and, with `opposite_chance`, of what the
    other hand told in them; with `change_log_odds` the class stays until much speaks against it. A track that is not
    among the rectangles of a packet is forgotten.

    Inputs:
        HANDEDNESS: list[ClassificationList]; for each hand the likelier of the classes 0 (left) and 1 (right).
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
        options = self.options
        self._votes = OfTracks(lambda: TwoClassVote(options.max_log_odds, options.change_log_odds))
        self._classes = {
            index: Classification(index, 0.0, label.name, label.display_name)
            for index, label in HANDEDNESS_LABELS.items()
        }

    def process(self) -> None:
        opinions = self.handedness.get([])
        votes = self._votes.of([rect.rect_id for rect in self.norm_rects.get([])], len(opinions), "NORM_RECTS")
        if self.handedness.is_empty:
            return
        for vote, opinion in zip(votes, opinions, strict=True):
            vote.add(opinion)
            self._classes |= {each.index: each for each in opinion}
        decisions = (vote.decide(hint) for vote, hint in zip(votes, self._hints(votes), strict=True))
        classes = (replace(self._classes[index], score=score) for index, score in decisions)
        self.voted.send([ClassificationList([each]) for each in classes])

    def _hints(self, votes: Sequence[TwoClassVote]) -> list[float]:
        """What the hands of an image tell about each other."""
        if len(votes) != _PAIR:
            return [0.0] * len(votes)
        return [opposite_log_odds(vote.log_odds, self.options.opposite_chance) for vote in reversed(votes)]
