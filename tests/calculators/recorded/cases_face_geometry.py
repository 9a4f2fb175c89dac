"""The calculators that put faces into space. MediaPipe's package has them under the names that its Tasks give them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.calculators.recorded.cases_landmark import SIZE
from tests.calculators.recorded.session import Answer, Session

TASKS = "mediapipe.tasks.vision.face_geometry."
PROTO = "modules.face_geometry.protos.geometry_pipeline_metadata_pb2"
SOURCES = ["DEFAULT", "FACE_LANDMARK_PIPELINE", "FACE_DETECTION_PIPELINE"]


def metadata(session: Session, source: str) -> bytes:
    """An average face of a few points, and how much they count."""
    message = session.module(PROTO).GeometryPipelineMetadata(input_source=SOURCES.index(source))
    message.canonical_mesh.vertex_buffer.extend(session.uniform(12, 5, low=-5, high=5).ravel().tolist())
    message.canonical_mesh.index_buffer.extend([0, 1, 2, 2, 3, 11])
    for index in range(0, 12, 2):
        message.procrustes_landmark_basis.add(landmark_id=index, weight=float(session.uniform(1, low=0.1)[0]))
    content: bytes = message.SerializeToString()
    return content


def seen(content: bytes, session: Session) -> Any:
    """The landmarks of that face, turned, somewhere in the picture, and a little wrong."""
    mesh = session.module(PROTO).GeometryPipelineMetadata.FromString(content).canonical_mesh
    face = np.array(mesh.vertex_buffer).reshape(-1, 5)[:, :3]
    turn, _ = np.linalg.qr(session.rng.normal(size=(3, 3)))
    turn[:, 2] *= np.sign(np.linalg.det(turn))
    space = face @ turn.T + [*session.rng.uniform(-5, 5, 2), session.rng.uniform(-60, -40)]
    points = np.stack(
        [0.5 - space[:, 0] / space[:, 2], 0.5 + space[:, 1] / space[:, 2], -(space[:, 2] + 50) / 50], axis=1
    )
    return session.landmarks(points + session.rng.normal(scale=0.002, size=points.shape))


def graph(session: Session, path: Path, origin: str, near: int = 1) -> str:
    """The text of the graph, for either package."""
    is_mediapipe = session.mp.__name__ == "mediapipe"
    names = TASKS if is_mediapipe else ""
    options = TASKS if is_mediapipe else "mediapipe."
    file = f'metadata_file {{ file_name: "{path}" }}' if is_mediapipe else f'metadata_path: "{path}"'
    return f"""
        {SIZE}
        input_stream: "a" input_stream: "b"
        node {{
          calculator: "ConcatenateNormalizedLandmarkListVectorCalculator"
          input_stream: "a" input_stream: "b" output_stream: "faces"
        }}
        node {{
          calculator: "{names}FaceGeometryEnvGeneratorCalculator"
          output_side_packet: "ENVIRONMENT:environment"
          options {{
            [{options}FaceGeometryEnvGeneratorCalculatorOptions.ext] {{
              environment {{
                origin_point_location: {origin}
                perspective_camera {{ vertical_fov_degrees: 63 near: {near} far: 100 }}
              }}
            }}
          }}
        }}
        node {{
          calculator: "{names}FaceGeometryPipelineCalculator"
          input_side_packet: "ENVIRONMENT:environment"
          input_stream: "IMAGE_SIZE:size" input_stream: "MULTI_FACE_LANDMARKS:faces"
          output_stream: "MULTI_FACE_GEOMETRY:o"
          options {{ [{options}FaceGeometryPipelineCalculatorOptions.ext] {{ {file} }} }}
        }}
    """


def case_faces_in_space(session: Session) -> Iterator[tuple[str, Answer]]:
    """By landmarks with and without depth, in pictures whose y is down or up; and a face as small as a point."""
    for source, origin in (
        ("FACE_LANDMARK_PIPELINE", "TOP_LEFT_CORNER"),
        ("FACE_DETECTION_PIPELINE", "TOP_LEFT_CORNER"),
        ("DEFAULT", "BOTTOM_LEFT_CORNER"),
    ):
        content = metadata(session, source)
        feeds = [
            (i, {"image": session.picture(), "a": seen(content, session), "b": seen(content, session)})
            for i in range(3)
        ]
        point = session.landmarks(session.uniform(12, 3, low=0.5, high=0.5005))
        feeds.append((3, {"image": session.picture(), "a": point, "b": seen(content, session)}))
        feeds.append((4, {"a": point, "b": point}))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "metadata.binarypb")
            path.write_bytes(content)
            yield f"{source} {origin}", session.run(graph(session, path, origin), feeds, {"o": "get_proto_list"})


def case_what_has_no_pose(session: Session) -> Iterator[tuple[str, Answer]]:
    """Too few landmarks, a face that lies on a line, a camera that sees nothing."""
    content = metadata(session, "DEFAULT")
    good = seen(content, session)
    bad = {
        "few": session.landmarks(session.uniform(5, 3)),
        "no numbers": session.landmarks(np.full((12, 3), np.nan)),
        "a line": session.landmarks(np.linspace([0, 0, 0], [1, 1, 1], 12)),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "metadata.binarypb")
        path.write_bytes(content)
        for name, face in bad.items():
            feeds = [(0, {"image": session.picture(), "a": good, "b": face})]
            text = graph(session, path, "TOP_LEFT_CORNER")
            yield name, session.run(text, feeds, {"o": "get_proto_list"})
        yield "camera", session.run(graph(session, path, "TOP_LEFT_CORNER", near=200), [], {"o": "get_proto_list"})
