"""Parts that the calculators at both ends of a loop share: the loop's clock, and the items of one round."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from backedge.authoring import Calculator, Contract, Input, Inputs, Output, Outputs
from backedge.packet import EMPTY
from backedge.timestamp import Timestamp


class LoopBegin(Calculator):
    """Base of the calculators that begin a loop: they send items one by one, at the times of the loop's own clock.

    The clock starts at 0 and moves by one for every item, and for every timestamp that has none. A subclass declares
    the ports.
    """

    process_timestamp_bounds = True
    timestamp_offset = None
    lightweight = True

    item: Output[Any]
    clones: Inputs[Any]
    cloned: Outputs[Any]
    batch_end: Output[Timestamp]

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        clones, cloned = contract.inputs.count("CLONE"), contract.outputs.count("CLONE")
        contract.require_as_many(clones, "inputs CLONE", cloned, "outputs CLONE")

    def open(self) -> None:
        self._clock = 0

    def send_items(self, items: Sequence[Any], *, settle_clones: bool) -> None:
        """Send the items of one timestamp, CLONE with each of them, and BATCH_END with the last.

        Args:
            items: any number of them.
            settle_clones: with every item, settle also the outputs CLONE whose inputs have no packet.
        """
        pairs = zip(self.clones, self.cloned, strict=True)
        clones = [(source.packet, target) for source, target in pairs if settle_clones or not source.is_empty]
        for item in items:
            self.item.send(item, self._clock)
            for packet, target in clones:
                target.send_packet(packet.at(self._clock))
            self._clock += 1
        if not items:
            self._clock += 1
            self.item.set_next_timestamp_bound(self._clock)
            for target in self.cloned:
                target.set_next_timestamp_bound(self._clock)
        self.batch_end.send(self.timestamp, self._clock - 1)


class LoopEnd(Calculator, ABC):
    """Base of the calculators that end a loop: they collect items until BATCH_END comes.

    A subclass declares the ports.
    """

    timestamp_offset = None
    lightweight = True

    item: Input[Any]
    batch_end: Input[Timestamp]

    def open(self) -> None:
        self._items: list[Any] = []

    def process(self) -> None:
        item, end = self.item.packet.value, self.batch_end.packet.value
        if item is not EMPTY:
            self._items.append(item)
        if end is not EMPTY:
            items, self._items = self._items, []
            self.send_batch(items, end)

    @abstractmethod
    def send_batch(self, items: list[Any], timestamp: Timestamp) -> None:
        """Send what became of the items that began the loop at `timestamp`."""
