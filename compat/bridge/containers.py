"""Lists and maps that know which C++ type they are of; inside a graph they are Python's list and dict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from backedge.packet import Packet

INT_VECTOR: Final = "::std::vector<int>"
BOOL_VECTOR: Final = "::std::vector<bool>"
FLOAT_VECTOR: Final = "::std::vector<float>"
STRING_VECTOR: Final = "::std::vector<std::string>"
IMAGE_VECTOR: Final = "::std::vector<::mediapipe::Image>"
PACKET_VECTOR: Final = "::std::vector<::mediapipe::Packet>"
INT_ARRAY: Final = "int []"
FLOAT_ARRAY: Final = "float []"
DETECTION_LIST: Final = "::mediapipe::DetectionList"


class Vector(list[Any]):
    """A list of one C++ type.

    Attributes:
        cpp_name: the type of the list.
    """

    __slots__ = ("cpp_name",)

    def __init__(self, cpp_name: str, items: Iterable[Any]) -> None:
        super().__init__(items)
        self.cpp_name = cpp_name


class PacketMap(dict[str, Packet[Any]]):
    """Packets by name, in the order of the names, as ``std::map`` has them."""

    __slots__ = ()
    cpp_name: ClassVar[str] = "::std::map<std::string,::mediapipe::Packet>"

    def __init__(self, packets: Mapping[str, Packet[Any]]) -> None:
        super().__init__(sorted(packets.items()))
