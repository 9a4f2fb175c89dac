"""MediaPipe's fine-grained calculators give what our fused ones give; and MediaPipe's own graph runs as it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.formats import Detection, ImageFrame, NormalizedRect
from backedge.graphs.hand_tracking import HandTracker
from backedge.planning.subgraph_registry import subgraphs
from backedge.testing import collect, run_node

PALMS = """
    node {
      calculator: "ImageToTensorCalculator"
      input_stream: "IMAGE:image"
      output_stream: "TENSORS:input_tensor"
      output_stream: "LETTERBOX_PADDING:padding"
      options {
        [mediapipe.ImageToTensorCalculatorOptions.ext] {
          output_tensor_width: 192
          output_tensor_height: 192
          keep_aspect_ratio: true
          output_tensor_float_range { min: 0 max: 1 }
          border_mode: BORDER_ZERO
        }
      }
    }
    node {
      calculator: "ResourceProviderCalculator"
      output_side_packet: "RESOURCE:file"
      node_options {
        [type.googleapis.com/mediapipe.ResourceProviderCalculatorOptions] {
          resource_id: "mediapipe/modules/palm_detection/palm_detection_lite.tflite"
        }
      }
    }
    node {
      calculator: "TfLiteModelCalculator"
      input_side_packet: "MODEL_RESOURCE:file"
      output_side_packet: "MODEL:model"
    }
    node { calculator: "TfLiteCustomOpResolverCalculator" output_side_packet: "OP_RESOLVER:operators" }
    node {
      calculator: "InferenceCalculator"
      input_stream: "TENSORS:input_tensor"
      input_side_packet: "MODEL:model"
      input_side_packet: "OP_RESOLVER:operators"
      output_stream: "TENSORS:tensors"
      options { [mediapipe.InferenceCalculatorOptions.ext] { delegate { xnnpack {} } } }
    }
    node {
      calculator: "SsdAnchorsCalculator"
      output_side_packet: "anchors"
      options {
        [mediapipe.SsdAnchorsCalculatorOptions.ext] {
          num_layers: 4
          min_scale: 0.1484375
          max_scale: 0.75
          input_size_width: 192
          input_size_height: 192
          strides: [8, 16, 16, 16]
          aspect_ratios: 1
          fixed_anchor_size: true
        }
      }
    }
    node {
      calculator: "TensorsToDetectionsCalculator"
      input_stream: "TENSORS:tensors"
      input_side_packet: "ANCHORS:anchors"
      output_stream: "DETECTIONS:letterboxed"
      options {
        [mediapipe.TensorsToDetectionsCalculatorOptions.ext] {
          num_classes: 1 num_boxes: 2016 num_coords: 18
          keypoint_coord_offset: 4 num_keypoints: 7
          sigmoid_score: true score_clipping_thresh: 100 reverse_output_order: true
          x_scale: 192 y_scale: 192 w_scale: 192 h_scale: 192
          min_score_thresh: 0.5
        }
      }
    }
    node {
      calculator: "DetectionLetterboxRemovalCalculator"
      input_stream: "DETECTIONS:letterboxed"
      input_stream: "LETTERBOX_PADDING:padding"
      output_stream: "DETECTIONS:fine"
    }
    node {
      calculator: "PalmDetectionCalculator"
      input_stream: "IMAGE:image"
      output_stream: "DETECTIONS:fused"
      node_options { [type.googleapis.com/backedge.PalmDetectionCalculatorOptions] { model_complexity: 0 } }
    }
"""

HAND = """
    node {
      calculator: "ImageToTensorCalculator"
      input_stream: "IMAGE:image"
      input_stream: "NORM_RECT:rect"
      output_stream: "TENSORS:input_tensor"
      output_stream: "LETTERBOX_PADDING:padding"
      options {
        [mediapipe.ImageToTensorCalculatorOptions.ext] {
          output_tensor_width: 224
          output_tensor_height: 224
          keep_aspect_ratio: true
          output_tensor_float_range { min: 0 max: 1 }
        }
      }
    }
    node {
      calculator: "InferenceCalculator"
      input_stream: "TENSORS:input_tensor"
      output_stream: "TENSORS:tensors"
      options { [mediapipe.InferenceCalculatorOptions.ext] { model_path: "hand_landmark_lite.tflite" } }
    }
    node {
      calculator: "SplitTensorVectorCalculator"
      input_stream: "tensors"
      output_stream: "landmark_tensors"
      output_stream: "presence_tensor"
      output_stream: "handedness_tensor"
      output_stream: "world_tensor"
      options {
        [mediapipe.SplitVectorCalculatorOptions.ext] {
          ranges { begin: 0 end: 1 } ranges { begin: 1 end: 2 } ranges { begin: 2 end: 3 } ranges { begin: 3 end: 4 }
        }
      }
    }
    node {
      calculator: "TensorsToFloatsCalculator"
      input_stream: "TENSORS:presence_tensor"
      output_stream: "FLOAT:presence"
    }
    node {
      calculator: "TensorsToClassificationCalculator"
      input_stream: "TENSORS:handedness_tensor"
      output_stream: "CLASSIFICATIONS:handedness"
      options {
        [mediapipe.TensorsToClassificationCalculatorOptions.ext] {
          top_k: 1
          label_map_path: "mediapipe/modules/hand_landmark/handedness.txt"
          binary_classification: true
        }
      }
    }
    node {
      calculator: "TensorsToLandmarksCalculator"
      input_stream: "TENSORS:landmark_tensors"
      output_stream: "NORM_LANDMARKS:letterboxed"
      options {
        [mediapipe.TensorsToLandmarksCalculatorOptions.ext] {
          num_landmarks: 21 input_image_width: 224 input_image_height: 224 normalize_z: 0.4
        }
      }
    }
    node {
      calculator: "LandmarkLetterboxRemovalCalculator"
      input_stream: "LANDMARKS:letterboxed"
      input_stream: "LETTERBOX_PADDING:padding"
      output_stream: "LANDMARKS:in_rect"
    }
    node {
      calculator: "LandmarkProjectionCalculator"
      input_stream: "NORM_LANDMARKS:in_rect"
      input_stream: "NORM_RECT:rect"
      output_stream: "NORM_LANDMARKS:landmarks"
    }
    node {
      calculator: "TensorsToLandmarksCalculator"
      input_stream: "TENSORS:world_tensor"
      output_stream: "LANDMARKS:world_in_rect"
      options { [mediapipe.TensorsToLandmarksCalculatorOptions.ext] { num_landmarks: 21 } }
    }
    node {
      calculator: "WorldLandmarkProjectionCalculator"
      input_stream: "LANDMARKS:world_in_rect"
      input_stream: "NORM_RECT:rect"
      output_stream: "LANDMARKS:world"
    }
"""

FUSED_HAND = """
    node {
      calculator: "LandmarkInferenceCalculator"
      input_stream: "IMAGE:image"
      input_stream: "NORM_RECTS:rects"
      output_stream: "LANDMARKS:landmarks"
      output_stream: "WORLD_LANDMARKS:world"
      output_stream: "HANDEDNESS:handedness"
      output_stream: "PRESENCE:presence"
      node_options {
        [type.googleapis.com/backedge.LandmarkInferenceCalculatorOptions] { model_complexity: 0 }
      }
    }
"""

SQUARE = NormalizedRect(0.5, 0.5, 0.75, 1.0, 0.4)
"""Around the hand of the clip's frames; square in pixels."""
TALL = NormalizedRect(0.5, 0.5, 0.6, 1.0)
"""Not square, so that there is a letterbox; not rotated, because MediaPipe gets rotated ones wrong."""


def same_place(one: Detection, other: Detection) -> None:
    """Checks that two detections agree, but for the rounding of float32."""
    boxes = [
        (d.require_box().xmin, d.require_box().ymin, d.require_box().width, d.require_box().height, *d.scores)
        for d in (one, other)
    ]
    assert boxes[0] == pytest.approx(boxes[1], abs=1e-6)
    assert np.abs(one.keypoints - other.keypoints).max() < 1e-6


def test_palm_detection_is_the_fine_grained_chain(clip: SyntheticHand) -> None:
    """Both give the same detections, in the same order."""
    outputs = run_node(PALMS, {"image": [ImageFrame(clip[25].image)]})
    [fine], [fused] = outputs.values("fine"), outputs.values("fused")
    assert len(fine) == len(fused) > 0
    for one, other in zip(fine, fused, strict=True):
        same_place(one, other)


@pytest.mark.parametrize("rect", [SQUARE, TALL])
def test_landmark_inference_is_the_fine_grained_chain(clip: SyntheticHand, rect: NormalizedRect) -> None:
    """Both give the same landmarks, world landmarks, handedness and presence."""
    image = ImageFrame(clip[25].image)
    fine = run_node(HAND, {"image": [image], "rect": [rect]})
    fused = run_node(FUSED_HAND, {"image": [image], "rects": [[rect]]})
    for stream in ("landmarks", "world"):
        [one], [[other]] = fine.values(stream), fused.values(stream)
        assert np.abs(one.points - other.points).max() < 1e-6, stream
    for stream in ("handedness", "presence"):
        assert fine.values(stream) == fused.values(stream)[0]


def mediapipe_modules() -> Path:
    """The graphs in a checkout of MediaPipe that ``BACKEDGE_MEDIAPIPE`` names; skips without one."""
    modules = Path(os.environ.get("BACKEDGE_MEDIAPIPE", "")) / "mediapipe" / "modules"
    if not modules.is_dir():
        pytest.skip("set BACKEDGE_MEDIAPIPE to a checkout of MediaPipe to run its own graphs")
    return modules


def test_mediapipes_graph_runs_unmodified(clip: SyntheticHand) -> None:
    """MediaPipe's hand_landmark_tracking_cpu.pbtxt tracks the same hands as ours, and rests on the same frames."""
    modules = mediapipe_modules()
    subgraphs.add_folder(modules / "palm_detection")
    theirs = CalculatorGraph(modules / "hand_landmark" / "hand_landmark_tracking_cpu.pbtxt")
    outputs = collect(theirs, "multi_hand_landmarks", "palm_detection_image")
    ours: dict[int, Any] = {}
    with theirs, HandTracker(num_hands=1, model_complexity=0) as tracker:
        theirs.start_run({"num_hands": 1, "model_complexity": 0, "use_prev_landmarks": True})
        for number, frame in enumerate(clip[20:70]):
            theirs.add_packet_to_input_stream("image", ImageFrame(frame.image), number)
            theirs.wait_until_idle()
            ours[number] = tracker.process(frame.image)
    assert {packet.timestamp for packet in outputs["palm_detection_image"]} == {
        number for number, result in ours.items() if result.palm_detector_ran
    }
    found = {packet.timestamp: packet.value for packet in outputs["multi_hand_landmarks"]}
    assert set(found) == {number for number, result in ours.items() if result.hands}
    # Differences of rounding grow from frame to frame, because each crop depends on the landmarks before.
    distances = [np.abs(found[t][0].points - ours[t].hands[0].landmarks)[:, :2].mean() for t in found]
    assert np.median(distances) < 0.002
