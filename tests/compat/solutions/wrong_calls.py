"""Calls of solutions that are wrong, or nearly so, and what comes of each.

Nothing but the standard library and numpy is imported here, because `record.py` runs where only MediaPipe is.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import cv2
import numpy as np

RAN = "no error"

_PASS = """
input_stream: "a" output_stream: "b"
node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }
"""
_IMAGES = """
input_stream: "image_in" output_stream: "image_out"
node {
  name: "Change" calculator: "ImageTransformationCalculator"
  input_stream: "IMAGE:image_in" output_stream: "IMAGE:image_out"
}
node { name: "Gate" calculator: "GateCalculator" input_stream: "image_out" output_stream: "gated" options {
  [mediapipe.GateCalculatorOptions.ext] { allow: true } } }
"""
_BOTH_OPTIONS = """
input_stream: "image_in" output_stream: "image_out"
node {
  name: "Change" calculator: "ImageTransformationCalculator"
  input_stream: "IMAGE:image_in" output_stream: "IMAGE:image_out"
  options { [mediapipe.ImageTransformationCalculatorOptions.ext] { output_width: 10 output_height: 10 } }
  node_options { [type.googleapis.com/mediapipe.ImageTransformationCalculatorOptions] { output_width: 10 } }
}
"""
_DETECTIONS = """
input_stream: "detections" output_stream: "out"
node { calculator: "DetectionUniqueIdCalculator" input_stream: "DETECTIONS:detections" output_stream: "DETECTIONS:out" }
"""
_TWO = """
input_stream: "x" input_stream: "y" output_stream: "out"
node { calculator: "ImageTransformationCalculator" input_stream: "IMAGE:x" output_stream: "IMAGE:out" }
node { calculator: "ImageTransformationCalculator" input_stream: "IMAGE:y" output_stream: "IMAGE:out2" }
"""
_SIDE = """
input_stream: "image_in" input_side_packet: "degrees" output_stream: "image_out"
node {
  calculator: "ImageTransformationCalculator"
  input_stream: "IMAGE:image_in" input_side_packet: "ROTATION_DEGREES:degrees"
  output_stream: "IMAGE:image_out"
}
"""
_TENSORS = """
input_stream: "i" output_stream: "o"
node {
  calculator: "ImageToTensorCalculator" input_stream: "IMAGE:i" output_stream: "TENSORS:o"
  options { [mediapipe.ImageToTensorCalculatorOptions.ext] {
    output_tensor_width: 8 output_tensor_height: 8 output_tensor_float_range { min: 0 max: 1 } } }
}
"""

_ANY_SOLUTION = """
SOLUTION(nonsense=1)
SOLUTION(*range(20))
SOLUTION().process()
SOLUTION().process(None)
SOLUTION().process([1, 2])
SOLUTION().process("picture.png")
SOLUTION().process(image, 1)
SOLUTION().process(image.astype(np.float32))
SOLUTION().process(image[..., 0])
SOLUTION().process(image[..., :2])
SOLUTION().process(np.zeros((8, 8, 4), np.uint8))
SOLUTION().process({"image": image})
twice(SOLUTION())
after_close(SOLUTION(), image)
within(SOLUTION())
SOLUTION().reset()
reset_after_close(SOLUTION())
SOLUTION().process(image=image)
SOLUTION().process(image.astype(bool))
SOLUTION().process(image[::2, ::-1])
"""


def _any_solution(constructor: str, every: int = 1) -> str:
    return "\n".join(_ANY_SOLUTION.strip().splitlines()[::every]).replace("SOLUTION", constructor)


CALLS = f"""
{_any_solution("S.hands.Hands")}
S.hands.Hands(model_complexity=0.5)
S.hands.Hands(model_complexity="1")
S.hands.Hands(model_complexity=None)
S.hands.Hands(model_complexity=True)
S.hands.Hands(model_complexity=np.int64(0))
S.hands.Hands(model_complexity=[1])
S.hands.Hands(max_num_hands="2")
S.hands.Hands(max_num_hands=2.0)
S.hands.Hands(max_num_hands=0)
S.hands.Hands(max_num_hands=-1)
S.hands.Hands(max_num_hands=None)
S.hands.Hands(max_num_hands=2**40)
S.hands.Hands(max_num_hands=2**80)
S.hands.Hands(max_num_hands=np.uint8(3))
S.hands.Hands(min_detection_confidence="0.5")
S.hands.Hands(min_detection_confidence=None)
S.hands.Hands(min_detection_confidence=2)
S.hands.Hands(min_detection_confidence=-1)
S.hands.Hands(min_detection_confidence=[0.5])
S.hands.Hands(min_detection_confidence=float("nan"))
S.hands.Hands(min_detection_confidence=np.float32(0.5))
S.hands.Hands(min_detection_confidence=1j)
S.hands.Hands(min_tracking_confidence="0.5")
S.hands.Hands(min_tracking_confidence=None)
S.hands.Hands(min_tracking_confidence=7)
S.hands.Hands(static_image_mode="no")
S.hands.Hands(static_image_mode=np.zeros(2))
S.hands.Hands(False, 1, 0, 0.3, 0.3).process(image)
S.hands.Hands(0).process(image)
S.hands.HandLandmark(21)
S.hands.HandLandmark["THUMB"]
S.hands.HandLandmark.THUMB
S.hands.FACE_CONNECTIONS
S.nonsense
mp.nonsense
S.drawing_styles.get_default_hand_landmarks_style(1)
S.drawing_styles.get_default_face_mesh_contours_style(2)
S.drawing_styles.get_default_face_mesh_contours_style("x")
S.drawing_styles.get_default_hand_landmarks_style()[21]
S.drawing_utils.draw_landmarks()
S.drawing_utils.draw_landmarks(image)
S.drawing_utils.draw_landmarks(image, None)
S.drawing_utils.draw_landmarks(None, None)
S.drawing_utils.draw_landmarks(None, hand)
S.drawing_utils.draw_landmarks(image, [])
S.drawing_utils.draw_landmarks(image, [hand])
S.drawing_utils.draw_landmarks(image, hand.landmark)
S.drawing_utils.draw_landmarks(image, "hand")
S.drawing_utils.draw_landmarks(image[..., 0], hand)
S.drawing_utils.draw_landmarks(image[..., :2], hand)
S.drawing_utils.draw_landmarks(np.zeros((8, 8, 4), np.uint8), hand)
S.drawing_utils.draw_landmarks(image, hand, [(0, 21)])
S.drawing_utils.draw_landmarks(image, hand, [(-1, 2)])
S.drawing_utils.draw_landmarks(image, hand, [(0,)])
S.drawing_utils.draw_landmarks(image, hand, [("a", 1)])
S.drawing_utils.draw_landmarks(image, hand, 5)
S.drawing_utils.draw_landmarks(image, hand, [(0, 1, 2)])
S.drawing_utils.draw_landmarks(image, hand, S.pose.POSE_CONNECTIONS)
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], None, None)
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], {{}}, {{}})
S.drawing_utils.draw_landmarks(image, hand, [], {{0: Spec()}})
S.drawing_utils.draw_landmarks(image, hand, [], {{}})
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], Spec(), {{(1, 0): Spec()}})
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], Spec(thickness=0))
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], Spec(thickness=-1), Spec(thickness=-1))
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], Spec(circle_radius=-1))
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], Spec(color=(1, 2)))
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], Spec(color="red"))
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], Spec(color=(0.5, 1, 300)))
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], Spec(thickness=1.5))
S.drawing_utils.draw_landmarks(image, hand, [(0, 1)], (255, 0, 0))
S.drawing_utils.draw_landmarks(image, hand, landmark_spec=Spec())
S.drawing_utils.draw_landmarks(frozen, hand)
S.drawing_utils.draw_landmarks(image[:, ::-1], hand)
S.drawing_utils.draw_landmarks(image.astype(np.float64), hand)
S.drawing_utils.draw_landmarks(image.tolist(), hand)
S.drawing_utils.draw_landmarks(image, face)
S.drawing_utils.draw_landmarks(image, world)
S.drawing_utils.DrawingSpec(1, 2, 3, 4)
S.drawing_utils.DrawingSpec(colour=1)
S.drawing_utils.draw_detection()
S.drawing_utils.draw_detection(image, None)
S.drawing_utils.draw_detection(image, hand)
S.drawing_utils.draw_detection(image, face)
S.drawing_utils.draw_detection(image[..., 0], face)
S.drawing_utils.draw_detection(image[..., :2], face)
S.drawing_utils.draw_detection(None, face)
S.drawing_utils.draw_detection(image, D.Detection())
S.drawing_utils.draw_detection(image, detection(x=-0.1))
S.drawing_utils.draw_detection(image, detection(width=0.9))
S.drawing_utils.draw_detection(image, detection(keypoint=1.5))
S.drawing_utils.draw_detection(image, detection(kind=0))
S.drawing_utils.draw_detection(image, detection(kind=1))
S.drawing_utils.draw_detection(image, detection(kind=3))
S.drawing_utils.draw_detection(image, face, None)
S.drawing_utils.draw_detection(image, face, Spec(), None)
S.drawing_utils.draw_detection(image, face, {{}})
S.drawing_utils.draw_detection(image, face, Spec(thickness=0))
S.drawing_utils.draw_detection(frozen, face)
S.drawing_utils.draw_axis(image)
S.drawing_utils.draw_axis(image, np.eye(3), np.array([0, 0, 1]))
S.drawing_utils.draw_axis(image, np.eye(2), np.array([0, 0, 1]))
S.drawing_utils.draw_axis(image, np.eye(3), np.array([0, 1]))
S.drawing_utils.draw_axis(image[..., 0], np.eye(3), np.zeros(3))
S.drawing_utils.draw_axis(image[..., :2], np.eye(3), np.zeros(3))
S.drawing_utils.draw_axis(image, np.eye(3), np.array([0, 0, 1]), focal_length=1)
S.drawing_utils.draw_axis(image, np.eye(3), np.array([0, 0, 1]), axis_length="long")
S.drawing_utils.draw_axis(image, "eye", np.zeros(3))
S.drawing_utils.plot_landmarks(None)
S.drawing_utils.plot_landmarks()
S.drawing_utils._normalized_to_pixel_coordinates(0.5, 0.5, 10, 10)
S.drawing_utils._normalized_to_pixel_coordinates("a", 0.5, 10, 10)
S.drawing_utils._normalized_to_pixel_coordinates(float("nan"), 0.5, 10, 10)
S.face_detection.get_key_point(None, 0)
S.face_detection.get_key_point(face, S.face_detection.FaceKeyPoint.NOSE_TIP)
S.face_detection.get_key_point(face, 6)
S.face_detection.get_key_point(face, "nose")
S.face_detection.get_key_point(hand, 0)
S.face_detection.get_key_point(D.Detection(), 0)
S.face_detection.FaceKeyPoint(6)
{_any_solution("S.face_detection.FaceDetection", every=6)}
S.face_detection.FaceDetection(min_detection_confidence="0.5")
S.face_detection.FaceDetection(min_detection_confidence=None)
S.face_detection.FaceDetection(min_detection_confidence=2)
S.face_detection.FaceDetection(min_detection_confidence=[0.5])
S.face_detection.FaceDetection(model_selection=5)
S.face_detection.FaceDetection(model_selection="1")
S.face_detection.FaceDetection(model_selection=None)
S.face_detection.FaceDetection(0.5, 1).process(image)
{_any_solution("S.face_mesh.FaceMesh", every=6)}
S.face_mesh.FaceMesh(max_num_faces=0)
S.face_mesh.FaceMesh(max_num_faces="1")
S.face_mesh.FaceMesh(max_num_faces=1.0)
S.face_mesh.FaceMesh(refine_landmarks=1)
S.face_mesh.FaceMesh(refine_landmarks=None)
S.face_mesh.FaceMesh(refine_landmarks="yes")
S.face_mesh.FaceMesh(min_detection_confidence="0.5")
S.face_mesh.FaceMesh(min_detection_confidence=None)
S.face_mesh.FaceMesh(min_tracking_confidence=None)
S.face_mesh.FaceMesh(min_tracking_confidence=2)
S.face_mesh.FaceMesh(True, 2, False, 0.3).process(image)
{_any_solution("S.pose.Pose", every=6)}
S.pose.Pose(model_complexity="1")
S.pose.Pose(model_complexity=1.0)
S.pose.Pose(model_complexity=None)
S.pose.Pose(model_complexity=True)
S.pose.Pose(smooth_landmarks=1)
S.pose.Pose(smooth_landmarks=0)
S.pose.Pose(smooth_landmarks=None)
S.pose.Pose(smooth_landmarks="yes")
S.pose.Pose(static_image_mode=True, smooth_landmarks=0)
S.pose.Pose(static_image_mode="yes", smooth_landmarks=5)
S.pose.Pose(enable_segmentation=1)
S.pose.Pose(enable_segmentation=None)
S.pose.Pose(smooth_segmentation=None)
S.pose.Pose(smooth_segmentation=0)
S.pose.Pose(min_detection_confidence="a")
S.pose.Pose(min_tracking_confidence="a")
S.pose.Pose(min_tracking_confidence=None)
S.pose.Pose(upper_body_only=True)
S.pose.PoseLandmark(33)
S.selfie_segmentation.SelfieSegmentation("1")
S.selfie_segmentation.SelfieSegmentation(None)
S.selfie_segmentation.SelfieSegmentation(1.0)
S.selfie_segmentation.SelfieSegmentation(True)
S.selfie_segmentation.SelfieSegmentation(0, 1)
twice(S.selfie_segmentation.SelfieSegmentation())
after_close(S.selfie_segmentation.SelfieSegmentation(), image)
S.selfie_segmentation.SelfieSegmentation().process(None)
S.selfie_segmentation.SelfieSegmentation().process(image[..., :2])
S.holistic.Holistic(nonsense=1)
S.holistic.Holistic(refine_face_landmarks=1)
S.holistic.Holistic(model_complexity=1.0)
S.holistic.Holistic(enable_segmentation=None)
S.holistic.Holistic(smooth_landmarks=0)
S.holistic.Holistic(min_detection_confidence="a")
twice(S.holistic.Holistic())
after_close(S.holistic.Holistic(), image)
S.holistic.Holistic().process(None)
S.holistic.Holistic().process(image[..., :2])
S.objectron.Objectron(model_name="Car")
S.objectron.Objectron(model_name=None)
S.objectron.Objectron(focal_length=1)
S.objectron.Objectron(principal_point=(1, 2, 3))
S.objectron.Objectron(image_size=(0, 0))
S.objectron.Objectron(image_size=5)
S.objectron.Objectron(nonsense=1)
S.objectron.get_model_by_name("Car")
S.objectron.BoxLandmark(9)
S.objectron.ObjectronOutputs()
S.download_utils.download_oss_model()
Base()
Base(graph_config="", binary_graph_path="")
Base(graph_config=_PASS, binary_graph_path="x.binarypb")
Base(binary_graph_path="nowhere.binarypb")
Base(binary_graph_path="mediapipe/modules/nowhere/nowhere_cpu.binarypb")
Base(graph_config="nonsense {{")
Base(graph_config=_PASS)
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.INT}})
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.INT, "b": Kind.INT}}).process({{"a": 5}})
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.INT, "b": Kind.INT}}).process({{"a": 5.5}})
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.INT, "b": Kind.INT}}).process({{"a": "5"}})
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.INT, "b": Kind.STRING}}).process({{"a": 5}})
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.STRING, "b": Kind.STRING}}).process({{"a": "x"}})
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.AUDIO, "b": Kind.AUDIO}}).process({{"a": np.zeros((2, 2))}})
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.PROTO, "b": Kind.PROTO}}).process({{"a": face}})
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.PROTO, "b": Kind.PROTO}}).process({{"a": 5}})
Base(graph_config=_PASS, stream_type_hints={{"a": Kind.PROTO, "b": Kind.INT}}).process({{"a": face}})
Base(graph_config=_TENSORS)
Base(graph_config='node {{ calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }}')
Base(graph_config='node {{ calculator: "NoSuchCalculator" }}')
Base(graph_config=_IMAGES)
Base(_IMAGES)
Base(graph_config=_IMAGES, outputs=["nowhere"])
Base(graph_config=_IMAGES, outputs=["IMAGE:image_out"]).process(image)
Base(graph_config=_IMAGES, side_inputs={{"nowhere": 1}})
Base(graph_config=_IMAGES, calculator_params={{"Change.output_width": 4, "Change.output_height": 4}}).process(image)
Base(graph_config=_IMAGES, calculator_params={{"Change": 4}})
Base(graph_config=_IMAGES, calculator_params={{"Change.options.output_width": 4}})
Base(graph_config=_IMAGES, calculator_params={{"Nowhere.output_width": 4}})
Base(graph_config=_IMAGES, calculator_params={{"Change.nonsense": 4}})
Base(graph_config=_IMAGES, calculator_params={{"Change.output_width": "four"}})
Base(graph_config=_IMAGES, calculator_params={{"Change.output_width": 4.5}})
Base(graph_config=_IMAGES, calculator_params={{"Change.output_width": None}})
Base(graph_config=_IMAGES, calculator_params={{"Change.nonsense": None}})
Base(graph_config=_IMAGES, calculator_params={{"Gate.allow": True}})
Base(graph_config=_IMAGES, calculator_params=[])
Base(graph_config=_IMAGES, calculator_params=["Change.output_width"])
Base(graph_config=_BOTH_OPTIONS, calculator_params={{"Change.output_width": 4}})
Base(graph_config=_IMAGES).process(image)
Base(graph_config=_IMAGES).process({{"image_in": image}})
Base(graph_config=_IMAGES).process({{"nowhere": image}})
Base(graph_config=_IMAGES).process({{"image_in": None}})
Base(graph_config=_IMAGES).process({{"image_in": image[..., 0]}})
Base(graph_config=_IMAGES).process(image[..., :2])
Base(graph_config=_IMAGES).process(image.astype(np.float32))
Base(graph_config=_IMAGES).process(None)
Base(graph_config=_IMAGES).process([image])
Base(graph_config=_IMAGES).process({{}})
Base(graph_config=_TWO).process(image)
Base(graph_config=_TWO).process({{"x": image, "y": image}})
Base(graph_config=_TWO).process({{"x": image}})
Base(graph_config=_SIDE)
Base(graph_config=_SIDE, side_inputs={{"degrees": 90}}).process(image)
Base(graph_config=_SIDE, side_inputs={{"degrees": "90"}})
Base(graph_config=_SIDE, side_inputs={{"degrees": 9.5}})
Base(graph_config=_SIDE, side_inputs={{"degrees": None}})
Base(graph_config=_SIDE, side_inputs=[1])
Base(graph_config=_DETECTIONS).process({{"detections": [face]}})
Base(graph_config=_DETECTIONS).process({{"detections": face}})
twice(Base(graph_config=_IMAGES))
after_close(Base(graph_config=_IMAGES), image)
within(Base(graph_config=_IMAGES))
reset_after_close(Base(graph_config=_IMAGES))
Base(graph_config=_IMAGES).create_graph_options(D.Detection(), {{"feature_tag": "x"}})
Base(graph_config=_IMAGES).create_graph_options(D.Detection(), {{"label": ["x"]}})
Base(graph_config=_IMAGES).create_graph_options(D.Detection(), {{"label": 5}})
Base(graph_config=_IMAGES).create_graph_options(D.Detection(), {{"nonsense": 5}})
Base(graph_config=_IMAGES).create_graph_options(D.Detection(), {{"feature_tag": 5}})
Base(graph_config=_IMAGES).create_graph_options(D.Detection(), {{"location_data.format": 2}})
Base(graph_config=_IMAGES).create_graph_options(D.Detection(), {{"location_data": face.location_data}})
Base(graph_config=_IMAGES).create_graph_options(D.Detection(), {{"location_data": face}})
Base(graph_config=_IMAGES).create_graph_options(D.Detection(), 5)
Kind.from_registered_name("nonsense")
Kind.from_registered_name("OneOf<nonsense, int>")
Kind.from_registered_name("OneOf<nonsense>")
Kind.from_registered_name(None)
Kind("nonsense")
""".strip().splitlines()

CALLS = [call for call in CALLS if call]


def outcomes(package: str, call: str) -> list[str]:
    """Evaluate one call with the modules of `package`.

    Returns:
        The names of those classes of the exception that are Python's or OpenCV's, the special ones first.
    """
    try:
        eval(call, names(package))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        return [kind.__name__ for kind in type(error).__mro__ if kind.__module__ in ("builtins", "cv2")]
    return [RAN]


def names(package: str) -> dict[str, Any]:
    """The names that calls are written with."""
    landmarks = import_module(f"{package}.framework.formats.landmark_pb2")
    detections = import_module(f"{package}.framework.formats.detection_pb2")
    base = import_module(f"{package}.python.solution_base")
    mp = import_module(package)

    def detection(x: float = 0.2, width: float = 0.5, keypoint: float = 0.4, kind: int = 2) -> Any:
        made = detections.Detection(score=[0.5])
        place = made.location_data
        place.format = kind
        box = place.relative_bounding_box
        box.xmin, box.ymin, box.width, box.height = x, 0.2, width, 0.5
        for _ in range(6):
            place.relative_keypoints.add(x=keypoint, y=0.4)
        return made

    image = np.full((48, 64, 3), 40, np.uint8)
    frozen = image.copy()
    frozen.flags.writeable = False
    points = [{"x": 0.1 + index / 30, "y": 0.2, "z": 0.0} for index in range(21)]
    return {
        **globals(),
        "mp": mp,
        "S": mp.solutions,
        "D": detections,
        "Base": base.SolutionBase,
        "Kind": base.PacketDataType,
        "Spec": mp.solutions.drawing_utils.DrawingSpec,
        "np": np,
        "cv2": cv2,
        "image": image,
        "frozen": frozen,
        "detection": detection,
        "face": detection(),
        "hand": landmarks.NormalizedLandmarkList(landmark=[landmarks.NormalizedLandmark(**point) for point in points]),
        "world": landmarks.LandmarkList(landmark=[landmarks.Landmark(**point) for point in points]),
    }


def twice(solution: Any) -> None:
    """Close a solution twice."""
    solution.close()
    solution.close()


def after_close(solution: Any, image: Any) -> None:
    """Use a solution after it is closed."""
    solution.close()
    solution.process(image)


def within(solution: Any) -> None:
    """Close a solution in its own with statement."""
    with solution:
        solution.close()


def reset_after_close(solution: Any) -> None:
    """Reset a solution after it is closed."""
    solution.close()
    solution.reset()
