"""MediaPipe's messages for data, where options hold data. In packets it has the types of `backedge.formats`."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import require_option
from backedge.formats import Classification, ClassificationList, Landmarks
from backedge.protos import Double, Message, field


class ClassificationMessage(Message, name="mediapipe.Classification"):
    """See `Classification`."""

    index: int = field(1)
    score: float = field(2)
    label: str = field(3)
    display_name: str = field(4)


class ClassificationListMessage(Message, name="mediapipe.ClassificationList"):
    """See `ClassificationList`."""

    classification: tuple[ClassificationMessage, ...] = field(1)

    def value(self) -> ClassificationList:
        """Return what a packet holds."""
        return ClassificationList(
            Classification(c.index, c.score, c.label, c.display_name) for c in self.classification
        )


class LandmarkMessage(Message, name="mediapipe.Landmark"):
    """One of `Landmarks`."""

    x: float = field(1)
    y: float = field(2)
    z: float = field(3)
    visibility: float | None = field(4)
    presence: float | None = field(5)


class LandmarkListMessage(Message, name="mediapipe.LandmarkList"):
    """See `Landmarks`."""

    landmark: tuple[LandmarkMessage, ...] = field(1)

    def value(self) -> Landmarks:
        """Return what a packet holds. Where one landmark has a visibility, those that say nothing have 0."""
        points = np.array([(p.x, p.y, p.z) for p in self.landmark], np.float32).reshape(-1, 3)
        return Landmarks(points, self._scores("visibility"), self._scores("presence"))

    def _scores(self, name: str) -> NDArray[np.float32] | None:
        scores = [getattr(point, name) for point in self.landmark]
        if all(score is None for score in scores):
            return None
        return np.array([score or 0.0 for score in scores], np.float32)


class Layout(IntEnum):
    """Order of a matrix's values."""

    COLUMN_MAJOR = 0
    ROW_MAJOR = 1


class MatrixDataMessage(Message, name="mediapipe.MatrixData"):
    """A matrix of float32.

    Attributes:
        rows: how many.
        cols: how many.
        packed_data: rows * cols values.
        layout: their order.
    """

    rows: int = field(1)
    cols: int = field(2)
    packed_data: tuple[float, ...] = field(3)
    layout: Layout = field(4)

    def value(self) -> NDArray[np.float32]:
        """Return what a packet holds: a read-only array (rows, cols).

        Raises:
            ConfigError: the number of values is not rows * cols.
        """
        found, wanted = len(self.packed_data), self.rows * self.cols
        require_option(found == wanted, f"a matrix of {self.rows} x {self.cols} needs {wanted} values, not {found}")
        data = np.array(self.packed_data, np.float32)
        by_columns = self.layout is Layout.COLUMN_MAJOR
        matrix = data.reshape(self.cols, self.rows).T if by_columns else data.reshape(self.rows, self.cols)
        matrix.flags.writeable = False
        return matrix


class TimeSeriesHeader(Message, name="mediapipe.TimeSeriesHeader", extensible_from=20000):
    """The properties of a stream of samples, such as sound.

    Attributes:
        sample_rate: samples a second.
        num_channels: channels.
        num_samples: samples in each packet.
        packet_rate: packets a second.
        audio_sample_rate: samples a second of the sound that the samples were made from.
    """

    sample_rate: Double = field(1)
    num_channels: int = field(2)
    num_samples: int = field(3)
    packet_rate: Double = field(4)
    audio_sample_rate: Double = field(5)

    def value(self) -> TimeSeriesHeader:
        """Return what a packet holds: the message itself."""
        return self
