"""Smooth curves through rows of numbers: how a hand gets from one place and pose to the next."""

from __future__ import annotations

import numpy as np

from backedge.calculators.synthetic.arrays import Floats


def hermite(times: Floats, rows: Floats, slopes: Floats, time: float) -> Floats:
    """The row at `time` on the cubic Hermite curve through `rows`; outside of `times` the curve goes on.

    Args:
        times: (T,) when each row is reached, ascending; two at least.
        rows: (T, N).
        slopes: (T, N) how fast each row is passed, per unit of time.
        time: a moment.

    Returns:
        (N,).
    """
    left = int(np.clip(np.searchsorted(times, time, side="right") - 1, 0, len(times) - 2))
    span = times[left + 1] - times[left]
    u = (time - times[left]) / span
    start, end = rows[left], rows[left + 1]
    bend_in, bend_out = slopes[left] * span, slopes[left + 1] * span
    step = end - start
    curve: Floats = start + u * (
        bend_in + u * (3 * step - 2 * bend_in - bend_out + u * (bend_in + bend_out - 2 * step))
    )
    return curve
