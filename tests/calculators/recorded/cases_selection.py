"""Calculators that take items out of lists, and numbers out of landmarks."""

from __future__ import annotations

from collections.abc import Iterator

from tests.calculators.recorded.cases_landmark import SIZE
from tests.calculators.recorded.session import Answer, Session, options


def case_filtered_lists(session: Session) -> Iterator[tuple[str, Answer]]:
    """Both, one and none of two; packets missing; too few conditions."""
    graph = """
        input_stream: "a" input_stream: "b" input_stream: "c"
        node {
          calculator: "ConcatenateNormalizedLandmarkListVectorCalculator"
          input_stream: "a" input_stream: "b" output_stream: "both"
        }
        node {
          calculator: "FilterNormalizedLandmarkListCollectionCalculator"
          input_stream: "ITERABLE:both" input_stream: "CONDITION:c" output_stream: "ITERABLE:o"
        }
    """
    a, b = session.landmarks(session.uniform(1, 3)), session.landmarks(session.uniform(2, 3))
    conditions = [[True, True], [False, True], [False, False]]
    feeds = [(i, {"a": a, "b": b, "c": session.make.create_bool_vector(each)}) for i, each in enumerate(conditions)]
    feeds += [(3, {"a": a, "b": b}), (4, {"c": session.make.create_bool_vector([True, True])})]
    yield "lists", session.run(graph, feeds, {"o": "get_proto_list"})
    short = [(0, {"a": a, "b": b, "c": session.make.create_bool_vector([True])})]
    yield "too few", session.run(graph, short, {"o": "get_proto_list"})


def case_landmarks_as_tensors(session: Session) -> Iterator[tuple[str, Answer]]:
    """In metres and in pixels, with all numbers and some; with packets missing."""
    for kind, tag in (("LandmarkList", "LANDMARKS"), ("NormalizedLandmarkList", "NORM_LANDMARKS")):
        for body in (
            "attributes: [X, Y, Z, VISIBILITY, PRESENCE]",
            "attributes: [PRESENCE, Y, Y] flatten: true",
            "attributes: Z",
            "",
        ):
            size = 'input_stream: "IMAGE_SIZE:size"' if tag == "NORM_LANDMARKS" else ""
            graph = f"""
                {SIZE}
                input_stream: "a"
                node {{
                  calculator: "LandmarksToTensorCalculator"
                  input_stream: "{tag}:a" {size} output_stream: "TENSORS:t"
                  {options("LandmarksToTensorCalculatorOptions", body)}
                }}
                node {{ calculator: "TensorsToFloatsCalculator" input_stream: "TENSORS:t" output_stream: "FLOATS:o" }}
            """
            feeds = [
                (
                    i,
                    {
                        "image": session.picture(),
                        "a": session.landmarks(session.uniform(4, 3), visible=i > 0, kind=kind),
                    },
                )
                for i in range(2)
            ]
            feeds.append((2, {"image": session.picture()}))
            yield f"{tag} {body}", session.run(graph, feeds, {"o": "get_float_list"})


def case_hands_at_the_wrist_of_a_pose(session: Session) -> Iterator[tuple[str, Answer]]:
    """By any of their landmarks; without a hand, and without a pose."""
    graph = f"""
        input_stream: "h" input_stream: "p"
        node {{
          calculator: "AlignHandToPoseInWorldCalculator"
          input_stream: "HAND_LANDMARKS:h" input_stream: "POSE_LANDMARKS:p" output_stream: "HAND_LANDMARKS:o"
          {options("AlignHandToPoseInWorldCalculatorOptions", "hand_wrist_idx: 1 pose_wrist_idx: 2")}
        }}
    """
    hand, pose = (session.landmarks(session.uniform(3, 3), kind="LandmarkList") for _ in range(2))
    yield "both", session.run(graph, [(0, {"h": hand, "p": pose}), (1, {"p": pose})], {"o": "get_proto"})
    yield "no pose", session.run(graph, [(0, {"h": hand}), (1, {"p": pose})], {"o": "get_proto"})
