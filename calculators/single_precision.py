"""Single numbers in float32, without an array around them.

MediaPipe computes in float32, and where the last bit counts so do we. For a handful of numbers plain Python is several
times as fast as numpy, most of all after a model has filled the processor's caches: each function of numpy that a node
calls for the first time in a frame takes ten microseconds or more then. A sum, difference, product or quotient of
float32 numbers that is computed in double precision and then rounded by `single` is what float32 arithmetic gives, to
the last bit.
"""

from __future__ import annotations

from backedge.protos.value_limits import as_float32 as single

__all__ = ["single"]
