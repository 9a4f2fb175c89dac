"""Results drawn over pictures: functions on arrays, and the calculators that use them.

`backedge.calculators.builtin` finds the calculators.
"""

from backedge.dependencies import require

require("cv2")
