"""VisibilityCopyCalculator: what one list of landmarks says about how well it is seen, for another list."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.errors import PacketTypeError
from backedge.formats import Landmarks, NormalizedLandmarks
from backedge.protos import Message, field

_Floats: TypeAlias = NDArray[np.float32] | None
_L = TypeVar("_L", Landmarks, NormalizedLandmarks)


class VisibilityCopyCalculatorOptions(Message, name="mediapipe.VisibilityCopyCalculatorOptions", extension=363728421):
    """Options of VisibilityCopyCalculator.

    Attributes:
        copy_visibility: whether to copy the visibility.
        copy_presence: whether to copy the presence.
    """

    copy_visibility: bool = field(1, default=True)
    copy_presence: bool = field(2, default=True)


@register
class VisibilityCopyCalculator(Calculator):
    """Copies visibility and presence from one list of landmarks to another. Where the first has none, they are 0.

    Inputs:
        LANDMARKS_FROM: Landmarks, or
        NORM_LANDMARKS_FROM: NormalizedLandmarks; to copy from.
        LANDMARKS_TO: Landmarks, or
        NORM_LANDMARKS_TO: NormalizedLandmarks; to copy to. At least as many as those to copy from; others are left out.
    Outputs:
        LANDMARKS_TO: Landmarks, for LANDMARKS_TO.
        NORM_LANDMARKS_TO: NormalizedLandmarks, for NORM_LANDMARKS_TO.
    Options:
        VisibilityCopyCalculatorOptions

    Example::

        node {
          calculator: "VisibilityCopyCalculator"
          input_stream: "NORM_LANDMARKS_FROM:landmarks"
          input_stream: "LANDMARKS_TO:world_landmarks"
          output_stream: "LANDMARKS_TO:world_landmarks_with_visibility"
        }
    """

    lightweight = True

    landmarks_from = Input[Landmarks]("LANDMARKS_FROM", optional=True)
    norm_landmarks_from = Input[NormalizedLandmarks]("NORM_LANDMARKS_FROM", optional=True)
    landmarks_to = Input[Landmarks]("LANDMARKS_TO", optional=True)
    norm_landmarks_to = Input[NormalizedLandmarks]("NORM_LANDMARKS_TO", optional=True)
    landmarks = Output[Landmarks]("LANDMARKS_TO", optional=True)
    norm_landmarks = Output[NormalizedLandmarks]("NORM_LANDMARKS_TO", optional=True)

    options: VisibilityCopyCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        inputs = contract.inputs
        contract.require(
            ("LANDMARKS_FROM" in inputs) != ("NORM_LANDMARKS_FROM" in inputs),
            "it takes either LANDMARKS_FROM or NORM_LANDMARKS_FROM",
        )
        contract.require(
            ("LANDMARKS_TO" in inputs) != ("NORM_LANDMARKS_TO" in inputs),
            "it takes either LANDMARKS_TO or NORM_LANDMARKS_TO",
        )
        wanted = "LANDMARKS_TO" if "LANDMARKS_TO" in inputs else "NORM_LANDMARKS_TO"
        contract.require(
            [port.tag for port in contract.outputs] == [wanted], f"with these inputs its only output is {wanted}"
        )

    def process(self) -> None:
        source = self.landmarks_from.get() if self.landmarks_from.connected else self.norm_landmarks_from.get()
        if source is None:
            return
        if not self.landmarks_to.is_empty:
            self.landmarks.send(self._copy(source, self.landmarks_to.value))
        elif not self.norm_landmarks_to.is_empty:
            self.norm_landmarks.send(self._copy(source, self.norm_landmarks_to.value))

    def _copy(self, source: Landmarks | NormalizedLandmarks, target: _L) -> _L:
        count = len(source)
        if len(target) < count:
            raise PacketTypeError(f"there are {count} landmarks to copy from, but only {len(target)} to copy to")
        return type(target)(
            target.points[:count],
            _chosen(self.options.copy_visibility, source.visibility, target.visibility, count),
            _chosen(self.options.copy_presence, source.presence, target.presence, count),
        )


def _chosen(copies: bool, source: _Floats, target: _Floats, count: int) -> _Floats:
    """The values of the source, 0 where it has none; or the first ones of the target."""
    if copies:
        return np.zeros(count, np.float32) if source is None else source
    return None if target is None else target[:count]
