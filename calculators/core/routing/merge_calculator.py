"""MergeCalculator: several streams become one."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Inputs, Output, register


@register
class MergeCalculator(Calculator):
    """Passes on the packets of all inputs; where several have one at the same time, that of the first.

    Inputs:
        untagged, at least one: any type, not necessarily the same one.
    Outputs:
        untagged: the packets.

    Example::

        node {
          calculator: "MergeCalculator"
          input_stream: "new_hand"
          input_stream: "tracked_hand"
          output_stream: "hand"
        }
    """

    lightweight = True

    inputs = Inputs[Any](minimum=1)
    merged = Output[Any]()

    def process(self) -> None:
        for source in self.inputs:
            if not source.is_empty:
                self.merged.forward(source)
                return
