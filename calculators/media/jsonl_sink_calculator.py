"""JsonlSinkCalculator: any streams as lines of JSON."""

from __future__ import annotations

import sys
from typing import Any, Final

from backedge.access_policy import AccessPolicy
from backedge.authoring import Calculator, Contract, Inputs, Service, SideInput, register
from backedge.calculators.media.file_paths import path_of, require_path
from backedge.calculators.media.json_encoding import dumps
from backedge.calculators.media.jsonl_writer import JsonlWriter
from backedge.errors import PacketTypeError
from backedge.protos import Message, field
from backedge.timestamp import describe, is_range_value

STDOUT: Final = "-"
"""The path that stands for the process's standard output."""


class JsonlSinkCalculatorOptions(Message, name="backedge.JsonlSinkCalculatorOptions"):
    """Options of JsonlSinkCalculator.

    Attributes:
        output_file_path: the file, where no side packet names it.
    """

    output_file_path: str = field(1)


class _StandardOutput:
    """Writes as a JsonlWriter does, to wherever the process's output goes."""

    def write(self, value: object) -> None:
        sys.stdout.write(f"{dumps(value).decode()}\n")

    def close(self) -> None:
        sys.stdout.flush()


@register("JsonlSinkCalculator", "JsonlSink")
class JsonlSinkCalculator(Calculator):
    """Writes a line ``{"stream": "landmarks", "timestamp": 33333, "value": …}`` for every packet.

    A special timestamp is written by its name. Of pictures the size and format are written, not the pixels. Each line
    is written at once, so the file is valid whatever happens.

    Inputs:
        any tags, at least one: any type that JSON can say: numbers, text, arrays, lists, and dataclasses of them.
    Side packets:
        OUTPUT_FILE_PATH: str, optional; ``-`` is the process's standard output; instead of the option.
    Options:
        JsonlSinkCalculatorOptions

    Example::

        node {
          calculator: "JsonlSinkCalculator"
          input_stream: "landmarks"
          input_stream: "handedness"
          input_side_packet: "OUTPUT_FILE_PATH:output_file_path"
        }
    """

    streams = Inputs[Any]("*", minimum=1)
    output_file_path = SideInput[str]("OUTPUT_FILE_PATH", optional=True)
    access = Service(AccessPolicy)

    options: JsonlSinkCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_path(contract, "OUTPUT_FILE_PATH")

    def open(self) -> None:
        path = path_of(self.output_file_path, self.options.output_file_path)
        if path != STDOUT:
            self.access.require_write(path)
        self._writer: JsonlWriter | _StandardOutput = _StandardOutput() if path == STDOUT else JsonlWriter(path)

    def process(self) -> None:
        timestamp = self.timestamp if is_range_value(self.timestamp) else describe(self.timestamp)
        for stream in self.streams:
            if stream.is_empty:
                continue
            try:
                self._writer.write({"stream": stream.name, "timestamp": timestamp, "value": stream.value})
            except TypeError as error:
                raise PacketTypeError(f'stream "{stream.name}" cannot be written: {error}') from error

    def close(self) -> None:
        self._writer.close()
