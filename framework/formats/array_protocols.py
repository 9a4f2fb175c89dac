"""Both directions of the protocols by which libraries share arrays: numpy's, the buffer protocol and DLPack."""

from __future__ import annotations

import sys
from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from backedge.errors import PacketTypeError

_PROTOCOLS: Final = ("__array_interface__", "__array__", "__dlpack__")
_PIL_MODES: Final = ("L", "RGB", "RGBA", "I;16", "F")
"""Modes of Pillow's images whose arrays mean what ours do; a palette's numbers, say, are no grey values."""

_SIGNALS_READ_ONLY: Final = tuple(map(int, np.__version__.split(".")[:2])) >= (2, 1)
"""Whether this numpy can say by DLPack that an array is not to be written."""


class ArrayHolder:
    """Mixin of the types around one read-only array `data`: other libraries take them for that array.

    ``numpy.asarray``, ``torch.as_tensor`` and ``from_dlpack`` share its memory. torch has no tensors that cannot be
    written: clone one before you write to it, since a packet's array is everybody's. ``PIL.Image.fromarray`` copies.
    """

    __slots__ = ()

    data: NDArray[Any]

    @property
    def __array_interface__(self) -> dict[str, Any]:
        # Pillow calls `tobytes` where there are strides, and needs a buffer of the object itself where there are none.
        return self.data.__array_interface__ | {"strides": self.data.strides}

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        array = self.data
        if dtype is None or np.dtype(dtype) == array.dtype:
            return array.copy() if copy else array
        if copy is False:
            raise ValueError(f"{array.dtype} values cannot become {np.dtype(dtype)} without a copy")
        return array.astype(dtype)

    def __dlpack__(
        self,
        *,
        stream: None = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[Any, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        if _SIGNALS_READ_ONLY and max_version is not None and max_version[0] >= 1:
            return self.data.__dlpack__(stream=stream, max_version=max_version, dl_device=dl_device, copy=copy)
        if copy is False:
            raise BufferError("a read-only array cannot be shared by a DLPack older than 1.0 without a copy")
        return self.data.copy().__dlpack__(stream=stream)

    def __dlpack_device__(self) -> tuple[int, int]:
        kind, number = self.data.__dlpack_device__()
        return int(kind), int(number)

    def tobytes(self) -> bytes:
        """The array's content, row by row without padding."""
        return self.data.tobytes()


def speaks_for_an_array(value: object) -> bool:
    """Tell whether `value` is an array, or says by a protocol that it can be seen as one."""
    # An array makes a dictionary for each answer to whether it has __array_interface__.
    return isinstance(value, np.ndarray | memoryview) or any(hasattr(value, protocol) for protocol in _PROTOCOLS)


def array_of(owner: str, value: Any) -> NDArray[Any]:
    """View `value` as an array; copies only where its protocol does.

    Args:
        owner: what the array is for, to begin an error's text with.
        value: an array, an image of Pillow, a tensor on the CPU, or nested lists.

    Raises:
        PacketTypeError: it cannot be seen as an array, such as a tensor on a GPU or an image with a palette.
    """
    if isinstance(value, np.ndarray):
        return value
    _check_pillow(owner, value)
    try:
        if hasattr(value, "__dlpack__") and not any(hasattr(value, name) for name in _PROTOCOLS[:2]):
            return np.from_dlpack(value)
        return np.asarray(value)
    except (TypeError, ValueError, RuntimeError, BufferError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise PacketTypeError(f"{owner}: {type(value).__name__} cannot be seen as an array: {reason}") from error


def _check_pillow(owner: str, value: Any) -> None:
    pillow = sys.modules.get("PIL.Image")
    if pillow is not None and isinstance(value, pillow.Image) and value.mode not in _PIL_MODES:
        raise PacketTypeError(
            f"{owner}: the values of an image of mode {value.mode} are no colours that a format of ours has;"
            ' convert it first, with image.convert("RGB")'
        )
