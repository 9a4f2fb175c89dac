"""What annotations look like. Texts are left out: each version of OpenCV has letters of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.calculators.recorded.session import Answer, Session, options

SHAPES = {
    "rectangle": "rectangle { left: 5 top: 4 right: 20 bottom: 15 }",
    "dotted rectangle": "rectangle { left: 5 top: 6 right: 20 bottom: 15 top_left_thickness: 3 }",
    "turned rectangle": "rectangle { left: 0.2 top: 0.3 right: 0.7 bottom: 0.8 normalized: true rotation: 0.5 }",
    "rectangle beyond the edges": "rectangle { left: -0.5 top: 0.5 right: 0.5 bottom: 1.5 normalized: true }",
    "filled rectangle": "filled_rectangle { rectangle { left: 5.9 top: 4.2 right: 20.5 bottom: 15 } }",
    "turned filled rectangle": """filled_rectangle {
        rectangle { left: 0.2 top: 0.3 right: 0.7 bottom: 0.8 normalized: true rotation: -0.3 } }""",
    "rounded rectangle": "rounded_rectangle { rectangle { left: 3 top: 3 right: 28 bottom: 20 } corner_radius: 6 }",
    "oval": "oval { rectangle { left: 3 top: 4 right: 28 bottom: 20 rotation: 0.4 } }",
    "filled oval": "filled_oval { oval { rectangle { left: 3 top: 4 right: 21 bottom: 20 } } }",
    "point": "point { x: 0.49 y: 0.51 normalized: true }",
    "scribble": "scribble { point { x: 4 y: 5 } point { x: 10 y: 12 } point { x: 30 y: 3 } }",
    "line": "line { x_start: 3 y_start: 20 x_end: 29.7 y_end: 2 }",
    "gradient line": """gradient_line {
        x_start: 0.1 y_start: 0.9 x_end: 0.8 y_end: 0.3 normalized: true color1 { r: 255 } color2 { g: 200 b: 40 } }""",
    "steep gradient line": """gradient_line {
        x_start: 12 y_start: 1 x_end: 6 y_end: 22 color1 { r: 255 } color2 { g: 200 b: 40 } }""",
    "gradient line beyond the edges": """gradient_line {
        x_start: -12 y_start: 1 x_end: 60 y_end: 13 color1 { r: 255 } color2 { g: 200 b: 40 } }""",
    "arrow": "arrow { x_start: 4 y_start: 4 x_end: 26 y_end: 17 }",
}


def case_shapes(session: Session) -> Iterator[tuple[str, Answer]]:
    """Each shape, thin and thick, on pictures of every format and on an empty one."""
    graph = """
        input_stream: "image" input_stream: "data"
        node {
          calculator: "AnnotationOverlayCalculator" input_stream: "IMAGE:image" input_stream: "data"
          output_stream: "IMAGE:o"
        }
    """
    for name, shape in SHAPES.items():
        for thickness, channels in ((1, 3), (3, 4), (2.5, 1)):
            if thickness == 1 and name in ("oval", "rounded rectangle"):
                continue  # each version of OpenCV has thin arcs of its own, too
            data = render_data(session, f"{shape} thickness: {thickness}")
            packets = {"image": session.picture(32, 24, channels, noisy=False), "data": data}
            yield f"{name} {thickness} {channels}", session.run(graph, [(0, packets)], {"o": "get_image_frame"})


def case_canvas(session: Session) -> Iterator[tuple[str, Answer]]:
    """Without a picture the options say what to draw on."""
    graph = f"""
        input_stream: "data" input_stream: "more"
        node {{
          calculator: "AnnotationOverlayCalculator" input_stream: "0:data" input_stream: "1:more"
          output_stream: "IMAGE:o"
          {
        options(
            "AnnotationOverlayCalculatorOptions",
            "canvas_width_px: 20 canvas_height_px: 10 canvas_color { r: 1 g: 2 b: 3 }",
        )
    }
        }}
    """.replace('"0:', '"').replace('"1:', '"')
    first, second = (render_data(session, SHAPES[name]) for name in ("filled oval", "line"))
    feeds = [(0, {"data": first, "more": second}), (1, {"data": first})]
    yield "two inputs, and one", session.run(graph, feeds, {"o": "get_image_frame"})


def render_data(session: Session, annotation: str) -> Any:
    """A packet with one annotation, in a colour of its own."""
    return session.message("mediapipe.RenderData", f"render_annotations {{ {annotation} color {{ r: 250 g: 120 }} }}")
