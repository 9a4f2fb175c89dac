"""ConstantSidePacketCalculator: side packets whose values stand in the graph's config."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from backedge.authoring import Calculator, Contract, SideOutputs, register
from backedge.calculators.core.side_packets.format_messages import (
    ClassificationListMessage,
    LandmarkListMessage,
    MatrixDataMessage,
    TimeSeriesHeader,
)
from backedge.formats import ClassificationList, Landmarks
from backedge.protos import Double, Int64, Message, UInt64, field

_OPTIONS: Final = "mediapipe.ConstantSidePacketCalculatorOptions"


class StringVector(Message, name=f"{_OPTIONS}.StringVector"):
    """A list of strings."""

    string_value: tuple[str, ...] = field(1)

    def value(self) -> list[str]:
        """Return what a packet holds."""
        return list(self.string_value)


class FloatVector(Message, name=f"{_OPTIONS}.FloatVector"):
    """A list of floats."""

    float_value: tuple[float, ...] = field(1)

    def value(self) -> list[float]:
        """Return what a packet holds."""
        return list(self.float_value)


class IntVector(Message, name=f"{_OPTIONS}.IntVector"):
    """A list of ints."""

    int_value: tuple[int, ...] = field(1)

    def value(self) -> list[int]:
        """Return what a packet holds."""
        return list(self.int_value)


class ConstantSidePacket(Message, name=f"{_OPTIONS}.ConstantSidePacket"):
    """One side packet: exactly one of these values."""

    int_value: int | None = field(1, oneof="value")
    uint64_value: UInt64 | None = field(5, oneof="value")
    int64_value: Int64 | None = field(11, oneof="value")
    float_value: float | None = field(2, oneof="value")
    double_value: Double | None = field(9, oneof="value")
    bool_value: bool | None = field(3, oneof="value")
    string_value: str | None = field(4, oneof="value")
    classification_list_value: ClassificationListMessage | None = field(6, oneof="value")
    landmark_list_value: LandmarkListMessage | None = field(7, oneof="value")
    time_series_header_value: TimeSeriesHeader | None = field(10, oneof="value")
    matrix_data_value: MatrixDataMessage | None = field(12, oneof="value")
    string_vector_value: StringVector | None = field(13, oneof="value")
    float_vector_value: FloatVector | None = field(14, oneof="value")
    int_vector_value: IntVector | None = field(15, oneof="value")

    def kind(self) -> str | None:
        """Name of the field that is set, None if none is."""
        return next((name for name in _TYPES if getattr(self, name) is not None), None)

    def value(self) -> Any:
        """Return what a packet holds."""
        value = getattr(self, self.kind() or "")
        return value.value() if hasattr(value, "value") else value


_TYPES: Final[dict[str, Any]] = {
    "int_value": int,
    "uint64_value": UInt64,
    "int64_value": Int64,
    "float_value": float,
    "double_value": Double,
    "bool_value": bool,
    "string_value": str,
    "classification_list_value": ClassificationList,
    "landmark_list_value": Landmarks,
    "time_series_header_value": TimeSeriesHeader,
    "matrix_data_value": np.ndarray,
    "string_vector_value": list[str],
    "float_vector_value": list[float],
    "int_vector_value": list[int],
}


class ConstantSidePacketCalculatorOptions(Message, name=_OPTIONS, extension=291214597):
    """Options of ConstantSidePacketCalculator.

    Attributes:
        packet: the values, in the order of the outputs.
    """

    packet: tuple[ConstantSidePacket, ...] = field(1)


@register
class ConstantSidePacketCalculator(Calculator):
    """Sets side packets to the values in its options.

    Output side packets:
        PACKET, as many as the options have values: the type of the value.
    Options:
        ConstantSidePacketCalculatorOptions

    Example::

        node {
          calculator: "ConstantSidePacketCalculator"
          output_side_packet: "PACKET:0:num_hands"
          output_side_packet: "PACKET:1:use_previous_landmarks"
          options {
            [mediapipe.ConstantSidePacketCalculatorOptions.ext] {
              packet { int_value: 2 }
              packet { bool_value: true }
            }
          }
        }
    """

    lightweight = True

    packets = SideOutputs[Any]("PACKET")

    options: ConstantSidePacketCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        values = contract.options.packet
        ports = [port for port in contract.output_side_packets if port.tag == "PACKET"]
        contract.require_as_many(len(ports), "side packets", len(values), "`packet` options")
        for port, value in zip(ports, values, strict=True):
            kind = value.kind()
            contract.require(kind, f"`packet` number {port.index} has no value; there are: {', '.join(_TYPES)}")
            port.type = _TYPES[kind]

    def open(self) -> None:
        for port, packet in zip(self.packets, self.options.packet, strict=True):
            port.set(packet.value())
