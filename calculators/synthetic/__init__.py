"""A procedural hand: clips with exact ground truth, made with numpy and OpenCV, and the calculator that sends them.

`backedge.calculators.builtin` finds the calculators.
"""

from backedge.dependencies import require

require("cv2")
