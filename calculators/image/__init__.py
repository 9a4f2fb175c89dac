"""Calculators on images, and the numerics they run on.

`backedge.calculators.builtin` finds the calculators.
"""

from backedge.dependencies import require

require("cv2")
