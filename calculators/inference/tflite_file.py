"""A check that the parts of a .tflite file lie inside the file.

LiteRT does this check itself. tflite-runtime follows the offsets of a damaged file wherever they lead, which ends the
process, so we check first. The format is FlatBuffers, the tables are those of TensorFlow Lite's schema:
https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs
"""

from __future__ import annotations

from typing import Final, TypeAlias

from backedge.calculators.inference.flat_tables import Table, check_range, follow, read

Kind: TypeAlias = str | tuple[str] | int
"""What an offset leads to: a table, a vector of offsets to tables, or a vector of elements of so many bytes."""

IDENTIFIER: Final = b"TFL3"
"""Bytes 4 to 8 of every .tflite file."""

_TABLES: Final[dict[str, dict[int, Kind]]] = {
    # Table -> number of the field in the schema -> what it leads to. Numbers are stored in place and lead nowhere.
    "Model": {1: ("OperatorCode",), 2: ("SubGraph",), 3: 1, 4: ("Buffer",), 5: 4},
    "OperatorCode": {1: 1},
    "SubGraph": {0: ("Tensor",), 1: 4, 2: 4, 3: ("Operator",), 4: 1},
    "Tensor": {0: 4, 3: 1, 4: "Quantization", 6: "Opaque", 7: 4},
    "Quantization": {0: 4, 1: 4, 2: 4, 3: 8, 5: "Opaque"},
    "Operator": {1: 4, 2: 4, 4: "Opaque", 5: 1, 7: 1, 8: 4},
    "Buffer": {0: 1},
    "Opaque": {},
}


def check_tflite(content: bytes) -> None:
    """Follows every offset that is followed to load a model.

    Raises:
        ValueError: the content is not a .tflite file, or an offset leads out of it.
    """
    if content[4:8] != IDENTIFIER:
        raise ValueError("it does not have the identifier TFL3")
    _check(content, 0, "Model")


def _check(content: bytes, position: int, kind: Kind) -> None:
    """Checks what the offset at `position` leads to."""
    target = follow(content, position)
    if isinstance(kind, str):
        table = Table(content, target)
        for field, kind_of_field in _TABLES[kind].items():
            if entry := table.entry(field):
                _check(content, entry, kind_of_field)
        return
    length = read(content, "<I", target)
    first = target + 4
    check_range(content, first, length * (kind if isinstance(kind, int) else 4))
    if isinstance(kind, tuple):
        for i in range(length):
            _check(content, first + 4 * i, kind[0])
