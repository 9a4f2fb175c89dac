"""The usual script that draws hands into a video, with OpenCV and ``mp.solutions``.

python video_script.py INPUT OUTPUT
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import cv2


def main(source: str, target: str) -> None:
    """Read, find, draw, write; one frame after the other."""
    solutions: Any = import_module("mediapipe.python.solutions")
    video = cv2.VideoCapture(source)
    size = int(video.get(cv2.CAP_PROP_FRAME_WIDTH)), int(video.get(cv2.CAP_PROP_FRAME_HEIGHT))
    writer = cv2.VideoWriter(target, cv2.VideoWriter.fourcc(*"mp4v"), video.get(cv2.CAP_PROP_FPS), size)
    with solutions.hands.Hands() as hands:
        for _, picture in iter(video.read, (False, None)):
            found = hands.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            for landmarks in found.multi_hand_landmarks or ():
                solutions.drawing_utils.draw_landmarks(
                    picture,
                    landmarks,
                    solutions.hands.HAND_CONNECTIONS,
                    solutions.drawing_styles.get_default_hand_landmarks_style(),
                    solutions.drawing_styles.get_default_hand_connections_style(),
                )
            writer.write(picture)
    writer.release()
    video.release()


if __name__ == "__main__":
    main(*sys.argv[1:])
