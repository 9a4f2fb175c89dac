"""Results drawn over pictures: functions on arrays, and the calculators that use them."""

from backedge.calculators.render.annotate import HandDrawing, annotate
from backedge.calculators.render.boxes import draw_detection, draw_rect, rect_corners
from backedge.calculators.render.hand_renderer_calculator import HandRendererCalculator
from backedge.calculators.render.landmarks import HAND_CONNECTIONS, draw_connections, draw_hand, draw_points
from backedge.calculators.render.text import draw_caption, draw_label

__all__ = [
    "HAND_CONNECTIONS",
    "HandDrawing",
    "HandRendererCalculator",
    "annotate",
    "draw_caption",
    "draw_connections",
    "draw_detection",
    "draw_hand",
    "draw_label",
    "draw_points",
    "draw_rect",
    "rect_corners",
]
