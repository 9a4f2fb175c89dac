"""Checks with which the numerics refuse options and values that cannot work."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numpy as np

from backedge.errors import ConfigError, Diagnostic, PacketTypeError
from backedge.formats import ImageSize

P = ParamSpec("P")
R = TypeVar("R")


def require_option(holds: bool, message: str) -> None:
    """Refuse options that contradict each other or lack something.

    Raises:
        ConfigError: `holds` is false; `message` says which option, what is expected and what was found.
    """
    if not holds:
        raise ConfigError([Diagnostic(message)])


def require_value(holds: bool, message: str) -> None:
    """Refuse a value to which a formula does not apply.

    Do not use it for what is checked packet by packet: the caller puts `message` together before each call.

    Raises:
        PacketTypeError: `holds` is false; `message` says which value, what is expected and what was found.
    """
    if not holds:
        raise PacketTypeError(message)


def require_size(size: ImageSize, port: str = "IMAGE_SIZE") -> None:
    """Refuse the size of a picture that no picture has.

    Raises:
        PacketTypeError: a side is less than a pixel.
    """
    if size[0] < 1 or size[1] < 1:
        raise PacketTypeError(f"{port} must be positive, found {size}")


def quietly(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function of numpy compute with what is infinite or not a number as C++ does: without a warning.

    A model may give such values for a frame. MediaPipe's graphs go on with them, until a score rules them out.
    """

    @functools.wraps(function)
    def quiet(*args: P.args, **kwargs: P.kwargs) -> R:
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)

    return quiet
