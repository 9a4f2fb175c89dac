"""The calculators that come with backedge: every module in these folders whose name ends in ``_calculator``.

A new calculator needs no line anywhere else. Importing this module imports none of them: a graph imports those that it
names, and ``backedge.authoring.registry.load_plugins()`` all.
"""

from __future__ import annotations

from typing import Final

from backedge import calculators
from backedge.authoring.calculator_modules import CalculatorModules

CALCULATORS: Final = CalculatorModules(calculators)
