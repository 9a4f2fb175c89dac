"""PacketFrequencyCalculator: how many packets a second streams have."""

from __future__ import annotations

from collections import deque
from typing import Any

from backedge.authoring import Calculator, Contract, Inputs, Outputs, register
from backedge.protos import Double, Message, field
from backedge.timestamp import MICROSECONDS_PER_SECOND

_LONGEST_WINDOW = 100


class PacketFrequencyCalculatorOptions(Message, name="mediapipe.PacketFrequencyCalculatorOptions", extension=168468918):
    """Options of PacketFrequencyCalculator.

    Attributes:
        time_window_sec: over how many seconds packets are counted; more than 0, at most 100.
        label: names of the inputs, in order.
    """

    time_window_sec: Double = field(1, default=3.0)
    label: tuple[str, ...] = field(2)


class PacketFrequency(Message, name="mediapipe.PacketFrequency"):
    """The number of packets a second in a stream.

    Attributes:
        packet_frequency_hz: packets a second.
        label: name of the stream.
    """

    packet_frequency_hz: Double = field(1)
    label: str = field(2)


class _Counter:
    """The packets of one stream within the window.

    Args:
        window: length of the window in microseconds.
    """

    def __init__(self, window: float) -> None:
        self._window = window
        self._first: int | None = None
        self._recent: deque[int] = deque()

    def add(self, timestamp: int) -> float:
        """Count a packet; gives the packets a second, 0 for the first, which nothing came before."""
        self._recent.append(timestamp)
        while timestamp - self._recent[0] > self._window:
            self._recent.popleft()
        if self._first is None:
            self._first = timestamp
            return 0.0
        span = min(timestamp - self._first, self._window)
        return len(self._recent) / (span / MICROSECONDS_PER_SECOND)


@register
class PacketFrequencyCalculator(Calculator):
    """Sends, for every packet, how many a second its stream had of late, going by timestamps.

    Of several packets at one timestamp only that of the first stream counts: use ImmediateInputStreamHandler.

    Inputs:
        untagged, at least one: any type.
    Outputs:
        untagged, as many as inputs: PacketFrequency.
    Options:
        PacketFrequencyCalculatorOptions

    Example::

        node {
          calculator: "PacketFrequencyCalculator"
          input_stream: "camera_image"
          input_stream: "hand_landmarks"
          output_stream: "frequency_of_images"
          output_stream: "frequency_of_landmarks"
          input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }
          options {
            [mediapipe.PacketFrequencyCalculatorOptions.ext] { time_window_sec: 1 label: "camera" label: "hands" }
          }
        }
    """

    lightweight = True

    packets = Inputs[Any](minimum=1)
    frequencies = Outputs[PacketFrequency](minimum=1)

    options: PacketFrequencyCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options: PacketFrequencyCalculatorOptions = contract.options
        inputs, outputs, labels = len(contract.inputs), len(contract.outputs), len(options.label)
        contract.require_as_many(inputs, "inputs", outputs, "outputs")
        contract.require_as_many(inputs, "inputs", labels, "options `label`")
        contract.require(all(options.label), "an option `label` is empty")
        contract.require(
            0 < options.time_window_sec <= _LONGEST_WINDOW,
            f"option time_window_sec must be more than 0 and at most {_LONGEST_WINDOW}, "
            f"not {options.time_window_sec:g}",
        )

    def open(self) -> None:
        window = self.options.time_window_sec * MICROSECONDS_PER_SECOND
        self._counters = [_Counter(window) for _ in self.packets]

    def process(self) -> None:
        flows = zip(self.packets, self.frequencies, self._counters, self.options.label, strict=True)
        for source, target, counter, label in flows:
            if not source.is_empty:
                frequency = counter.add(self.timestamp)
                target.send(PacketFrequency(packet_frequency_hz=frequency, label=label))
                return
