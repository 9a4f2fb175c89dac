"""What to tell those who write to a value that they share: the arrays in packets are read-only."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError
from typing import Final

from backedge.authoring.base import Calculator, declarations_of
from backedge.authoring.function import FunctionCalculator
from backedge.authoring.ports import Input, SideInput
from backedge.packet import EMPTY

_READ_ONLY: Final = re.compile("read-?only")
"""In what numpy and OpenCV say of an array that cannot be written."""


def advice_on_writing(error: BaseException, calculator: Calculator) -> str:
    """What to do about an `error` of `calculator` that comes of writing to what it shares; "" for any other error."""
    if isinstance(error, FrozenInstanceError):
        return "values in packets are shared and do not change: make a new one"
    is_cv2 = type(error).__module__ == "cv2"
    if not ((isinstance(error, ValueError) or is_cv2) and _READ_ONLY.search(str(error))):
        return ""
    return f"arrays in packets are shared, and so read-only: change a copy, {_array_read_by(calculator)}.copy()"


def _array_read_by(calculator: Calculator) -> str:
    """How the author of `calculator` writes the first array among its inputs; an example where there is none."""
    is_function = isinstance(calculator, FunctionCalculator)
    for attribute in declarations_of(type(calculator)):
        port = getattr(calculator, attribute)
        if not isinstance(port, Input | SideInput):
            continue
        value = port.get(EMPTY)
        for path in ("", ".data"):
            if hasattr(getattr(value, path[1:], None) if path else value, "flags"):
                name = attribute.removeprefix("in_") if is_function else f"self.{attribute}.value"
                return name + path
    return "array"
