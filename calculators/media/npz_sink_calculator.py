"""NpzSinkCalculator: streams as numpy's arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backedge.access_policy import AccessPolicy
from backedge.authoring import Calculator, Contract, Inputs, Service, SideInput, register
from backedge.calculators.media.array_records import StreamArrays
from backedge.calculators.media.file_paths import require_path, written_path_of
from backedge.file_checks import require_folder_for
from backedge.protos import Message, field


class NpzSinkCalculatorOptions(Message, name="backedge.NpzSinkCalculatorOptions"):
    """Options of NpzSinkCalculator.

    Attributes:
        output_file_path: the file, where no side packet names it.
    """

    output_file_path: str = field(1)


@register("NpzSinkCalculator", "NpzSink")
class NpzSinkCalculator(Calculator):
    """Writes streams as arrays for `numpy.load`, named by stream and field: ``landmarks.points`` (N, 21, 3), and so on.

    The first axis goes over all packets, whose times are in ``landmarks.timestamp``; of lists over all items, whose
    numbers are in ``landmarks.item``. All packets of a stream need fields of the same shapes. Everything is kept in
    memory until the graph ends; then the file is written, after an error too.

    Inputs:
        any tags, at least one: numbers, texts, arrays, tensors, pictures, dataclasses of them, and lists of these.
    Side packets:
        OUTPUT_FILE_PATH: str, optional; instead of the option.
    Options:
        NpzSinkCalculatorOptions

    Example::

        node {
          calculator: "NpzSinkCalculator"
          input_stream: "landmarks"
          input_stream: "tensor"
          input_side_packet: "OUTPUT_FILE_PATH:output_file_path"
        }
    """

    streams = Inputs[Any]("*", minimum=1)
    output_file_path = SideInput[str]("OUTPUT_FILE_PATH", optional=True)
    access = Service(AccessPolicy)

    options: NpzSinkCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_path(contract, "OUTPUT_FILE_PATH")

    def open(self) -> None:
        self._path = Path(written_path_of(self.access, self.output_file_path, self.options.output_file_path))
        require_folder_for(self._path)
        self._arrays = StreamArrays((stream.name for stream in self.streams), self._path)

    def process(self) -> None:
        for stream in self.streams:
            if not stream.is_empty:
                self._arrays.add(stream.name, self.timestamp, stream.value)

    def close(self) -> None:
        self._arrays.save()
