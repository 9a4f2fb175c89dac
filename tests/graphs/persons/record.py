"""Record what MediaPipe's graphs of persons answer: run this with a Python that has ``mediapipe==0.10.21``.

    PYTHONPATH=. /path/to/that/python -m tests.graphs.persons.record FOLDER [PROGRAM …]

FOLDER holds the recorded hands; a program is a function of `programs`.
"""

from __future__ import annotations

from tests.graphs.recordings import Recordings

RECORDINGS = Recordings("tests.graphs.persons", ("pose_by_roi", "pose_detections", "pose_tracked", "selfie_masks"))
recorded = RECORDINGS.read

if __name__ == "__main__":
    RECORDINGS.record_chosen()
