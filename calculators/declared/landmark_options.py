"""Options of MediaPipe's calculators for landmarks, which are not here yet; see the package."""

from __future__ import annotations

from backedge.protos import Message, field


class VisibilityCopyCalculatorOptions(Message, name="mediapipe.VisibilityCopyCalculatorOptions", extension=363728421):
    """Options of VisibilityCopyCalculator: visibility and presence copied between landmarks."""

    copy_visibility: bool = field(1, default=True)
    copy_presence: bool = field(2, default=True)


class RefineLandmarksFromHeatmapCalculatorOptions(
    Message, name="mediapipe.RefineLandmarksFromHeatmapCalculatorOptions", extension=362281653
):
    """Options of RefineLandmarksFromHeatmapCalculator: landmarks moved to the peak of a heatmap."""

    kernel_size: int = field(1, default=9)
    min_confidence_to_refine: float = field(2, default=0.5)
    refine_presence: bool = field(3, default=False)
    refine_visibility: bool = field(4, default=False)


class LandmarksRefinementZRefinementNone(
    Message, name="mediapipe.LandmarksRefinementCalculatorOptions.ZRefinementNone"
):
    """`ZRefinementNone` in the options of LandmarksRefinementCalculator."""


class LandmarksRefinementZRefinementCopy(
    Message, name="mediapipe.LandmarksRefinementCalculatorOptions.ZRefinementCopy"
):
    """`ZRefinementCopy` in the options of LandmarksRefinementCalculator."""


class LandmarksRefinementZRefinementAssignAverage(
    Message, name="mediapipe.LandmarksRefinementCalculatorOptions.ZRefinementAssignAverage"
):
    """`ZRefinementAssignAverage` in the options of LandmarksRefinementCalculator."""

    indexes_for_average: tuple[int, ...] = field(1)


class LandmarksRefinementZRefinement(Message, name="mediapipe.LandmarksRefinementCalculatorOptions.ZRefinement"):
    """`ZRefinement` in the options of LandmarksRefinementCalculator."""

    none: LandmarksRefinementZRefinementNone | None = field(1, oneof="z_refinement_options")
    copy: LandmarksRefinementZRefinementCopy | None = field(2, oneof="z_refinement_options")
    assign_average: LandmarksRefinementZRefinementAssignAverage | None = field(3, oneof="z_refinement_options")


class LandmarksRefinementRefinement(Message, name="mediapipe.LandmarksRefinementCalculatorOptions.Refinement"):
    """`Refinement` in the options of LandmarksRefinementCalculator."""

    indexes_mapping: tuple[int, ...] = field(1)
    z_refinement: LandmarksRefinementZRefinement | None = field(2)


class LandmarksRefinementCalculatorOptions(
    Message, name="mediapipe.LandmarksRefinementCalculatorOptions", extension=381914658
):
    """Options of LandmarksRefinementCalculator: landmarks of several models put together."""

    refinement: tuple[LandmarksRefinementRefinement, ...] = field(1)
