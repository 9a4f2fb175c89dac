"""FilterDetectionCalculator: only detections of some classes, or with some scores."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.detection.filter_detections import FilterDetectionCalculatorOptions, filter_detection
from backedge.errors import PacketTypeError
from backedge.formats import Detection


@register
class FilterDetectionCalculator(Calculator):
    """Drops classes by label and score, and detections that have none left.

    Inputs:
        DETECTIONS: list[Detection], or
        DETECTION: Detection.
    Outputs:
        DETECTIONS: list[Detection], for DETECTIONS.
        DETECTION: Detection, for DETECTION; nothing where it is dropped.
    Side packets:
        LABELS: list[str], optional; the labels that are allowed, as names or regular expressions, or
        LABELS_CSV: str, optional; the same, separated by commas, or
        LABEL_MAP: dict[int, str], optional; the same, as the values. Without any of them all labels are allowed.
    Options:
        FilterDetectionCalculatorOptions

    Example::

        node {
          calculator: "FilterDetectionCalculator"
          input_stream: "DETECTIONS:all_detections"
          output_stream: "DETECTIONS:shoes"
          input_side_packet: "LABELS_CSV:allowed_labels"
          options {
            [mediapipe.FilterDetectionCalculatorOptions.ext] { min_score: 0.4 }
          }
        }
    """

    lightweight = True

    all_detections = Input[list[Detection]]("DETECTIONS", optional=True)
    one_detection = Input[Detection]("DETECTION", optional=True)
    kept = Output[list[Detection]]("DETECTIONS", optional=True)
    kept_one = Output[Detection]("DETECTION", optional=True)
    labels = SideInput[list[str]]("LABELS", optional=True)
    labels_csv = SideInput[str]("LABELS_CSV", optional=True)
    label_map = SideInput[dict[int, str]]("LABEL_MAP", optional=True)

    options: FilterDetectionCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        inputs, outputs = (
            [tag for tag in ("DETECTIONS", "DETECTION") if tag in ports]
            for ports in (contract.inputs, contract.outputs)
        )
        contract.require(len(inputs) == 1, "it takes exactly one of DETECTIONS and DETECTION")
        contract.require(inputs == outputs, "its output has the tag of its input")
        contract.require_named_side_packets()

    def open(self) -> None:
        self._allowed = self._allowed_labels()
        if self._allowed is not None and not self._allowed:
            if self.options.fail_on_empty_labels:
                raise PacketTypeError("the list of allowed labels is empty, and fail_on_empty_labels is set")
            if self.options.empty_allowed_labels_means_allow_everything:
                self._allowed = None

    def process(self) -> None:
        if self._allowed is not None and not self._allowed:
            return
        if self.one_detection.connected:
            kept = filter_detection(self.one_detection.value, self._allowed, self.options)
            if kept is not None:
                self.kept_one.send(kept)
            return
        found = (filter_detection(each, self._allowed, self.options) for each in self.all_detections.value)
        self.kept.send([detection for detection in found if detection is not None])

    def _allowed_labels(self) -> list[str] | None:
        if self.labels_csv.connected:
            return [label.strip() for label in self.labels_csv.value.split(",") if label.strip()]
        if self.labels.connected:
            return self.labels.value
        return list(self.label_map.value.values()) if self.label_map.connected else None
