"""`graph_runner demo`: a synthetic hand, tracked, drawn, and compared with the truth."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from rich.table import Table

from backedge import CalculatorGraph, Packet
from backedge.calculators.media.contact_sheet import ContactSheet
from backedge.calculators.synthetic.scene import SyntheticFrame, SyntheticHand
from backedge.formats import ImageFrame
from backedge.graphs.hand_tracking import FOLDER
from backedge.planning import build_graph
from backedge.timestamp import to_seconds
from backedge.tools.console import print_json, progress_bar, stdout
from backedge.tools.demo_figures import DemoFigures, TrackedFrame, measure
from backedge.tools.interruption import Stop, stop_on_signal
from backedge.tools.local_models import fetch_models
from backedge.tools.running.additions import PREFIX, Additions
from backedge.tools.running.graph_streams import picture_streams
from backedge.tools.running.node_times import NodeTime, node_times, times_table
from backedge.tools.running.written_files import make_folder
from backedge.tools.standard_streams import quiet_native_libraries

MODELS: Final = ("palm_detection_full", "hand_landmark_full")
_SIDE_PACKETS: Final = {"num_hands": 1, "model_complexity": 1}


@dataclass(frozen=True, slots=True)
class DemoResult:
    """The result of a demo.

    Attributes:
        graph: the graph's file.
        figures: how well the hand was tracked.
        fps: frames a second that the graph tracks; making, drawing and writing them takes further time.
        node_times: time of each node of the graph.
        files: what was written: the annotated clip, the contact sheet, the landmarks.
        signal: number of the signal that ended it, such as Ctrl-C's; 0 for none.
    """

    graph: Path
    figures: DemoFigures
    fps: float
    node_times: tuple[NodeTime, ...]
    files: tuple[Path, ...]
    signal: int

    def to_json(self) -> dict[str, Any]:
        """All of it, with the shares that figures are judged by."""
        return {
            "graph": str(self.graph),
            **asdict(self.figures),
            "found_share": self.figures.found_share,
            "detector_share": self.figures.detector_share,
            "fps": self.fps,
            "node_times": [asdict(time) for time in self.node_times],
            "files": [str(file) for file in self.files],
            "interrupted": self.signal != 0,
        }


def run_demo(folder: Path, *, frames: int, seed: int, checks: bool) -> DemoResult:
    """Track a synthetic hand with the hand tracking graph and the real models.

    Args:
        folder: where to leave the files; made if need be.
        frames: length of the clip; the motion is the same, slower or faster.
        seed: chooses the person, the room and the way the hand moves.
        checks: whether to look for mistakes of calculators.

    Raises:
        ResourceError: the models cannot be fetched, or the files not be written.
    """
    fetch_models(MODELS)
    make_folder(folder, "--output-dir")
    video, sheet, landmarks = (folder / name for name in ("annotated.mp4", "contact_sheet.png", "landmarks.jsonl"))
    path = FOLDER / "hand_tracking.pbtxt"
    plan = build_graph(path)
    additions = Additions()
    annotated = additions.draw(picture_streams(plan))
    additions.write_pictures(annotated, str(video))
    additions.dump(["landmarks"], str(landmarks))
    # On this thread, so that all that is to be said of a frame has been said when the call that feeds it returns.
    graph = CalculatorGraph(additions.applied_to(plan.config), num_threads=0, check_types=checks)
    graph.profiler.enable()
    tracking = _Tracking(graph, annotated)
    clip = SyntheticHand(frames=frames, seed=seed)
    with quiet_native_libraries(), graph:
        graph.start_run({**_SIDE_PACKETS, **additions.side_packets})
        signal = tracking.follow(clip)
    if not tracking.frames:
        raise Stop(signal)
    tracking.sheet.save(sheet)
    times = node_times(graph.profiler.capture())
    added = sum(time.seconds for time in times if time.node.startswith(PREFIX))
    return DemoResult(
        graph=path,
        figures=measure(tracking.frames, (clip.width, clip.height)),
        fps=len(tracking.frames) / (tracking.seconds - added),
        node_times=tuple(time for time in times if not time.node.startswith(PREFIX)),
        files=(video, sheet, landmarks),
        signal=signal,
    )


class _Tracking:
    """Tracks a clip, and notes what the graph says about each frame.

    Args:
        graph: the hand tracking graph, before it is started.
        annotated: its stream of pictures with the results drawn in.

    Attributes:
        frames: what was found on each frame, beside the truth.
        sheet: pictures with the results drawn in.
        seconds: time spent in the graph.
    """

    def __init__(self, graph: CalculatorGraph, annotated: str) -> None:
        self.frames: list[TrackedFrame] = []
        self.sheet = ContactSheet(tile_width=400)
        self.seconds = 0.0
        self._graph = graph
        self._annotated = annotated
        self._seen: dict[str, Any] = {}
        for stream in ("landmarks", "palm_detection_image", annotated):
            graph.observe_output_stream(stream, self._see)

    def follow(self, clip: SyntheticHand) -> int:
        """Track the clip and close the graph; the number of the signal that ended it, or 0."""
        with stop_on_signal() as interruption, progress_bar("tracking a synthetic hand") as advance:
            for number, frame in enumerate(clip, start=1):
                if interruption.requested:
                    break
                self._seen.clear()
                start = perf_counter()
                self._graph.add_packet_to_input_stream("image", ImageFrame(frame.image), frame.timestamp)
                self.seconds += perf_counter() - start
                self._note(frame)
                advance(number, len(clip))
            self._graph.close()
        return interruption.signal

    def _see(self, stream: str, packet: Packet[Any]) -> None:
        self._seen[stream] = packet.value

    def _note(self, frame: SyntheticFrame) -> None:
        hands = self._seen.get("landmarks")
        result = TrackedFrame(
            frame.hands[0], hands[0].points if hands else None, detector_ran="palm_detection_image" in self._seen
        )
        self.frames.append(result)
        self.sheet.add(self._seen[self._annotated].data, f"{to_seconds(frame.timestamp):.2f} s  {_caption(result)}")


def _caption(frame: TrackedFrame) -> str:
    if frame.landmarks is None:
        return "no hand; palm detector ran"
    return "found by the palm detector" if frame.detector_ran else "tracked; palm detector rests"


def print_demo(result: DemoResult, *, as_json: bool) -> None:
    """Print `result` on stdout."""
    if as_json:
        print_json(result.to_json())
        return
    console = stdout()
    console.print(_figures(result))
    console.print()
    console.print(times_table(result.node_times, result.figures.frames))
    console.print()
    for label, path in zip(("annotated clip", "contact sheet", "landmarks"), result.files, strict=True):
        console.print(f"{label:<15} {path}", soft_wrap=True)


def _figures(result: DemoResult) -> Table:
    figures = result.figures
    table = Table(title=f"A synthetic hand, tracked by {result.graph.name}", title_justify="left", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    stopped = str(Stop(result.signal)) if result.signal else ""
    table.add_row("frames", str(figures.frames), stopped)
    table.add_row("hand fully visible", str(figures.visible), "frames")
    table.add_row("  and found", f"{figures.found_share:.1%}", f"{figures.found} frames")
    table.add_row("mean landmark error", f"{figures.landmark_error:.1%}", "of the palm's width")
    table.add_row("palm detector ran on", str(figures.detector_ran), "frames")
    share = f"{figures.detector_ran_while_tracked} of the {figures.tracked} frames on which a hand is tracked"
    table.add_row("  while tracking", f"{figures.detector_share:.1%}", share)
    table.add_row("speed", f"{result.fps:.0f} fps", "making, drawing and writing pictures not counted")
    return table
