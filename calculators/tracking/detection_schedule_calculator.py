"""DetectionScheduleCalculator: lets a detector rest while enough objects are tracked, and tells it where to look."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, SideInput, register
from backedge.calculators.image.moving_place import MovingPlace
from backedge.calculators.tracking.detection_schedule import (
    DetectionSchedule,
    DetectionScheduleCalculatorOptions,
)
from backedge.errors import GraphError
from backedge.formats import Image, ImageFrame, NormalizedRect


@register
class DetectionScheduleCalculator(Calculator):
    """Passes on the images in which a detector is to look for more objects, with the part of each to look into.

    While as many are tracked as wanted there is no such image. While some are tracked, only each n-th is one; after a
    loss all are, for a while. While nothing is tracked, every image is one, and every other time only a part of it is
    looked into, one part after the other or, with `moving_view_size`, around what moves. There small objects are
    larger, and the detector runs no more often for it. With the options as they are by default it runs as often as in
    MediaPipe's graphs, and sees whole images.

    Inputs:
        IMAGE: ImageFrame or Image.
        TRACKED_RECTS: list[NormalizedRect]; the objects that are tracked, as the image before left them, with their
            tracks as `rect_id`. No packet stands for none.
    Side packets:
        NUM_WANTED: int; at least 1.
    Outputs:
        IMAGE: the image, if the detector is to run.
        VIEW: NormalizedRect, upright; the part of that image to look into.
    Options:
        DetectionScheduleCalculatorOptions

    Example::

        node {
          calculator: "DetectionScheduleCalculator"
          input_stream: "IMAGE:image"
          input_stream: "TRACKED_RECTS:previous_hand_rects"
          input_side_packet: "NUM_WANTED:num_hands"
          output_stream: "IMAGE:palm_detection_image"
          output_stream: "VIEW:view"
          node_options {
            [type.googleapis.com/backedge.DetectionScheduleCalculatorOptions] { interval: 4 view_size: 0.6 }
          }
        }
    """

    lightweight = True

    image = Input[ImageFrame | Image]("IMAGE")
    tracked_rects = Input[list[NormalizedRect]]("TRACKED_RECTS")
    num_wanted = SideInput[int]("NUM_WANTED")
    scheduled = Output[ImageFrame | Image]("IMAGE", same_as=image)
    view = Output[NormalizedRect]("VIEW", optional=True)

    options: DetectionScheduleCalculatorOptions

    def open(self) -> None:
        wanted = self.num_wanted.value
        if wanted < 1:
            raise GraphError(f'side packet "{self.num_wanted.name}" must be at least 1, found {wanted}')
        self._schedule = DetectionSchedule(wanted, self.options)
        self._moving_place = MovingPlace()

    def process(self) -> None:
        if self.image.is_empty:
            return
        image = self.image.value
        tracked = self.tracked_rects.get([])
        moving = None
        if self.options.moving_view_size and not tracked:
            moving = self._moving_place.of(image)
        else:
            self._moving_place.forget()
        view = self._schedule.look(tracked, (image.width, image.height), moving)
        if view is not None:
            self.scheduled.forward(self.image)
            self.view.send(view)
