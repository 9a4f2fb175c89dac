"""Calculators that make pictures of pictures, and masks."""

from __future__ import annotations

from collections.abc import Iterator

from tests.calculators.recorded.cases_landmark import SIZE
from tests.calculators.recorded.session import Answer, Session, options

WIDTH, HEIGHT = 14, 9


def case_transformation(session: Session) -> Iterator[tuple[str, Answer]]:
    """Sizes, modes, turns and flips."""
    bodies = [
        "",
        "output_width: 6 output_height: 8",
        "output_width: 6 output_height: 4",
        "output_width: 30 output_height: 20 interpolation_mode: NEAREST",
        "output_width: 8 output_height: 8 scale_mode: FIT",
        "output_width: 20 output_height: 20 scale_mode: FIT padding_color { red: 10 green: 200 blue: 90 }",
        "output_width: 20 output_height: 10 scale_mode: FIT constant_padding: false interpolation_mode: NEAREST",
        "output_width: 7 output_height: 7 scale_mode: FILL_AND_CROP",
        "rotation_mode: ROTATION_90",
        "rotation_mode: ROTATION_180",
        "rotation_mode: ROTATION_270 flip_vertically: true",
        "output_width: 8 output_height: 8 rotation_mode: ROTATION_90",
        "output_width: 10 output_height: 6 rotation_mode: ROTATION_270 scale_mode: FIT",
        "flip_horizontally: true",
        "flip_vertically: true flip_horizontally: true",
    ]
    for body in bodies:
        for channels in (1, 3, 4):
            graph = f"""
                input_stream: "image"
                node {{
                  calculator: "ImageTransformationCalculator"
                  input_stream: "IMAGE:image" output_stream: "IMAGE:o" output_stream: "LETTERBOX_PADDING:p"
                  {options("ImageTransformationCalculatorOptions", body)}
                }}
                node {{
                  calculator: "LandmarkLetterboxRemovalCalculator"
                  input_stream: "LANDMARKS:l" input_stream: "LETTERBOX_PADDING:p" output_stream: "LANDMARKS:moved"
                }}
                input_stream: "l"
            """
            packets = {
                "image": session.picture(WIDTH, HEIGHT, channels),
                "l": session.landmarks(session.uniform(2, 3)),
            }
            outputs = {"o": "get_image_frame", "moved": "get_proto"}
            yield f"{body} {channels}", session.run(graph, [(0, packets)], outputs)


def case_transformation_by_streams(session: Session) -> Iterator[tuple[str, Answer]]:
    """What streams and side packets say goes before the options."""
    graph = """
        input_stream: "image" input_stream: "degrees" input_stream: "mirror"
        node {
          calculator: "ImageTransformationCalculator"
          input_stream: "IMAGE:image" input_stream: "ROTATION_DEGREES:degrees" input_stream: "FLIP_HORIZONTALLY:mirror"
          input_side_packet: "FLIP_VERTICALLY:flip"
          output_stream: "IMAGE:o"
        }
    """
    feeds = [
        (time, {"image": session.picture(4, 3), **changes})
        for time, changes in enumerate(
            [
                {"degrees": session.make.create_int(90)},
                {"mirror": session.make.create_bool(True)},
                {},
                {"degrees": session.make.create_int(45), "mirror": session.make.create_bool(False)},
            ]
        )
    ]
    side_packets = {"flip": session.make.create_bool(True)}
    yield "from now on", session.run(graph, feeds, {"o": "get_image_frame"}, side_packets)


def case_alpha(session: Session) -> Iterator[tuple[str, Answer]]:
    """Opacity from the options and from masks."""
    for body, mask_channels, channels in (("alpha_value: 300", 0, 3), ("alpha_value: 7", 0, 4), ("", 1, 3), ("", 4, 4)):
        mask = 'input_stream: "ALPHA:mask"' if mask_channels else ""
        graph = f"""
            input_stream: "image" input_stream: "mask"
            node {{
              calculator: "SetAlphaCalculator" input_stream: "IMAGE:image" {mask} output_stream: "IMAGE:o"
              {options("SetAlphaCalculatorOptions", body)}
            }}
        """
        packets = {"image": session.picture(5, 4, channels), "mask": session.picture(5, 4, mask_channels or 1)}
        feeds = [(0, packets), (1, {"image": packets["image"]})]
        yield f"{body} {mask_channels}", session.run(graph, feeds, {"o": "get_image_frame"})


def case_warp(session: Session) -> Iterator[tuple[str, Answer]]:
    """A part of a picture, enlarged."""
    for body in ("border_mode: BORDER_ZERO", "", "border_mode: BORDER_REPLICATE interpolation: INTER_LINEAR"):
        graph = f"""
            {SIZE}
            input_stream: "r"
            node {{ calculator: "ToImageCalculator" input_stream: "IMAGE_CPU:image" output_stream: "IMAGE:picture" }}
            node {{
              calculator: "ImageToTensorCalculator"
              input_stream: "IMAGE:image" input_stream: "NORM_RECT:r"
              output_stream: "TENSORS:t" output_stream: "MATRIX:m"
              {
            options(
                "ImageToTensorCalculatorOptions",
                "output_tensor_width: 8 output_tensor_height: 8 output_tensor_float_range { min: 0 max: 1 }",
            )
        }
            }}
            node {{
              calculator: "WarpAffineCalculator"
              input_stream: "IMAGE:picture" input_stream: "MATRIX:m" input_stream: "OUTPUT_SIZE:size"
              output_stream: "IMAGE:warped"
              {options("WarpAffineCalculatorOptions", body)}
            }}
            node {{ calculator: "FromImageCalculator" input_stream: "IMAGE:warped" output_stream: "IMAGE_CPU:o" }}
        """
        feeds = [(i, {"image": session.picture(WIDTH, HEIGHT), "r": session.rect()}) for i in range(3)]
        yield body, session.run(graph, feeds, {"o": "get_image_frame"})


def case_tensor(session: Session) -> Iterator[tuple[str, Answer]]:
    """All of a picture, in sizes that put many positions halfway between two of OpenCV's steps."""
    for size, body in (
        ((171, 9), "output_tensor_width: 128 output_tensor_height: 2"),
        ((33, 7), "output_tensor_width: 16 output_tensor_height: 16 keep_aspect_ratio: true border_mode: BORDER_ZERO"),
        ((13, 13), "output_tensor_width: 64 output_tensor_height: 4"),
        ((1, 1), "output_tensor_width: 4 output_tensor_height: 4"),
    ):
        graph = f"""
            input_stream: "image"
            node {{
              calculator: "ImageToTensorCalculator" input_stream: "IMAGE:image" output_stream: "TENSORS:t"
              {options("ImageToTensorCalculatorOptions", f"{body} output_tensor_float_range {{ min: 0 max: 1 }}")}
            }}
            node {{ calculator: "TensorsToFloatsCalculator" input_stream: "TENSORS:t" output_stream: "FLOATS:o" }}
        """
        yield f"{size} {body}", session.run(graph, [(0, {"image": session.picture(*size)})], {"o": "get_float_list"})


def case_masks(session: Session) -> Iterator[tuple[str, Answer]]:
    """Masks of a tensor of one channel, smoothed by another; tensors of three channels are refused."""
    for activation, channels in (("NONE", 1), ("SIGMOID", 1), ("SOFTMAX", 1), ("SIGMOID", 3)):
        mask = f"""
            node {{
              calculator: "ImageToTensorCalculator" input_stream: "IMAGE:image" output_stream: "TENSORS:t"
              {
            options(
                "ImageToTensorCalculatorOptions",
                "output_tensor_width: 6 output_tensor_height: 5 output_tensor_float_range { min: 0 max: 1 }",
            )
        }
            }}
            node {{
              calculator: "TensorsToSegmentationCalculator" input_stream: "TENSORS:t" input_stream: "OUTPUT_SIZE:size"
              output_stream: "MASK:o"
              {options("TensorsToSegmentationCalculatorOptions", f"activation: {activation}")}
            }}
        """
        smooth = f"""
            node {{
              calculator: "PreviousLoopbackCalculator"
              input_stream: "MAIN:size" input_stream: "LOOP:o" input_stream_info {{ tag_index: "LOOP" back_edge: true }}
              output_stream: "PREV_LOOP:before"
            }}
            node {{
              calculator: "SegmentationSmoothingCalculator"
              input_stream: "MASK:o" input_stream: "MASK_PREVIOUS:before" output_stream: "MASK_SMOOTHED:smooth"
              {options("SegmentationSmoothingCalculatorOptions", "combine_with_previous_ratio: 0.9")}
            }}
        """
        feeds = [(i, {"image": session.picture(WIDTH, HEIGHT, channels)}) for i in range(2)]
        answer = session.run(SIZE + mask + smooth, feeds, {"o": "get_image", "smooth": "get_image"})
        yield f"{activation} {channels}", answer
