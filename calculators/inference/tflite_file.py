"""A check that the parts of a .tflite file lie inside the file.

LiteRT does this check itself. tflite-runtime follows the offsets of a damaged file wherever they lead, which ends the
process, so we check first. The format is FlatBuffers, the tables are those of TensorFlow Lite's schema:
https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs
"""

from __future__ import annotations

import struct
from typing import Final, TypeAlias

Kind: TypeAlias = str | tuple[str] | int
"""What an offset leads to: a table, a vector of offsets to tables, or a vector of elements of so many bytes."""

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
    if content[4:8] != b"TFL3":
        raise ValueError("it does not have the identifier TFL3")
    _File(content).follow(0, "Model")


class _File:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def follow(self, position: int, kind: Kind) -> None:
        """Checks what the offset at `position` leads to."""
        target = position + self._read("<I", position)
        if isinstance(kind, str):
            self._check_table(target, kind)
            return
        length = self._read("<I", target)
        first = target + 4
        self._check_range(first, length * (kind if isinstance(kind, int) else 4))
        if isinstance(kind, tuple):
            for i in range(length):
                self.follow(first + 4 * i, kind[0])

    def _check_table(self, position: int, name: str) -> None:
        # A table begins with the way back to its vtable: two sizes, then where in the table each field is, or 0.
        vtable = position - self._read("<i", position)
        vtable_size, table_size = self._read("<H", vtable), self._read("<H", vtable + 2)
        self._check_range(vtable, vtable_size)
        self._check_range(position, table_size)
        for field, kind in _TABLES[name].items():
            entry = 4 + 2 * field
            offset = self._read("<H", vtable + entry) if entry < vtable_size else 0
            if offset:
                self.follow(position + offset, kind)

    def _read(self, code: str, position: int) -> int:
        self._check_range(position, struct.calcsize(code))
        number: int = struct.unpack_from(code, self._content, position)[0]
        return number

    def _check_range(self, start: int, size: int) -> None:
        if start < 0 or start + size > len(self._content):
            raise ValueError(f"it has {len(self._content)} bytes and refers to bytes {start} to {start + size}")
