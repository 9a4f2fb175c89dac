"""How often the gesture graph is right: python evaluate.py SYNTHETIC_SET, one that train.py has not seen."""

import sys
from pathlib import Path

import gesture_calculator  # noqa: F401 - registers the calculator that the graph names
from sklearn.metrics import classification_report
from train import GESTURES

from backedge import CalculatorGraph, Packet
from backedge.calculators.media.image_files import read_image
from backedge.formats import ImageFrame
from backedge.tools.evaluation.findings import hands_of
from backedge.tools.evaluation.hand_errors import match
from backedge.tools.hand_sets.opening import open_set


def main() -> None:
    graph = CalculatorGraph(Path(__file__).with_name("gestures.pbtxt"), num_threads=0)
    seen = {}
    for stream in ("landmarks", "gestures"):
        graph.observe_output_stream(stream, lambda name, packet: seen.update({name: packet.value}))
    true, named, missed = [], [], 0
    for picture in open_set(Path(sys.argv[1])).pictures:
        seen.clear()
        graph.start_run()
        graph.add_packet_to_input_stream("image", Packet(ImageFrame(read_image(picture.path)), 0))
        graph.close()
        pairs = match(hands_of({"LANDMARKS": seen.get("landmarks")}, picture.size), picture.hands)
        for place, hand in enumerate(picture.hands):
            if hand.attributes["gesture"] not in GESTURES:
                continue
            if place in pairs:
                true.append(hand.attributes["gesture"])
                named.append(seen["gestures"][pairs[place]])
            else:
                missed += 1
    print(classification_report(true, named, zero_division=0))
    print(f"{missed} hands were not found")


if __name__ == "__main__":
    main()
