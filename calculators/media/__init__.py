"""Files and cameras: readers and writers whose errors say what to do, and the calculators that use them.

`backedge.calculators.builtin` finds the calculators.
"""

from backedge.dependencies import require

require("cv2")
