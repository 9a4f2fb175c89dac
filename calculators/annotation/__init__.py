"""MediaPipe's annotations: what there is to draw as `RenderData`, and the calculator that draws it.

`backedge.calculators.render` draws hands in our own style.
"""

from backedge.dependencies import require

require("cv2")
