"""Loops: the items of a list one by one, and values that come round again.

Register `BeginLoopCalculator` and `EndLoopCalculator` for an item type of your own::

    register("BeginLoopBlobCalculator")(BeginLoopCalculator[Blob])
"""

from backedge.calculators.core.loops.begin_loop_calculator import BeginLoopCalculator
from backedge.calculators.core.loops.end_loop_calculator import EndLoopCalculator

__all__ = ["BeginLoopCalculator", "EndLoopCalculator"]
