"""TfLiteCustomOpResolverCalculator: which operators models may use."""

from __future__ import annotations

from dataclasses import dataclass

from backedge.authoring import Calculator, SideOutput, register
from backedge.protos import Message, field


class TfLiteCustomOpResolverCalculatorOptions(
    Message, name="mediapipe.TfLiteCustomOpResolverCalculatorOptions", extension=252087553
):
    """Options of TfLiteCustomOpResolverCalculator.

    Attributes:
        use_gpu: ask for the operators of a GPU.
    """

    use_gpu: bool = field(1)


@dataclass(frozen=True, slots=True)
class OpResolver:
    """A set of operators (``tflite::OpResolver``), which engines for Python do not take.

    Attributes:
        use_gpu: whether those of a GPU were asked for.
    """

    use_gpu: bool = False


@register
class TfLiteCustomOpResolverCalculator(Calculator):
    """Says which operators InferenceCalculator should have, so that graphs which ask for MediaPipe's own can be run.

    Every model has the engine's operators and those of MediaPipe's face mesh with attention, whatever is asked for. One
    that needs others is refused when it is loaded.

    Output side packets:
        OP_RESOLVER: OpResolver, or untagged: OpResolver.
    Options:
        TfLiteCustomOpResolverCalculatorOptions

    Example::

        node {
          calculator: "TfLiteCustomOpResolverCalculator"
          output_side_packet: "OP_RESOLVER:op_resolver"
        }
    """

    op_resolver = SideOutput[OpResolver]("OP_RESOLVER", optional=True)
    builtin_op_resolver = SideOutput[OpResolver](optional=True)

    options: TfLiteCustomOpResolverCalculatorOptions

    def open(self) -> None:
        resolver = OpResolver(self.options.use_gpu)
        self.op_resolver.set(resolver)
        self.builtin_op_resolver.set(resolver)
