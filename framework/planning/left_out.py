"""What MediaPipe has that backedge leaves out, and why: for the errors, and for the documentation.

Names of `mediapipe_names` that are neither here nor registered are still to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backedge.authoring.registration import candidate_names
from backedge.planning.mediapipe_names import MEDIAPIPE_NAMES

_TASKS: Final = "mediapipe.tasks."
_OF_TASKS: Final = "it is part of MediaPipe Tasks, whose graphs are made by C++ code"

LEFT_OUT: Final[Mapping[str, str]] = {
    "it needs TensorFlow": """
        ImageFrameToTensorCalculator LappedTensorBufferCalculator MatrixToTensorCalculator
        ObjectDetectionTensorsToDetectionsCalculator PackMediaSequenceCalculator StringToSequenceExampleCalculator
        TFRecordReaderCalculator TensorFlowInferenceCalculator TensorFlowSessionFromFrozenGraphCalculator
        TensorFlowSessionFromSavedModelCalculator TensorSqueezeDimensionsCalculator TensorToImageFrameCalculator
        TensorToMatrixCalculator TensorToVectorFloatCalculator TensorToVectorIntCalculator
        TensorToVectorStringCalculator UnpackMediaSequenceCalculator UnpackYt8mSequenceExampleCalculator
        VectorFloatToTensorCalculator VectorIntToTensorCalculator VectorStringToTensorCalculator
        VectorToTensorCalculator
    """,
    "it is for sound": """
        AudioDecoderCalculator AudioToTensorCalculator AverageTimeSeriesAcrossChannelsCalculator
        CovarianceCalculator DivideByMeanAcrossChannelsCalculator ElementwiseSquareCalculator
        FirstHalfSlicerCalculator L2NormCalculator L2NormalizeCalculator L2NormalizeColumnCalculator
        MeanCalculator MelSpectrumCalculator MfccCalculator PeakNormalizeCalculator
        RationalFactorResampleCalculator ReverseChannelOrderCalculator SpectrogramCalculator
        SpectrogramFloatCalculator StabilizedLogCalculator StandardDeviationCalculator
        SubtractMeanAcrossChannelsCalculator SubtractMeanCalculator SumTimeSeriesAcrossChannelsCalculator
        SummarySaiToPitchogramCalculator TensorsToAudioCalculator TimeSeriesFramerCalculator
        TwoTapFirFilterCalculator
    """,
    "it is for text": """
        BertPreprocessorCalculator RegexPreprocessorCalculator TextToTensorCalculator
        UniversalSentenceEncoderPreprocessorCalculator
    """,
    "it makes pictures with Stable Diffusion": """
        DiffusionPluginsOutputCalculator StableDiffusionIterateCalculator
    """,
    "it is part of AutoFlip": """
        AutoFlipFaceDetectionSubgraph AutoFlipFrontFaceDetectionSubgraph AutoFlipObjectDetectionSubgraph
        BorderDetectionCalculator ContentZoomingCalculator FaceToRegionCalculator LocalizationToRegionCalculator
        SceneCroppingCalculator ShotBoundaryCalculator SignalFusingCalculator VideoFilteringCalculator
    """,
    "it tracks boxes by optical flow, for which backedge has no library": """
        BoxDetectorCalculator BoxTrackerCalculator BoxTrackingSubgraphCpu BoxTrackingSubgraphGpu
        FlowPackagerCalculator FlowToImageCalculator FrameAnnotationToTimedBoxListCalculator
        FrameAnnotationTrackerCalculator MotionAnalysisCalculator ObjectTrackingSubgraphCpu
        ObjectTrackingSubgraphGpu ObjectronTracking1StageSubgraphGpu RegionTrackingSubgraph
        TrackedAnchorManagerCalculator Tvl1OpticalFlowCalculator
    """,
    "it needs a GPU": """
        AnnotationsToModelMatricesCalculator BeginLoopGpuBufferCalculator ConcatenateGlBufferVectorCalculator
        EndLoopGpuBufferCalculator FaceGeometryEffectRendererCalculator GlAnimationOverlayCalculator
        GlScalerCalculator GlSurfaceSinkCalculator InferenceCalculatorGl InferenceCalculatorGlAdvanced
        InferenceCalculatorMetal MatricesManagerCalculator MergeGpuBuffersToVectorCalculator
        MovableSplitGlBufferVectorCalculator ObjectronDetection1StageSubgraphGpu StickerManagerCalculator
    """,
}
"""The names, by the reason why they are left out."""

_REASONS: Final = {name: reason for reason, names in LEFT_OUT.items() for name in names.split()}


def reason_to_leave_out(name: str) -> str:
    """Say why backedge leaves out what MediaPipe registers as `name`; "" for what it does not leave out."""
    return _OF_TASKS if name.startswith(_TASKS) else _REASONS.get(name, "")


def mediapipes_name(calculator: str, package: str = "") -> str:
    """Return what MediaPipe registers that a graph of `package` means by `calculator`; "" if it registers no such."""
    return next((name for name in candidate_names(calculator, package) if name in MEDIAPIPE_NAMES), "")


def why_missing(calculator: str, package: str = "") -> str:
    """Say why what MediaPipe registers, and a graph of `package` means, is not here; "" if it registers no such."""
    name = mediapipes_name(calculator, package)
    reason = reason_to_leave_out(name)
    return name and "MediaPipe has it, backedge " + (f"leaves it out: {reason}" if reason else "does not yet")
