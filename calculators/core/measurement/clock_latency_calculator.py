"""ClockLatencyCalculator: how long packets took."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Inputs, Outputs, register


@register
class ClockLatencyCalculator(Calculator):
    """Sends the time that passed from when REFERENCE was there to when each of the inputs was.

    All inputs are times, as ClockTimestampCalculator sends them.

    Inputs:
        untagged, at least one: float; seconds.
        REFERENCE: float; seconds.
    Outputs:
        untagged, as many as inputs besides REFERENCE: float; seconds.

    Example::

        node {
          calculator: "ClockLatencyCalculator"
          input_stream: "hand_landmarks_arrived"
          input_stream: "REFERENCE:image_arrived"
          output_stream: "seconds_to_landmarks"
        }
    """

    lightweight = True

    times = Inputs[float](minimum=1)
    reference = Input[float]("REFERENCE")
    latencies = Outputs[float](minimum=1)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        times, outputs = len(contract.inputs) - 1, len(contract.outputs)
        contract.require_as_many(times, "inputs besides REFERENCE", outputs, "outputs")

    def process(self) -> None:
        reference = self.reference.value
        for source, target in zip(self.times, self.latencies, strict=True):
            if not source.is_empty:
                target.send(source.value - reference)
