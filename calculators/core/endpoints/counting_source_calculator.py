"""CountingSourceCalculator: a source of numbers, for trying graphs out."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Output, SideInput, register
from backedge.errors import GraphError


@register
class CountingSourceCalculator(Calculator):
    """Sends numbers in sequence, each at the timestamp that it is itself.

    Side packets, all optional, but one of MAX_COUNT and ERROR_COUNT must be there:
        MAX_COUNT: int; stop after so many batches.
        ERROR_COUNT: int; fail after so many batches.
        BATCH_SIZE: int; how many numbers to send at a time, 1 if it is left out.
        INITIAL_VALUE: int; the first number, 0 if it is left out.
        INCREMENT: int; from one number to the next, 1 if it is left out.
        ERROR_ON_OPEN: bool; fail at once.
    Outputs:
        untagged: int.

    Example::

        node {
          calculator: "CountingSourceCalculator"
          input_side_packet: "MAX_COUNT:number_of_frames"
          output_stream: "number"
        }
    """

    lightweight = True

    max_count = SideInput[int]("MAX_COUNT", optional=True)
    error_count = SideInput[int]("ERROR_COUNT", optional=True)
    batch_size = SideInput[int]("BATCH_SIZE", optional=True)
    initial_value = SideInput[int]("INITIAL_VALUE", optional=True)
    increment = SideInput[int]("INCREMENT", optional=True)
    error_on_open = SideInput[bool]("ERROR_ON_OPEN", optional=True)
    number = Output[int]()

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        ends = "MAX_COUNT" in contract.input_side_packets or "ERROR_COUNT" in contract.input_side_packets
        contract.require(ends, "side packet MAX_COUNT or ERROR_COUNT must say when to stop")
        contract.require_named_side_packets()

    def open(self) -> None:
        if self.error_on_open.get(False):
            raise GraphError("expected error")
        self._batches_left = self.max_count.get()
        self._batches_to_error = self.error_count.get()
        self._number = self.initial_value.get(0)
        self._increment = self.increment.get(1)
        self._batch_size = self.batch_size.get(1)
        for port, least in ((self.max_count, 0), (self.error_count, 0), (self.batch_size, 1), (self.increment, 1)):
            value = port.get(least)
            if value < least:
                raise GraphError(f'side packet "{port.name}" ({port.tag}) must be at least {least}, not {value}')
        self._batches = 0

    def process(self) -> None:
        if self._batches == self._batches_to_error:
            raise GraphError("expected error")
        if self._batches == self._batches_left:
            self.stop()
        for _ in range(self._batch_size):
            self.number.send(self._number, self._number)
            self._number += self._increment
        self._batches += 1
