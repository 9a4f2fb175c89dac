"""Ranges that the options of several calculators have.

They leave out what no node can work with, and what would take all of a machine's memory or threads. MediaPipe has no
such limits: there, values beyond them end the process, or give what is not a number.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from backedge.protos import Range

_LARGEST: Final = 3.4028234663852886e38  # of 32 bits

Finite: TypeAlias = Annotated[float, Range(-_LARGEST, _LARGEST)]
"""A number, and neither infinite nor none."""

Index: TypeAlias = Annotated[int, Range(ge=0)]
"""The index of a point or item; none is counted from the end."""

Threads: TypeAlias = Annotated[int, Range(0, 256)]
"""A number of threads of an engine for models; 0 leaves it to the calculator."""

ThreadsOrDefault: TypeAlias = Annotated[int, Range(le=256)]
"""A number of threads of an engine for models, where -1 stands for the default."""

MAX_PIXELS: Final = 2**28
"""The most pixels of a picture that options ask for: 3 GB in 32-bit numbers of three channels."""
