"""Landmarks of several models put together (MediaPipe `calculators/util/landmarks_refinement_calculator.cc`)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import require_option
from backedge.errors import PacketTypeError
from backedge.formats import NormalizedLandmarks
from backedge.protos import Message, field

_NAME: Final = "mediapipe.LandmarksRefinementCalculatorOptions"


class LandmarksRefinementZRefinementNone(Message, name=f"{_NAME}.ZRefinementNone"):
    """z stays what it is."""


class LandmarksRefinementZRefinementCopy(Message, name=f"{_NAME}.ZRefinementCopy"):
    """z is replaced, as x and y are."""


class LandmarksRefinementZRefinementAssignAverage(Message, name=f"{_NAME}.ZRefinementAssignAverage"):
    """z becomes the mean of the z of other refined landmarks.

    Attributes:
        indexes_for_average: these.
    """

    indexes_for_average: tuple[int, ...] = field(1)


class LandmarksRefinementZRefinement(Message, name=f"{_NAME}.ZRefinement"):
    """What happens to z, one of three.

    Attributes:
        none: nothing.
        copy: it is replaced.
        assign_average: it becomes a mean.
    """

    none: LandmarksRefinementZRefinementNone | None = field(1, oneof="z_refinement_options")
    copy: LandmarksRefinementZRefinementCopy | None = field(2, oneof="z_refinement_options")
    assign_average: LandmarksRefinementZRefinementAssignAverage | None = field(3, oneof="z_refinement_options")


class LandmarksRefinementRefinement(Message, name=f"{_NAME}.Refinement"):
    """What to do with the landmarks of one input.

    Attributes:
        indexes_mapping: for each of its landmarks, the refined landmark that it is.
        z_refinement: what happens to z.
    """

    indexes_mapping: tuple[int, ...] = field(1)
    z_refinement: LandmarksRefinementZRefinement | None = field(2)


class LandmarksRefinementCalculatorOptions(Message, name=_NAME, extension=381914658):
    """Options of LandmarksRefinementCalculator.

    Attributes:
        refinement: one for each input, in order; later ones replace what earlier ones gave.
    """

    refinement: tuple[LandmarksRefinementRefinement, ...] = field(1)

    def check(self) -> None:
        """Refuse refinements that cannot be carried out.

        Raises:
            ConfigError: a refinement lacks something, or refined landmarks are left without a place.
        """
        for number, refinement in enumerate(self.refinement):
            who = f"LandmarksRefinement: refinement {number}"
            z = refinement.z_refinement
            require_option(bool(refinement.indexes_mapping), f"{who} has no indexes_mapping")
            require_option(
                z is not None and bool(z.none or z.copy or z.assign_average),
                f"{who} needs a z_refinement: none, copy or assign_average",
            )
            average = z.assign_average if z else None
            require_option(average is None or bool(average.indexes_for_average), f"{who} has no indexes_for_average")
        used = {index for refinement in self.refinement for index in refinement.indexes_mapping}
        require_option(min(used, default=0) >= 0, "LandmarksRefinement: indexes_mapping has an index below 0")
        # Not by all the indexes that there should be: one that is wrong may be in the billions.
        first_missing = next(index for index in count() if index not in used)
        require_option(
            first_missing == len(used),
            f"LandmarksRefinement: indexes_mapping must cover every index from 0 to {max(used, default=0)}; "
            f"{first_missing} is missing",
        )

    @property
    def count(self) -> int:
        """How many refined landmarks there are."""
        return 1 + max(index for refinement in self.refinement for index in refinement.indexes_mapping)


class LandmarksRefiner:
    """Puts landmarks of several models together, in the order of the refinements.

    Args:
        options: which refined landmarks those of each model are; see `LandmarksRefinementCalculatorOptions.check`.
    """

    def __init__(self, options: LandmarksRefinementCalculatorOptions) -> None:
        self._count = options.count
        self._refinements = tuple(map(_Refinement, options.refinement))

    def __call__(self, inputs: Sequence[NormalizedLandmarks]) -> NormalizedLandmarks:
        """The refined landmarks of one face, say. The result says nothing of visibility and presence.

        Args:
            inputs: those of each model.

        Raises:
            PacketTypeError: an input has another number of landmarks than its mapping.
        """
        points = np.zeros((self._count, 3), np.float32)
        for number, (landmarks, refinement) in enumerate(zip(inputs, self._refinements, strict=True)):
            if len(landmarks) != len(refinement.mapping):
                raise PacketTypeError(
                    f"input {number} has {len(landmarks)} landmarks,"
                    f" but its indexes_mapping has {len(refinement.mapping)}"
                )
            refinement.apply(landmarks.points, points)
        return NormalizedLandmarks(points)


class _Refinement:
    """One refinement, its indices as arrays.

    Attributes:
        mapping: for each landmark of the model, the refined landmark that it is.
    """

    def __init__(self, refinement: LandmarksRefinementRefinement) -> None:
        z = refinement.z_refinement
        self.mapping = np.array(refinement.indexes_mapping, np.intp)
        self._columns = slice(0, 3 if z and z.copy else 2)
        average = z.assign_average if z else None
        self._averaged = np.array(average.indexes_for_average, np.intp) if average else None

    def apply(self, points: NDArray[np.float32], refined: NDArray[np.float32]) -> None:
        """Write what a model found into the refined points."""
        refined[self.mapping, self._columns] = points[:, self._columns]
        if self._averaged is not None:
            refined[self.mapping, 2] = refined[self._averaged, 2].mean(dtype=np.float64)
