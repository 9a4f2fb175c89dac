"""CsvSinkCalculator: a stream as a table."""

from __future__ import annotations

from typing import Any

from backedge.access_policy import AccessPolicy
from backedge.authoring import Calculator, Contract, Input, Service, SideInput, register
from backedge.calculators.media.csv_writer import CsvWriter
from backedge.calculators.media.file_paths import require_path, written_path_of
from backedge.calculators.media.table_rows import table_rows
from backedge.errors import PacketTypeError
from backedge.protos import Message, field
from backedge.timestamp import describe, is_range_value


class CsvSinkCalculatorOptions(Message, name="backedge.CsvSinkCalculatorOptions"):
    """Options of CsvSinkCalculator.

    Attributes:
        output_file_path: the file, where no side packet names it.
    """

    output_file_path: str = field(1)


@register("CsvSinkCalculator", "CsvSink")
class CsvSinkCalculator(Calculator):
    """Writes a stream as comma-separated values: a line of column names, then rows, which begin with the timestamp.

    A number or a text is one row, a list has a row for each item, landmarks for each point, and fields are columns. A
    special timestamp is written by its name. Each row is written at once, so the file is valid whatever happens.

    Inputs:
        untagged: any type that JSON can say: numbers, text, arrays, lists, and dataclasses of them.
    Side packets:
        OUTPUT_FILE_PATH: str, optional; instead of the option.
    Options:
        CsvSinkCalculatorOptions

    Example::

        node {
          calculator: "CsvSinkCalculator"
          input_stream: "landmarks"
          input_side_packet: "OUTPUT_FILE_PATH:output_file_path"
        }
    """

    stream = Input[Any]()
    output_file_path = SideInput[str]("OUTPUT_FILE_PATH", optional=True)
    access = Service(AccessPolicy)

    options: CsvSinkCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_path(contract, "OUTPUT_FILE_PATH")

    def open(self) -> None:
        self._writer = CsvWriter(written_path_of(self.access, self.output_file_path, self.options.output_file_path))

    def process(self) -> None:
        timestamp = self.timestamp if is_range_value(self.timestamp) else describe(self.timestamp)
        try:
            for row in table_rows(self.stream.value):
                self._writer.write({"timestamp": timestamp, **row})
        except TypeError as error:
            raise PacketTypeError(f'stream "{self.stream.name}" cannot be written: {error}') from error

    def close(self) -> None:
        self._writer.close()
